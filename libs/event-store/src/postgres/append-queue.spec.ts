import { describe, expect, it } from '@jest/globals';
import { AppendQueue, batchParameters, type QueuedAppend } from './append-queue.ts';

const append = (stream: string, at?: string): QueuedAppend => ({
  stream, expected: 3, at, ids: ['id'], types: ['NoteTaken'], halves: [{ before: '{"a":"留"', after: '"z":1}' }], resolve: () => {}, reject: () => {},
});
const streams = (count: number, name = 'note') => Array.from({ length: count }, (_, n) => append(`${name}-${n}`));
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A queue whose batches are committed when the spec says so. */
function queueOf(appends: readonly QueuedAppend[]) {
  const sent: (readonly QueuedAppend[])[] = [];
  const commits: (() => void)[] = [];
  const queue = new AppendQueue((batch) => {
    sent.push(batch);
    return new Promise((resolve) => commits.push(resolve));
  });
  for (const each of appends) queue.push(each);
  return { sent, push: (each: QueuedAppend) => queue.push(each), commit: async () => { commits.shift()!(); await turn(); await turn(); } };
}

describe('the append queue', () => {
  it('sends what came together together, and what comes during a commit afterwards', async () => {
    const { sent, push, commit } = queueOf(streams(3));
    await turn();
    streams(5, 'later').forEach(push);
    await turn();
    expect(sent.map(({ length }) => length)).toEqual([3]);
    await commit();
    expect(sent.map(({ length }) => length)).toEqual([3, 5]);
  });

  it('sends a full batch down a second lane, and no third', async () => {
    const { sent, commit } = queueOf(streams(400));
    await turn();
    expect(sent.map(({ length }) => length)).toEqual([128, 128]);
    await commit();
    expect(sent.map(({ length }) => length)).toEqual([128, 128, 128]);
    await commit();
    await commit();
    expect(sent.map(({ length }) => length)).toEqual([128, 128, 128, 16]);
  });

  it('never has a stream in flight twice, and keeps the order of its appends', async () => {
    const twice = [append('note-7'), append('note-7')];
    const { sent, push, commit } = queueOf([...twice, ...streams(127, 'other')]);
    await turn();
    streams(200, 'more').forEach(push);
    await turn();
    expect(sent).toHaveLength(2);
    expect(sent[0]).toContain(twice[0]);
    expect(sent[1]).not.toContain(twice[1]);
    await commit();
    await commit();
    expect(sent[2]).toContain(twice[1]);
  });

  it('gives a batch one simulated instant', async () => {
    const { sent, commit } = queueOf([append('note-1', '2025-05-01T00:00:00Z'), append('note-2', '2025-06-01T00:00:00Z'), append('note-3', '2025-05-01T00:00:00Z')]);
    await turn();
    await commit();
    expect(sent.map((batch) => batch.map(({ stream }) => stream))).toEqual([['note-1', 'note-3'], ['note-2']]);
  });

  it('writes an item for each event, in UTF-8', () => {
    const [events, at] = batchParameters([append('note-1'), append('note-2')]);
    const item = (stream: string) => [stream, 3, 1, 1, 'id', 'NoteTaken', '{"a":"留"', '"z":1}'].join('\u001f');
    expect(events.toString('utf8')).toBe(`${item('note-1')}\u001e${item('note-2')}`);
    expect(at).toBeNull();
  });
});
