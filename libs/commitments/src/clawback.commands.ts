import type { CommandContext } from '#event-store';
import { day, money } from '#measures';
import { z } from 'zod';
import { evidence } from './commitment.events.ts';

const text = z.string().trim().min(1).max(4000);
const late = { lateReason: z.string().trim().min(1).max(500).optional() };

/** Money is claimed back after a termination; by default within the time that the settings give. */
export class ClaimClawback {
  static readonly input = z.strictObject({ amount: money, deadline: day.optional(), ...late });
  constructor(readonly dealId: string, readonly input: z.infer<typeof ClaimClawback.input>, readonly context: CommandContext) {}
}

/** Money came back; it counts once somebody else has verified it. */
export class RecordClawbackPayment {
  static readonly input = z.strictObject({ amount: money, evidence, ...late });
  constructor(readonly dealId: string, readonly input: z.infer<typeof RecordClawbackPayment.input>, readonly context: CommandContext) {}
}

/** The verdict on a recorded payment, by somebody who did not record it. */
export class JudgeClawbackPayment {
  static readonly input = z.discriminatedUnion('verdict', [z.strictObject({ verdict: z.literal('verify'), ...late }), z.strictObject({ verdict: z.literal('refuse'), reason: text, ...late })]);
  constructor(readonly dealId: string, readonly paymentId: string, readonly input: z.infer<typeof JudgeClawbackPayment.input>, readonly context: CommandContext) {}
}

/** A leader gives up what is still open of a claim. */
export class CloseClawback {
  static readonly input = z.strictObject({ reason: text, approvalReference: z.string().trim().min(1).max(200), ...late });
  constructor(readonly dealId: string, readonly input: z.infer<typeof CloseClawback.input>, readonly context: CommandContext) {}
}

/** The rule that watches the days says that a claim's time has passed; sent by due work, never over the wire. */
export class MarkClawbackOverdue {
  constructor(readonly dealId: string, readonly context: CommandContext) {}
}
