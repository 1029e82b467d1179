import { amountText } from '../format/money.ts';
import type { Texts } from '../texts/index.ts';
import type { FigureColumn, FigureLine, Scale } from './use-figures.ts';

const MILLION = 1_000_000;

/** A number of a figure for the eye, in its scale; null is said by a dash. */
export function numberText(value: number | null | undefined, scale: Scale, t: Texts): string {
  if (value === null || value === undefined) return '—';
  switch (scale) {
    case 'fen':
      return amountText(value, t.language) ?? '0';
    case 'fen-per-mu':
      return t('figures.per-mu', { amount: amountText(value, t.language) ?? '0' });
    case 'bp':
      return `${digits(value / 100, 1)}%`;
    case 'days':
      return t('figures.days', { n: value.toLocaleString('en-US') });
    case 'centi-mu':
      return t('figures.mu', { n: digits(value / 100, 1) });
    case 'points':
      return digits(value / 100, 2);
    case 'millionths':
      return digits(value / MILLION, 2);
    default:
      return value.toLocaleString('en-US');
  }
}

/** The scale of a cell: its column's, or its line's where the column leaves it to the line. */
export const scaleOf = (column: FigureColumn, line: FigureLine): Scale => (column.scale === 'line' ? (line.scale ?? 'count') : column.scale);

/** The columns that say something in at least one line. */
export function spoken(columns: readonly FigureColumn[], lines: readonly FigureLine[]): readonly FigureColumn[] {
  return columns.filter(({ name }) => lines.some(({ cells }) => cells[name] !== null && cells[name] !== undefined));
}

/** What a line is of, in words: a column of the board, a unit, a link, a measure. */
export function lineText({ key, facts }: FigureLine, t: Texts): string {
  const { unit, measure, name } = (facts ?? {}) as { unit?: string; measure?: string; name?: string };
  if (unit !== undefined && measure !== undefined) return `${unitText(unit, t)} · ${t.code('figures.measure', measure)}`;
  if (name !== undefined) return `${key} ${name}`;
  for (const prefix of ['figures.line', 'stage', 'unit']) if (t.code(prefix, key) !== key) return t.code(prefix, key);
  return key;
}

const unitText = (unit: string, t: Texts): string => (unit === 'all' ? t('figures.line.all') : t.code('unit', unit));

/** The heading of a column; those of a league table are a measure and what is said of it. */
export function columnText(figure: string, name: string, t: Texts): string {
  const [measure, part] = name.split('.');
  if (part !== undefined) return `${t.code('figures.measure', measure!)} · ${t.code('figures.column', part)}`;
  const own = t.code(`figures.column.${figure}`, name);
  return own === name ? t.code('figures.column', name) : own;
}

const digits = (value: number, most: number): string => value.toLocaleString('en-US', { maximumFractionDigits: most });
