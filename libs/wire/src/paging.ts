import { RefusedError } from '#event-store';
import { z } from 'zod';

/** The page of a list: `cursor` from the page before, `limit` 1 to 200 (default 50). Spread into a query schema. */
export const pageFields = {
  cursor: z.string().regex(/^[A-Za-z0-9_-]{1,600}$/).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** A page of a list; `cursor` is null on the last page. */
export type Page<T> = { readonly items: readonly T[]; readonly cursor: string | null };

/** Writes where the next page starts as an opaque text. */
export function writeCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Reads a cursor back by a schema of its parts; throws 400 `wire.cursor-malformed` for anything not written here. */
export function readCursor<S extends z.ZodType>(cursor: string, schema: S): z.infer<S> {
  const parsed = schema.safeParse(json(cursor));
  if (!parsed.success) throw new RefusedError('malformed', 'wire.cursor-malformed');
  return parsed.data;
}

function json(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
