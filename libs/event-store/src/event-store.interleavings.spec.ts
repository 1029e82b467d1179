import { describe, expect, it } from '@jest/globals';
import { anEvent } from './event-store.contract.ts';
import { eventStoreInterleavings, tryInterleavings } from './event-store.interleavings.contract.ts';
import { type EventStore, WrongRevision } from './event-store.ts';
import { memoryEventStore } from './memory-event-store.ts';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 100);

eventStoreInterleavings('memory', async () => {
  const store = memoryEventStore();
  return { store, another: async () => store, drop: async () => {} };
}, { runs, shrink: true });

/** A store that gets one thing wrong, over one that does not. */
function broken(wrong: (store: EventStore) => Partial<EventStore>): EventStore {
  const store = memoryEventStore();
  const { append, readStream, readAll, subscribe, head, close } = store;
  const sound: EventStore = { log: store.log, append: append.bind(store), readStream: readStream.bind(store), readAll: readAll.bind(store), subscribe: subscribe.bind(store), head: head.bind(store), close: close.bind(store) };
  return { ...sound, ...wrong(sound) };
}

describe('an interleaving that goes wrong', () => {
  it.each<[string, (store: EventStore) => Partial<EventStore>, RegExp]>([
    ['an expected revision ignored', (store) => ({ append: (stream, _expected, events) => store.append(stream, 'any', events) }), /revision it did not expect/],
    ['a retry appended again', (store) => ({ append: (stream, expected, events) => store.append(stream, expected, events.map((event) => ({ ...event, id: anEvent().id }))) }), /nobody sent|second stream/],
    ['a success that stored nothing', (store) => ({
      async append(stream, expected, events) {
        return store.append(stream, expected, events).catch(async (error: unknown) => {
          if (!(error instanceof WrongRevision)) throw error;
          return { ...(await store.head()), recordedAt: '', revision: error.actual + events.length, repeated: false };
        });
      },
    }), /does not stand in the log once|second stream/],
    ['a retry that claims to be the first', (store) => ({ append: async (...sent) => ({ ...(await store.append(...sent)), repeated: false }) }), /says that it was the first/],
    ['a subscriber that skips', (store) => ({
      async *subscribe(options) {
        for await (const events of store.subscribe(options)) yield events.length > 1 ? [...events.slice(0, -2), events.at(-1)!] : events;
      },
    }), /another log than readAll/],
    ['a subscriber that sees twice', (store) => ({
      async *subscribe(options) {
        for await (const events of store.subscribe(options)) yield [...events, events.at(-1)!];
      },
    }), /another log than readAll/],
    ['a page in another order', (store) => ({ readAll: async (options) => [...(await store.readAll(options))].reverse() }), /increase along the log|another order/],
    ['a stream read from a stale copy', (store) => ({ readStream: async (stream) => (await store.readStream(stream)).slice(0, -1) }), /without an append that had been answered/],
    ['a head that lags', (store) => ({ head: async () => ({ ...(await store.head()), position: Math.max(0, (await store.head()).position - 1) }) }), /head lies before|another order than the log/],
    ['one stamp for a batch', (store) => ({ readAll: async (options) => (await store.readAll(options)).map((event) => ({ ...event, recordedAt: event.recordedAt.slice(0, 19) })) }), /recordedAt does not increase/],
    ['an event id taken into a second stream', (store) => ({ append: (stream, expected, events) => store.append(stream, expected, events).catch((error: Error) => (error.name === 'InvalidEvent' ? { revision: 0, position: 1, recordedAt: '', repeated: true } : Promise.reject(error))) }), /second stream/],
    ['an append refused by an old state', (store) => {
      const copies = new Map<string, number>();
      return {
        async append(stream, expected, events) {
          const known = copies.get(stream) ?? -1;
          if (typeof expected === 'number' && expected > known + 2) throw new WrongRevision(stream, expected, known);
          const answer = await store.append(stream, expected, events);
          if (events.length === 1) copies.set(stream, answer.revision);
          return answer;
        },
      };
    }, /older than an answered append/],
  ])('%s is found', async (_fault, wrong, told) => {
    const store = broken(wrong);
    expect(await tryInterleavings([store, store], { runs: 300, shrink: false })).toMatch(told);
  });
});
