import { amountMeasures, type Measure } from '#organisation';
import { creditedTo, type Entry, type Stage, type Track } from '#pipeline';
import { sumOf } from './arithmetic.ts';
import type { Evidence, Rows, Scale } from './definition.ts';
import { within } from './period.ts';

/** What achievements are read from. */
export const achievementNeeds = ['entered', 'signed', 'paidIn'] as const satisfies readonly (keyof Track)[];
type Needed = (typeof achievementNeeds)[number];

const MILLION = 1_000_000;

/** Where each measure is read: a first entry of a column, or entries of money. */
const STAGE_OF: Readonly<Partial<Record<Measure, Stage>>> = { leads: 'registered', 'signed-count': 'signed', landings: 'landed', starts: 'started', productions: 'producing' };

/** A measure's numbers are 分, or millionths of a project, since units share them. */
export const scaleOf = (measure: Measure): Scale => (amountMeasures.includes(measure) ? 'fen' : 'millionths');

/** A target in the scale of its measure. */
export const scaled = (target: number, measure: Measure): number => (amountMeasures.includes(measure) ? target : target * MILLION);

function entriesOf(track: Rows<Needed>['tracks'][number], measure: Measure): readonly Entry[] {
  if (measure === 'signed-amount') return track.signed;
  if (measure === 'paid-in') return track.paidIn;
  // A project counts once, however much it is worth. Talent, technology and platforms land by arriving.
  const entry = track.entered[STAGE_OF[measure]!] ?? (measure === 'landings' ? track.entered.arrived : undefined);
  return entry ? [{ ...entry, amount: MILLION }] : [];
}

/** What counts for a measure within some days: each with the unit's own part, or whole for the zone (`unit` null). */
export function achieved({ tracks }: Rows<Needed>, measure: Measure, days: { readonly from: string; readonly to: string }, unit: string | null): { readonly total: number; readonly evidence: (line: string) => readonly Evidence[] } {
  const parts = tracks.flatMap((track) =>
    entriesOf(track, measure)
      .filter(({ on }) => within(days, on))
      .map((entry) => ({ case: track.id, on: entry.on, value: unit === null ? entry.amount : creditedTo(unit, entry), events: [entry.at] }))
      .filter(({ value }) => value !== 0),
  );
  return { total: sumOf(parts, ({ value }) => value), evidence: (line) => parts.map((part) => ({ line, ...part })) };
}
