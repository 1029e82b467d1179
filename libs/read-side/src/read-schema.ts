import type { Position } from '#event-store';
import type pg from 'pg';
import type { ReadModel } from './projection.ts';

/** A read schema's name, and the position of the log it has reached. */
export type ReadSchema = { readonly name: string; readonly position: Position };

/** The name of a model's schema; `copy` counts rebuilds of the same version. Schemas are never renamed. */
export function schemaName(model: ReadModel, copy = 0): string {
  return `read_${model.version}${copy === 0 ? '' : `_${copy}`}`.toLowerCase().replace(/[^a-z0-9_]/g, '_');
}

/** The model as it is kept over a log (`EventStore.log`): rows hold positions, so each log has schemas of its own, and one that has moved is read anew. */
export function modelOver(model: ReadModel, log: string): ReadModel {
  return log === '' ? model : { ...model, version: `${model.version}_${log.replace(/[^a-z0-9]/gi, '').slice(0, 12)}` };
}

const POINTER_SQL = `
create schema if not exists read_side;
create table if not exists read_side.pointer (version text primary key, schema_name text not null, switched_at timestamptz not null default now());
do $$ begin
  if not exists (select from pg_roles where rolname = 'liuhen_reader') then create role liuhen_reader nologin; end if;
exception when duplicate_object or unique_violation then null; end $$;
grant liuhen_reader to current_user;
`;

// `ordinal` numbers the events of the log from 1 without a gap, the same in every store; a position is the store's own.
const BOOKKEEPING_SQL = `
create table checkpoint (single boolean primary key default true check (single), position bigint not null, ordinal bigint not null, recorded_at timestamptz);
insert into checkpoint (position, ordinal) values (0, 0);
create table moments (position bigint primary key, ordinal bigint not null, recorded_at timestamptz not null);
create index on moments (recorded_at, position);
create table parked (projection text not null, entity text not null, position bigint not null, reason text not null, primary key (projection, entity));
`;

/** Creates the pointer table and, for a version seen for the first time, its schema; answers the schema in use for this version. */
export async function ensureReadSchema(client: pg.ClientBase, model: ReadModel): Promise<string> {
  await client.query('select pg_advisory_lock(4711002)');
  try {
    await client.query(POINTER_SQL);
    const { rows } = await client.query<{ schema_name: string }>('select schema_name from read_side.pointer where version = $1', [model.version]);
    if (rows[0]) return rows[0].schema_name;
    const name = schemaName(model);
    await createReadSchema(client, model, name);
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
