import { daysBetween } from '#measures';
import { type Measure, measures, WHOLE_ZONE } from '#organisation';
import { achieved, achievementNeeds, scaled, scaleOf } from '../achievements.ts';
import { basisPoints } from '../arithmetic.ts';
import { columnsOf, define, type Definition, type Evidence, type Line, type Question } from '../definition.ts';
import { partDays } from '../period.ts';
import { type References, targetOf } from '../references.ts';

/** The share of the target's days that have passed, the day itself included. */
function elapsed({ period, on }: Question): number {
  const { from, to } = partDays(period);
  const [all, gone] = [daysBetween(from, to) + 1, daysBetween(from, on) + 1];
  return basisPoints(Math.min(Math.max(gone, 0), all), all)!;
}

/** Whose targets are told of: the unit's, or the zone's and then each unit's that has one. */
function rowsOf(references: References, { unit, period: { year, part } }: Question): readonly (readonly [string, Measure])[] {
  if (unit !== null) return measures.map((measure) => [unit, measure]);
  const units = [...new Set([...references.targets.keys()].map((key) => key.slice(0, key.indexOf(' '))))].filter((code) => code !== WHOLE_ZONE).sort();
  const withTarget = units.flatMap((code) => measures.filter((measure) => targetOf(references, code, year, part, measure) !== null).map((measure) => [code, measure] as const));
  return [...measures.map((measure) => [WHOLE_ZONE, measure] as const), ...withTarget];
}

/** Targets and 时序差: what was reached of the target, less the share of its time that has passed. */
export const targetPace: Definition = define({
  name: 'target-pace',
  version: 1,
  columns: columnsOf({ target: 'line', actual: 'line', completion: 'bp', elapsed: 'bp', gap: 'bp' }),
  options: ['period'],
  needs: achievementNeeds,
  compute(rows, question) {
    const { period } = question;
    const gone = elapsed(question);
    const told = rowsOf(rows.references, question).map(([code, measure]) => {
      const key = `${code} ${measure}`;
      const reached = achieved(rows, measure, period, code === WHOLE_ZONE ? null : code);
      const target = targetOf(rows.references, code, period.year, period.part, measure);
      const completion = target === null ? null : basisPoints(reached.total, scaled(target, measure));
      const cells = { target: target === null ? null : scaled(target, measure), actual: reached.total, completion, elapsed: gone, gap: completion === null ? null : completion - gone };
      const line: Line = { key, scale: scaleOf(measure), facts: { unit: code, measure }, cells };
      return { line, evidence: (): readonly Evidence[] => reached.evidence(key) };
    });
    return { lines: told.map(({ line }) => line), evidence: () => told.flatMap(({ evidence }) => evidence()) };
  },
});
