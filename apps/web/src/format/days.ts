import type { BoardCard, Day } from '../api/answers.ts';

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** The calendar day of an instant in Asia/Shanghai (UTC+8, no daylight saving). */
export const dayIn = (instant: Date): Day => new Date(instant.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);

/** An instant as Asia/Shanghai writes it: `2026-11-24 09:30`. */
export const minuteIn = (instant: Date): string => new Date(instant.getTime() + SHANGHAI_MS).toISOString().slice(0, 16).replace('T', ' ');

/** A stamp of the log to the microsecond, as Asia/Shanghai writes it: what decides who was first is not rounded. */
export const stampIn = (recordedAt: string): string => minuteIn(new Date(recordedAt)) + recordedAt.slice(16).replace('Z', '');

/** Whole days from one day to another; negative when the second is earlier. */
export const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** The day that lies a number of days later, or earlier when it is negative. */
export const plusDays = (day: Day, days: number): Day => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** Days a card has been in its stage by a day, days on hold left out; null before it is in one. */
export function ageInStage({ since, heldDays, onHoldSince }: Pick<BoardCard, 'since' | 'heldDays' | 'onHoldSince'>, today: Day): number | null {
  if (since === null) return null;
  // A running hold counts from where the stage began when it is older than the stage.
  const running = onHoldSince === null ? 0 : Math.max(0, daysBetween(onHoldSince > since ? onHoldSince : since, today));
  return Math.max(0, daysBetween(since, today) - heldDays - running);
}

/** How urgent a last day is: `over` when passed, `now` within a week, `soon` within two, else `calm`. */
export type Urgency = 'over' | 'now' | 'soon' | 'calm';

/** The urgency of a last day, in the steps of the reminders (14 and 7 days before). */
export function urgencyOf(last: Day, today: Day): Urgency {
  const left = daysBetween(today, last);
  if (left < 0) return 'over';
  if (left <= 7) return 'now';
  return left <= 14 ? 'soon' : 'calm';
}
