import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventCatalogue, type EventCatalogue, type EventStore, memoryEventStore, type NewEvent, type RecordedEvent, UnknownEvent } from '#event-store';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { z } from 'zod';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import { ProcessRunner } from './process-runner.ts';

const first = eventCatalogue({ Noted: { schema: 1, data: z.strictObject({ n: z.int() }) } });
const second = eventCatalogue({ Noted: { schema: 2, data: z.strictObject({ number: z.int() }), upcast: { 1: ({ n }: { n: number }) => ({ number: n }) } } });

function anEvent(over: Pick<NewEvent, 'type' | 'data'> & Partial<NewEvent>): NewEvent {
  const id = randomUUID();
  return { id, schema: 1, occurredOn: '2026-01-15', actor: { account: 'nm.member', unit: 'nm', role: 'member' }, correlationId: id, causationId: id, commandKey: { id, digest: 'd' }, via: 'api', ...over };
}

describe('a process runner', () => {
  let database: FreshDatabase;
  let store: EventStore;
  let client: pg.Client;
  let stop: AbortController;
  let running: Promise<void>[];
  let reacted: RecordedEvent[];
  let errors: Error[];
  beforeEach(async () => {
    database = await freshDatabase('processes');
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    store = memoryEventStore();
    stop = new AbortController();
    [running, reacted, errors] = [[], [], []];
  });
  afterEach(async () => {
    await stopAll();
    await client.end();
    await database.drop();
  });

  it('reacts to every event in order, and goes on after its cursor when it is started again', async () => {
    await note(1, 2, 3);
    start();
    await eventually(() => expect(numbers()).toEqual([1, 2, 3]));
    await eventually(async () => expect(await cursor()).toBe(3));
    await stopAll();
    await note(4);
    start();
    await eventually(() => expect(numbers()).toEqual([1, 2, 3, 4]));
  });

  it('begins after the position it is given, and only when it has no cursor', async () => {
    await note(1, 2);
    start({ startAfter: 1 });
    await eventually(() => expect(numbers()).toEqual([2]));
    await eventually(async () => expect(await cursor()).toBe(2));
    await stopAll();
    await note(3);
    start({ startAfter: 0 });
    await eventually(() => expect(numbers()).toEqual([2, 3]));
  });

  it.each([
    ['of an unknown type', { type: 'NeverHeardOf' }, 'at position 3 (NeverHeardOf, schema 1) is of a type this build does not know'],
    ['of a newer schema', { schema: 2, data: { number: 3 } }, 'at position 3 (Noted, schema 2) is newer than this build'],
  ])('halts before an event %s, names its position, and drops nothing', async (_case, over, message) => {
    await note(1, 2);
    await store.append('note-1', 'any', [anEvent({ type: 'Noted', data: { n: 3 }, ...over })]);
    await note(4);
    start();
    await eventually(() => expect(errors[0]).toBeInstanceOf(UnknownEvent));
    expect(errors[0]!.message).toContain(message);
    expect(numbers()).toEqual([1, 2]);
    expect(await cursor()).toBe(2);
  });

  it('goes on where it halted when an upgrade can read the event, with older ones brought to its schema', async () => {
    await note(1);
    await store.append('note-1', 'any', [anEvent({ type: 'Noted', schema: 2, data: { number: 2 } })]);
    await note(3);
    start();
    await eventually(() => expect(errors).not.toEqual([]));
    await stopAll();
    start({ catalogue: second });
    await eventually(() => expect(reacted.map(({ data }) => data)).toEqual([{ n: 1 }, { number: 2 }, { number: 3 }]));
  });

  it('tries an event again that its manager could not take, and none of those before it', async () => {
    await note(1, 2, 3);
    let failing = 2;
    start({ react: (event) => {
      if ((event.data as { n: number }).n === 2 && failing-- > 0) throw new Error('not now');
    } });
    await eventually(() => expect(numbers()).toEqual([1, 2, 3]));
    expect(errors.map(({ message }) => message)).toEqual(['not now', 'not now']);
  });

  it('goes on when the database drops its connection', async () => {
    await note(1);
    start();
    await eventually(async () => expect(await cursor()).toBe(1));
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
    await note(2);
    await eventually(() => expect(numbers().at(-1)).toBe(2));
    await eventually(async () => expect(await cursor()).toBe(2));
  });

  it('leaves the work to one of two, and takes over when that one ends', async () => {
    const leader = new AbortController();
    start({ signal: leader.signal });
    await note(1);
    await eventually(() => expect(numbers()).toEqual([1]));
    start();
    await note(2);
    await eventually(() => expect(numbers()).toEqual([1, 2]));
    leader.abort();
    await note(3);
    await eventually(() => expect(numbers()).toEqual([1, 2, 3]));
  });

  it('starts beside many others on an empty database, and none of them stumbles over another', async () => {
    await note(1);
    for (let n = 0; n < 8; n++) start({ name: `spec-${n}` });
    await eventually(() => expect(numbers()).toHaveLength(8));
    expect(errors).toEqual([]);
  });

  function start({ name = 'spec', catalogue = first, startAfter, signal = stop.signal, react = () => {} }: { name?: string; catalogue?: EventCatalogue; startAfter?: number; signal?: AbortSignal; react?: (event: RecordedEvent) => void } = {}): void {
    const manager = {
      name,
      async react(event: RecordedEvent) {
        react(event);
        reacted.push(event);
      },
    };
    running.push(new ProcessRunner({ connectionString: database.url, store, catalogue, manager, startAfter, onError: (error) => errors.push(error) }).run(signal));
  }

  async function stopAll(): Promise<void> {
    stop.abort();
    await Promise.all(running.splice(0));
    stop = new AbortController();
  }

  async function note(...all: readonly number[]): Promise<void> {
    for (const n of all) await store.append('note-1', 'any', [anEvent({ type: 'Noted', data: { n } })]);
  }

  const numbers = (): number[] => reacted.map(({ data }) => (data as { n: number }).n);
  async function cursor(): Promise<number> {
    const { rows } = await client.query<{ position: string }>(`select position from processes.cursors where name = 'spec'`);
    return Number(rows[0]?.position);
  }
});

async function eventually(holds: () => void | Promise<void>): Promise<void> {
  for (const deadline = Date.now() + 20_000; ; ) {
    try {
      return await holds();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
