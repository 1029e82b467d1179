import fc from 'fast-check';

/** As much of JSON Schema as zod writes for the data of events. */
export type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  /** Of recursive schemas there is one: any JSON value. */
  readonly $ref?: string;
  /** A text that the vault seals. */
  readonly 'x-secret'?: true;
};

/** Which optional members are there, and in which of its two forms a secret text stands. */
export type Filling = { readonly optional: 'all' | 'none' | 'some'; readonly secrets: 'clear' | 'sealed' };

const STORED: Filling = { optional: 'some', secrets: 'sealed' };
const TEXTS = ['甲', '示例新材料有限公司', '年产一万吨项目', 'abc'];

/** Values that a JSON Schema describes, by default as the log stores them. A refinement beyond the schema is the caller's to filter by. */
export function arbitraryOf(schema: JsonSchema, filling: Filling = STORED): fc.Arbitrary<unknown> {
  if (schema['x-secret']) return secret(filling);
  if (schema.$ref) return fc.constantFrom<unknown>('甲', 7, true, null, ['a', 'b'], { amount: 1, currency: 'CNY' });
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const options = schema.anyOf ?? schema.oneOf ?? (Array.isArray(schema.type) ? (schema.type as readonly string[]).map((type) => ({ ...schema, type })) : undefined);
  if (options) return oneOf(options, filling);
  switch (schema.type) {
    case 'object':
      return object(schema, filling);
    case 'array':
      return array(schema, filling);
    case 'string':
      return string(schema);
    case 'integer':
      return integer(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      throw new TypeError(`no values are known for the schema ${JSON.stringify(schema)}; teach test/properties/arbitrary.ts its kind`);
  }
}

function secret({ secrets }: Filling): fc.Arbitrary<unknown> {
  const text = fc.constantFrom(...TEXTS);
  if (secrets === 'clear') return text.map((clear) => ({ clear }));
  return fc.record({ subject: fc.constantFrom('entry-1', 'person-1'), text }).map(({ subject, text: sealed }) => ({ sealed: 1, subject, key: 'a2V5', text: Buffer.from(sealed).toString('base64url') }));
}

function oneOf(options: readonly JsonSchema[], filling: Filling): fc.Arbitrary<unknown> {
  const sealed = options.find(({ properties }) => properties?.['sealed']);
  if (sealed) return secret(filling);
  return fc.oneof(...options.map((option) => arbitraryOf(option, filling)));
}

function object({ properties = {}, required = [], additionalProperties, propertyNames }: JsonSchema, filling: Filling): fc.Arbitrary<unknown> {
  if (typeof additionalProperties === 'object') {
    const names = propertyNames ? arbitraryOf(propertyNames, filling) : fc.stringMatching(/^[a-z]{1,8}$/);
    return fc.dictionary(names as fc.Arbitrary<string>, arbitraryOf(additionalProperties, filling), { maxKeys: 3 });
  }
  const wanted = Object.entries(properties).filter(([name]) => filling.optional !== 'none' || required.includes(name));
  const members = Object.fromEntries(wanted.map(([name, schema]) => [name, arbitraryOf(schema, filling)]));
  return fc.record(members, filling.optional === 'some' ? { requiredKeys: [...required] } : {});
}

function array({ items, prefixItems, minItems = 0, maxItems = minItems + 3 }: JsonSchema, filling: Filling): fc.Arbitrary<unknown> {
  if (prefixItems) return fc.tuple(...prefixItems.map((item) => arbitraryOf(item, filling)));
  const least = filling.optional === 'all' ? Math.max(1, minItems) : minItems;
  return fc.array(arbitraryOf(items ?? {}, filling), { minLength: least, maxLength: Math.max(least, Math.min(maxItems, minItems + 3)) });
}

function string({ format, pattern, minLength = 0, maxLength = 4000 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid({ version: [4, 5] });
  if (format === 'date') return fc.integer({ min: 18_628, max: 22_000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
  if (format === 'date-time') return fc.integer({ min: 1_609_459_200, max: 1_900_000_000 }).map((seconds) => new Date(seconds * 1000).toISOString());
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'), { size: '-1' });
  return fc.constantFrom(...TEXTS).map((text) => text.slice(0, maxLength).padEnd(minLength, '。'));
}

function integer({ minimum, exclusiveMinimum, maximum = 9_000_000_000_000_000 }: JsonSchema): fc.Arbitrary<number> {
  const least = minimum ?? (exclusiveMinimum === undefined ? 0 : exclusiveMinimum + 1);
  return fc.oneof(fc.integer({ min: Math.max(least, 0), max: Math.min(maximum, Math.max(least, 0) + 1000) }), fc.integer({ min: Math.max(least, 0), max: maximum }));
}
