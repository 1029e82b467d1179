import type { PipeTransform } from '@nestjs/common';
import { RefusedError } from '#event-store';
import { z } from 'zod';

/** What every command body may carry besides its own fields: the day it happened, why it is late, whom it is for. */
export const commonFields = {
  occurredOn: z.iso.date().optional(),
  lateReason: z.string().trim().min(1).max(500).optional(),
  onBehalfOf: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'an account name').optional(),
};

const commonSchema = z.object(commonFields);
export type Common = z.infer<typeof commonSchema>;

/** The common fields of a body; throws `wire.malformed`. */
export function common(body: unknown): Common {
  return parse(commonSchema, body ?? {});
}

/**
 * Pipe of a command body: parses it by the command's input schema, whose unknown fields are refused. The common
 * fields are taken out first unless the schema names them. Throws 400 `wire.malformed` with the issues by path.
 */
export function body<S extends z.ZodType>(schema: S): PipeTransform<unknown, z.infer<S>> {
  const own = ownFields(schema);
  const taken = Object.keys(commonFields).filter((field) => !own.includes(field));
  return { transform: (value) => parse(schema, isRecord(value) ? without(value, taken) : value ?? {}) };
}

/** Pipe of a query string: parses it by a schema of texts (`z.coerce` for numbers). Throws 400 `wire.malformed`. */
export function query<S extends z.ZodType>(schema: S): PipeTransform<unknown, z.infer<S>> {
  return { transform: (value) => parse(schema, { ...(value as object) }) };
}

/** Pipe of a path parameter that is a uuid; another form cannot name anything, so it is unknown (404 of the given code). */
export function idParam(unknown = 'wire.unknown-id'): PipeTransform<unknown, string> {
  return {
    transform: (value) => {
      const id = z.uuid().safeParse(value);
      if (!id.success) throw new RefusedError('not-found', unknown, { id: String(value).slice(0, 64) });
      return id.data.toLowerCase();
    },
  };
}

/**
 * Parses, or throws 400 `wire.malformed` with `issues: [{ path, message }]`. Texts with NUL or lone surrogates, and
 * bodies nested deeper than 32, never pass.
 */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const unstorable = findUnstorable(value, '');
  if (unstorable !== undefined) throw malformed([{ path: unstorable, message: 'unstorable' }]);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw malformed(parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.map((part) => `/${String(part)}`).join(''), message })));
}

function malformed(issues: readonly { path: string; message: string }[]): RefusedError {
  return new RefusedError('malformed', 'wire.malformed', { issues });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function without(value: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  return fields.some((field) => field in value) ? Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field))) : value;
}

function ownFields(schema: z.ZodType): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => ownFields(option as z.ZodType));
  return [];
}

const SURROGATE = /\p{Surrogate}/u;
const DEEPEST = 32;

/** The JSON pointer of the first text that PostgreSQL or UTF-8 cannot hold, or of the first value nested too deep. */
function findUnstorable(value: unknown, path: string, depth = 0): string | undefined {
  if (typeof value === 'string') return value.includes('\u0000') || SURROGATE.test(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === DEEPEST) return path;
  for (const [key, member] of Object.entries(value)) {
    const found = findUnstorable(key, path) ?? findUnstorable(member, `${path}/${key}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
