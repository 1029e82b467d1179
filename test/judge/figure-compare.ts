import { dayOf, type RecordedEvent } from '#event-store';
import { type Asked as FigureAsked, definitionOf, figureAt, definitions, periodOf } from '#figures';
import type { AsOfReader } from '#pipeline';
import { believed, casesOf, type Place } from './brute-force.ts';
import { type Fault, queryOf } from './compare.ts';
import { type Asked, FigureJudge, type Judged } from './figure-fold.ts';
import { UNITS } from './moves.ts';
import type { Random } from './random.ts';

/** Every definition, and how the judge is asked for it. */
const judges: Readonly<Record<string, (judge: FigureJudge, asked: Asked) => Judged>> = {
  'conversion@1': (judge, asked) => judge.conversion(asked, false),
  'conversion@2': (judge, asked) => judge.conversion(asked, true),
  'time-in-stage@1': (judge, asked) => judge.timeInStage(asked, false),
  'time-in-stage@2': (judge, asked) => judge.timeInStage(asked, true),
  'stale@1': (judge, asked) => judge.stale(asked),
  'fulfilment-rate@1': (judge, asked) => judge.rate('fulfilment-rate', asked),
  'start-rate@1': (judge, asked) => judge.rate('start-rate', asked),
  'production-rate@1': (judge, asked) => judge.rate('production-rate', asked),
  'paid-in-rate@1': (judge, asked) => judge.rate('paid-in-rate', asked),
  'target-pace@1': (judge, asked) => judge.targetPace(asked),
  'forecast@1': (judge, asked) => judge.forecast(asked),
  'per-mu@1': (judge, asked) => judge.perMu(asked, false),
  'per-mu@2': (judge, asked) => judge.perMu(asked, true),
  'standard-what-if@1': (judge, asked) => judge.whatIf(asked),
  'league@1': (judge, asked) => judge.league(asked),
  'chain-coverage@1': (judge, asked) => judge.coverage(asked),
};

/** Definitions that nobody judges: there must be none. */
export const unjudged: readonly string[] = definitions.map(({ name, version }) => `${name}@${version}`).filter((each) => !(each in judges));

const PERIODS = ['2026-ytd', '2026', '2026-H1', '2026-Q1', '2026-Q2', '2026-05', '2026-03', '2025-ytd'];

/** Asks every figure at one place of a random unit, period and kind, and compares with the judge. Counts in `said` how often each had something to say. */
export async function figureFaults(reader: AsOfReader, events: readonly RecordedEvent[], place: Place, random: Random, said: Map<string, number>): Promise<readonly Fault[]> {
  const judge = new FigureJudge(events, place);
  const known = events.filter((event) => believed(event, place));
  const on = place.happened ?? dayOf(known.map(({ recordedAt }) => recordedAt).sort().at(-1) ?? '0001-01-01T00:00:00Z');
  return reader.ask(queryOf(place), async (snapshot, at) => {
    const faults: Fault[] = [];
    for (const [key, judgeOf] of Object.entries(judges)) {
      const [name, version] = key.split('@') as [string, string];
      const definition = definitionOf(name, Number(version))!;
      const question: FigureAsked = {
        unit: random.pick(['all', 'all', ...UNITS, 'pool']),
        ...(definition.options.includes('period') && { period: random.pick(PERIODS) }),
        ...(definition.options.includes('kind') && random.chance(0.3) && { kind: random.pick(['capital', 'talent'] as const) }),
        ...(definition.options.includes('from') && random.chance(0.5) && { from: random.pick(['protected', 'negotiating', 'signed'] as const) }),
      };
      const { code, from, to } = periodOf(question.period ?? '2026', on);
      const wanted = judgeOf(judge, { unit: question.unit!, from, to, period: code, on, kind: question.kind, column: question.from });
      const { lines, evidence, basis } = await figureAt(snapshot, definition, question, at);
      const found = Object.fromEntries(lines.map((line) => [line.key, line.cells]));
      const asked = `${key} ${JSON.stringify(question)} at ${JSON.stringify(place)}`;
      if (canonical(found) !== canonical(wanted) || lines.length !== Object.keys(found).length) faults.push({ asked, judge: wanted, readSide: found });
      if (basis.asOf.on !== on) faults.push({ asked: `the day of ${asked}`, judge: on, readSide: basis.asOf.on });
      faults.push(...unfounded(asked, evidence(), known));
      if (lines.some(({ cells }) => Object.entries(cells).some(([column, value]) => column !== 'elapsed' && (value ?? 0) > 0))) said.set(key, (said.get(key) ?? 0) + 1);
    }
    return faults;
  });
}

/** Evidence that names an event which is none of the case's, or was not known. */
function unfounded(asked: string, evidence: readonly { case: string; events: readonly number[] }[], known: readonly RecordedEvent[]): readonly Fault[] {
  const byPosition = new Map(known.map((event) => [event.position, event]));
  const wrong = evidence.filter((one) => one.events.length === 0 || one.events.some((position) => !casesOf(byPosition.get(position) ?? ({ stream: '-' } as RecordedEvent)).includes(one.case)));
  return wrong.length === 0 ? [] : [{ asked: `the evidence of ${asked}`, judge: [], readSide: wrong.slice(0, 3) }];
}

/** Objects with their members in one order, so that only numbers can differ. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (member !== null && typeof member === 'object' && !Array.isArray(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member));
}
