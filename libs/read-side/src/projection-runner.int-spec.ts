import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type EventStore, memoryEventStore } from '#event-store';
import pg from 'pg';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/embedded-program.ts';
import { dump } from '../../../test/judge/dump.ts';
import { randomOf } from '../../../test/judge/random.ts';
import { note, noteCatalogue, noteModel } from './note.fixtures.ts';
import { ProjectionRunner, type RunnerHealth, type RunnerOptions } from './projection-runner.ts';
import { createReadSchema, ensureReadSchema } from './read-schema.ts';

jest.setTimeout(90_000);

type Running = { readonly runner: ProjectionRunner; readonly errors: Error[]; stop(): Promise<void> };

describe('a projection runner', () => {
  let database: FreshDatabase;
  let client: pg.Client;
  let store: EventStore;
  const started: Running[] = [];

  beforeEach(async () => {
    database = await freshDatabase('runner');
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await ensureReadSchema(client, noteModel);
    await createReadSchema(client, noteModel, 'notes');
    store = memoryEventStore();
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((running) => running.stop()));
    await client.end();
    await database.drop();
  });

  const start = (options: Partial<RunnerOptions> = {}): Running => {
    const stopping = new AbortController();
    const errors: Error[] = [];
    const runner = new ProjectionRunner({ connectionString: database.url, store, catalogue: noteCatalogue, model: noteModel, schema: 'notes', batch: 3, onError: (error) => errors.push(error), ...options });
    const ended = runner.run(stopping.signal);
    const running = { runner, errors, stop: () => (stopping.abort(), ended) };
    started.push(running);
    return running;
  };
  const one = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row> => (await client.query<Row>(sql, values)).rows[0]!;
  const counted = async () => (await one<{ count: number }>('select count from notes.counters')).count;
  const checkpoint = async (): Promise<number> => Number((await one<{ position: string }>('select position from notes.checkpoint')).position);
  const reaches = (position: number) => eventually(async () => expect(await checkpoint()).toBe(position));
  const healthy = ({ runner }: Running, health: RunnerHealth) => eventually(async () => expect(runner.health).toEqual(health));
  const leaderPid = async (): Promise<number | undefined> => (await client.query<{ pid: number }>(`select pid from pg_locks where locktype = 'advisory' and classid = 4711003 and granted and database = (select oid from pg_database where datname = current_database())`)).rows[0]?.pid;

  it('leads alone; a standby takes over when the leader stops, and goes on where it was', async () => {
    const first = start();
    await reaches(await note(store, 'a', { stage: 'open' }));
    const second = start();
    await eventually(async () => expect(second.runner.health.state).toBe('standby'));
    await reaches(await note(store, 'b', { stage: 'open' }));
    await healthy(first, { state: 'running', position: 2, parked: 0 });
    expect(second.runner.health.position).toBe(0);
    await first.stop();
    expect(first.runner.health.state).toBe('stopped');
    await reaches(await note(store, 'c', { stage: 'open' }));
    await healthy(second, { state: 'running', position: 3, parked: 0 });
    expect(await counted()).toBe(3);
  });

  it('loses its lead with its connection: another takes over, and the one that slept cannot write', async () => {
    let wake = (): void => {};
    let asleep = false;
    const sleep = new Promise<void>((resolve) => { wake = resolve; });
    const sleeper = start({ failpoint: (place) => { if (place !== 'before-checkpoint') return undefined; asleep = true; return sleep; } });
    await note(store, 'a', { stage: 'open' });
    await eventually(async () => expect(asleep).toBe(true));
    const heir = start();
    const pid = await leaderPid();
    await one('select pg_terminate_backend($1)', [pid]);
    await reaches(await note(store, 'b', { stage: 'open' }));
    expect(heir.runner.health.state).toBe('running');
    expect(await leaderPid()).not.toBe(pid);
    wake();
    await eventually(async () => expect(sleeper.errors).not.toEqual([]));
    await reaches(await note(store, 'c', { stage: 'done' }));
    expect(await counted()).toBe(3);
  });

  it('cannot write from a checkpoint that somebody else has moved', async () => {
    let moved = false;
    const runner = start({
      failpoint: async (place) => {
        if (place !== 'before-write' || moved) return;
        moved = true;
        await client.query('update notes.checkpoint set position = 1');
      },
    });
    await note(store, 'a', { stage: 'open' });
    await eventually(async () => expect(runner.errors.map(({ name }) => name)).toEqual(['Fenced']));
    expect(runner.errors[0]!.message).toMatch('not at 0 any more');
    expect((await one('select count(*)::int as rows from notes.notes'))).toEqual({ rows: 0 });
    await reaches(await note(store, 'b', { stage: 'open' }));
    expect(await counted()).toBe(1);
  });

  it('writes nothing twice though two lead at once', async () => {
    // The same schema by another spelling has a lock of its own, as if the first lock had been lost unnoticed.
    const random = randomOf(7);
    const dawdle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, random.upTo(15)));
    const both = [start({ failpoint: dawdle }), start({ schema: '"notes"', failpoint: dawdle })];
    for (let count = 0; count < 40; count++) await note(store, `n${count % 7}`, { stage: `s${count % 3}` }, 1 + ((count * 11) % 28));
    await reaches(40);
    expect(both.map(({ errors }) => errors.length).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0);
    await expectWholeLog(40);
  });

  it('leaves rows and checkpoint consistent wherever it fails', async () => {
    const random = randomOf(20_261_124);
    const failed = new Map<string, number>();
    const failpoint = (place: string): void => {
      if (!random.chance(0.06)) return;
      failed.set(place, (failed.get(place) ?? 0) + 1);
      throw new Error(`failed ${place}`);
    };
    for (let count = 0; count < 90; count++) await note(store, `n${count % 7}`, random.chance(0.3) ? {} : { stage: `s${random.upTo(3)}` }, 1 + random.upTo(28));
    const { errors } = start({ failpoint });
    await eventually(async () => expect(await checkpoint()).toBe(90), 60_000);
    expect([...failed.keys()].sort()).toEqual(['after-commit', 'before-checkpoint', 'before-commit', 'before-write']);
    expect(errors).toHaveLength([...failed.values()].reduce((sum, each) => sum + each, 0));
    await expectWholeLog(90);
  });

  it('parks the entity it cannot fold, with the reason, across restarts; everything else goes on', async () => {
    const first = start();
    await note(store, 'good', { stage: 'open' });
    await note(store, 'bad', { stage: 'open' }, 2);
    const at = await note(store, 'bad', { fails: true }, 3);
    await note(store, 'bad', { stage: 'done' }, 4);
    await reaches(await note(store, 'good', { stage: 'done' }, 5));
    await healthy(first, { state: 'running', position: 5, parked: 1 });
    expect(await one('select projection, entity, position, reason from notes.parked')).toEqual({ projection: 'notes', entity: 'bad', position: String(at), reason: 'Error: this note cannot be read' });
    await first.stop();
    const second = start();
    await note(store, 'bad', { stage: 'again' }, 6);
    await reaches(await note(store, 'good', { stage: 'again' }, 6));
    expect(second.runner.health.parked).toBe(1);
    const { rows } = await client.query(`select entity, stage from notes.notes where known_to = 9007199254740991 and happened_to = '9999-12-31' order by 1`);
    expect(rows).toEqual([{ entity: 'bad', stage: 'open' }, { entity: 'good', stage: 'again' }]);
    expect(await counted()).toBe(7);
  });

  it('parks an event of which it cannot tell whom it concerns', async () => {
    const { runner } = start();
    const at = await note(store, 'a', { also: 'nobody' });
    await reaches(await note(store, 'a', { stage: 'open' }));
    expect(runner.health.parked).toBe(2);
    const { rows } = await client.query('select projection, entity from notes.parked order by 1');
    expect(rows).toEqual([{ projection: 'history', entity: `@${at}` }, { projection: 'notes', entity: `@${at}` }]);
  });

  it('halts before an event of an unknown type, names its position, and goes no further', async () => {
    await note(store, 'a', { stage: 'open' });
    const at = await note(store, 'a', {}, 1, 'NeverHeardOf');
    await note(store, 'a', { stage: 'done' });
    const { runner } = start();
    await eventually(async () => expect(runner.health).toMatchObject({ state: 'halted', position: 1, parked: 0, reason: expect.stringContaining(`at position ${at} (NeverHeardOf, schema 1)`) }));
    expect(await checkpoint()).toBe(1);
    expect(await counted()).toBe(1);
  });

  it('takes an event that moves two entities alike', async () => {
    start();
    await note(store, 'a', { stage: 'open' });
    await note(store, 'b', { stage: 'open' }, 1);
    await reaches(await note(store, 'a', { stage: 'done', also: 'b' }, 2));
    const { rows } = await client.query(`select unit, stage, sum(count)::int as count, sum(amount)::int as amount from notes.notes_deltas group by 1, 2 having sum(count) <> 0 order by 1, 2`);
    expect(rows).toEqual([{ unit: '*', stage: 'done', count: 2, amount: 400 }, { unit: 'nm', stage: 'done', count: 2, amount: 400 }]);
  });

  /** Every event is in the tables once: they are what an undisturbed runner writes in one batch. */
  async function expectWholeLog(length: number): Promise<void> {
    await Promise.all(started.splice(0).map((running) => running.stop()));
    expect(await counted()).toBe(length);
    await createReadSchema(client, noteModel, 'undisturbed');
    start({ schema: 'undisturbed', batch: 1000 });
    await eventually(async () => expect((await one<{ position: string }>('select position from undisturbed.checkpoint')).position).toBe(String(length)));
    expect(await dump(client, 'notes')).toEqual(await dump(client, 'undisturbed'));
  }
});
