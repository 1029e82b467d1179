import { type EventOf, type EventTypes } from '#event-store';
import { day, money } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';
import { evidence, reference } from './commitment.events.ts';

const event = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => ({ schema: 1, data: z.strictObject({ ...shape, lateReason: SecretText.optional() }) });

/** What is claimed back after the termination of an agreement; the stream `clawback-<deal id>`. */
export const clawbackEvents = {
  /** `deadline` is the last day; `settings` the first day of the settings it was reckoned by, null when it was named. */
  ClawbackClaimed: event({ amount: money, deadline: day, settings: day.nullable(), termination: reference }),
  ClawbackPaymentRecorded: event({ paymentId: z.uuid(), amount: money, evidence }),
  /** `cumulativeFen` is all verified money so far, in 分 of CNY at each payment's own rate. */
  ClawbackPaymentVerified: event({ paymentId: z.uuid(), amount: money, cumulativeFen: z.int().min(0), recordedBy: z.string() }),
  ClawbackPaymentRefused: event({ paymentId: z.uuid(), reason: SecretText }),
  ClawbackOverdue: event({ deadline: day }),
  ClawbackClosed: event({ outcome: z.enum(['paid', 'waived']), reason: SecretText.optional(), approvalReference: z.string().optional() }),
} satisfies EventTypes;
export type ClawbackEvent = EventOf<typeof clawbackEvents>;
