import type { EventOf, EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';

/** A calendar month in Asia/Shanghai. */
export const month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'a month, as 2026-05');

/** The figures a report holds, each under the version of its definition that was published then. */
export const reported = z.array(z.strictObject({ name: z.string(), version: z.int().min(1) }));

/**
 * Months that were recognised (认定, 月度关账); the stream `period-<month>`. What was recognised is what was known at
 * this event's own place in the log, under the definitions it names. What is entered for the month later is a
 * restatement: openly recognised anew, with the reason, while the older report stays retrievable.
 */
export const periodEvents = {
  PeriodClosed: { schema: 1, data: z.strictObject({ period: month, definitions: reported, note: SecretText.optional() }) },
  PeriodRestated: { schema: 1, data: z.strictObject({ period: month, definitions: reported, number: z.int().min(2), reason: SecretText }) },
} satisfies EventTypes;
export type PeriodEvent = EventOf<typeof periodEvents>;
