import { type Measure, measures } from '#organisation';
import { achieved, achievementNeeds, scaled, scaleOf } from '../achievements.ts';
import { portion, sumOf } from '../arithmetic.ts';
import { define, type Definition, type FigureColumn, type Line, type Question, type Rows } from '../definition.ts';
import { inForce, type ReferenceUnit, type Scheme, targetOf } from '../references.ts';

const COMPETING: readonly ReferenceUnit['kind'][] = ['task-force', 'investment-team', 'park-squad', 'outpost', 'agent'];
const columns: readonly FigureColumn[] = [
  { name: 'rank', scale: 'rank' },
  { name: 'score', scale: 'points' },
  ...measures.flatMap((measure): readonly FigureColumn[] => [
    { name: `${measure}.actual`, scale: scaleOf(measure) },
    { name: `${measure}.against`, scale: scaleOf(measure) },
    { name: `${measure}.points`, scale: 'points' },
  ]),
];

type Scored = { readonly code: string; readonly score: number; readonly cells: Readonly<Record<string, number | null>> };
type Achieved = Rows<(typeof achievementNeeds)[number]>;

/** The units there were in the period, by the days they were established and closed. */
const competing = ({ references }: Achieved, { period }: Question): readonly string[] =>
  [...references.units.values()].filter(({ kind, from, closedOn }) => COMPETING.includes(kind) && from <= period.to && (closedOn === null || closedOn >= period.from)).map(({ code }) => code).sort();

/** Hundredths of points: the weight times what was reached of what it is measured against, up to the cap; nothing where there is nothing to reach. */
function pointsOf(actual: number, against: number | null, points: number, { capPercent }: Scheme): number {
  if (against === null || against <= 0 || actual <= 0) return 0;
  return Math.min(portion(points * 100, actual, against)!, points * capPercent);
}

function scoresOf(rows: Achieved, question: Question, scheme: Scheme): readonly Scored[] {
  const { period } = question;
  const units = competing(rows, question);
  const totals = new Map<Measure, readonly number[]>(scheme.weights.map(({ measure }) => [measure, units.map((code) => achieved(rows, measure, period, code).total)]));
  const againstOf = (code: string, measure: Measure): number | null => {
    if (scheme.basis === 'best') return Math.max(...totals.get(measure)!);
    const target = targetOf(rows.references, code, period.year, period.part, measure);
    return target === null ? null : scaled(target, measure);
  };
  return units.map((code, index) => {
    const parts = scheme.weights.map(({ measure, points }) => {
      const [actual, against] = [totals.get(measure)![index]!, againstOf(code, measure)];
      return { measure, actual, against, points: pointsOf(actual, against, points, scheme) };
    });
    const cells = Object.fromEntries(parts.flatMap(({ measure, actual, against, points }) => [[`${measure}.actual`, actual], [`${measure}.against`, against], [`${measure}.points`, points]]));
    return { code, score: sumOf(parts, ({ points }) => points), cells };
  });
}

/** The league table of units by the scheme in force when the period ends, or on the day of the figure when that is earlier; each score shows its inputs. */
export const league: Definition = define({
  name: 'league',
  version: 1,
  columns,
  options: ['period'],
  needs: achievementNeeds,
  compute(rows, question) {
    const { period, on, unit } = question;
    const scheme = inForce(rows.references.schemes, on < period.to ? on : period.to);
    if (!scheme) return { lines: [], evidence: () => [] };
    const scores = scoresOf(rows, question, scheme);
    const ranked = [...scores].sort((a, b) => b.score - a.score || (a.code < b.code ? -1 : 1)).filter(({ code }) => unit === null || code === unit);
    const lines = ranked.map(({ code, score, cells }): Line => ({ key: code, cells: { rank: 1 + scores.filter((other) => other.score > score).length, score, ...cells } }));
    const evidence = () => ranked.flatMap(({ code }) => scheme.weights.flatMap(({ measure }) => achieved(rows, measure, period, code).evidence(`${code} ${measure}`)));
    return { lines, evidence };
  },
});
