import type { Position } from '#event-store';
import type pg from 'pg';
import type { ReadModel } from './projection.ts';

/**
 * A read schema's life: `filling` by a rebuild, `serving` once the pointer has come to it, `retired` when the pointer
 * has gone on (still fed, for those who still read it), `dropped` when it is gone; its name is never used again.
 */
export type ReadSchemaState = 'filling' | 'serving' | 'retired' | 'dropped';

/** What is known of a read schema besides its tables. `position` and `head` tell how far a filling has come. */
export type ReadSchema = {
  readonly name: string;
  readonly version: string;
  readonly state: ReadSchemaState;
  readonly position: Position;
  readonly head: Position;
  /** Whether it has ever held everything that was in the log. */
  readonly caughtUp: boolean;
  readonly retiredForSeconds: number;
};

/** The class of the advisory locks that readers share, by schema: while one is held, the schema is read. */
export const READERS_LOCK = 4_711_005;
/** The class of the advisory locks of rebuilds, by version. */
export const REBUILD_LOCK = 4_711_006;

/** The name of a model's schema; `copy` counts rebuilds of the same version. Schemas are never renamed. */
export function schemaName(model: Pick<ReadModel, 'version'>, copy = 0): string {
  return `read_${model.version}${copy === 0 ? '' : `_${copy}`}`.toLowerCase().replace(/[^a-z0-9_]/g, '_');
}

/** The model as it is kept over a log (`EventStore.log`): rows hold positions, so each log has schemas of its own, and one that has moved is read anew. */
export function modelOver(model: ReadModel, log: string): ReadModel {
  return log === '' ? model : { ...model, version: `${model.version}_${log.replace(/[^a-z0-9]/gi, '').slice(0, 12)}` };
}

const REGISTRY_SQL = `
create schema if not exists read_side;
create table if not exists read_side.pointer (version text primary key, schema_name text not null, switched_at timestamptz not null default now());
create table if not exists read_side.schemas (
  name text primary key, version text not null, state text not null check (state in ('filling', 'serving', 'retired', 'dropped')),
  position bigint not null default 0, head bigint not null default 0, caught_up_at timestamptz, retired_at timestamptz
);
insert into read_side.schemas (name, version, state) select schema_name, version, 'serving' from read_side.pointer on conflict do nothing;
do $$ begin
  if not exists (select from pg_roles where rolname = 'liuhen_reader') then create role liuhen_reader nologin; end if;
exception when duplicate_object or unique_violation then null; end $$;
grant liuhen_reader to current_user;
grant usage on schema read_side to liuhen_reader;
grant select on all tables in schema read_side to liuhen_reader;
`;

// `ordinal` numbers the events of the log from 1 without a gap, the same in every store; a position is the store's own.
// `generation` changes when rows are mended beside the runner: what it has in memory is then no longer true.
const BOOKKEEPING_SQL = `
create table checkpoint (single boolean primary key default true check (single), position bigint not null, ordinal bigint not null, recorded_at timestamptz, generation int not null default 0);
insert into checkpoint (position, ordinal) values (0, 0);
create table moments (position bigint primary key, ordinal bigint not null, recorded_at timestamptz not null);
create index on moments (recorded_at, position);
create table parked (projection text not null, entity text not null, position bigint not null, reason text not null, since timestamptz not null default now(), primary key (projection, entity));
`;

/** Creates the registry and, for a version seen for the first time, its schema; answers the schema in use for this version. */
export async function ensureReadSchema(client: pg.ClientBase, model: ReadModel): Promise<string> {
  await client.query('select pg_advisory_lock(4711002)');
  try {
    await client.query(REGISTRY_SQL);
    const { rows } = await client.query<{ schema_name: string }>('select schema_name from read_side.pointer where version = $1', [model.version]);
    if (rows[0]) return rows[0].schema_name;
    const name = await nextSchemaName(client, model);
    await createReadSchema(client, model, name);
    await client.query(`insert into read_side.schemas (name, version, state) values ($1, $2, 'serving')`, [name, model.version]);
    await client.query('insert into read_side.pointer (version, schema_name) values ($1, $2)', [model.version, name]);
    return name;
  } finally {
    await client.query('select pg_advisory_unlock(4711002)');
  }
}

/** Creates an empty read schema in one transaction: whole or not at all. */
export async function createReadSchema(client: pg.ClientBase, model: ReadModel, name: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`drop schema if exists ${name} cascade; create schema ${name}; set local search_path to ${name}, public`);
    await client.query(BOOKKEEPING_SQL);
    await client.query(model.sql);
    await client.query(`grant usage on schema ${name} to liuhen_reader; grant select on all tables in schema ${name} to liuhen_reader`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** A name that no schema of this version has had. */
export async function nextSchemaName(client: pg.ClientBase, model: ReadModel): Promise<string> {
  for (let copy = 0; ; copy++) {
    const name = schemaName(model, copy);
    const { rows } = await client.query('select from read_side.schemas where name = $1', [name]);
    if (rows.length === 0) return name;
  }
}

/** Every schema that is not dropped, those of one version or of all. */
export async function readSchemas(client: pg.ClientBase, version?: string): Promise<readonly ReadSchema[]> {
  const { rows } = await client.query<Omit<ReadSchema, 'position' | 'head'> & { position: string; head: string }>(
    `select name, version, state, position, head, caught_up_at is not null as "caughtUp", coalesce(extract(epoch from now() - retired_at), 0)::float8 as "retiredForSeconds"
     from read_side.schemas where state <> 'dropped' and ($1::text is null or version = $1) order by name`,
    [version ?? null],
  );
  return rows.map((row) => ({ ...row, position: Number(row.position), head: Number(row.head) }));
}

/** The schema that a version's readers shall read. */
export async function pointedSchema(client: pg.ClientBase, version: string): Promise<string | undefined> {
  const { rows } = await client.query<{ schema_name: string }>('select schema_name from read_side.pointer where version = $1', [version]);
  return rows[0]?.schema_name;
}

/** Where a schema stands in the log. */
export async function positionOf(client: pg.ClientBase, schema: string): Promise<Position> {
  const { rows } = await client.query<{ position: string }>(`select position from ${schema}.checkpoint`);
  return Number(rows[0]?.position ?? 0);
}

/**
 * Drops a schema when no process reads or feeds it; answers whether it did. Readers hold a shared lock for as long as
 * they read, runners one while they lead, so a process that sleeps or is cut off from everything else still counts.
 */
export async function dropUnread(client: pg.ClientBase, name: string, runnerLock: number): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>(
    `select pg_try_advisory_lock(${READERS_LOCK}, hashtext($1)) and pg_try_advisory_lock(${runnerLock}, hashtext($1)) as free`, [name],
  );
  try {
    if (!rows[0]?.free) return false;
    await client.query(`set lock_timeout = '2s'; drop schema if exists ${name} cascade; update read_side.schemas set state = 'dropped' where name = '${name}'; set lock_timeout = 0`);
    return true;
  } catch (error) {
    // Somebody has a table of it open, without the lock; whoever it is, it is read.
    if ((error as { code?: string }).code === '55P03') return false;
    throw error;
  } finally {
    // One of the two may not have been got; letting go of what one does not hold is only a warning.
    await client.query(`select pg_advisory_unlock(${READERS_LOCK}, hashtext($1)), pg_advisory_unlock(${runnerLock}, hashtext($1))`, [name]);
  }
}

/** Whether a process reads a schema, or holds on to it for a request that is not yet answered. */
export async function isRead(client: pg.ClientBase, name: string): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock(${READERS_LOCK}, hashtext($1)) as free`, [name]);
  if (!rows[0]?.free) return true;
  await client.query(`select pg_advisory_unlock(${READERS_LOCK}, hashtext($1))`, [name]);
  return false;
}
