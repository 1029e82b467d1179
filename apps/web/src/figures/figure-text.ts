import { amountText, wanNumber } from '../format/money.ts';
import { areaText } from '../forms/money-text.ts';
import type { Texts } from '../texts/index.ts';
import type { Column, Line, Scale } from './figure-view.ts';

const digits = (value: number, places: number): string => value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });

/** A number in its scale; a dash where there is nothing to say. */
export function cellText(value: number | null | undefined, scale: Scale, t: Texts): string {
  if (value === null || value === undefined) return '—';
  switch (scale) {
    case 'fen':
      return amountText(value, t.language) ?? t('money.zero');
    case 'bp':
      return `${digits(value / 100, 1)}%`;
    case 'days':
      return t('common.days', { n: value });
    case 'fen-per-mu':
      return t('figures.per-mu', { n: wanNumber(value) });
    case 'centi-mu':
      return areaText(value, t);
    case 'millionths':
      return (value / 1_000_000).toLocaleString('en-US', { maximumFractionDigits: 2 });
    case 'points':
      return digits(value / 100, 2);
    default:
      return value.toLocaleString('en-US');
  }
}

/** The scale of a cell: the column's, or its line's where the column leaves it to that. */
export const scaleOf = ({ scale }: Column, line: Line): Scale => (scale === 'line' ? (line.scale ?? 'count') : scale);

/** A line by what it is of: a link of a chain, a unit and what is measured of it, a unit, a column, an outcome. */
export function lineText({ key, facts }: Pick<Line, 'key' | 'facts'>, t: Texts): string {
  if (typeof facts?.['name'] === 'string') return facts['name'];
  const [code = '', measure] = key.split(' ');
  const name = known('figure-line', code, t) ?? known('unit', code, t) ?? known('stage', code, t) ?? code;
  return measure === undefined ? name : `${name} · ${t.code('figure-measure', measure)}`;
}

/** A column by its name; in the league by what is measured and which part of it. */
export function columnText(name: string, t: Texts): string {
  const [measure = '', part] = name.split('.');
  return part === undefined ? t.code('figure-column', name) : `${t.code('figure-measure', measure)} · ${t.code('figure-column', part)}`;
}

/** A period in words. */
export function periodText(code: string, t: Texts): string {
  const [year = '', part = 'year'] = code.split('-');
  return t(part === 'ytd' ? 'figures.year-to-date' : part === 'year' ? 'figures.year' : 'figures.quarter', { year, part: part.slice(1) });
}

function known(prefix: string, code: string, t: Texts): string | undefined {
  const text = t.code(prefix, code);
  return text === code ? undefined : text;
}
