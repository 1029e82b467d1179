import type { Json } from './canonical-json.ts';

/** A rule said no. `code` is stable (`deal.review-not-passed`); `facts` fill its text in the catalogue. */
export type Refusal = { readonly refused: string; readonly facts: Readonly<Record<string, Json | undefined>> };

/** Answers a refusal from a decider. */
export function refuse(code: string, facts: Refusal['facts'] = {}): Refusal {
  return { refused: code, facts };
}

/** Tells a refusal from events. */
export function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'refused' in answer;
}

/** What kind of no it is, and so which HTTP status a problem document carries (RFC 9457). */
export type RefusalKind = 'malformed' | 'unauthenticated' | 'forbidden' | 'not-found' | 'duplicate' | 'stale' | 'rule' | 'precondition-required' | 'too-many' | 'unavailable';

/** The one error that leaves a command or query: a coded refusal, turned into a problem document at the edge. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(
    readonly kind: RefusalKind,
    readonly code: string,
    readonly facts: Refusal['facts'] = {},
  ) {
    super(code);
  }
}
