import type { paths } from '../api/schema.d.ts';
import type { Column, Figure, Line } from '../figures/figure-view.ts';

type AnswerOf<P extends '/api/v1/periods' | '/api/v1/periods/{period}/report' | '/api/v1/periods/{period}/restatements'> = paths[P]['get']['responses'][200]['content']['application/json'];
export type Periods = AnswerOf<'/api/v1/periods'>;
export type ClosedPeriod = Periods['periods'][number];
export type Report = AnswerOf<'/api/v1/periods/{period}/report'>;
export type Restatements = AnswerOf<'/api/v1/periods/{period}/restatements'>;

/** One number of a report beside what is known of it now. */
export type Compared = { readonly column: Column; readonly then: number | null; readonly now: number | null };
/** A line of a figure in both reports; its cells in the order of the columns. */
export type ComparedLine = { readonly line: Line; readonly cells: readonly Compared[]; readonly differs: boolean };

/** The lines of a figure as recognised beside as known now: those of either, in the order of the newer. */
export function comparedLines(then: Figure, now: Figure | undefined): readonly ComparedLine[] {
  const [before, after] = [byKey(then), byKey(now)];
  return [...new Map([...after, ...before]).values()].map((line) => {
    const cells = then.columns.map((column) => ({ column, then: before.get(line.key)?.cells[column.name] ?? null, now: now === undefined ? null : (after.get(line.key)?.cells[column.name] ?? null) }));
    return { line, cells, differs: now !== undefined && cells.some((cell) => cell.then !== cell.now) };
  });
}

const byKey = (figure: Figure | undefined): ReadonlyMap<string, Line> => new Map(figure?.lines.map((line) => [line.key, line]));

/** The months that are over and not closed, latest first: as far back as the oldest one recognised, and at least a year. */
export function openMonths(today: string, closed: readonly string[]): readonly string[] {
  const months: string[] = [];
  let [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const oldest = closed.toSorted()[0];
  while (months.length < 12 || (oldest !== undefined && oldest < (months.at(-1) ?? ''))) {
    [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
    months.push(`${year}-${String(month).padStart(2, '0')}`);
  }
  return months.filter((one) => !closed.includes(one));
}
