import type { Vote } from './meeting.events.ts';
import { voteKind } from './meeting.events.ts';
import type { ScoringScheme } from './meeting.settings.ts';

/** The points of one criterion. */
export type Points = { readonly criterion: string; readonly points: number };

/** The weighted points of one member, in hundredths of a point, and the points by criterion in the order of the scheme. */
export type Score = { readonly total: number; readonly points: readonly number[] };

/** What the scores of an item come to; averages in hundredths of a point. */
export type Tally = { readonly for: number; readonly against: number; readonly average: number | null; readonly criteria: readonly { readonly code: string; readonly average: number }[] };

/**
 * Writes a score so that it tells nothing while it is sealed: points of three digits in the order of the scheme, every
 * text of one length. Undefined when the points do not fit the scheme: one for each criterion, no other.
 */
export function writeScore({ criteria }: ScoringScheme, points: readonly Points[]): string | undefined {
  if (points.length !== criteria.length) return undefined;
  const inOrder = criteria.map(({ code }) => points.find(({ criterion }) => criterion === code)?.points);
  return inOrder.some((each) => each === undefined) ? undefined : inOrder.map((each) => String(each).padStart(3, '0')).join(' ');
}

/** Reads a written score back; undefined when it was erased or is none of this scheme. */
export function readScore({ criteria }: ScoringScheme, text: string | null | undefined): Score | undefined {
  const points = text?.split(' ').map(Number) ?? [];
  if (points.length !== criteria.length || points.some((each) => !Number.isInteger(each))) return undefined;
  return { points, total: criteria.reduce((sum, { weight }, index) => sum + weight * (points[index] ?? 0), 0) };
}

/** Reads a vote back; undefined when it was erased. */
export function readVote(text: string | null | undefined): Vote | undefined {
  return voteKind.safeParse(text).data;
}

/** Counts scores: a member whose weighted points reach the pass mark speaks for the project, any other against it. */
export function tallyScores({ criteria, passMark }: ScoringScheme, scores: readonly Score[]): Tally {
  const average = (values: readonly number[]): number => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  const inFavour = scores.filter(({ total }) => total >= passMark).length;
  if (scores.length === 0) return { for: 0, against: 0, average: null, criteria: [] };
  return {
    for: inFavour,
    against: scores.length - inFavour,
    average: average(scores.map(({ total }) => total)),
    criteria: criteria.map(({ code }, index) => ({ code, average: average(scores.map(({ points }) => (points[index] ?? 0) * 100)) })),
  };
}

/** Counts votes. */
export function tallyVotes(votes: readonly Vote[]): { readonly for: number; readonly against: number; readonly abstained: number } {
  const count = (kind: Vote): number => votes.filter((vote) => vote === kind).length;
  return { for: count('for'), against: count('against'), abstained: count('abstain') };
}
