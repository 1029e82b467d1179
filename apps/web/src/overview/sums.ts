import type { Board, Stage } from '../api/answers.ts';
import { UNIT_KINDS, unitKind, type UnitKind } from '../domain/units.ts';

/** How many cases and how much (分) of them. */
export type Sum = { readonly count: number; readonly amount: number };

/** A unit's sums by stage, and over all stages but the end. */
export type MatrixRow = { readonly unit: string; readonly cells: ReadonlyMap<Stage, Sum>; readonly open: Sum };

const none: Sum = { count: 0, amount: 0 };

/** Adds two sums. */
export const plus = (a: Sum, b: Sum): Sum => ({ count: a.count + b.count, amount: a.amount + b.amount });

/** The sum of some stages of a row. */
export const sumOf = (row: MatrixRow, stages: readonly Stage[]): Sum => stages.reduce((sum, stage) => plus(sum, row.cells.get(stage) ?? none), none);

/** The figures of a board; what is closed is no longer open. */
export function rowOf(board: Pick<Board, 'columns'>, unit: string): MatrixRow {
  const cells = new Map(board.columns.map(({ stage, count, amount }) => [stage, { count, amount }] as const));
  const open = board.columns.filter(({ stage }) => stage !== 'closed').reduce<Sum>(plus, none);
  return { unit, cells, open: { count: open.count, amount: open.amount } };
}

/** The sums of a stage by kind of unit, in the order of the legend. */
export function byKind(rows: readonly MatrixRow[], stage: Stage): ReadonlyMap<UnitKind, Sum> {
  const sums = new Map<UnitKind, Sum>(UNIT_KINDS.map((kind) => [kind, none]));
  for (const row of rows) sums.set(unitKind(row.unit), plus(sums.get(unitKind(row.unit))!, row.cells.get(stage) ?? none));
  return sums;
}
