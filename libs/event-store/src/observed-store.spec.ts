import { describe, expect, it } from '@jest/globals';
import { v4 as uuid } from 'uuid';
import type { NewEvent } from './envelope.ts';
import { memoryEventStore } from './memory-event-store.ts';
import { observedStore } from './observed-store.ts';

const event = (): NewEvent => ({
  id: uuid(), type: 'NoteTaken', schema: 1, occurredOn: '2026-01-02', actor: { account: 'a', unit: null, role: 'member' },
  correlationId: 'request-1', causationId: 'request-1', commandKey: { id: uuid(), digest: 'd' }, via: 'api', data: { text: 'x' },
});

describe('an observed store', () => {
  it('tells how each append ended, and answers and throws as the store itself', async () => {
    const told: string[] = [];
    const store = observedStore(memoryEventStore(), (stream, events) => (outcome) => told.push(`${stream} ${events.length} ${outcome}`));
    const first = event();
    expect(await store.append('note-1', 'none', [first])).toMatchObject({ revision: 0, repeated: false });
    expect(await store.append('note-1', 'none', [first])).toMatchObject({ revision: 0, repeated: true });
    await expect(store.append('note-1', 'none', [event()])).rejects.toThrow('note-1 is at revision 0');
    await expect(store.append('no stream', 'any', [event()])).rejects.toThrow('is no stream name');
    await expect(store.append('note-2', 'any', [{ ...event(), data: { money: 0.5 } }])).rejects.toThrow('must be an integer');
    expect(told).toEqual(['note-1 1 appended', 'note-1 1 repeated', 'note-1 1 wrong-revision', 'no stream 1 invalid', 'note-2 1 invalid']);
  });

  it('reads, follows and closes as the store itself', async () => {
    const inner = memoryEventStore();
    const store = observedStore(inner, () => () => {});
    await store.append('note-1', 'none', [event(), event()]);
    expect(await store.readStream('note-1')).toEqual(await inner.readStream('note-1'));
    expect(await store.readAll({ after: 1, limit: 5 })).toHaveLength(1);
    expect(await store.head()).toEqual(await inner.head());
    const stop = new AbortController();
    for await (const batch of store.subscribe({ after: 0, signal: stop.signal })) {
      expect(batch).toHaveLength(2);
      stop.abort();
    }
    await store.close();
  });
});
