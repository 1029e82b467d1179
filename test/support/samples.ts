/** As much of a JSON schema as the OpenAPI document of the product uses. */
export type Schema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minItems?: number;
};

const TODAY = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const EXAMPLES = ['nm', 'CNY', 'a'.repeat(64), '13800138000', '91350100M000100Y43', 'C3240', '1'];

/** What fills every free text of a sample, and whether optional members are given. */
export type Sampling = { readonly text: string; readonly whole: boolean };

/** Bodies that fit a schema: one for each alternative at the top. */
export function samplesOf(schema: Schema, sampling: Sampling): readonly unknown[] {
  const alternatives = schema.oneOf ?? schema.anyOf;
  return alternatives ? alternatives.flatMap((one) => samplesOf(one, sampling)) : [sampleOf(schema, sampling)];
}

function sampleOf(schema: Schema, sampling: Sampling): unknown {
  const { type, oneOf, anyOf, properties = {}, required = [], items = {}, minimum = 1 } = schema;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (oneOf ?? anyOf) return sampleOf((oneOf ?? anyOf)![0]!, sampling);
  if (type === 'object') return Object.fromEntries(Object.entries(properties).filter(([name]) => required.includes(name) || sampling.whole).map(([name, member]) => [name, sampleOf(member, sampling)]));
  if (type === 'array') return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => sampleOf(items, sampling));
  if (type === 'integer' || type === 'number') return Math.max(1, minimum);
  if (type === 'boolean') return true;
  return type === 'string' ? stringOf(schema, sampling.text) : null;
}

function stringOf({ format, pattern }: Schema, text: string): string {
  if (format === 'uuid') return '0190a3c8-1b2c-4d3e-8f4a-5b6c7d8e9f00';
  if (format === 'date') return TODAY;
  if (format === 'email') return 'a@example.org';
  return pattern === undefined ? text : (EXAMPLES.find((example) => new RegExp(pattern).test(example)) ?? text);
}

/** The same body with one value, wherever it stands, replaced by one of another type: every way there is. */
export function wrongTypes(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return [{}, 'list', ...body.flatMap((member, at) => wrongTypes(member).map((wrong) => body.with(at, wrong)))];
  if (typeof body === 'object' && body !== null) return [[], 7, ...Object.entries(body).flatMap(([name, member]) => wrongTypes(member).map((wrong) => ({ ...body, [name]: wrong })))];
  if (typeof body === 'string') return [7, { text: body }, [body]];
  if (typeof body === 'number') return ['seven', 0.5, -1e300, true];
  return ['true', 1];
}
