import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { InvalidEvent } from './canonical-json.ts';
import type { RecordedEvent } from './envelope.ts';
import { anEvent } from './event-store.contract.ts';
import { eventCatalogue, type EventTypes, UnknownEvent } from './event-types.ts';

// Three versions of one type: the amount became an object with its currency, then the unit got a name of its own.
const SitePriced = {
  schema: 3,
  data: z.strictObject({ unit: z.string(), price: z.strictObject({ amount: z.int(), currency: z.string() }) }),
  upcast: {
    1: ({ yuan, by }: { yuan: number; by: string }) => ({ by, price: { amount: yuan * 100, currency: 'CNY' } }),
    2: ({ by, price }: { by: string; price: object }) => ({ unit: by, price }),
  },
} satisfies EventTypes[string];
const catalogue = eventCatalogue({ SitePriced });

const recorded = (schema: number, data: unknown, type = 'SitePriced'): RecordedEvent =>
  ({ ...anEvent({ type, schema, data }), stream: 'site-1', revision: 4, recordedAt: '2026-03-02T00:00:00.000001Z', position: 42 });
const third = { unit: 'nm', price: { amount: 30_000, currency: 'CNY' } };

describe('an event read in an older schema', () => {
  it('goes through every version between, in order', () => {
    expect(catalogue.upcast(recorded(1, { yuan: 300, by: 'nm' }))).toMatchObject({ schema: 3, data: third });
    expect(catalogue.upcast(recorded(2, { by: 'nm', price: third.price }))).toMatchObject({ schema: 3, data: third });
  });

  it('keeps all of its envelope, and is left as it was itself', () => {
    const old = recorded(1, { yuan: 300, by: 'nm' });
    const before = structuredClone(old);
    const { schema: _, data: __, ...envelope } = old;
    expect(catalogue.upcast(old)).toEqual({ ...envelope, schema: 3, data: third });
    expect(old).toEqual(before);
  });

  it('in the current schema is the very event', () => {
    const event = recorded(3, third);
    expect(catalogue.upcast(event)).toBe(event);
  });
});

describe('an event that this build cannot read', () => {
  it.each([
    ['of an unknown type', recorded(1, {}, 'NeverHeardOf'), /at position 42 \(NeverHeardOf, schema 1\) is of a type this build does not know/],
    ['of a newer schema', recorded(4, third), /at position 42 \(SitePriced, schema 4\) is newer than this build \(schema 3\)/],
    ['of a version without an upcaster', recorded(0, {}), /at position 42 \(SitePriced, schema 0\) has no upcaster from schema 0/],
  ])('%s is refused with its position', (_case, event, message) => {
    expect(() => catalogue.upcast(event)).toThrow(UnknownEvent);
    expect(() => catalogue.upcast(event)).toThrow(message);
  });
});

describe('an event to be written', () => {
  it.each([
    ['is of a known type', { type: 'NeverHeardOf' }, /no slice defines an event type NeverHeardOf/],
    ['is in the current schema', { schema: 2, data: { by: 'nm', price: third.price } }, /written in schema 3, not 2/],
    ['fits it', { data: { ...third, price: { amount: 0.5, currency: 'CNY' } } }, /SitePriced: price\/amount/],
    ['holds nothing beside it', { data: { ...third, more: 1 } }, /SitePriced:/],
  ])('%s, or is refused', (_rule, wrong, message) => {
    const event = anEvent({ type: 'SitePriced', schema: 3, data: third });
    expect(catalogue.check(event)).toBeUndefined();
    expect(() => catalogue.check({ ...event, ...wrong })).toThrow(InvalidEvent);
    expect(() => catalogue.check({ ...event, ...wrong })).toThrow(message);
  });

  it('has a name that one slice uses', () => {
    expect(() => eventCatalogue({ SitePriced }, { SitePriced })).toThrow(/two slices define an event type SitePriced/);
  });
});
