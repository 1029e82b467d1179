import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { InvalidEvent } from './canonical-json.ts';
import { canonicalText, type NewEvent, type RecordedEvent } from './envelope.ts';
import { type EventStore, type ExpectedRevision, WrongRevision } from './event-store.ts';

/** Opens a store for the suite; `another` opens a second one on the same log, as another process would. */
export type StoreUnderTest = {
  readonly store: EventStore;
  readonly another: () => Promise<EventStore>;
  readonly drop: () => Promise<void>;
  /** What the network does to the connections of `store` and of every other; undefined for a store without a network. */
  readonly network?: {
    /** Lets requests through and no answers for a while, then cuts every connection. */
    loseAnswers(ms: number): Promise<void>;
    /** Cuts every connection. */
    reset(): void;
  };
};

/** What a store promises beyond the port. */
export type Promises = {
  /** `recordedAt` increases along the whole log, not only along each stream. */
  readonly stampsInLogOrder: boolean;
  /** An event id stands once in the log, not only once in its stream. */
  readonly idsAcrossStreams: boolean;
  /** It is reached over connections, which can be cut. */
  readonly overNetwork: boolean;
};

const EVERYTHING: Promises = { stampsInLogOrder: true, idsAcrossStreams: true, overNetwork: true };

/** An event with nothing remarkable about it. */
export function anEvent(over: Partial<NewEvent> = {}): NewEvent {
  const id = randomUUID();
  return {
    id,
    type: 'NoteTaken',
    schema: 1,
    occurredOn: '2026-01-15',
    actor: { account: 'nm.member', unit: 'nm', role: 'member' },
    correlationId: id,
    causationId: id,
    commandKey: { id: randomUUID(), digest: 'digest' },
    via: 'api',
    data: { text: '留痕', amount: 3 },
    ...over,
  };
}

const aStream = () => `note-${randomUUID()}`;

/** What every store must do, whatever it is made of. */
export function eventStoreContract(name: string, open: () => Promise<StoreUnderTest>, promises = EVERYTHING): void {
  describe(`the log in ${name}`, () => {
    let store: EventStore;
    let under: StoreUnderTest;
    beforeAll(async () => {
      under = await open();
      store = under.store;
    });
    afterAll(async () => {
      await store.close();
      await under.drop();
    });

    it('gives back what was appended, stamped and numbered', async () => {
      const stream = aStream();
      const [first, second] = [anEvent(), anEvent({ data: { 'b\u2028"\\': ['é', { deep: null }], a: true } })];
      const appended = await store.append(stream, 'none', [first, second]);
      const events = await store.readStream(stream);
      expect(events).toMatchObject([{ ...first, stream, revision: 0 }, { ...second, stream, revision: 1 }]);
      expect(events.at(-1)).toMatchObject({ position: appended.position, recordedAt: appended.recordedAt, revision: appended.revision });
      expect(events[0]!.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(events[1]!.recordedAt > events[0]!.recordedAt).toBe(true);
    });

    it('keeps canonical bytes: what is read canonicalises to itself', async () => {
      const stream = aStream();
      await store.append(stream, 'none', [anEvent({ data: { z: 1, a: '\u0007', 十: [] } })]);
      const [event] = await store.readStream(stream);
      const { position: _, ...envelope } = event!;
      expect(JSON.parse(canonicalText(envelope))).toEqual(envelope);
    });

    it('reads a stream from a revision, and nothing of a stream that is not there', async () => {
      const stream = aStream();
      await store.append(stream, 'none', [anEvent(), anEvent(), anEvent()]);
      expect((await store.readStream(stream, { from: 1 })).map((event) => event.revision)).toEqual([1, 2]);
      expect(await store.readStream(aStream())).toEqual([]);
    });

    it.each<[ExpectedRevision, number, boolean]>([
      ['any', 0, true], ['any', 2, true],
      ['none', 0, true], ['none', 1, false],
      ['exists', 0, false], ['exists', 1, true],
      [0, 0, false], [0, 1, true], [0, 2, false], [1, 2, true], [7, 2, false],
    ])('expecting %s of a stream of %i events: %s', async (expected, size, accepted) => {
      const stream = aStream();
      for (let revision = 0; revision < size; revision++) await store.append(stream, revision === 0 ? 'none' : revision - 1, [anEvent()]);
      const append = store.append(stream, expected, [anEvent()]);
      if (accepted) expect((await append).revision).toBe(size);
      else await expect(append).rejects.toEqual(new WrongRevision(stream, expected, size - 1));
      expect(await store.readStream(stream)).toHaveLength(size + (accepted ? 1 : 0));
    });

    it.each<ExpectedRevision>(['none', 0, 'any', 'exists'])('answers a repeated append (expecting %s) as the first time and stores nothing', async (expected) => {
      const stream = aStream();
      if (expected !== 'none') await store.append(stream, 'none', [anEvent()]);
      const events = [anEvent(), anEvent()];
      const first = await store.append(stream, expected, events);
      await store.append(stream, first.revision, [anEvent()]);
      expect(await store.append(stream, expected, events)).toEqual({ ...first, repeated: true });
      expect(await store.readStream(stream)).toHaveLength(first.revision + 2);
    });

    it('says the same position of an event wherever it is read', async () => {
      const stream = aStream();
      const { position: after } = await store.head();
      const appended = await store.append(stream, 'none', [anEvent(), anEvent(), anEvent()]);
      const log = await store.readAll({ after, limit: 10 });
      expect(await store.readStream(stream)).toEqual(log);
      expect(log.map(({ position }) => position)).toEqual(log.map(({ position }) => position).sort((a, b) => a - b));
      expect(new Set(log.map(({ position }) => position)).size).toBe(3);
      expect(await store.head()).toEqual({ position: appended.position, recordedAt: appended.recordedAt });
      expect(await store.readAll({ after: log[0]!.position, limit: 1 })).toEqual([log[1]]);
    });

    it('answers events that stand before the expected revision as the first time too', async () => {
      const stream = aStream();
      const event = anEvent();
      const first = await store.append(stream, 'none', [event]);
      await store.append(stream, 0, [anEvent()]);
      expect(await store.append(stream, 1, [event])).toEqual({ ...first, repeated: true });
      await expect(store.append(stream, 1, [event, anEvent()])).rejects.toBeInstanceOf(InvalidEvent);
      expect(await store.readStream(stream)).toHaveLength(2);
    });

    if (promises.idsAcrossStreams) it('refuses an event id that stands in another stream', async () => {
      const event = anEvent();
      await store.append(aStream(), 'none', [event]);
      const other = aStream();
      await expect(store.append(other, 'none', [event])).rejects.toBeInstanceOf(InvalidEvent);
      expect(await store.readStream(other)).toEqual([]);
    });

    it('refuses what cannot be stored, and says what', async () => {
      const stream = aStream();
      await expect(store.append(stream, 'none', [anEvent({ data: { text: 'a\u0000b' } })])).rejects.toThrow(/\/data\/text contains a NUL/);
      await expect(store.append(stream, 'none', [anEvent({ data: { text: '\ud800' } })])).rejects.toThrow(/lone surrogate/);
      await expect(store.append(stream, 'none', [anEvent({ data: { huge: 1e300 } })])).rejects.toThrow(/integer below 2\^53/);
      await expect(store.append(stream, 'none', [anEvent({ data: { part: 0.5 } })])).rejects.toThrow(/integer/);
      await expect(store.append('No Stream', 'none', [anEvent()])).rejects.toThrow(/no stream name/);
      await expect(store.append(stream, 'none', [])).rejects.toThrow(/1 to 1000/);
      expect(await store.readStream(stream)).toEqual([]);
    });

    it('keeps a bad append of a batch to itself', async () => {
      const streams = Array.from({ length: 50 }, aStream);
      const taken = anEvent();
      await store.append(aStream(), 'none', [taken]);
      const refused = promises.idsAcrossStreams ? [3, 6, 9] : [3, 9];
      const answers = await Promise.allSettled(
        streams.map((stream, index) => {
          if (index % 10 === 3) return store.append(stream, 5, [anEvent()]);
          if (index % 10 === 6 && promises.idsAcrossStreams) return store.append(stream, 'none', [anEvent({ id: taken.id })]);
          if (index % 10 === 9) return store.append(stream, 'none', [anEvent({ data: { text: '\u0000' } })]);
          return store.append(stream, 'none', [anEvent()]);
        }),
      );
      expect(answers.map(({ status }) => status)).toEqual(streams.map((_, index) => (refused.includes(index % 10) ? 'rejected' : 'fulfilled')));
      const sizes = await Promise.all(streams.map(async (stream) => (await store.readStream(stream)).length));
      expect(sizes).toEqual(streams.map((_, index) => (refused.includes(index % 10) ? 0 : 1)));
    });

    it('lets one of many concurrent appends at the same revision win', async () => {
      const stream = aStream();
      const second = await under.another();
      const answers = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => (n % 2 ? store : second).append(stream, 'none', [anEvent()])));
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(WrongRevision);
      expect(await store.readStream(stream)).toHaveLength(1);
      await second.close();
    });

    it('orders 64 concurrent writers without a gap, and every concurrent reader sees that order whole', async () => {
      const second = await under.another();
      const { position: start } = await store.head();
      const writers = 64;
      const perWriter = 20;
      const stop = new AbortController();
      const seen = [0, 1, 2].map(() => [] as RecordedEvent[]);
      const readers = seen.map(async (into, n) => {
        for await (const batch of (n === 1 ? second : store).subscribe({ after: start, batch: 7 + n * 50, signal: stop.signal })) {
          into.push(...batch);
          if (into.length >= writers * perWriter) return;
        }
      });
      const streams = Array.from({ length: writers }, aStream);
      await Promise.all(streams.map(async (stream, n) => {
        for (let revision = -1; revision < perWriter - 1; revision++) await (n % 2 ? store : second).append(stream, revision === -1 ? 'none' : revision, [anEvent()]);
      }));
      await Promise.all(readers);
      stop.abort();
      const log = await store.readAll({ after: start, limit: writers * perWriter + 1 });
      expect(log).toHaveLength(writers * perWriter);
      for (const events of seen) expect(events).toEqual(log);
      const stamps = log.map((event) => event.recordedAt);
      const areStrict = (of: readonly string[]) => of.every((stamp, n) => n === 0 || stamp > of[n - 1]!);
      if (promises.stampsInLogOrder) expect(areStrict(stamps)).toBe(true);
      for (const stream of streams) {
        const events = log.filter((event) => event.stream === stream);
        expect(events.map((event) => event.revision)).toEqual(Array.from({ length: perWriter }, (_, n) => n));
        expect(areStrict(events.map(({ recordedAt }) => recordedAt))).toBe(true);
      }
      await second.close();
    });

    it('wakes a sleeping follower, also for an append of another process', async () => {
      const second = await under.another();
      const stop = new AbortController();
      const { position } = await store.head();
      const next = store.subscribe({ after: position, signal: stop.signal })[Symbol.asyncIterator]().next();
      const event = anEvent();
      await second.append(aStream(), 'none', [event]);
      const woken = await next;
      expect(woken.value?.map(({ id }: RecordedEvent) => id)).toEqual([event.id]);
      stop.abort();
      await second.close();
    });

    it('loses nothing for a slow consumer, and repeats nothing', async () => {
      const { position: after } = await store.head();
      const stop = new AbortController();
      const seen: RecordedEvent[] = [];
      const slow = (async () => {
        for await (const batch of store.subscribe({ after, batch: 10, signal: stop.signal })) {
          expect(batch.length).toBeLessThanOrEqual(10);
          await new Promise((resolve) => setTimeout(resolve, 5));
          seen.push(...batch);
          if (seen.length >= 300) stop.abort();
        }
      })();
      await Promise.all(Array.from({ length: 300 }, () => store.append(aStream(), 'none', [anEvent()])));
      await slow;
      expect(seen).toEqual(await store.readAll({ after, limit: 1000 }));
    });

    it('goes on for a follower from wherever it stopped, in the middle of a batch too', async () => {
      const { position: start } = await store.head();
      for (let n = 0; n < 12; n++) await store.append(aStream(), 'none', [anEvent(), anEvent(), anEvent()]);
      const seen: RecordedEvent[] = [];
      while (seen.length < 36) {
        const stop = new AbortController();
        for await (const batch of store.subscribe({ after: seen.at(-1)?.position ?? start, batch: 8, signal: stop.signal })) {
          seen.push(...batch.slice(0, 5));
          break;
        }
        stop.abort();
      }
      expect(seen).toEqual(await store.readAll({ after: start, limit: 100 }));
    });

    it('ends a follower when its signal aborts', async () => {
      const stop = new AbortController();
      const { position } = await store.head();
      const next = store.subscribe({ after: position, signal: stop.signal })[Symbol.asyncIterator]().next();
      stop.abort();
      expect(await next).toEqual({ value: undefined, done: true });
    });

    it('refuses a simulated clock on a log that is no demonstration', async () => {
      await expect(store.append(aStream(), 'none', [anEvent()], { at: '2025-06-01T00:00:00Z' })).rejects.toThrow(/open demonstration/);
    });
  });

  if (promises.overNetwork) describe(`the log in ${name} over a bad network`, () => {
    it('stores an append whose answer was lost once, and answers where it stands', async () => {
      const { store, network, drop } = await open();
      await store.append('note-1', 'none', [anEvent()]);
      const lost = network!.loseAnswers(100);
      const event = anEvent();
      const appended = await store.append('note-1', 0, [event]);
      await lost;
      const events = await store.readStream('note-1');
      expect(events).toHaveLength(2);
      expect(events[1]).toMatchObject({ id: event.id, revision: appended.revision, position: appended.position, recordedAt: appended.recordedAt });
      expect(await store.append('note-1', 0, [event])).toEqual({ ...appended, repeated: true });
      await store.close();
      await drop();
    });

    it('stores every append once while connections are cut, and followers that begin again miss and repeat nothing', async () => {
      const { store, network, drop } = await open();
      const stop = new AbortController();
      const seen: RecordedEvent[] = [];
      const follower = (async () => {
        while (!stop.signal.aborted) {
          try {
            for await (const batch of store.subscribe({ after: seen.at(-1)?.position ?? 0, batch: 20, signal: stop.signal })) {
              seen.push(...batch);
              if (seen.length >= 200) stop.abort();
            }
          } catch {
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        }
      })();
      const cuts = (async () => {
        for (let cut = 0; cut < 8; cut++) {
          await new Promise((resolve) => setTimeout(resolve, 120));
          network!.reset();
        }
      })();
      const appends = Array.from({ length: 200 }, async (_, n) => {
        await new Promise((resolve) => setTimeout(resolve, n * 5));
        return store.append(`note-${n}`, 'none', [anEvent()]);
      });
      const answers = await Promise.all(appends);
      await Promise.all([cuts, follower]);
      const log = await store.readAll({ after: 0, limit: 1000 });
      expect(log.map(({ position }) => position)).toEqual(answers.map(({ position }) => position).sort((a, b) => a - b));
      expect(seen).toEqual(log);
      await store.close();
      await drop();
    });
  });

  describe(`a demonstration in ${name}`, () => {
    it('is stamped by its simulated clock, never going back or ahead of now, until it is closed', async () => {
      const { store, drop } = await open();
      const stream = 'demonstration-1';
      await store.append(stream, 'none', [anEvent({ type: 'DemonstrationOpened' })], { at: '2025-05-01T00:00:00Z' });
      const later = await store.append(aStream(), 'none', [anEvent(), anEvent()], { at: '2025-06-01T00:00:00Z' });
      expect(later.recordedAt).toBe('2025-06-01T00:00:00.000001Z');
      const back = await store.append(aStream(), 'none', [anEvent()], { at: '2025-05-15T00:00:00Z' });
      expect(back.recordedAt).toBe('2025-06-01T00:00:00.000002Z');
      await expect(store.append(aStream(), 'none', [anEvent()], { at: '2999-01-01T00:00:00Z' })).rejects.toThrow(/ahead of now/);
      await store.append(stream, 0, [anEvent({ type: 'DemonstrationClosed' })], { at: '2025-07-01T00:00:00Z' });
      await expect(store.append(aStream(), 'none', [anEvent()], { at: '2025-08-01T00:00:00Z' })).rejects.toThrow(/open demonstration/);
      await store.close();
      await drop();
    });
  });
}
