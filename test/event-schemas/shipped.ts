import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalJson, type EventEnvelope, type EventType, type EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';
import type { JsonSchema } from '../properties/arbitrary.ts';
import { differences } from './differences.ts';
import { examplesOf } from './examples.ts';

/** One version of an event type as logs hold it: the JSON Schema of its data, stored events of it, and a digest over all of that. */
export type Shipped = { readonly type: string; readonly schema: number; readonly data: JsonSchema; readonly examples: readonly EventEnvelope[]; readonly sha256: string };

/** What is wrong, and what to do about it. */
export type Breach = { readonly kind: 'unshipped' | 'edited' | 'gone' | 'tampered' | 'no-upcaster' | 'unreadable'; readonly message: string };

/** The command that writes what is not there yet. */
export const SHIP = 'npm run ship-events';
const FOLDER = fileURLToPath(new URL('./shipped/', import.meta.url));
const nameOf = ({ type, schema }: { type: string; schema: number }): string => `test/event-schemas/shipped/${type}.${schema}.json`;

/**
 * The JSON Schema of an event's data as it is stored; refinements, which it cannot say, are counted. A secret is a
 * secret, however the vault writes it: the vault keeps fixtures of its own forms.
 */
export function jsonSchemaOf({ data }: Pick<EventType, 'data'>): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(data, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if ((zodSchema as unknown) === SecretText) {
        delete jsonSchema.anyOf;
        Object.assign(jsonSchema, { 'x-secret': true });
      }
      // What a named format allows is the library's to word, and to word otherwise tomorrow.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      const refined = (zodSchema._zod.def.checks ?? []).filter(({ _zod }) => _zod.def.check === 'custom').length;
      if (refined > 0) (jsonSchema as Record<string, unknown>)['x-refinements'] = refined;
    },
  });
  return sorted(schema) as JsonSchema;
}

/** Everything that has shipped, from the files beside this one. */
export function readShipped(): readonly Shipped[] {
  mkdirSync(FOLDER, { recursive: true });
  return readdirSync(FOLDER).sort().map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Shipped);
}

/** Writes what has newly shipped; a file that is there is never touched. */
export function writeShipped(shipped: readonly Shipped[]): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const one of shipped) writeFileSync(join(FOLDER, `${one.type}.${one.schema}.json`), `${JSON.stringify(one, null, 2)}\n`, { flag: 'wx' });
}

/** What the current version of each type would ship as, for those that have not. */
export async function toShip(types: EventTypes, shipped: readonly Shipped[]): Promise<readonly Shipped[]> {
  return Promise.all(freshIn(types, shipped).map(async ([type, definition]) => {
    const data = jsonSchemaOf(definition);
    const whole = { type, schema: definition.schema, data, examples: await examplesOf(type, definition, data) };
    return { ...whole, sha256: digestOf(whole) };
  }));
}

/** Everything in which the catalogue differs from what has shipped; empty when each event ever stored can be read, and is written as it was. */
export function breachesOf(types: EventTypes, shipped: readonly Shipped[]): readonly Breach[] {
  return [...shipped.flatMap((one) => breachOf(types[one.type], one) ?? []), ...unshipped(types, shipped)];
}

function unshipped(types: EventTypes, shipped: readonly Shipped[]): readonly Breach[] {
  const names = freshIn(types, shipped).map(([type, { schema }]) => `${type} schema ${schema}`);
  return names.length === 0 ? [] : [{ kind: 'unshipped', message: `${names.join(', ')} ${names.length > 1 ? 'have' : 'has'} not shipped yet: run \`${SHIP}\` and commit what it adds to test/event-schemas/shipped` }];
}

function freshIn(types: EventTypes, shipped: readonly Shipped[]): readonly (readonly [string, EventType])[] {
  return Object.entries(types).filter(([type, { schema }]) => !shipped.some((one) => one.type === type && one.schema === schema));
}

function breachOf(definition: EventType | undefined, shipped: Shipped): Breach | undefined {
  const { type, schema } = shipped;
  const name = `${type} schema ${schema}`;
  if (digestOf(shipped) !== shipped.sha256) return { kind: 'tampered', message: `${nameOf(shipped)} was edited by hand: \`git checkout\` it; what has shipped stays as it is` };
  if (!definition) return { kind: 'gone', message: `${name} has shipped and is no longer in the catalogue: put ${type} back; logs hold such events` };
  if (definition.schema < schema) return { kind: 'gone', message: `${name} has shipped, and the catalogue writes schema ${definition.schema} again: versions only go up` };
  if (definition.schema === schema) {
    const changes = differences(shipped.data, jsonSchemaOf(definition));
    return changes.length > 0 ? { kind: 'edited', message: edited(shipped, changes) } : unreadable(definition, shipped);
  }
  const missing = Array.from({ length: definition.schema - schema }, (_, step) => schema + step).find((version) => !definition.upcast?.[version]);
  if (missing !== undefined) return { kind: 'no-upcaster', message: `${name} cannot be read: give ${type} an upcaster \`upcast: { ${missing}: (data) => … }\` from schema ${missing} to ${missing + 1}` };
  return unreadable(definition, shipped);
}

function edited(shipped: Shipped, changes: readonly string[]): string {
  const { type, schema } = shipped;
  return [
    `${type} schema ${schema} has shipped and was edited:`,
    ...changes.map((change) => `  ${change}`),
    `Undo the edit, or leave schema ${schema} to the logs: write \`${type}: { schema: ${schema + 1}, data: …, upcast: { ${schema}: (data) => … } }\` and run \`${SHIP}\`.`,
    `Only if no log anywhere holds it yet (it is new on your branch): \`rm ${nameOf(shipped)}\` and run \`${SHIP}\`.`,
  ].join('\n');
}

/** Whether a stored event still reads as the current schema, through every upcaster on the way. */
function unreadable(definition: EventType, shipped: Shipped): Breach | undefined {
  for (const example of shipped.examples) {
    const data = upcastBy(definition, example);
    const parsed = definition.data.safeParse(data);
    const issue = parsed.error?.issues[0] ?? movedSecret(example.data, data);
    if (issue) return { kind: 'unreadable', message: `a stored ${shipped.type} schema ${shipped.schema} does not read as schema ${definition.schema}: ${issue.path.join('/')} ${issue.message}; mend its upcaster (${nameOf(shipped)})` };
  }
  return undefined;
}

function upcastBy({ schema, upcast }: EventType, { schema: from, data }: EventEnvelope): unknown {
  let value: unknown = data;
  for (let version = from; version < schema; version++) value = upcast![version]!(value as never);
  return value;
}

/** The vault binds a sealed text to its place in the event: moved elsewhere it cannot be opened. */
function movedSecret(before: unknown, after: unknown): { path: readonly string[]; message: string } | undefined {
  const stood = secretsIn(before);
  const [moved] = [...secretsIn(after)].find(([path, text]) => stood.get(path) !== text) ?? [];
  return moved === undefined ? undefined : { path: moved.split('/').slice(1), message: 'holds a sealed text that stood elsewhere, where alone the vault can open it' };
}

function secretsIn(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (typeof value !== 'object' || value === null) return found;
  if ('sealed' in value && 'text' in value) return found.set(path, String(value.text));
  for (const [key, member] of Object.entries(value)) secretsIn(member, `${path}/${key}`, found);
  return found;
}

function digestOf({ sha256: _, ...whole }: Omit<Shipped, 'sha256'> & { sha256?: string }): string {
  return createHash('sha256').update(canonicalJson(whole)).digest('hex');
}

// The order in which a schema lists its members or its choices means nothing.
function sorted(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return key === 'required' || key === 'enum' ? [...value].sort() : value.map((item) => sorted(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, member]) => [name, sorted(member, name)]));
}
