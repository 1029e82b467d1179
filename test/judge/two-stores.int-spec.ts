import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { canonicalText, copyLog, type EventStore, openEventStoreDB, openPostgresEventStore, openRawLog, type RawLog, type RecordedEvent } from '#event-store';
import { AsOfReader, type AsOfQuery, board, historyOf, pipelineReadModel } from '#pipeline';
import { modelOver, openReadDataSource, ReadPosition } from '#read-side';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { type StandIn, startStandIn } from '../support/stand-in/stand-in.ts';
import { verbatim } from './compare.ts';
import { dump } from './dump.ts';
import { emptySchema, project, withClient } from './feed.ts';
import { playHistories } from './random-history.ts';
import { catalogue } from './world.ts';

jest.setTimeout(180_000);

const SEEDS = [20_261_201, 20_261_202, 20_261_203, 20_261_204];

describe('one history in two stores', () => {
  let database: FreshDatabase;
  let server: StandIn;
  let dense: EventStore;
  let sparse: EventStore;
  let events: readonly RecordedEvent[];
  let ordinals: ReadonlyMap<number, number>;
  beforeAll(async () => {
    [database, server] = await Promise.all([freshDatabase('two_stores'), startStandIn()]);
    server.log.afterAppend = () => void server.log.write('note-1', [{ id: 'x', type: 'Foreign', contentType: 'application/json', data: Buffer.from('{}') }]);
    const played = await playHistories(SEEDS);
    const [one, two] = [await openRawLog(database.url), await openRawLog(server.url)];
    await copyLog(rawLogOf(played.world.store), one);
    await copyLog(one, two);
    await Promise.all([one.close(), two.close(), played.world.close()]);
    [dense, sparse] = [await openPostgresEventStore({ connectionString: database.url }), await openEventStoreDB({ url: server.url })];
    events = await sparse.readAll({ after: 0, limit: 100_000 });
    ordinals = new Map(events.map(({ position }, index) => [position, index + 1]));
    for (const [store, schema] of [[dense, 'dense'], [sparse, 'sparse']] as const) {
      await emptySchema(database.url, schema);
      await project(database.url, store, catalogue, schema, { sizes: () => 37 });
    }
  });
  afterAll(async () => {
    await Promise.all([dense.close(), sparse.close()]);
    await Promise.all([database.drop(), server.close()]);
  });

  it('has positions of each store’s own, far apart in one of them, and otherwise the same events', async () => {
    expect(events.length).toBeGreaterThan(100);
    expect(events.some(({ position }, index) => position > index + 1)).toBe(true);
    const bare = (event: RecordedEvent): unknown => ({ ...event, position: 0 });
    expect(events.map(bare)).toEqual((await dense.readAll({ after: 0, limit: 100_000 })).map(bare));
  });

  it('answers boards and histories alike, as of every twentieth position on and as known at its instant', async () => {
    const readers = await Promise.all([readerOf(dense, 'dense'), readerOf(sparse, 'sparse')]);
    const cases = [...new Set(events.filter(({ stream }) => stream.startsWith('lead-')).map(({ stream }) => stream.slice('lead-'.length)))];
    for (let index = 0; index < events.length; index += 20) {
      const { position, recordedAt } = events[index]!;
      const id = cases[index % cases.length]!;
      for (const [known, after] of [[index + 1, index + 1], [undefined, events.length], [recordedAt, undefined]] as const) {
        const there = (ordinal: number | string | undefined): number | string | undefined => (typeof ordinal === 'number' ? events[ordinal - 1]!.position : ordinal);
        const [one, two] = [await asked(readers[0]!.reader, { known, after }, id), await asked(readers[1]!.reader, { known: there(known), after: there(after) as number | undefined }, id)];
        expect(two).toEqual(one);
      }
      expect(ordinals.get(position)).toBe(index + 1);
    }
    await Promise.all(readers.map((each) => each.close()));
  });

  it('refuses an `after` beyond the end of either, and none at it', async () => {
    const readers = await Promise.all([readerOf(dense, 'dense'), readerOf(sparse, 'sparse')]);
    for (const [n, store] of [dense, sparse].entries()) {
      const { position } = await store.head();
      await expect(asked(readers[n]!.reader, { after: position + 1 }, 'x')).rejects.toMatchObject({ code: 'read.position-beyond-log' });
      expect((await asked(readers[n]!.reader, { after: position }, 'x')).ordinal).toBe(events.length);
    }
    await Promise.all(readers.map((each) => each.close()));
  });

  it('fills a read side that is the same byte for byte once positions are numbered', async () => {
    const [one, two] = await withClient(database.url, async (client) => {
      const { rows } = await client.query<{ table: string; column: string }>(
        `select table_name as table, column_name as column from information_schema.columns where table_schema = 'sparse' and column_name = any($1) and table_name <> 'moments'`,
        [POSITIONS],
      );
      expect(rows.length).toBeGreaterThan(POSITIONS.length);
      for (const { table, column } of rows) await client.query(`update sparse.${table} t set ${column} = m.ordinal from sparse.moments m where m.position = t.${column}`);
      const tracks = await client.query<{ at: string; state: string }>('select ctid::text as at, state::text as state from sparse.tracks');
      for (const { at, state } of tracks.rows) await client.query('update sparse.tracks set state = $2 where ctid = $1::tid', [at, state.replace(WITHIN, (_, name: string, position: string) => `"${name}": ${ordinals.get(Number(position))}`)]);
      await client.query('update sparse.moments set position = -ordinal');
      await client.query('update sparse.moments set position = ordinal');
      return [await dump(client, 'dense'), await dump(client, 'sparse')];
    });
    expect(two).toEqual(one);
  });

  it('keeps the read side of each log in schemas of its own', () => {
    expect(modelOver(pipelineReadModel, dense.log).version).toBe(pipelineReadModel.version);
    expect(modelOver(pipelineReadModel, sparse.log).version).toMatch(new RegExp(`^${pipelineReadModel.version}_[0-9a-f]{12}$`));
  });

  async function readerOf(store: EventStore, schema: string): Promise<{ reader: AsOfReader; close(): Promise<void> }> {
    const read = await openReadDataSource(database.url, schema, 2);
    const position = new ReadPosition(database.url, schema, store);
    await position.open();
    const close = async (): Promise<void> => {
      await position.close();
      await read.destroy();
    };
    return { reader: new AsOfReader(read, position, store), close };
  }
});

/** What columns that hold positions are called in a read schema, and members of a track; one under another name fails the comparison. */
const POSITIONS = ['position', 'filed_at', 'known_from', 'known_to', 'known'];
const WITHIN = /"(at|lastAt)": (\d+)/g;

/** What a board and a history answer, without positions and what is made of them. */
async function asked(reader: AsOfReader, query: AsOfQuery, id: string): Promise<{ readonly ordinal: number }> {
  return reader.ask(query, async (snapshot, at) => ({
    ordinal: at.ordinal,
    recordedAt: at.recordedAt,
    columns: (await board(snapshot, { unit: '*', at }, 1000)).map(({ cursor: _, ...column }) => column),
    history: (await historyOf(snapshot, verbatim, id, at)).map(({ position: _, ...event }) => event),
  }));
}

/** A log in memory as bytes. */
function rawLogOf(store: EventStore): RawLog {
  const read: RawLog['read'] = async (after, limit) => (await store.readAll({ after, limit })).map((event) => ({ ...event, canonical: canonicalOf(event) }));
  return { log: '', read, head: async () => (await store.head()).position, write: () => Promise.reject(new Error('read only')), close: async () => {} };
}

function canonicalOf({ position: _, ...envelope }: RecordedEvent): Uint8Array {
  return Buffer.from(canonicalText(envelope));
}
