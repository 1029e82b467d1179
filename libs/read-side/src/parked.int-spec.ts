import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type EventStore, memoryEventStore, type RecordedEvent } from '#event-store';
import pg from 'pg';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/embedded-program.ts';
import { randomOf } from '../../../test/judge/random.ts';
import { dump } from './dump.ts';
import { note, noteCatalogue, noteModel } from './note.fixtures.ts';
import { explainParked, listParked, type ParkedOptions, retryParked } from './parked.ts';
import type { AnyTemporalProjection, ReadModel, RowProjection } from './projection.ts';
import { ProjectionRunner } from './projection-runner.ts';
import { createReadSchema, ensureReadSchema } from './read-schema.ts';

jest.setTimeout(90_000);

/** A bug that can be mended while the runner runs, as a new build mends it. */
type Bug = { present: boolean; hits(event: RecordedEvent): boolean };
const stageOf = (event: RecordedEvent): string | undefined => (event.data as { stage?: string }).stage;

/** The notes' model, with a projection of each kind that fails where the bug hits. */
function withBug(bug: Bug): ReadModel {
  const failing = <T>(event: RecordedEvent, work: () => T): T => {
    if (bug.present && bug.hits(event)) throw new Error('a bug');
    return work();
  };
  const [notes] = noteModel.temporal as unknown as [AnyTemporalProjection & { evolve(state: unknown, event: RecordedEvent): unknown }];
  const byNote: RowProjection = {
    table: 'last_stages', key: 'name',
    keys: (event) => [event.stream.slice('note-'.length)],
    evolve: (row, event, name) => failing(event, () => ({ name, stage: stageOf(event) ?? null, count: Number(row?.['count'] ?? 0) + 1 })),
  };
  return {
    ...noteModel,
    sql: `${noteModel.sql}\ncreate table last_stages (name text primary key, stage text, count int not null);`,
    rows: [...noteModel.rows, byNote],
    temporal: [{ ...notes, evolve: (state: unknown, event: never) => failing(event, () => notes.evolve(state, event)) }],
  };
}

describe('a parked entity', () => {
  let database: FreshDatabase;
  let client: pg.Client;
  let store: EventStore;
  const stops: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    database = await freshDatabase('parked');
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await ensureReadSchema(client, noteModel);
    store = memoryEventStore();
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await client.end();
    await database.drop();
  });

  const feed = async (model: ReadModel, schema: string, batch = 3): Promise<ProjectionRunner> => {
    await createReadSchema(client, model, schema);
    const stop = new AbortController();
    const runner = new ProjectionRunner({ connectionString: database.url, store, catalogue: noteCatalogue, model, schema, batch });
    const ended = runner.run(stop.signal);
    stops.push(() => (stop.abort(), ended));
    return runner;
  };
  const reaches = (schema: string, position: number) => eventually(async () => expect((await client.query(`select position::int from ${schema}.checkpoint`)).rows).toEqual([{ position }]), 30_000);
  const options = (model: ReadModel): ParkedOptions => ({ connectionString: database.url, schema: 'buggy', model, store, catalogue: noteCatalogue });
  const equalToHealthy = async (head: number): Promise<void> => {
    await feed(withBug({ present: false, hits: () => false }), 'healthy', 500);
    await reaches('healthy', head);
    expect(await dump(client, 'buggy')).toEqual(await dump(client, 'healthy'));
  };
  const history = async (count: number): Promise<number> => {
    const random = randomOf(count);
    let head = 0;
    for (let n = 0; n < count; n++) head = await note(store, `n${random.upTo(6)}`, { stage: `s${random.upTo(5)}`, ...(random.chance(0.2) ? { also: `n${random.upTo(6)}` } : {}) }, 1 + random.upTo(28));
    return head;
  };

  it.each([
    ['one entity', 1, (event: RecordedEvent) => event.stream === 'note-n3'],
    ['one entity', 50, (event: RecordedEvent) => event.stream === 'note-n3'],
    ['one stage', 7, (event: RecordedEvent) => stageOf(event) === 's4'],
    ['every event', 20, () => true],
  ] as const)('does not stop the house when a projection fails for %s, in batches of %i; retried after the mending, nothing is missing', async (_, batch, hits) => {
    const bug: Bug = { present: true, hits };
    const model = withBug(bug);
    const head = await history(120);
    const runner = await feed(model, 'buggy', batch);
    await reaches('buggy', head);
    expect(runner.health.parked).toBeGreaterThan(0);
    expect((await client.query('select count from buggy.counters')).rows).toEqual([{ count: 120 }]);
    bug.present = false;
    const retried = await retryParked(options(model), await listParked(client, 'buggy'));
    expect(retried.map(({ failed }) => failed)).toEqual(retried.map(() => null));
    expect(await listParked(client, 'buggy')).toEqual([]);
    // The runner that was at work all the time knows it too: what comes next is folded.
    const later = await note(store, 'n3', { stage: 's4' }, 28);
    await reaches('buggy', later);
    await eventually(async () => expect(runner.health.parked).toBe(0));
    await equalToHealthy(later);
  });

  it('is released while events pour in, and none of them is lost or folded twice', async () => {
    const bug: Bug = { present: true, hits: (event) => stageOf(event) === 's1' };
    const model = withBug(bug);
    await reachesAfter(model, await history(60));
    let running = true;
    const pouring = (async () => {
      for (let n = 0; running; n++) {
        await note(store, `n${n % 6}`, { stage: `s${n % 5}` }, 1 + (n % 28));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    bug.present = false;
    for (let round = 0; round < 5; round++) {
      await retryParked(options(model), await listParked(client, 'buggy'));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    running = false;
    await pouring;
    const { position: head } = await store.head();
    await reaches('buggy', head);
    await retryParked(options(model), await listParked(client, 'buggy'));
    await equalToHealthy(head);
  });

  it('is listed with reason, position and since when; explained by the events that wait; and says why it still fails', async () => {
    const model = withBug({ present: true, hits: (event) => event.stream === 'note-bad' && stageOf(event) === 'odd' });
    await note(store, 'bad', { stage: 'open' });
    const at = await note(store, 'bad', { stage: 'odd' });
    await note(store, 'good', { stage: 'open' });
    const waiting = await note(store, 'bad', { stage: 'done' });
    await reachesAfter(model, waiting);
    const parked = await listParked(client, 'buggy');
    expect(parked).toEqual(['last_stages', 'notes'].map((projection) => ({ projection, entity: 'bad', position: at, reason: 'Error: a bug', since: expect.stringMatching(/^\d{4}-.*Z$/) })));
    for (const projection of ['notes', 'last_stages']) {
      const found = await explainParked(options(model), projection, 'bad');
      expect(found!.waiting.map(({ position }) => position)).toEqual([at, waiting]);
    }
    expect(await explainParked(options(model), 'notes', 'good')).toBeUndefined();
    expect(await retryParked(options(model), parked)).toMatchObject([{ failed: `Error: a bug (at position ${at})` }, { failed: `Error: a bug (at position ${at})` }]);
    expect(await listParked(client, 'buggy')).toEqual(parked);
    expect((await client.query(`select stage from buggy.notes where entity = 'bad' and known_to = 9007199254740991`)).rows).toEqual([{ stage: 'open' }]);
  });

  it('may be one whose row the database refuses: only that one is parked, whatever else was in the batch', async () => {
    const bug: Bug = { present: true, hits: () => false };
    const model = withBug(bug);
    const [counters, byNote] = model.rows as readonly [RowProjection, RowProjection];
    const refused: ReadModel = { ...model, rows: [counters, { ...byNote, evolve: (row, event, key) => ({ ...byNote.evolve(row, event, key), ...(bug.present && key === 'bad' ? { count: null } : {}) }) }] };
    for (let n = 0; n < 12; n++) await note(store, n % 4 === 3 ? 'bad' : `n${n % 4}`, { stage: `s${n}` }, 1 + n);
    const { position: head } = await store.head();
    await feed(refused, 'buggy', 50);
    await reaches('buggy', head);
    expect((await listParked(client, 'buggy')).map(({ projection, entity, position }) => [projection, entity, position])).toEqual([['last_stages', 'bad', 4]]);
    expect((await client.query('select name, count from buggy.last_stages order by 1')).rows).toEqual(['n0', 'n1', 'n2'].map((name) => ({ name, count: 3 })));
    expect((await client.query('select count from buggy.counters')).rows).toEqual([{ count: 12 }]);
    bug.present = false;
    await retryParked(options(refused), await listParked(client, 'buggy'));
    await equalToHealthy(head);
  });

  it('may be an event of which it could not be told whom it concerns: it joins their histories', async () => {
    const bug: Bug = { present: true, hits: () => false };
    const model = withBug(bug);
    const [notes] = model.temporal as [AnyTemporalProjection];
    const unsure = (event: RecordedEvent): readonly string[] => {
      if (bug.present && stageOf(event) === 'odd') throw new Error('whose is this?');
      return notes.entitiesOf(event);
    };
    const confused: ReadModel = { ...model, history: { ...model.history, entitiesOf: unsure }, temporal: [{ ...notes, entitiesOf: unsure }] };
    await note(store, 'a', { stage: 'open' }, 1);
    await note(store, 'a', { stage: 'odd', also: 'b' }, 2);
    const head = await note(store, 'b', { stage: 'open' }, 3);
    await reachesAfter(confused, head);
    bug.present = false;
    const retried = await retryParked(options(confused), await listParked(client, 'buggy'));
    expect(retried.map(({ projection, entity, failed }) => [projection, entity, failed])).toEqual([['history', '@2', null], ['notes', '@2', null]]);
    await equalToHealthy(head);
  });

  async function reachesAfter(model: ReadModel, head: number): Promise<void> {
    await feed(model, 'buggy');
    await reaches('buggy', head);
  }
});
