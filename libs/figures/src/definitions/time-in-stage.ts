import { daysBetween } from '#measures';
import { POOL, STAGES, type Stage } from '#pipeline';
import { percentile } from '../arithmetic.ts';
import { columnsOf, define, type Definition, type Evidence, type Question, type Rows } from '../definition.ts';
import { within } from '../period.ts';

type Needed = 'stays' | 'stage' | 'unit' | 'kind' | 'since' | 'heldDays' | 'onHoldSince' | 'lastAt';
type Stayed = Evidence & { readonly line: Stage };

/** Stays that ended within the period, each of the unit that held the case when it ended. */
function ended({ tracks }: Rows<Needed>, { period, unit, kind }: Question): readonly Stayed[] {
  return tracks.flatMap(({ id, kind: own, stays }) =>
    stays
      .filter((stay) => stay.stage !== 'closed' && within(period, stay.to) && (unit === null || stay.unit === unit) && (kind === undefined || own === kind))
      .map(({ stage, to, at, days }) => ({ line: stage, case: id, on: to, value: days, events: [at] })),
  );
}

/** Stays that go on, with their days so far; only while the period does. */
function running({ tracks }: Rows<Needed>, { period, unit, kind, on }: Question): readonly Stayed[] {
  if (period.to < on) return [];
  return tracks.flatMap(({ id, stage, kind: own, unit: holder, since, heldDays, onHoldSince, lastAt }) => {
    if (stage === null || stage === 'closed' || (unit !== null && (holder ?? POOL) !== unit) || (kind !== undefined && own !== kind)) return [];
    const days = daysBetween(since!, on) - heldDays - (onHoldSince === null ? 0 : daysBetween(onHoldSince, on));
    return [{ line: stage, case: id, on, value: days, events: lastAt === null ? [] : [lastAt] }];
  });
}

const timeInStage = (version: number, staysOf: (rows: Rows<Needed>, question: Question) => readonly Stayed[]): Definition =>
  define<Needed>({
    name: 'time-in-stage',
    version,
    columns: columnsOf({ count: 'count', median: 'days', p90: 'days' }),
    options: ['period', 'kind'],
    needs: ['stays', 'stage', 'unit', 'kind', 'since', 'heldDays', 'onHoldSince', 'lastAt'],
    compute(rows, question) {
      const byStage = new Map<string, Stayed[]>();
      for (const stay of staysOf(rows, question)) {
        const stays = byStage.get(stay.line) ?? [];
        stays.push(stay);
        byStage.set(stay.line, stays);
      }
      const lines = STAGES.filter((stage) => byStage.has(stage)).map((key) => {
        const days = byStage.get(key)!.map(({ value }) => value);
        return { key, cells: { count: days.length, median: percentile(days, 50), p90: percentile(days, 90) } };
      });
      return { lines, evidence: () => [...byStage.values()].flat() };
    },
  });

/** Time in stage: version 1 of stays that have ended, version 2 also of those that go on. */
export const timesInStage: readonly Definition[] = [timeInStage(1, ended), timeInStage(2, (rows, question) => [...ended(rows, question), ...running(rows, question)])];
