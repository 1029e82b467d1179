import type { CommandContext } from '#event-store';
import type { MilestoneKind } from '#deals';
import { money } from '#measures';
import { z } from 'zod';
import { evidence } from './delivery.events.ts';
import { particulars } from './milestones.ts';

const text = z.string().trim().min(1).max(4000);
const account = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'an account name');
const late = { lateReason: z.string().trim().min(1).max(500).optional() };

/** Who walks the project through (帮包人), and the leader who answers for it (包联领导). */
export class AssignServiceOwner {
  static readonly input = z.strictObject({ account, leadingOfficial: account.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof AssignServiceOwner.input>, readonly context: CommandContext) {}
}

/** A milestone was reached on the command's `occurredOn`; it counts once verified. */
export class ReportMilestone {
  static readonly input = z.strictObject({ particulars, evidence, note: text.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof ReportMilestone.input>, readonly context: CommandContext) {}
}

const verdict = z.discriminatedUnion('verdict', [z.strictObject({ verdict: z.literal('verify'), ...late }), z.strictObject({ verdict: z.literal('refuse'), reason: text, ...late })]);

/** The verdict on a reported milestone, by somebody who did not report it. */
export class JudgeMilestone {
  static readonly input = verdict;
  constructor(readonly id: string, readonly kind: MilestoneKind, readonly input: z.infer<typeof JudgeMilestone.input>, readonly context: CommandContext) {}
}

/** Money that came in (到位资金) since the last report; it counts once verified. */
export class ReportPaidIn {
  static readonly input = z.strictObject({ amount: money, evidence, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof ReportPaidIn.input>, readonly context: CommandContext) {}
}

/** The verdict on reported money, by somebody who did not report it. */
export class JudgePaidIn {
  static readonly input = verdict;
  constructor(readonly id: string, readonly reportId: string, readonly input: z.infer<typeof JudgePaidIn.input>, readonly context: CommandContext) {}
}

/** A command as the decider takes it. */
export type DeliveryCommand =
  | { readonly type: 'AssignServiceOwner'; readonly input: AssignServiceOwner['input'] }
  | { readonly type: 'ReportMilestone'; readonly input: ReportMilestone['input'] }
  | { readonly type: 'JudgeMilestone'; readonly kind: MilestoneKind; readonly input: JudgeMilestone['input'] }
  | { readonly type: 'ReportPaidIn'; readonly input: ReportPaidIn['input'] }
  | { readonly type: 'JudgePaidIn'; readonly reportId: string; readonly input: JudgePaidIn['input'] };
