import type { Day } from '../api/answers.ts';
import type { paths } from '../api/schema.d.ts';

export type CalendarPage = paths['/api/v1/commitments/calendar']['get']['responses'][200]['content']['application/json'];
export type Entry = CalendarPage['items'][number];

/** What falls due on one day. */
export type DueDay = { readonly on: Day; readonly entries: readonly Entry[] };

/** What falls due, day by day in the order it came. */
export function byDay(entries: readonly Entry[]): readonly DueDay[] {
  const days = [...new Set(entries.map(({ on }) => on))];
  return days.map((day) => ({ on: day, entries: entries.filter(({ on }) => on === day) }));
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** A month as the address names it, `2026-11`; what is none is the month of a day. */
export const monthIn = (text: string | null, today: Day): string => (text !== null && MONTH.test(text) ? text : today.slice(0, 7));

/** The month that lies a number of months later, or earlier when it is negative. */
export function plusMonths(month: string, months: number): string {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, of - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The first and the last day of a month. */
export function daysOfMonth(month: string): { readonly from: Day; readonly to: Day } {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return { from: `${month}-01`, to: new Date(Date.UTC(year, of, 0)).toISOString().slice(0, 10) };
}
