import { addDays, type Day } from '#measures';
import { z } from 'zod';

/** A stretch of days, first and last included, in Asia/Shanghai; `part` is which part of its year it is, for targets. */
export type Period = { readonly code: string; readonly from: Day; readonly to: Day; readonly year: number; readonly part: string };

/** `2026`, `2026-ytd` (to the day the figure is of), `2026-H1`, `2026-Q3`, `2026-05`. */
export const periodCode = z.string().regex(/^20\d\d(-(ytd|H[12]|Q[1-4]|0[1-9]|1[0-2]))?$/, 'a year, or one with ytd, H1, H2, Q1 to Q4, or 01 to 12');

/** The days of a period; the year to date ends on `on`, or with the year when that is over. */
export function periodOf(code: string, on: Day): Period {
  const [year, part = 'year'] = [code.slice(0, 4), code.slice(5) || undefined];
  if (part === 'ytd') return { code, from: `${year}-01-01`, to: on < `${year}-01-01` ? `${year}-01-01` : on > `${year}-12-31` ? `${year}-12-31` : on, year: Number(year), part: 'year' };
  const [first, months] = monthsOf(part);
  return { code, from: firstOf(year, first), to: addDays(firstOf(year, first + months), -1), year: Number(year), part };
}

/** The year to date on a day, which a figure is of when nobody says otherwise. */
export const yearToDate = (on: Day): string => `${on.slice(0, 4)}-ytd`;

/** Whether a day lies in a period. */
export const within = ({ from, to }: Pick<Period, 'from' | 'to'>, on: Day): boolean => from <= on && on <= to;

/** The part of the year that targets of a period are set for, as days: the year to date is measured against the whole year. */
export function partDays({ year, part }: Period): { readonly from: Day; readonly to: Day } {
  const [first, months] = monthsOf(part);
  return { from: firstOf(String(year), first), to: addDays(firstOf(String(year), first + months), -1) };
}

/** First month, from 1, and number of months. */
function monthsOf(part: string): readonly [number, number] {
  if (part === 'year') return [1, 12];
  const number = Number(part.replace(/\D/, ''));
  if (part.startsWith('H')) return [6 * number - 5, 6];
  if (part.startsWith('Q')) return [3 * number - 2, 3];
  return [number, 1];
}

const firstOf = (year: string, month: number): Day => (month > 12 ? `${Number(year) + 1}-01-01` : `${year}-${String(month).padStart(2, '0')}-01`);
