import { describe, expect, it } from '@jest/globals';
import { addDays } from '#measures';
import { type DueThing, reminderOf, stepDue } from './reminder.rules.ts';

const thing = (kind: DueThing['kind'], on: string, more: Partial<DueThing> = {}): DueThing => ({ kind, id: 'x', caseId: 'x', on, ...more });

describe('the step of a reminder that is due', () => {
  it.each([
    ['2026-11-15', undefined], ['2026-11-16', 14], ['2026-11-20', 14], ['2026-11-23', 7], ['2026-11-28', 7], ['2026-11-29', 1], ['2026-11-30', 1], ['2026-12-01', undefined],
  ])('on %s, of a day on the 30th, is %s: the last one reached, also when its own day was missed', (today, step) => {
    expect(stepDue('2026-11-30', today, [14, 7, 1])).toBe(step);
  });
});

describe('reminders', () => {
  it('of a protection come 14, 7 and 1 days before its last day, each once, and anew when it is renewed', () => {
    const ids = (until: string): readonly string[] => Array.from({ length: 40 }, (_, n) => addDays('2026-11-01', n)).flatMap((today) => reminderOf(thing('protection.ending', until), today)?.id ?? []);
    const [first, renewed] = [new Set(ids('2026-11-30')), new Set(ids('2026-12-08'))];
    expect([first.size, renewed.size]).toEqual([3, 3]);
    expect([...first].filter((id) => renewed.has(id))).toEqual([]);
    expect(reminderOf(thing('protection.ending', '2026-11-30'), '2026-11-23')?.facts).toEqual({ on: '2026-11-30', days: 7 });
  });

  it('of a deal on hold come on its review date and not before, once however long nobody looks', () => {
    const due = thing('deal.review-due', '2026-11-24');
    expect(reminderOf(due, '2026-11-23')).toBeUndefined();
    expect(reminderOf(due, '2026-11-24')?.id).toBe(reminderOf(due, '2027-03-01')?.id);
  });

  it('of a condition go to the unit that answers for it, be it a team or a department', () => {
    expect(reminderOf(thing('condition.ending', '2026-11-25', { unit: 'land' }), '2026-11-24')?.to).toEqual([{ unit: 'land' }, { department: 'land' }]);
  });
});
