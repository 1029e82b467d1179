import type { Outcome } from '#event-store';

/** What a command answers: the id of the thing, its revision (also as `ETag`) and the position for `?after=`. */
export type Answer = { readonly id: string; readonly revision: number; readonly position: number };

const ETAG = Symbol('ETag');

/** The answer to a command; `id` defaults to what follows the kind in the stream's name. Nest sends it as 201. */
export function answer({ stream, revision, position }: Outcome, id = stream.slice(stream.indexOf('-') + 1)): Answer {
  return tagged({ id, revision, position }, revision);
}

/** Marks a body to be sent with `ETag: "<revision>"`, for reads that `If-Match` will refer to. */
export function tagged<B extends object>(body: B, revision: number): B {
  return Object.defineProperty(body, ETAG, { value: `"${revision}"`, enumerable: false });
}

/** The `ETag` a body was marked with; the server's serialisation hook sends it. */
export function etagOf(body: unknown): string | undefined {
  return typeof body === 'object' && body !== null ? (body as { [ETAG]?: string })[ETAG] : undefined;
}
