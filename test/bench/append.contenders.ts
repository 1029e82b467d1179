import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type NewEvent, openPostgresEventStore } from '../../libs/event-store/src/index.ts';

/** Something that stores events. `append` writes one call's worth for a stream known to be at `revision` (-1: none). */
export type Appender = {
  /** Events stored by one call. */
  readonly rows: number;
  readonly pool: string;
  append(stream: string, revision: number): Promise<unknown>;
  close(): Promise<unknown>;
};

/** A way to store events, opened on an empty database. `pools`, when given, are the sizes of which the best is taken. */
export type Contender = { readonly name: string; readonly pools?: readonly number[]; open(url: string, pool: number): Promise<Appender> };

/** A peer is not installed with the product, so only what is called here of it has a type. */
export const peer = <Api>(name: string): Promise<Api> => import(name) as Promise<Api>;

type EmmettStore = {
  appendToStream(stream: string, events: readonly { type: string; data: unknown; metadata: unknown }[], options: { expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' }): Promise<unknown>;
  close(): Promise<void>;
};
export type Emmett = { getPostgreSQLEventStore(url: string): EmmettStore };

type CastoreEvent = { aggregateId: string; version: number; type: string; payload: unknown; metadata: unknown };
type CastoreAdapter = {
  pushEvent(event: CastoreEvent, context: { eventStoreId: string }): Promise<unknown>;
  getEvents(aggregateId: string, context: { eventStoreId: string }): Promise<{ events: readonly unknown[] }>;
};
export type Castore = {
  PostgresEventStorageAdapter: { new (options: { connectionString: string }): CastoreAdapter; createEventTable(options: { connectionString: string }): Promise<unknown> };
};

/** An event as a task force files it day by day: some 600 canonical bytes, Chinese text, sealed free text. */
export function anEvent(): NewEvent {
  const id = randomUUID();
  return {
    id,
    type: 'LeadRegistered',
    schema: 1,
    occurredOn: '2026-11-23',
    actor: { account: 'nm.member', unit: 'nm', role: 'member' },
    correlationId: id,
    causationId: id,
    commandKey: { id: randomUUID(), digest: 'kq0n7c1yJ2mH4sV8' },
    via: 'web',
    data: { investor: { name: '示例新材料有限公司（虚构）' }, amount: { amount: 1_200_000_000_000, currency: 'CNY' }, kind: 'capital', chain: 'new-materials', source: 'fair' },
  };
}

const ours: Contender = {
  name: 'ours',
  async open(connectionString) {
    const store = await openPostgresEventStore({ connectionString });
    return {
      rows: 1,
      pool: 'as shipped',
      append: (stream, revision) => store.append(stream, revision === -1 ? 'none' : revision, [anEvent()]),
      close: () => store.close(),
    };
  },
};

/** The columns and indexes of the log, without its triggers and functions: what any table of events would have. */
const BARE_TABLE = `create table bare (
  position bigint primary key, recorded_at timestamptz not null, id uuid not null unique, revision int not null,
  stream text collate "C" not null, type text collate "C" not null, canonical bytea not null, unique (stream, revision));
  alter table bare alter column canonical set storage external`;

/** Plain prepared INSERTs of `rows` rows a statement, positions counted by the client, nothing checked. */
const bare = (name: string, rows: number): Contender => ({
  name,
  pools: [8, 16, 32],
  async open(connectionString, max) {
    const pool = new pg.Pool({ connectionString, max });
    await pool.query(BARE_TABLE);
    let position = 0;
    const row = (stream: string, revision: number) => {
      const event = { ...anEvent(), stream, revision, recordedAt: new Date().toISOString() };
      return [++position, event.recordedAt, event.id, revision, stream, event.type, Buffer.from(JSON.stringify(event))];
    };
    const places = Array.from({ length: rows }, (_, n) => `(${[1, 2, 3, 4, 5, 6, 7].map((column) => `$${n * 7 + column}`)})`);
    const text = `insert into bare values ${places}`;
    return {
      rows,
      pool: String(max),
      append: (stream, revision) => pool.query({ name, text, values: Array.from({ length: rows }, (_, n) => row(stream, (revision + 1) * rows + n)).flat() }),
      close: () => pool.end(),
    };
  },
});

/** Emmett's store with the pool it makes itself. */
const emmett: Contender = {
  name: 'emmett',
  async open(url) {
    const { getPostgreSQLEventStore } = await peer<Emmett>('@event-driven-io/emmett-postgresql');
    const store = getPostgreSQLEventStore(url);
    return {
      rows: 1,
      pool: '10 (its own)',
      async append(stream, revision) {
        const { type, data, ...metadata } = anEvent();
        await store.appendToStream(stream, [{ type, data, metadata }], { expectedStreamVersion: revision === -1 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision + 1) });
      },
      close: () => store.close(),
    };
  },
};

/** Castore's adapter with the pool it makes itself; it knows no expected revision but the unique version. */
const castore: Contender = {
  name: 'castore',
  async open(connectionString) {
    const { PostgresEventStorageAdapter } = await peer<Castore>('@castore/event-storage-adapter-postgres');
    await PostgresEventStorageAdapter.createEventTable({ connectionString });
    const adapter = new PostgresEventStorageAdapter({ connectionString });
    return {
      rows: 1,
      pool: '10 (its own)',
      append(stream, revision) {
        const { type, data, ...metadata } = anEvent();
        return adapter.pushEvent({ aggregateId: stream.slice(stream.indexOf('-') + 1), version: revision + 2, type, payload: data, metadata }, { eventStoreId: 'leads' });
      },
      // The adapter has no way to close; its connections end with the database.
      close: async () => {},
    };
  },
};

/** The files of message-db's schema that appending needs, in their order. */
export const MESSAGE_DB = ['schema/message-store', 'extensions/pgcrypto', 'tables/messages', 'types/message',
  ...['message-store-version', 'hash-64', 'acquire-lock', 'category', 'is-category', 'id', 'cardinal-id', 'stream-version', 'write-message'].map((name) => `functions/${name}`),
  'indexes/messages-id', 'indexes/messages-stream', 'indexes/messages-category'];

/** The SQL functions of message-db, called as its clients call them. */
const messageDb: Contender = {
  name: 'message-db',
  pools: [8, 16, 32],
  async open(connectionString, max) {
    const root = join(dirname(fileURLToPath(import.meta.resolve('@eventide/message-db/package.json'))), 'database');
    const pool = new pg.Pool({ connectionString, max, options: '-c search_path=message_store,public' });
    for (const file of MESSAGE_DB) await pool.query(await readFile(join(root, `${file}.sql`), 'utf8'));
    return {
      rows: 1,
      pool: String(max),
      append(stream, revision) {
        const { id, type, data, ...metadata } = anEvent();
        return pool.query({
          name: 'write_message', text: 'select write_message($1, $2, $3, $4, $5, $6)',
          values: [id, stream, type, JSON.stringify(data), JSON.stringify(metadata), revision],
        });
      },
      close: () => pool.end(),
    };
  },
};

/** All of them, ours first. */
export const CONTENDERS: readonly Contender[] = [ours, bare('bare-single', 1), bare('bare-100', 100), emmett, castore, messageDb];
