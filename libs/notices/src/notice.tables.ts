import pg from 'pg';

/**
 * The schema of notices. It holds what is derived (told, inbox, outbox) and what people have set (preferences, channels).
 * Programs that start together make it one after the other: two that make it at once collide in spite of `if not exists`.
 */
export const NOTICES_SQL = `
select pg_advisory_xact_lock(4711015);
create schema if not exists notices;
-- what has been told, once for all: the id is a hash of kind, subject and event or due date
create table if not exists notices.told (id uuid primary key, at timestamptz not null);
create table if not exists notices.inbox (
  account    text collate "C" not null,
  id         uuid not null,
  seq        bigint generated always as identity,
  kind       text not null,
  case_id    text,
  meeting_id text,
  facts      jsonb not null,
  created_at timestamptz not null,
  read_at    timestamptz,
  primary key (account, id)
);
create index if not exists inbox_latest on notices.inbox (account, seq desc);
create index if not exists inbox_unread on notices.inbox (account, seq desc) where read_at is null;
-- sealed values open with the vault only
create table if not exists notices.preferences (account text collate "C" primary key, settings jsonb not null, email_id uuid, email jsonb);
create table if not exists notices.channels (
  id         uuid primary key,
  unit       text not null,
  kind       text not null check (kind in ('wecom', 'dingtalk', 'feishu', 'webhook')),
  name       text not null,
  host       text not null,
  sealed     jsonb not null,
  settings   jsonb not null,
  created_by text not null,
  created_at timestamptz not null
);
create index if not exists channels_of_unit on notices.channels (unit);
-- to an account by mail, or to a channel; content is a notice, or the digest of a time
create table if not exists notices.outbox (
  id         uuid primary key,
  account    text collate "C",
  channel    uuid references notices.channels on delete cascade,
  content    jsonb not null,
  state      text not null default 'waiting' check (state in ('waiting', 'sent', 'dropped', 'dead')),
  attempts   int not null default 0,
  not_before timestamptz not null,
  created_at timestamptz not null,
  settled_at timestamptz,
  error      text,
  check ((account is null) <> (channel is null))
);
create index if not exists outbox_waiting on notices.outbox (not_before) where state = 'waiting';
create index if not exists outbox_dead on notices.outbox (created_at) where state = 'dead';
create table if not exists notices.digests (account text collate "C" not null, period text not null, up_to bigint not null, primary key (account, period));
`;

/** Held shared by whoever writes lines of inboxes, alone by whoever must know that no earlier line is still to come. */
export const INBOX_LOCK = 4_711_016;

/** The injection token of the pool over the schema `notices`. */
export const NOTICES_POOL = Symbol('NoticesPool');

/** Opens a small pool over the schema and makes what is not there. */
export async function openNotices(connectionString: string, onError: (error: Error) => void = () => {}): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString, max: 3, keepAlive: true, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  pool.on('error', onError);
  // The pool listens to idle clients only: one that breaks while it writes would end the process, and the write is told anyway.
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await pool.query(NOTICES_SQL);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return pool;
}

/** Runs a piece of work in one transaction. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const done = await work(client);
    await client.query('commit');
    client.release();
    return done;
  } catch (error) {
    await client.query('rollback').then(() => client.release(), (broken: Error) => client.release(broken));
    throw error;
  }
}
