import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, appointments, sessions, tokens, failed sign-ins and the access log, each with the rules the database can keep. */
export class Access1795478400000 implements MigrationInterface {
  readonly name = 'Access1795478400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS);
    await runner.query(SESSIONS);
    await runner.query(LOG);
  }

  /** The log is not dropped by a program: taking this schema away is a decision of its owner. */
  async down(): Promise<void> {
    throw new Error('the schema "access" holds the access log and is not dropped by a migration');
  }
}

const ACCOUNTS = `
create extension if not exists btree_gist;
create table access.accounts (
  name          text collate "C" primary key check (name ~ '^[a-z0-9][a-z0-9.-]{0,63}$'),
  display_name  text not null check (length(display_name) between 1 and 100),
  password_hash text not null check (password_hash like '$argon2id$%'),
  disabled      boolean not null default false,
  created_at    timestamptz not null default now()
);
create table access.appointments (
  id      uuid primary key default gen_random_uuid(),
  account text collate "C" not null references access.accounts,
  role    text not null,
  unit    text,
  "from"  date not null,
  "until" date check ("until" >= "from"),
  constraint officers_apart exclude using gist (account with =, role with <>, daterange("from", "until") with &&)
    where (role in ('system-admin', 'security-admin', 'auditor'))
);
create index appointments_account on access.appointments (account, "from");
create table access.sign_in_failures (
  name         text collate "C" primary key,
  count        int not null,
  last_at      timestamptz not null default now(),
  locked_until timestamptz
);`;

const SESSIONS = `
create table access.sessions (
  token_hash   bytea primary key,
  account      text collate "C" not null references access.accounts,
  appointment  uuid not null references access.appointments,
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  revoked_at   timestamptz
);
create index sessions_account on access.sessions (account);
create table access.tokens (
  token_hash  bytea primary key,
  account     text collate "C" not null references access.accounts,
  appointment uuid not null references access.appointments,
  name        text not null,
  scope       text not null check (scope in ('read', 'write')),
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  revoked_at  timestamptz
);
create index tokens_account on access.tokens (account);`;

const LOG = `
create table access.log (
  position      bigint primary key,
  at            timestamptz not null,
  account       text,
  action        text not null,
  outcome       text not null,
  subject       text not null,
  address       text,
  detail        jsonb not null,
  previous_hash bytea not null,
  hash          bytea not null unique
);
create index log_account on access.log (account, position);
create function access.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the access log is append-only: % is refused', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on access.log for each row execute function access.refuse_change();
create trigger append_only_truncate before truncate on access.log for each statement execute function access.refuse_change();
do $$ begin
  if not exists (select from pg_roles where rolname = 'liuhen_access_writer') then create role liuhen_access_writer nologin; end if;
-- roles are the whole cluster's: another database of it may be migrating at this moment
exception when duplicate_object or unique_violation then null;
end $$;
grant usage on schema access to liuhen_access_writer;
grant select, insert on access.log to liuhen_access_writer;
grant liuhen_access_writer to current_user;`;
