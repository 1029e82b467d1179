import { describe, expect, it } from '@jest/globals';
import { defaultPreferences, deliverAt, digestDue, instantAt, mailsAtOnce, mondayOf, preferences } from './preferences.ts';

describe('quiet hours', () => {
  const night = { from: '21:00', until: '07:30' };
  it.each([
    ['2026-11-24', '20:59', '2026-11-24', '20:59'], ['2026-11-24', '21:00', '2026-11-25', '07:30'], ['2026-11-24', '23:59', '2026-11-25', '07:30'],
    ['2026-11-25', '00:00', '2026-11-25', '07:30'], ['2026-11-25', '07:29', '2026-11-25', '07:30'], ['2026-11-25', '07:30', '2026-11-25', '07:30'],
  ])('over midnight: what is said on %s at %s goes out on %s at %s', (day, at, then, when) => {
    expect(deliverAt(instantAt(day, at), night)).toBe(instantAt(then, when));
  });

  it('within a day end on that day; none, or an empty span, hold nothing back', () => {
    const noon = instantAt('2026-11-24', '12:30');
    expect(deliverAt(noon, { from: '12:00', until: '14:00' })).toBe(instantAt('2026-11-24', '14:00'));
    expect([deliverAt(noon, null), deliverAt(noon, { from: '12:00', until: '12:00' })]).toEqual([noon, noon]);
  });
});

describe('a digest is due', () => {
  const due = (digest: 'off' | 'daily' | 'weekly', day: string, at = '08:30') => digestDue({ digest, digestAt: '08:30' }, instantAt(day, at));

  it('daily on working days, from its time on, once a day', () => {
    expect(due('daily', '2026-11-24', '08:29')).toBeUndefined();
    expect([due('daily', '2026-11-24'), due('daily', '2026-11-24', '17:00')]).toEqual(['day/2026-11-24', 'day/2026-11-24']);
    expect(due('off', '2026-11-24')).toBeUndefined();
  });

  it('not at weekends nor in holidays, but on the Saturday that is worked instead', () => {
    expect(['2026-11-28', '2026-11-29', '2026-10-01', '2026-10-07'].map((day) => due('daily', day))).toEqual([undefined, undefined, undefined, undefined]);
    expect(due('daily', '2026-10-10')).toBe('day/2026-10-10');
  });

  it('weekly once a week: its first working day, or the next on which somebody looks', () => {
    expect(['2026-11-23', '2026-11-25', '2026-11-27'].map((day) => due('weekly', day))).toEqual(['week/2026-11-23', 'week/2026-11-23', 'week/2026-11-23']);
    expect(['2026-10-05', '2026-10-08'].map((day) => due('weekly', day))).toEqual([undefined, 'week/2026-10-05']);
    expect([mondayOf('2026-11-29'), mondayOf('2026-11-30')]).toEqual(['2026-11-23', '2026-11-30']);
  });
});

describe('preferences', () => {
  it('mail at once what is not muted and does not wait for the digest', () => {
    const of = (over: object) => mailsAtOnce({ ...defaultPreferences, ...over }, 'deal.lost');
    expect([of({}), of({ digest: 'daily' }), of({ muted: { inbox: [], email: ['deal.lost'] } })]).toEqual([true, false, false]);
  });

  it('take times of a day, and nothing else', () => {
    const parsed = (quiet: unknown) => preferences.safeParse({ ...defaultPreferences, quiet }).success;
    expect([parsed(null), parsed({ from: '21:00', until: '07:30' }), parsed({ from: '24:00', until: '07:30' }), parsed({ from: '9:00', until: '10:00' }), parsed({ from: '21:00' })]).toEqual([true, true, false, false, false]);
  });
});
