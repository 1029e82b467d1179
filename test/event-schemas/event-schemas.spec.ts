import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalText, type EventType, eventCatalogue, type EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';
import { catalogue } from '../../apps/api/src/event-catalogue.ts';
import { arbitraryOf } from '../properties/arbitrary.ts';
import { type Breach, breachesOf, readShipped, type Shipped, toShip } from './shipped.ts';

const shape = { unit: z.string(), kind: z.enum(['visit', 'call']), amount: z.int().min(0), text: SecretText, note: z.string().optional() };
const contact = (data: z.ZodType, more: Partial<EventType> = {}): EventTypes => ({ ContactMade: { schema: 1, data, ...more } });
const original = contact(z.strictObject(shape));
const shipped = await toShip(original, []);
const messagesOf = (types: EventTypes, stored: readonly Shipped[] = shipped): string => breachesOf(types, stored).map(({ message }) => message).join('\n');
const kindsOf = (types: EventTypes, stored: readonly Shipped[] = shipped): readonly Breach['kind'][] => breachesOf(types, stored).map(({ kind }) => kind);

describe('the events of this build', () => {
  const stored = readShipped();

  it('are written as they shipped, and every version that ever shipped is still read', () => {
    expect(breachesOf(catalogue.types, stored).map(({ message }) => message)).toEqual([]);
  });

  it('are each there as stored examples, one full and one bare, with sealed texts', () => {
    expect(stored.length).toBeGreaterThanOrEqual(Object.keys(catalogue.types).length);
    for (const { type, schema, examples } of stored) {
      expect(examples.map((example) => [example.type, example.schema])).toEqual([[type, schema], [type, schema]]);
      for (const example of examples) {
        expect(JSON.parse(canonicalText(example))).toEqual(example);
        expect(canonicalText(example)).not.toContain('"clear":');
        expect(catalogue.upcast({ ...example, position: 7 })).toMatchObject({ id: example.id, schema: catalogue.types[type]!.schema });
      }
    }
  });
});

describe('a schema that has shipped', () => {
  it('is itself without a breach', () => {
    expect(breachesOf(original, shipped)).toEqual([]);
  });

  it.each<[string, z.ZodType, string]>([
    ['an added field', z.strictObject({ ...shape, chain: z.string().optional() }), 'added /properties/chain'],
    ['a removed field', z.strictObject({ ...shape, note: undefined as never, unit: shape.unit }).omit({ note: true }), 'removed /properties/note'],
    ['a renamed field', z.strictObject({ ...shape, team: z.string() }).omit({ unit: true }), 'removed /properties/unit'],
    ['a narrowed enum', z.strictObject({ ...shape, kind: z.enum(['visit']) }), 'changed /properties/kind'],
    ['a widened enum', z.strictObject({ ...shape, kind: z.enum(['visit', 'call', 'meeting']) }), 'changed /properties/kind/enum'],
    ['an optional field made required', z.strictObject({ ...shape, note: z.string() }), 'changed /required'],
    ['a required field made optional', z.strictObject({ ...shape, unit: z.string().optional() }), 'changed /required'],
    ['a tighter bound', z.strictObject({ ...shape, amount: z.int().min(1) }), 'changed /properties/amount/minimum'],
    ['another type', z.strictObject({ ...shape, amount: z.string() }), 'changed /properties/amount/type'],
    ['a field that is null now', z.strictObject({ ...shape, unit: z.string().nullable() }), 'changed /properties/unit/type'],
    ['a secret told in clear', z.strictObject({ ...shape, text: z.string() }), 'removed /properties/text/x-secret'],
    ['strictness given up', z.object(shape), 'removed /additionalProperties'],
    ['a new refinement', z.strictObject({ ...shape, unit: z.string().refine((unit) => unit !== 'x') }), 'added /properties/unit/x-refinements'],
  ])('is reported edited for %s', (_edit, data, change) => {
    expect(kindsOf(contact(data))).toEqual(['edited']);
    expect(messagesOf(contact(data))).toContain(change);
  });

  it('is reported with exactly what to do', () => {
    expect(messagesOf(contact(z.strictObject({ ...shape, note: z.string() })))).toBe([
      'ContactMade schema 1 has shipped and was edited:',
      '  changed /required from ["amount","kind","text","unit"] to ["amount","kind","note","text","unit"]',
      'Undo the edit, or leave schema 1 to the logs: write `ContactMade: { schema: 2, data: …, upcast: { 1: (data) => … } }` and run `npm run ship-events`.',
      'Only if no log anywhere holds it yet (it is new on your branch): `rm test/event-schemas/shipped/ContactMade.1.json` and run `npm run ship-events`.',
    ].join('\n'));
    expect(messagesOf(original, [])).toBe('ContactMade schema 1 has not shipped yet: run `npm run ship-events` and commit what it adds to test/event-schemas/shipped');
  });

  it('stays the same when only the order of its members or choices changes', () => {
    const { note, ...rest } = shape;
    expect(breachesOf(contact(z.strictObject({ note, ...rest, kind: z.enum(['call', 'visit']) })), shipped)).toEqual([]);
  });

  it('is not dropped, taken back to an older version, or edited in its file', () => {
    expect(kindsOf({})).toEqual(['gone']);
    expect(kindsOf(original, [...shipped, { ...shipped[0]!, schema: 2 }])).toEqual(['tampered']);
    expect(kindsOf(contact(z.strictObject(shape), { schema: 0 }))).toEqual(['gone', 'unshipped']);
    expect(kindsOf(original, [{ ...shipped[0]!, examples: shipped[0]!.examples.slice(1) }])).toEqual(['tampered']);
  });

  it('is never shipped a second time', async () => {
    expect(await toShip(original, shipped)).toEqual([]);
    expect(await toShip(contact(z.strictObject({ ...shape, note: z.string() })), shipped)).toEqual([]);
  });
});

describe('a new version', () => {
  const second = { ...shape, people: z.int().min(1) };
  const upcast = { 1: (data: { unit: string }) => ({ ...data, people: 1 }) };
  const data = z.strictObject(second);

  it('needs an upcaster from the one before', () => {
    expect(kindsOf(contact(data, { schema: 2 }))).toEqual(['no-upcaster', 'unshipped']);
    expect(kindsOf(contact(data, { schema: 3, upcast }))).toEqual(['no-upcaster', 'unshipped']);
    expect(messagesOf(contact(data, { schema: 3, upcast }))).toContain('`upcast: { 2: (data) => … }` from schema 2 to 3');
  });

  it('needs an upcaster whose results fit it', () => {
    expect(kindsOf(contact(data, { schema: 2, upcast: { 1: (old: object) => old } }))).toEqual(['unreadable', 'unshipped']);
    expect(messagesOf(contact(data, { schema: 2, upcast: { 1: (old: object) => ({ ...old, people: 0 }) } }))).toContain('people Too small');
  });

  it('leaves sealed texts in their places, where alone the vault can open them', () => {
    const types = contact(z.strictObject({ ...shape, remark: SecretText }).omit({ text: true }), { schema: 2, upcast: { 1: ({ text, ...old }: { text: unknown }) => ({ ...old, remark: text }) } });
    expect(kindsOf(types)).toEqual(['unreadable', 'unshipped']);
    expect(messagesOf(types)).toContain('remark holds a sealed text that stood elsewhere');
  });

  it('ships beside the old one, whose stored events it goes on reading', async () => {
    const types = contact(data, { schema: 2, upcast });
    const both = [...shipped, ...(await toShip(types, shipped))];
    expect(both.map(({ schema }) => schema)).toEqual([1, 2]);
    expect(breachesOf(types, both)).toEqual([]);
    const reader = eventCatalogue(types);
    for (const example of shipped[0]!.examples) expect(reader.upcast({ ...example, position: 4 })).toMatchObject({ schema: 2, data: { ...(example.data as object), people: 1 } });
  });

  it('reads whatever the old schema let in, not only the examples', () => {
    fc.assert(fc.property(arbitraryOf(shipped[0]!.data), (old) => data.safeParse(upcast[1](old as { unit: string })).success), { numRuns: 100, seed: 20261124 });
  });
});
