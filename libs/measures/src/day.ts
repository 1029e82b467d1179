import { z } from 'zod';

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. Days compare as text. */
export const day = z.iso.date();
export type Day = z.infer<typeof day>;

/** The day `count` days after (before, when negative). */
export function addDays(from: Day, count: number): Day {
  return new Date(Date.parse(`${from}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
