import { POOL, type Stage } from '#pipeline';
import { basisPoints, portion, sumOf } from '../arithmetic.ts';
import { columnsOf, define, type Definition, type Line } from '../definition.ts';

const OPEN = ['registered', 'triaged', 'protected', 'negotiating', 'in-review', 'approved'] as const satisfies readonly Stage[];

/**
 * Forecast: what stands in a column before signing times the share, among all cases of the zone that have ever entered
 * it and are settled (signed once, or closed), of those that were signed.
 */
export const forecast: Definition = define({
  name: 'forecast',
  version: 1,
  columns: columnsOf({ count: 'count', raw: 'fen', settled: 'count', won: 'count', probability: 'bp', weighted: 'fen' }),
  options: ['kind'],
  needs: ['stage', 'unit', 'kind', 'amount', 'entered', 'lastAt'],
  compute({ tracks }, { unit, kind }) {
    const alike = tracks.filter((track) => kind === undefined || track.kind === kind);
    const held = alike.filter((track) => unit === null || (track.unit ?? POOL) === unit);
    const lines = OPEN.map((key): Line => {
      const here = held.filter(({ stage }) => stage === key);
      const settled = alike.filter(({ entered, stage }) => entered[key] !== undefined && (entered.signed !== undefined || stage === 'closed'));
      const won = settled.filter(({ entered }) => entered.signed !== undefined).length;
      const raw = sumOf(here, ({ amount }) => amount);
      return { key, cells: { count: here.length, raw, settled: settled.length, won, probability: basisPoints(won, settled.length), weighted: portion(raw, won, settled.length) } };
    });
    const totalOf = (column: string): number => sumOf(lines, ({ cells }) => cells[column] ?? 0);
    const total: Line = { key: 'total', cells: { count: totalOf('count'), raw: totalOf('raw'), settled: null, won: null, probability: null, weighted: totalOf('weighted') } };
    const evidence = () =>
      held.filter(({ stage }) => (OPEN as readonly (Stage | null)[]).includes(stage))
        .map(({ id, stage, amount, entered, lastAt }) => ({ line: stage!, case: id, on: entered[stage!]!.on, value: amount, events: [entered[stage!]!.at, ...(lastAt === null ? [] : [lastAt])] }));
    return { lines: [...lines, total], evidence };
  },
});
