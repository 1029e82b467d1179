import type { Position } from '#event-store';
import type { Day } from '#measures';
import type { Place } from './projection.ts';
import { FOREVER, type Revision, type Segment } from './timeline.ts';

/** A signed change of count and amount (分) of a unit's stage: known from a position on, held from a day on. */
export type Delta = {
  readonly unit: string;
  readonly stage: string;
  readonly known: Position;
  readonly known_on: Day;
  readonly happened: Day;
  readonly count: number;
  readonly amount: number;
};

/** The unit under which every delta is counted once more, for boards over all units. */
export const ALL_UNITS = '*';

/**
 * The deltas of a revision. A rectangle known from p and held over [from, to) is a plus at (p, from) and a minus at
 * (p, to); a closed one the reverse; what cancels is left out. A total at (K, H) is the sum of all deltas with
 * known ≤ K and happened ≤ H.
 */
export function deltasOf<S>(revision: Revision<S>, place: (state: S) => Place | undefined, known: Position, knownOn: Day): readonly Delta[] {
  const sums = new Map<string, Delta>();
  const add = (segments: readonly Segment<S>[], sign: 1 | -1) => {
    for (const { from, to, state } of segments) {
      const at = place(state);
      if (!at) continue;
      for (const unit of [at.unit, ALL_UNITS]) {
        accumulate(sums, { unit, stage: at.stage, known, known_on: knownOn, happened: from, count: sign, amount: sign * at.amount });
        if (to !== FOREVER) accumulate(sums, { unit, stage: at.stage, known, known_on: knownOn, happened: to, count: -sign, amount: -sign * at.amount });
      }
    }
  };
  add(revision.closed, -1);
  add(revision.opened, 1);
  return [...sums.values()].filter(({ count, amount }) => count !== 0 || amount !== 0);
}

/** Deltas with those of the same event, day and column made one: an event may move several entities alike. */
export function sumByPosition(deltas: readonly Delta[]): readonly Delta[] {
  const sums = new Map<string, Delta>();
  for (const delta of deltas) accumulate(sums, delta);
  return [...sums.values()].filter(({ count, amount }) => count !== 0 || amount !== 0);
}

/** Deltas summed over days, then months, of both clocks: the levels from which a total is read without reading all deltas. */
export function sumBy(deltas: readonly Delta[], bucket: (day: Day) => Day): readonly Omit<Delta, 'known'>[] {
  const sums = new Map<string, Delta>();
  for (const delta of deltas) accumulate(sums, { ...delta, known: 0, known_on: bucket(delta.known_on), happened: bucket(delta.happened) });
  return [...sums.values()].map(({ known: _, ...cell }) => cell);
}

/** The first day of a day's month. */
export const monthOf = (day: Day): Day => `${day.slice(0, 7)}-01`;

function accumulate(sums: Map<string, Delta>, delta: Delta): void {
  const key = `${delta.unit} ${delta.stage} ${delta.known} ${delta.known_on} ${delta.happened}`;
  const sum = sums.get(key);
  sums.set(key, sum ? { ...sum, count: sum.count + delta.count, amount: sum.amount + delta.amount } : delta);
}
