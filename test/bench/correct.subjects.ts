import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { canonicalHalves } from '../../libs/event-store/src/envelope.ts';
import { type NewEvent, openPostgresEventStore } from '../../libs/event-store/src/index.ts';
import { batchParameters } from '../../libs/event-store/src/postgres/append-queue.ts';
import { anEvent, type Castore, type Emmett, MESSAGE_DB, peer } from './append.contenders.ts';

/** What a caller may expect of a stream: that it is new, or a number of events. */
export type Expected = 'new' | number;

/** A store as its users call it. An append that is refused throws. */
export type Subject = {
  append(stream: string, expected: Expected, event: NewEvent): Promise<unknown>;
  /** The events of a stream, as many as there are. */
  count(stream: string): Promise<number>;
  /**
   * How a reader of everything goes on from a place, one event at a time; undefined where there is no such reader.
   * Answers the events seen and the next place.
   */
  readonly next?: (place: unknown) => Promise<{ readonly ids: readonly string[]; readonly place: unknown }>;
  /** Appends in a transaction that began before `between` and is committed after it. */
  readonly around?: (stream: string, event: NewEvent, between: () => Promise<void>) => Promise<void>;
  close(): Promise<unknown>;
};

export type SubjectOf = { readonly name: string; open(url: string): Promise<Subject> };

/** Runs work in a transaction of a connection of its own. */
async function inTransaction(connectionString: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('begin');
    await work(client);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

const ours: SubjectOf = {
  name: 'ours',
  async open(connectionString) {
    const store = await openPostgresEventStore({ connectionString });
    return {
      append: (stream, expected, event) => store.append(stream, expected === 'new' ? 'none' : expected - 1, [event]),
      count: async (stream) => (await store.readStream(stream)).length,
      async next(place) {
        const events = await store.readAll({ after: (place as number | undefined) ?? 0, limit: 1 });
        return { ids: events.map(({ id }) => id), place: events.at(-1)?.position ?? place };
      },
      around: (stream, event, between) => inTransaction(connectionString, async (client) => {
        const append = { stream, expected: 'any', ids: [event.id], types: [event.type], halves: [canonicalHalves(stream, event)], at: undefined, resolve: () => {}, reject: () => {} } as const;
        await client.query('select * from log.append($1, $2)', batchParameters([append]).map((value) => (Buffer.isBuffer(value) ? value.toString() : value)));
        await between();
      }),
      close: () => store.close(),
    };
  },
};

const emmett: SubjectOf = {
  name: 'emmett',
  async open(connectionString) {
    const { getPostgreSQLEventStore } = await peer<Emmett>('@event-driven-io/emmett-postgresql');
    const store = getPostgreSQLEventStore(connectionString);
    const pool = new pg.Pool({ connectionString });
    const append = async (stream: string, expected: Expected, event: NewEvent): Promise<void> => {
      const { type, data, ...metadata } = event;
      await store.appendToStream(stream, [{ type, data, metadata: { ...metadata, messageId: event.id } }], { expectedStreamVersion: expected === 'new' ? 'STREAM_DOES_NOT_EXIST' : BigInt(expected) });
    };
    return {
      append,
      count: async (stream) => (await pool.query<{ n: string }>('select count(*) as n from emt_messages where stream_id = $1', [stream])).rows.reduce((sum, { n }) => sum + Number(n), 0),
      // The statement of its own reader (readMessagesBatch), with the checkpoint it keeps: the position of the last message.
      async next(place) {
        const { rows } = await pool.query<{ id: string; position: string }>(
          `select message_id as id, global_position as position from emt_messages
           where is_archived = false and transaction_id < pg_snapshot_xmin(pg_current_snapshot()) and global_position >= $1 order by transaction_id, global_position limit 1`,
          [((place as number | undefined) ?? 0) + 1],
        );
        return { ids: rows.map(({ id }) => id), place: rows[0] ? Number(rows[0].position) : place };
      },
      around: (stream, event, between) => inTransaction(connectionString, async (client) => {
        await client.query('select pg_current_xact_id()');
        await between();
        const { type, data, ...metadata } = event;
        await client.query(`select * from emt_append_to_stream($1, $2, $3, $4, $5, $6, $7, $8, 0, 'emt:default')`,
          [[event.id], [JSON.stringify(data)], [JSON.stringify(metadata)], ['1'], [type], ['E'], stream, 'unknown']);
      }),
      close: () => Promise.all([store.close(), pool.end()]),
    };
  },
};

const castore: SubjectOf = {
  name: 'castore',
  async open(connectionString) {
    const { PostgresEventStorageAdapter } = await peer<Castore>('@castore/event-storage-adapter-postgres');
    await PostgresEventStorageAdapter.createEventTable({ connectionString });
    const adapter = new PostgresEventStorageAdapter({ connectionString });
    const idOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
    return {
      append: (stream, expected, { type, data, ...metadata }) => adapter.pushEvent({ aggregateId: idOf(stream), version: expected === 'new' ? 1 : expected + 1, type, payload: data, metadata }, { eventStoreId: 'leads' }),
      count: async (stream) => (await adapter.getEvents(idOf(stream), { eventStoreId: 'leads' })).events.length,
      close: async () => {},
    };
  },
};

const messageDb: SubjectOf = {
  name: 'message-db',
  async open(connectionString) {
    const root = join(dirname(fileURLToPath(import.meta.resolve('@eventide/message-db/package.json'))), 'database');
    const pool = new pg.Pool({ connectionString, options: '-c search_path=message_store,public' });
    for (const file of [...MESSAGE_DB, 'functions/get-category-messages']) await pool.query(await readFile(join(root, `${file}.sql`), 'utf8'));
    const write = (client: Pick<pg.ClientBase, 'query'>, stream: string, expected: number | null, { id, type, data, ...metadata }: NewEvent): Promise<unknown> =>
      client.query('select message_store.write_message($1, $2, $3, $4, $5, $6)', [id, stream, type, JSON.stringify(data), JSON.stringify(metadata), expected]);
    return {
      append: (stream, expected, event) => write(pool, stream, expected === 'new' ? -1 : expected - 1, event),
      count: async (stream) => (await pool.query('select from messages where stream_name = $1', [stream])).rowCount ?? 0,
      // It reads by category only; all that is appended here is of one.
      async next(place) {
        const { rows } = await pool.query<{ id: string; global_position: string }>(`select * from get_category_messages('lead', $1, 1)`, [((place as number | undefined) ?? 0) + 1]);
        return { ids: rows.map(({ id }) => id), place: rows[0] ? Number(rows[0].global_position) : place };
      },
      around: (stream, event, between) => inTransaction(connectionString, async (client) => {
        await client.query('set local search_path = message_store, public');
        await write(client, stream, -1, event);
        await between();
      }),
      close: () => pool.end(),
    };
  },
};

/** All of them, ours first. */
export const SUBJECTS: readonly SubjectOf[] = [ours, emmett, castore, messageDb];

/** A stream that nobody has used. */
export const aStream = (): string => `lead-${randomUUID()}`;

export { anEvent };
