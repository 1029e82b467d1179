import { useQuery } from '@tanstack/react-query';
import { ALL, readBoard } from '../api/reads.ts';
import { UNIT_CODES } from '../domain/units.ts';
import type { AsOf } from '../url/as-of.ts';
import { type MatrixRow, rowOf } from './sums.ts';

/** Every unit's board in figures, and that of the whole zone, all at the position of the whole. */
export type Matrix = { readonly position: number; readonly whole: MatrixRow; readonly rows: readonly MatrixRow[] };

/** Reads the whole first and then each unit at the position of the whole, so that the rows add up to the total. */
export function useMatrix(asOf: AsOf) {
  return useQuery({
    queryKey: ['matrix', asOf],
    queryFn: async (): Promise<Matrix> => {
      const whole = await readBoard(ALL, asOf, 1);
      const at = { known: String(whole.position), happened: asOf.happened };
      const rows = await Promise.all(UNIT_CODES.map(async (unit) => rowOf(await readBoard(unit, at, 1), unit)));
      return { position: whole.position, whole: rowOf(whole, ALL), rows: rows.filter(({ cells }) => [...cells.values()].some(({ count }) => count > 0)) };
    },
    placeholderData: (before) => before,
  });
}
