import { describe, expect, it } from '@jest/globals';
import type { LoggedEvent } from '../support/log.ts';
import { requestsAgainstLog } from './invariants.ts';
import { type Entry, entriesOf } from './journal.ts';

const logged = (...requests: readonly string[]): readonly LoggedEvent[] => requests.map((correlationId, index) => ({ correlationId, position: index + 1, via: 'web' }) as LoggedEvent);
const entry = (more: Partial<Entry>): Entry => ({ correlation: 'request-1', account: 'nm.member', path: '/leads', permitted: false, failures: [], ...more });
const broken = (one: Partial<Entry>, ...log: readonly string[]): readonly string[] => requestsAgainstLog([entry(one)], logged(...log)).map(({ invariant }) => invariant);
const done = { status: 201, position: 1 };

describe('what a client was told, against the log', () => {
  it.each<[string, Partial<Entry>, readonly string[], readonly string[]]>([
    ['a 2xx stands once, where it was said', { outcome: done }, ['request-1'], []],
    ['a 2xx that is not there', { outcome: done }, ['other'], ['acknowledged-once', 'stands-where-answered']],
    ['a 2xx that stands twice', { outcome: done }, ['request-1', 'request-1'], ['acknowledged-once']],
    ['a 2xx that stands elsewhere', { outcome: done }, ['other', 'request-1'], ['stands-where-answered']],
    ['a 4xx leaves nothing', { outcome: { status: 422 } }, [], []],
    ['a 4xx that left something', { outcome: { status: 422 } }, ['request-1'], ['refused-leaves-nothing']],
    ['a 4xx to what no rule forbids', { outcome: { status: 412 }, permitted: true }, [], ['permitted-not-refused']],
    ['nobody knows, and it stands once', {}, ['request-1'], []],
    ['nobody knows, and it is not there', {}, [], []],
    ['nobody knows, and it stands twice', {}, ['request-1', 'request-1'], ['unknown-at-most-once']],
    ['a 500 on the way', { failures: [{ status: 500 }, { status: 503 }, {}] }, [], ['away-says-come-back']],
  ])('%s', (_, one, log, expected) => {
    expect(broken(one, ...log)).toEqual(expected);
  });
});

describe('a journal', () => {
  const sent = { correlation: 'request-1', account: 'nm.member', path: '/leads', permitted: true };

  it('is read back as it was written, request by request', () => {
    const lines = [{ entry: 0, sent }, { entry: 1, sent: { ...sent, correlation: 'request-2' } }, { entry: 0, failed: { status: 503, code: 'wire.unavailable' } }, { entry: 0, failed: {} }, { entry: 0, answered: done }];
    expect(entriesOf(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))).toEqual([
      { ...sent, failures: [{ status: 503, code: 'wire.unavailable' }, {}], outcome: done },
      { ...sent, correlation: 'request-2', failures: [] },
    ]);
  });

  it('leaves out a last line that a crash has cut', () => {
    expect(entriesOf(`${JSON.stringify({ entry: 0, sent })}\n{"entry":1,"se`)).toEqual([{ ...sent, failures: [] }]);
  });
});
