import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventCatalogue, type EventStore, memoryEventStore, type NewEvent, type RecordedEvent } from '#event-store';
import pg from 'pg';
import { v5 as uuid } from 'uuid';
import { z } from 'zod';
import { startProxy } from '../../../test/faults/proxy.ts';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/embedded-program.ts';
import { ProcessRunner } from './process-runner.ts';

jest.setTimeout(60_000);

const catalogue = eventCatalogue({ Happened: { schema: 1, data: z.strictObject({}) } });

describe('runners of one process manager', () => {
  let database: FreshDatabase;
  let client: pg.Client;
  let store: EventStore;
  const stops: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    database = await freshDatabase('processes');
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    store = memoryEventStore();
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    await client.end();
    await database.drop();
  });

  const happens = async (): Promise<number> => {
    const id = uuid(String((await store.head()).position), '8f1f9a54-0b54-5f0f-9c3f-6b2f4c8f1d10');
    const event: NewEvent = { id, type: 'Happened', schema: 1, occurredOn: '2026-03-01', actor: { account: 'someone', unit: null, role: 'member' }, correlationId: id, causationId: id, commandKey: { id, digest: '' }, via: 'api', data: {} };
    return (await store.append('thing-1', 'any', [event])).position;
  };
  const start = (react: (event: RecordedEvent) => Promise<void>, connectionString = database.url): { runner: ProcessRunner; errors: Error[] } => {
    const stop = new AbortController();
    const errors: Error[] = [];
    const runner = new ProcessRunner({ connectionString, store, catalogue, manager: { name: 'things', react }, onError: (error) => errors.push(error) });
    const ended = runner.run(stop.signal);
    stops.push(() => (stop.abort(), ended));
    return { runner, errors };
  };
  const cursor = async (): Promise<number | undefined> => (await client.query<{ position: string }>('select position from processes.cursors')).rows.map(({ position }) => Number(position))[0];
  const stands = (position: number) => eventually(async () => expect(await cursor()).toBe(position));

  it('react to every event in the order of the log, one of them alone; a standby goes on where it stopped', async () => {
    const [first, second]: [number[], number[]] = [[], []];
    start(async ({ position }) => void first.push(position));
    await stands(await happens());
    start(async ({ position }) => void second.push(position));
    await stands(await happens());
    await stops.shift()!();
    await stands(await happens());
    expect([first, second]).toEqual([[1, 2], [3]]);
  });

  it('give up a connection on which nobody ever answers, and go on over another', async () => {
    const network = await startProxy(database.url, 'postgres');
    stops.push(() => network.stop());
    start(() => Promise.resolve(), network.through(database.url));
    await stands(await happens());
    network.set('silent');
    network.reset();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    network.set('clear');
    const at = await happens();
    await eventually(async () => expect(await cursor()).toBe(at), 30_000);
  });

  it('do not move the cursor when they wake after another has taken over, and do not fail: they stand by', async () => {
    let wake = (): void => undefined;
    const asleep = new Promise<void>((resolve) => { wake = resolve; });
    const sleeper: number[] = [];
    const { errors } = start(async ({ position }) => {
      sleeper.push(position);
      await asleep;
    });
    await happens();
    await eventually(async () => expect(sleeper).toEqual([1]));
    const heir: number[] = [];
    start(async ({ position }) => void heir.push(position));
    await client.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 4711004 and granted and database = (select oid from pg_database where datname = current_database())`);
    const at = await happens();
    await stands(at);
    expect(heir).toEqual([1, 2]);
    wake();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await cursor()).toBe(at);
    await stands(await happens());
    expect(heir).toEqual([1, 2, 3]);
    expect(sleeper).toEqual([1]);
    // What it says is that its connection was ended, nothing else.
    expect(errors.filter(({ message }) => !/terminat|connection|another process leads/i.test(message))).toEqual([]);
  });
});
