import type { DuplicateReason } from '#enterprises';
import type { Day } from '#measures';

/** A filed lead as the index compares it with all others. */
export type DuplicateCandidate = {
  readonly leadId: string;
  readonly enterpriseId: string;
  readonly name: string;
  readonly creditCode?: string;
  readonly title: string;
  readonly content: string;
  /** Keyed blind indexes of the contact's phone. */
  readonly contactIndexes: readonly string[];
};

/** A lead on file that may be the same: who holds it until when, and why it is suggested. */
export type Suggestion = {
  readonly leadId: string;
  readonly enterpriseId: string;
  readonly investor: string;
  readonly title: string;
  /** The unit that holds it; null in the pool. */
  readonly unit: string | null;
  /** The last protected day; null without protection. */
  readonly until: Day | null;
  /** 0…100, whole; orders suggestions and is no probability. */
  readonly score: number;
  readonly reasons: readonly DuplicateReason[];
  /** Who alone may know of it, when it is confidential. */
  readonly people?: readonly string[];
};

/** What an index answers: suggestions, best first, among the leads known at `position`; `ordinal` is the number of that event in any store. */
export type Suggested = { readonly position: number; readonly ordinal: number; readonly suggestions: readonly Suggestion[] };

/** Finds possible duplicates of a filed lead among the leads known at a position not before `after`; the read side implements it. */
export type DuplicateIndexPort = { suggest(candidate: DuplicateCandidate, after?: number): Promise<Suggested> };

/** The injection token of the `DuplicateIndexPort`. */
export const DUPLICATE_INDEX = Symbol('DuplicateIndex');
