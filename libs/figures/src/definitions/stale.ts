import { daysBetween } from '#measures';
import { POOL, STAGES, type Stage } from '#pipeline';
import { sumOf } from '../arithmetic.ts';
import { columnsOf, define, type Definition } from '../definition.ts';

/** Where a case has arrived, or is closed, nothing need happen any more. */
const SETTLED: readonly (Stage | null)[] = [null, 'at-capacity', 'performing', 'closed'];

/** Stale cases: nothing of substance for the days of the dated setting, and not on hold; of whoever holds them. */
export const stale: Definition = define({
  name: 'stale',
  version: 1,
  columns: columnsOf({ count: 'count', amount: 'fen', longest: 'days' }),
  options: ['kind'],
  needs: ['stage', 'unit', 'kind', 'amount', 'onHoldSince', 'lastOn', 'lastAt'],
  compute({ tracks }, { unit, kind, on, settings }) {
    const found = tracks.flatMap(({ id, stage, unit: holder, kind: own, amount, onHoldSince, lastOn, lastAt }) => {
      if (SETTLED.includes(stage) || onHoldSince !== null || lastOn === null || (unit !== null && (holder ?? POOL) !== unit) || (kind !== undefined && own !== kind)) return [];
      const days = daysBetween(lastOn, on);
      return days < settings.staleAfterDays ? [] : [{ line: stage as string, case: id, on: lastOn, value: days, amount, events: [lastAt!] }];
    });
    const lines = STAGES.flatMap((key) => {
      const here = found.filter(({ line }) => line === key);
      return here.length === 0 ? [] : [{ key, cells: { count: here.length, amount: sumOf(here, ({ amount }) => amount), longest: Math.max(...here.map(({ value }) => value)) } }];
    });
    return { lines, evidence: () => found.map(({ amount: _, ...evidence }) => evidence) };
  },
});
