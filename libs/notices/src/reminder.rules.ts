import { claimSettingsOn } from '#leads';
import { daysBetween, type Day } from '#measures';
import { type NoticeFacts, type NoticeKind, noticeId, type Subject } from './notice.kinds.ts';
import type { Audience } from './notice.rules.ts';
import { noticeSettingsOn } from './notice.settings.ts';

/** Something with a day, as the read side has it now; what is done, renewed or closed is not among them. */
export type DueThing = {
  readonly kind: 'protection.ending' | 'commitment.ending' | 'decision.ending' | 'condition.ending' | 'deal.review-due';
  /** What it is, apart from the case: the promise, the condition; else the case itself. */
  readonly id: string;
  readonly caseId: string;
  readonly on: Day;
  /** The unit that answers for a condition. */
  readonly unit?: string;
};

/** A reminder that is due, before anybody has asked who may read it. */
export type Reminder = { readonly id: string; readonly kind: NoticeKind; readonly subject: Subject; readonly facts: NoticeFacts; readonly to: readonly Audience[] };

/** Days before the day on which one is reminded, in the settings of today. */
export function stepsOf(kind: DueThing['kind'], today: Day): readonly number[] {
  const settings = noticeSettingsOn(today);
  switch (kind) {
    case 'protection.ending':
      return claimSettingsOn(today).reminderDays;
    case 'commitment.ending':
      return settings.commitmentDays;
    case 'condition.ending':
      return settings.conditionDays;
    case 'decision.ending':
      return settings.decisionDays;
    case 'deal.review-due':
      return [0];
  }
}

/** The step that is due: of those that have been reached, the last; none when there is time left, or when the day has passed. */
export function stepDue(on: Day, today: Day, steps: readonly number[]): number | undefined {
  const left = daysBetween(today, on);
  const reached = steps.filter((step) => left <= step);
  return left < 0 || reached.length === 0 ? undefined : Math.min(...reached);
}

/** The reminder of a thing that is due today; its id names thing, day and step, so another day is another reminder. */
export function reminderOf({ kind, id, caseId, on, unit }: DueThing, today: Day): Reminder | undefined {
  // A deal whose review date has passed still waits for somebody to look: it is told once, whenever that is seen.
  const step = kind === 'deal.review-due' ? (on <= today ? 0 : undefined) : stepDue(on, today, stepsOf(kind, today));
  if (step === undefined) return undefined;
  return { id: noticeId(kind, id, on, step), kind, subject: { caseId }, facts: { on, days: Math.max(0, daysBetween(today, on)) }, to: audienceOf(kind, unit) };
}

function audienceOf(kind: DueThing['kind'], unit: string | undefined): readonly Audience[] {
  if (kind === 'condition.ending' && unit !== undefined) return [{ unit }, { department: unit }];
  if (kind === 'commitment.ending') return [{ of: 'holder' }, { of: 'service-owner' }, { role: 'finance' }];
  return kind === 'protection.ending' ? [{ of: 'holder' }] : [{ of: 'holder' }, { role: 'office' }];
}
