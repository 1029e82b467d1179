import type { RecordedEvent } from '#event-store';
import { type AsOf, type AsOfQuery, type AsOfReader, board, boardCards, changesBetween, historyOf, type Snapshot } from '#pipeline';
import { boardAt, changes, historyAt, type Place } from './brute-force.ts';
import type { Random } from './random.ts';
import { UNITS } from './moves.ts';

/** What the read side answers otherwise than the judge: where it was asked, and both answers. */
export type Fault = { readonly asked: string; readonly judge: unknown; readonly readSide: unknown };

/** Every board there is: each unit's, the pool's, and that of all. */
export const BOARDS = [...UNITS, 'pool', 'all'] as const;

const PAGE = 3;

// Which events a history holds is judged here, not what stands in them: their texts stay sealed.
/** Histories as the log has them: nothing sealed, nothing of an older schema. */
export const verbatim = { vault: { openData: async (_: string, data: unknown) => data }, catalogue: { upcast: (event: unknown) => event } } as Parameters<typeof historyOf>[1];

/** How the read side is asked about a place. */
export const queryOf = ({ knownPosition, knownInstant, happened }: Place): AsOfQuery => ({ known: knownPosition ?? knownInstant, happened });

/** A board as the read side answers it: totals, and all cards of each column by turning page after page. */
async function boardOf(snapshot: Snapshot, at: AsOf, unit: string): Promise<Readonly<Record<string, object>>> {
  const scope = { unit: unit === 'all' ? '*' : unit, at };
  const columns: Record<string, object> = {};
  for (const { stage, count, amount, cards, cursor } of await board(snapshot, scope, PAGE)) {
    const shown = [...cards];
    for (let next = cursor; next !== null; ) {
      const page = (await boardCards(snapshot, scope, [stage], PAGE, next)).get(stage)!;
      shown.push(...page.cards);
      next = page.cursor;
    }
    // What a card says of itself: where it stands, and its part of the amount.
    const misplaced = shown.filter((card) => card.stage !== stage || (unit !== 'all' && (card.unit ?? 'pool') !== unit)).map(({ id }) => id);
    const summed = shown.reduce((sum, card) => sum + card.amount, 0);
    const contradictions = { ...(misplaced.length > 0 && { misplaced }), ...(summed !== amount && { summed }) };
    if (count !== 0 || shown.length > 0 || amount !== 0) columns[stage] = { count, amount, ids: shown.map(({ id }) => id).sort(), ...contradictions };
  }
  return columns;
}

/** Compares boards at one place on both clocks, all of one snapshot. */
export async function boardFaults(reader: AsOfReader, events: readonly RecordedEvent[], place: Place, units: readonly string[]): Promise<readonly Fault[]> {
  return reader.ask(queryOf(place), async (snapshot, at) => {
    const faults: Fault[] = [];
    for (const unit of units) faults.push(...differing(`the board of ${unit} at ${JSON.stringify(place)}`, boardAt(events, { ...place, unit }), await boardOf(snapshot, at, unit)));
    return faults;
  });
}

/** Compares what changed between two places. */
export async function changeFaults(reader: AsOfReader, events: readonly RecordedEvent[], unit: string, from: Place, to: Place): Promise<readonly Fault[]> {
  const found = await reader.askOf([queryOf(from), queryOf(to)], (snapshot, [before, after]) => changesBetween(snapshot, unit === 'all' ? '*' : unit, before!, after!));
  return differing(`changes of ${unit} from ${JSON.stringify(from)} to ${JSON.stringify(to)}`, changes(events, unit, from, to), found.map(({ id, kinds }) => ({ id, kinds })));
}

/** Compares the events of a case. */
export async function historyFaults(reader: AsOfReader, events: readonly RecordedEvent[], caseId: string, { happened: _, ...known }: Place): Promise<readonly Fault[]> {
  const found = await reader.ask(queryOf(known), (snapshot, at) => historyOf(snapshot, verbatim, caseId, at));
  return differing(`the history of ${caseId} at ${JSON.stringify(known)}`, historyAt(events, caseId, known), found.map(({ id }) => id));
}

/** Places on both clocks to ask about: now and some of the past of each, every one with every other. */
export function placesOf(events: readonly RecordedEvent[], random: Random, positions = 3, instants = 2, days = 3): readonly Place[] {
  const some = <T>(count: number, of: (event: RecordedEvent) => T): readonly T[] => Array.from({ length: count }, () => of(random.pick(events)));
  const known: readonly Place[] = [
    {},
    ...some(positions, ({ position }) => ({ knownPosition: position })),
    ...some(instants, ({ recordedAt }) => ({ knownInstant: random.chance(0.5) ? recordedAt : recordedAt.slice(0, 10) })),
  ];
  const happened: readonly Place[] = [{}, ...some(days, ({ occurredOn }) => ({ happened: occurredOn }))];
  return known.flatMap((one) => happened.map((other) => ({ ...one, ...other })));
}

function differing(asked: string, judge: unknown, readSide: unknown): readonly Fault[] {
  return canonical(judge) === canonical(readSide) ? [] : [{ asked, judge, readSide }];
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (member !== null && typeof member === 'object' && !Array.isArray(member) ? Object.fromEntries(Object.entries(member).sort()) : member));
}
