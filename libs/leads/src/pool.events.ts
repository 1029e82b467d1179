import type { EventOf, EventTypes } from '#event-store';
import { day } from '#measures';
import { z } from 'zod';

/** Which rule of the pool says no: too many held at once, or taken in one month. */
export const poolRule = z.enum(['held', 'month']);

const taken = { leadId: z.uuid(), /** The settings applied, by the day they took effect. */ settings: day };

/** What a unit takes out of the pool (公海), in the order of the log; the stream `pool-<unit>` alone says whether it may. */
export const poolEvents = {
  PoolLeadTaken: { schema: 1, data: z.strictObject({ ...taken, assigned: z.boolean() }) },
  /** Another take came first; the lead goes back. */
  PoolTakeDeclined: { schema: 1, data: z.strictObject({ ...taken, rule: poolRule, limit: z.int() }) },
} satisfies EventTypes;

export type PoolEvent = EventOf<typeof poolEvents>;
