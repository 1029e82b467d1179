import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CommandRunner, type CommandContext } from './command-runner.ts';
import type { Decider } from './decider.ts';
import { type EventStore, UnknownOutcome } from './event-store.ts';
import { anEvent } from './event-store.contract.ts';
import { eventCatalogue, type EventOf, type EventTypes, UnknownEvent } from './event-types.ts';
import { memoryEventStore } from './memory-event-store.ts';
import { refuse } from './refusal.ts';

const types = { Counted: { schema: 1, data: z.strictObject({ by: z.int(), total: z.int() }) } } satisfies EventTypes;
const decider: Decider<number, { by: number }, { limit: number }, EventOf<typeof types>> = {
  initial: 0,
  decide: ({ by }, total, { limit }) => (total + by > limit ? refuse('count.over-limit', { total, limit }) : by === 0 ? [] : [{ type: 'Counted', data: { by, total: total + by } }]),
  evolve: (_, event) => event.data.total,
};
const catalogue = eventCatalogue(types);
const sealer = { sealData: async (_: string, data: unknown) => data };
const stream = 'count-1';

let keys = 0;
const context = (over: Partial<CommandContext> = {}): CommandContext => ({
  actor: { account: 'nm.member', unit: 'nm', role: 'member' },
  key: { id: `00000000-0000-5000-8000-${String(++keys).padStart(12, '0')}`, digest: 'd' },
  correlationId: 'c', causationId: 'c', via: 'api', occurredOn: '2026-01-02', today: '2026-01-02', ...over,
});
const runnerOver = (store: EventStore) => new CommandRunner(store, catalogue, sealer);
const count = (runner: CommandRunner, by: number, over: Partial<CommandContext> = {}, limit = 1000) =>
  runner.handle({ stream, decider, command: { by }, facts: () => ({ limit }), context: context(over) });

describe('a stream with an event this build cannot read', () => {
  const foreign = (over: object) => anEvent({ type: 'Counted', data: { by: 1, total: 1 }, ...over });
  it.each([
    ['an unknown type', { type: 'NeverHeardOf' }, /at position 2 \(NeverHeardOf, schema 1\)/],
    ['a newer schema', { schema: 2 }, /at position 2 \(Counted, schema 2\) is newer/],
  ])('takes no command over %s, names its position, and appends nothing', async (_case, over, message) => {
    const store = memoryEventStore();
    await store.append(stream, 'any', [foreign({}), foreign(over)]);
    const runner = runnerOver(store);
    await expect(count(runner, 2)).rejects.toThrow(UnknownEvent);
    await expect(count(runner, 2)).rejects.toThrow(message);
    await expect(runner.stateOf(stream, decider)).rejects.toThrow(message);
    await expect(runner.eventsOf(stream, 0)).rejects.toThrow(message);
    expect((await store.head()).position).toBe(2);
  });
});

describe('the path of a command', () => {
  it('appends what was decided, at the revision it was decided on', async () => {
    const store = memoryEventStore();
    const runner = runnerOver(store);
    expect(await count(runner, 2)).toEqual({ stream, revision: 0, position: 1, repeated: false });
    expect(await count(runner, 3)).toEqual({ stream, revision: 1, position: 2, repeated: false });
    expect(await store.readStream(stream)).toMatchObject([{ data: { total: 2 } }, { data: { total: 5 } }]);
  });

  it('answers a repeat as the first time, before anything else is looked at', async () => {
    const store = memoryEventStore();
    const runner = runnerOver(store);
    const sent = context({ ifMatch: -1 });
    const first = await count(runner, 2, sent);
    await count(runner, 3);
    for (const other of [runner, runnerOver(store)]) expect(await count(other, 2, sent, 0)).toEqual({ ...first, repeated: true });
    expect(await store.readStream(stream)).toHaveLength(2);
  });

  it('refuses the same key with another body', async () => {
    const runner = runnerOver(memoryEventStore());
    const sent = context();
    await count(runner, 2, sent);
    await expect(count(runner, 3, { ...sent, key: { ...sent.key, digest: 'other' } })).rejects.toMatchObject({ kind: 'rule', code: 'command.key-reused' });
  });

  it('lets a refused key be tried again', async () => {
    const runner = runnerOver(memoryEventStore());
    const sent = context();
    await expect(count(runner, 2, sent, 1)).rejects.toMatchObject({ code: 'count.over-limit', facts: { total: 0, limit: 1 } });
    expect(await count(runner, 2, sent, 5)).toMatchObject({ revision: 0, repeated: false });
  });

  it('refuses a stale If-Match with both revisions, and a command that would change nothing', async () => {
    const runner = runnerOver(memoryEventStore());
    await count(runner, 1);
    await expect(count(runner, 1, { ifMatch: 4 })).rejects.toMatchObject({ kind: 'stale', facts: { expected: 4, actual: 0 } });
    await expect(count(runner, 0)).rejects.toMatchObject({ kind: 'rule', code: 'command.nothing-to-do' });
    expect(await count(runner, 1, { ifMatch: 0 })).toMatchObject({ revision: 1 });
  });

  it('decides anew from the log what it would refuse from its cache', async () => {
    const store = memoryEventStore();
    const [mine, other] = [runnerOver(store), runnerOver(store)];
    await count(mine, 10);
    await count(other, -8);
    expect(await count(mine, 5, {}, 7)).toMatchObject({ revision: 2 });
    await count(other, -6);
    expect(await count(mine, 1, { ifMatch: 3 })).toMatchObject({ revision: 4 });
  });

  it('decides concurrent commands one after the other, across processes too, and loses none', async () => {
    const store = memoryEventStore();
    const runners = [runnerOver(store), runnerOver(store), runnerOver(store)];
    const answers = await Promise.allSettled(Array.from({ length: 90 }, (_, n) => count(runners[n % 3]!, 1, {}, 50)));
    const accepted = answers.filter(({ status }) => status === 'fulfilled').length;
    const events = await store.readStream(stream);
    expect(events).toHaveLength(accepted);
    expect(events.map(({ data }) => (data as { total: number }).total)).toEqual(Array.from({ length: accepted }, (_, n) => n + 1));
    expect(accepted).toBe(50);
  });

  it('lets one of two commands with the same If-Match win', async () => {
    const store = memoryEventStore();
    const runner = runnerOver(store);
    await count(runner, 1);
    const answers = await Promise.allSettled([count(runner, 1, { ifMatch: 0 }), count(runnerOver(store), 1, { ifMatch: 0 })]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'stale' } });
  });

  it('does not trust its cache after an append whose outcome is unknown', async () => {
    const store = memoryEventStore();
    let lose = false;
    const flaky: EventStore = Object.assign(Object.create(store) as EventStore, {
      append: async (...args: Parameters<EventStore['append']>) => {
        const appended = await store.append(...args);
        if (lose) throw new UnknownOutcome('the answer was lost');
        return appended;
      },
      readStream: (...args: Parameters<EventStore['readStream']>) => store.readStream(...args),
    });
    const runner = runnerOver(flaky);
    await count(runner, 1);
    lose = true;
    const sent = context();
    await expect(count(runner, 5, sent)).rejects.toBeInstanceOf(UnknownOutcome);
    lose = false;
    expect(await count(runner, 5, sent)).toMatchObject({ revision: 1, repeated: true });
    expect(await count(runner, 1)).toMatchObject({ revision: 2 });
    expect(await store.readStream(stream)).toMatchObject([{ data: { total: 1 } }, { data: { total: 6 } }, { data: { total: 7 } }]);
  });

  it('stores no event that does not fit its schema', async () => {
    const store = memoryEventStore();
    const broken: typeof decider = { ...decider, decide: () => [{ type: 'Counted', data: { by: 1, total: 'many' as unknown as number } }] };
    const runner = runnerOver(store);
    await expect(runner.handle({ stream, decider: broken, command: { by: 1 }, facts: () => ({ limit: 9 }), context: context() })).rejects.toThrow(/Counted: total/);
    expect(await store.readStream(stream)).toEqual([]);
  });
});
