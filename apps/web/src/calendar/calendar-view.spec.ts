import { describe, expect, it } from '@jest/globals';
import { byDay, daysOfMonth, type Entry, monthIn, plusMonths } from './calendar-view.ts';

describe('a month of the calendar', () => {
  it('is the one in the address, else that of today', () => {
    expect(['2026-02', '2026-13', 'x', null].map((text) => monthIn(text, '2026-11-24'))).toEqual(['2026-02', '2026-11', '2026-11', '2026-11']);
  });

  it('has its first and last day, in leap years too', () => {
    expect(daysOfMonth('2026-02')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(daysOfMonth('2028-02').to).toBe('2028-02-29');
  });

  it('follows and precedes its neighbours over the end of a year', () => {
    expect([plusMonths('2026-12', 1), plusMonths('2026-01', -1), plusMonths('2026-11', 0)]).toEqual(['2027-01', '2025-12', '2026-11']);
  });
});

it('what falls due on one day stands together, in order', () => {
  const entry = (on: string, id: string): Entry => ({ on, id }) as Entry;
  expect(byDay([entry('2026-11-01', 'a'), entry('2026-11-01', 'b'), entry('2026-11-03', 'c')]).map(({ on, entries }) => [on, entries.map(({ id }) => id)])).toEqual([['2026-11-01', ['a', 'b']], ['2026-11-03', ['c']]]);
});
