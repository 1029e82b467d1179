import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { InvalidEvent } from './canonical-json.ts';
import type { NewEvent, Position, RecordedEvent } from './envelope.ts';
import { anEvent, type StoreUnderTest } from './event-store.contract.ts';
import { type Appended, type EventStore, type ExpectedRevision, matches, WrongRevision } from './event-store.ts';

/** What one client does next; `store` says through which of two processes. */
type Op = { readonly store: 0 | 1 } & (
  /** `seen` is the revision the client knows of, `stale` one before it; `twice` sends it a second time before the first is answered. */
  | { readonly do: 'append'; readonly stream: number; readonly expected: 'any' | 'none' | 'exists' | 'seen' | 'stale'; readonly size: number; readonly twice: boolean }
  /** An append of whichever client once more, with the same ids. */
  | { readonly do: 'retry'; readonly which: number }
  /** An event id that stands in another stream. */
  | { readonly do: 'steal'; readonly which: number; readonly stream: number }
  | { readonly do: 'read'; readonly stream: number }
  | { readonly do: 'readAll'; readonly skip: number; readonly limit: number }
  | { readonly do: 'head' | 'pause' }
);
/** A subscriber: where it starts among what the run appends, its batch, and after how many events it drops off and resumes. */
type Follower = { readonly store: 0 | 1; readonly batch: number; readonly drops: number };
type Script = { readonly clients: readonly (readonly Op[])[]; readonly followers: readonly Follower[] };

const STREAMS = 4;
const store = fc.constantFrom<0 | 1>(0, 1);
const stream = fc.nat(STREAMS - 1);
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('append' as const), store, stream, expected: fc.constantFrom('any' as const, 'none' as const, 'exists' as const, 'seen' as const, 'seen' as const, 'seen' as const, 'stale' as const), size: fc.integer({ min: 1, max: 3 }), twice: fc.constantFrom(false, false, false, true) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('retry' as const), store, which: fc.nat(50) }) },
  fc.record({ do: fc.constant('steal' as const), store, which: fc.nat(50), stream }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), store, stream }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('readAll' as const), store, skip: fc.nat(12), limit: fc.integer({ min: 1, max: 9 }) }) },
  fc.record({ do: fc.constantFrom('head' as const, 'pause' as const), store }),
);
const scripts: fc.Arbitrary<Script> = fc.record({
  clients: fc.array(fc.array(op, { minLength: 1, maxLength: 10, size: 'max' }), { minLength: 2, maxLength: 6, size: 'max' }),
  followers: fc.array(fc.record({ store, batch: fc.integer({ min: 1, max: 5 }), drops: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 3 }),
});

/** One append and every time it was sent. */
type Sent = { readonly stream: string; readonly expected: ExpectedRevision; readonly events: readonly NewEvent[]; readonly answers: Appended[]; readonly refusals: { readonly error: unknown; readonly least: number }[] };

/** How many scripts are tried; `shrink` costs a run per step, which is cheap in memory only. */
export type InterleavingOptions = { readonly runs: number; readonly shrink: boolean };

/** What every store must keep to when several clients, retries and subscribers work on it at once, in whatever order. */
export function eventStoreInterleavings(name: string, open: () => Promise<StoreUnderTest>, { runs, shrink }: InterleavingOptions): void {
  describe(`interleavings on the log in ${name}`, () => {
    let under: StoreUnderTest;
    let second: EventStore;
    beforeAll(async () => {
      under = await open();
      second = await under.another();
    });
    afterAll(async () => {
      if (second !== under.store) await second.close();
      await under.store.close();
      await under.drop();
    });

    it('answer, keep and show every append once, in one order for all', async () => {
      const found = await tryInterleavings([under.store, second], { runs, shrink });
      expect(found).toBe(null);
    });
  });
}

/** Looks for a script that the stores get wrong; answers it with what went wrong, or null. */
export async function tryInterleavings(stores: readonly [EventStore, EventStore], { runs, shrink }: InterleavingOptions): Promise<string | null> {
  const seed = Number(process.env['PROPERTY_SEED'] ?? 20261124);
  const found = await fc.check(fc.asyncProperty(scripts, (script) => new Run(stores).play(script)), { numRuns: runs, seed, endOnFailure: !shrink });
  if (!found.failed) return null;
  const [script] = found.counterexample ?? [];
  const clients = script?.clients.map((ops, n) => `  client ${n + 1}: ${ops.map((one) => JSON.stringify(one)).join(' ')}`) ?? [];
  return [`${(found.errorInstance as Error | undefined)?.message} (seed ${found.seed}, path ${found.counterexamplePath})`, ...clients, `  followers: ${JSON.stringify(script?.followers)}`].join('\n');
}

/** One script on streams of its own, and what everybody saw. */
class Run {
  private readonly prefix = `note-${randomUUID()}`;
  private readonly sent: Sent[] = [];
  private readonly reads: ((log: readonly RecordedEvent[]) => void)[] = [];
  private start: Position = 0;
  /** The greatest position that somebody has been told of. */
  private told: Position = 0;

  constructor(private readonly stores: readonly [EventStore, EventStore]) {}

  async play({ clients, followers }: Script): Promise<void> {
    this.start = this.told = (await this.stores[0].head()).position;
    const stop = new AbortController();
    const following = followers.map((follower) => this.follow(follower, stop.signal));
    try {
      const acted = await Promise.allSettled(clients.map((ops) => this.client(ops)));
      for (const one of acted) if (one.status === 'rejected') throw one.reason;
      const log = await this.whole();
      const deadline = Date.now() + 20_000;
      while (following.some(({ seen }) => (seen.at(-1)?.position ?? 0) < (log.at(-1)?.position ?? 0)) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 2));
      this.judge(log);
      for (const { seen } of following) assert.deepEqual(seen.map(({ id }) => id), log.map(({ id }) => id), 'a subscriber saw another log than readAll');
    } finally {
      stop.abort();
      await Promise.all(following.map(({ ended }) => ended));
    }
  }

  private async whole(): Promise<readonly RecordedEvent[]> {
    const log: RecordedEvent[] = [];
    for (let after = this.start; ; after = log.at(-1)!.position) {
      const page = await this.stores[1].readAll({ after, limit: 7 });
      log.push(...page);
      if (page.length === 0) return log;
    }
  }

  private follow({ store: which, batch, drops }: Follower, signal: AbortSignal): { readonly seen: RecordedEvent[]; readonly ended: Promise<void> } {
    const seen: RecordedEvent[] = [];
    const read = async (): Promise<void> => {
      while (!signal.aborted) {
        let fresh = 0;
        for await (const events of this.stores[which].subscribe({ after: seen.at(-1)?.position ?? this.start, batch, signal })) {
          seen.push(...events);
          fresh += events.length;
          if (fresh >= drops) break;
        }
      }
    };
    return { seen, ended: read() };
  }

  private async client(ops: readonly Op[]): Promise<void> {
    const known = new Map<string, number>();
    for (const one of ops) await this.act(one, known);
  }

  private async act(one: Op, known: Map<string, number>): Promise<void> {
    const target = this.stores[one.store];
    switch (one.do) {
      case 'append': {
        const name = this.streamOf(one.stream);
        const append: Sent = { stream: name, expected: expectedOf(one.expected, known.get(name) ?? -1), events: Array.from({ length: one.size }, () => anEvent()), answers: [], refusals: [] };
        this.sent.push(append);
        await Promise.all([this.send(append, target, known), ...(one.twice ? [this.send(append, this.stores[1], known)] : [])]);
        return;
      }
      case 'retry': {
        const again = this.sent[one.which % Math.max(1, this.sent.length)];
        return again && this.send(again, target, known);
      }
      case 'steal':
        return this.steal(this.sent.filter(({ answers }) => answers.length > 0)[one.which % Math.max(1, this.sent.length)], this.streamOf(one.stream), target);
      case 'read':
        return this.readStream(this.streamOf(one.stream), target, known);
      case 'readAll':
        return this.readAll(one, target);
      case 'head': {
        const told = this.told;
        const { position } = await target.head();
        assert.ok(position >= told, 'the head lies before an append that was answered');
        return;
      }
      case 'pause':
        return new Promise((resolve) => setImmediate(resolve));
    }
  }

  private streamOf(n: number): string {
    return `${this.prefix}.${n}`;
  }

  private async send(append: Sent, target: EventStore, known: Map<string, number>): Promise<void> {
    const least = this.leastRevision(append.stream);
    try {
      const answer = await target.append(append.stream, append.expected, append.events);
      append.answers.push(answer);
      this.told = Math.max(this.told, answer.position);
      known.set(append.stream, Math.max(known.get(append.stream) ?? -1, answer.revision));
    } catch (error) {
      append.refusals.push({ error, least });
      if (error instanceof WrongRevision) known.set(append.stream, error.actual);
    }
  }

  /** The revision that a stream has at least, by what has been answered so far. */
  private leastRevision(name: string): number {
    return Math.max(-1, ...this.sent.filter((append) => append.stream === name).flatMap(({ answers }) => answers.map(({ revision }) => revision)));
  }

  private async steal(from: Sent | undefined, name: string, target: EventStore): Promise<void> {
    if (!from || from.stream === name) return;
    await assert.rejects(target.append(name, 'any', [anEvent({ id: from.events[0]!.id })]), InvalidEvent, 'an event id was taken into a second stream');
  }

  private async readStream(name: string, target: EventStore, known: Map<string, number>): Promise<void> {
    const least = this.leastRevision(name);
    const events = await target.readStream(name);
    known.set(name, events.length - 1);
    assert.ok(events.length > least, 'a stream was read without an append that had been answered');
    this.reads.push((log) => assert.deepEqual(events, log.filter((event) => event.stream === name).slice(0, events.length), 'a stream was read otherwise than the log has it'));
  }

  private async readAll({ skip, limit }: { skip: number; limit: number }, target: EventStore): Promise<void> {
    const told = this.told;
    const before = await target.readAll({ after: this.start, limit: skip + 1 });
    const after = before.at(skip - 1)?.position ?? this.start;
    const page = await target.readAll({ after, limit });
    assert.ok(page.length <= limit, 'a page is longer than its limit');
    assert.ok(page.length === limit || told <= Math.max(after, page.at(-1)?.position ?? 0), 'a page ends before an append that had been answered');
    this.reads.push((log) => assert.deepEqual(page, log.filter(({ position }) => position > after).slice(0, page.length), 'a page skips events or shows them in another order'));
  }

  private judge(log: readonly RecordedEvent[]): void {
    for (const [at, event] of log.entries()) {
      const before = log[at - 1];
      if (!before) continue;
      assert.ok(event.position > before.position, 'positions do not increase along the log');
      assert.ok(event.recordedAt > before.recordedAt, 'recordedAt does not increase along the log');
    }
    for (const name of new Set(log.map(({ stream: of }) => of))) {
      const revisions = log.filter((event) => event.stream === name).map(({ revision }) => revision);
      assert.deepEqual(revisions, revisions.map((_, revision) => revision), 'a stream has a gap, a double or another order than the log');
    }
    const sentIds = new Set(this.sent.flatMap(({ events }) => events.map(({ id }) => id)));
    assert.ok(log.every(({ id }) => sentIds.has(id)), 'the log holds what nobody sent');
    for (const append of this.sent) judgeAppend(append, log);
    for (const read of this.reads) read(log);
  }
}

/** An answered append stands once, whole, where its answers say and its expectation allows; a refused one nowhere. */
function judgeAppend({ stream: name, expected, events, answers, refusals }: Sent, log: readonly RecordedEvent[]): void {
  const stored = log.filter(({ id }) => events.some((event) => event.id === id));
  for (const { error, least } of refusals) {
    assert.ok(error instanceof WrongRevision, `an append failed: ${String(error)}`);
    assert.ok(!matches(expected, error.actual), 'an append was refused though the stream was as expected');
    assert.ok(error.actual >= least, 'an append was refused by a state older than an answered append');
  }
  if (answers.length === 0) return assert.deepEqual(stored, [], 'a refused append left events');
  assert.deepEqual(stored.map(({ id }) => id), events.map(({ id }) => id), 'an answered append does not stand in the log once and whole');
  assert.equal(answers.filter(({ repeated }) => !repeated).length, 1, 'not exactly one of the answers to an append says that it was the first');
  const [first, last] = [stored[0]!, stored.at(-1)!];
  assert.ok(stored.every((event) => event.stream === name) && last.revision - first.revision === events.length - 1, 'an append was torn apart');
  assert.ok(matches(expected, first.revision - 1), 'an append was taken at a revision it did not expect');
  for (const { revision, position, recordedAt } of answers) assert.deepEqual({ revision, position, recordedAt }, { revision: last.revision, position: last.position, recordedAt: last.recordedAt }, 'an answer names another place than the log');
}

function expectedOf(wanted: Extract<Op, { do: 'append' }>['expected'], seen: number): ExpectedRevision {
  if (wanted === 'seen') return seen < 0 ? 'none' : seen;
  if (wanted === 'stale') return seen < 1 ? 'none' : seen - 1;
  return wanted;
}
