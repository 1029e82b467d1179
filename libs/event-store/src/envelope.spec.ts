import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { canonicalJson, InvalidEvent } from './canonical-json.ts';
import { canonicalText, type EventEnvelope, parseEvent } from './envelope.ts';
import fixtures from './fixtures/envelopes.json' with { type: 'json' };

describe('the event envelope (ADR 1)', () => {
  it.each(fixtures)('has fixed canonical bytes: $name', ({ event, canonical, sha256 }) => {
    const text = canonicalText(event as unknown as EventEnvelope);
    expect(text).toBe(canonical);
    expect(createHash('sha256').update(text, 'utf8').digest('hex')).toBe(sha256);
  });

  it.each(fixtures)('reads back what it wrote: $name', ({ event, canonical }) => {
    expect(parseEvent(canonical, 5)).toEqual({ ...event, position: 5 });
  });
});

describe('canonical JSON', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 5 }),
    object: fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 6 }),
  })).value.filter((value) => !JSON.stringify(value).includes('\\u0000'));

  it('agrees with the reference implementation of RFC 8785', () => {
    fc.assert(fc.property(json, (value) => expect(canonicalJson(value)).toBe(canonicalize(value))), { numRuns: 500 });
  });

  it('is its own canonical form when read back', () => {
    fc.assert(fc.property(json, (value) => expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value))));
  });

  it.each<[unknown, RegExp]>([
    [{ a: { b: ['x', 'y\u0000'] } }, /\/a\/b\/1 contains a NUL/],
    [{ text: '\udc00' }, /\/text contains a lone surrogate/],
    [{ amount: 1.5 }, /\/amount must be an integer/],
    [{ amount: 2 ** 53 }, /\/amount must be an integer below/],
    [{ amount: Number.NaN }, /\/amount must be an integer/],
    [{ at: 10n }, /\/at is a bigint/],
    [{ call: () => 1 }, /\/call is a function/],
  ])('refuses %p and names the place', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(InvalidEvent);
    expect(() => canonicalJson(value)).toThrow(message);
  });
});
