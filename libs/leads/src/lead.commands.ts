import type { CommandContext } from '#event-store';
import { investorInput } from '#enterprises';
import { centiMu, money } from '#measures';
import { z } from 'zod';
import { closingCode, releaseCode } from './claim.events.ts';
import { followUpKind } from './contacts.events.ts';
import { attractionKind, lossCode, rejectionCode, sourceChannel, withdrawalCode } from './lead.events.ts';

const line = z.string().trim().min(1).max(200);
const text = z.string().trim().min(1).max(4000);
const unit = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
/** Why the entry comes later than the configured span; kept with the event. */
const lateReason = z.string().trim().min(1).max(500).optional();
const percent = z.int().min(0).max(100);
const contact = z.strictObject({ name: line, phone: z.string().trim().regex(/^\+?\d(?:[\s()-]*\d){5,19}$/).optional(), email: z.email().max(200).optional(), title: line.optional() });

/** The needs sheet: land in hundredths of 亩, energy in tonnes of standard coal a year, workers; at least one is to be named. */
export const needsInput = z.strictObject({ landCentiMu: centiMu.optional(), energyTce: z.int().min(0).max(100_000_000).optional(), workers: z.int().min(0).max(1_000_000).optional(), other: text.optional() });

/** Files an investor's intention (报备). */
export class RegisterLead {
  static readonly input = z.strictObject({
    investor: investorInput.extend({ enterpriseId: z.uuid().optional() }),
    title: line,
    content: text,
    kind: attractionKind,
    source: sourceChannel,
    /** Where the contact comes from. */
    origin: text,
    chain: line.optional(),
    link: line.optional(),
    estimate: money.optional(),
    contact: contact.optional(),
    note: text.optional(),
    unit: unit.optional(),
    /** Why a blacklisted firm is filed all the same. */
    overrideReason: text.optional(),
    lateReason,
  });
  constructor(readonly id: string, readonly input: z.infer<typeof RegisterLead.input>, readonly context: CommandContext) {}
}

/** The office's 研判: accept, reject with a coded reason, or refer to another unit. */
export class TriageLead {
  static readonly input = z.discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('accept'), overrideReason: text.optional(), lateReason }),
    z.strictObject({ outcome: z.literal('reject'), code: rejectionCode, text, lateReason }),
    z.strictObject({ outcome: z.literal('refer'), unit, text: text.optional(), lateReason }),
  ]);
  constructor(readonly id: string, readonly input: z.infer<typeof TriageLead.input>, readonly context: CommandContext) {}
}

/** Grants the first-filing protection; `overtakeReason` when an earlier filing of the content is still open. */
export class GrantProtection {
  static readonly input = z.strictObject({ overtakeReason: text.optional(), lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof GrantProtection.input>, readonly context: CommandContext) {}
}

/** Prolongs a protection on evidence of a two-way contact since the grant. */
export class RenewProtection {
  static readonly input = z.strictObject({ lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof RenewProtection.input>, readonly context: CommandContext) {}
}

/** Gives a protection up before its time; the lead returns to the pool. */
export class ReleaseProtection {
  static readonly input = z.strictObject({ code: releaseCode, text: text.optional(), lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof ReleaseProtection.input>, readonly context: CommandContext) {}
}

/** Ends a protection whose last day has passed; sent by the rule that watches the days. */
export class ExpireProtection {
  static readonly input = z.strictObject({});
  constructor(readonly id: string, readonly input: z.infer<typeof ExpireProtection.input>, readonly context: CommandContext) {}
}

/** The office says that two filings of a firm claim the same content. */
export class MarkSameContent {
  static readonly input = z.strictObject({ sameAs: z.uuid(), reason: text, lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof MarkSameContent.input>, readonly context: CommandContext) {}
}

/** Records a visit, call or meeting. */
export class RecordFollowUp {
  static readonly input = z.strictObject({ kind: followUpKind, twoWay: z.boolean(), participants: z.int().min(1).max(1000), summary: text, nextStep: text.optional(), lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof RecordFollowUp.input>, readonly context: CommandContext) {}
}

/** Adds a remark. */
export class CommentOnLead {
  static readonly input = z.strictObject({ text, lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof CommentOnLead.input>, readonly context: CommandContext) {}
}

/** Offers the lead to another unit, with the split of credit in whole percent. */
export class OfferTransfer {
  static readonly input = z.strictObject({ to: unit, credit: z.strictObject({ from: percent, to: percent }), reason: text.optional(), lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof OfferTransfer.input>, readonly context: CommandContext) {}
}

/** The receiving team lead takes the lead over. */
export class AcceptTransfer {
  static readonly input = z.strictObject({ lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof AcceptTransfer.input>, readonly context: CommandContext) {}
}

/** The receiving team lead declines. */
export class DeclineTransfer {
  static readonly input = z.strictObject({ reason: text, lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof DeclineTransfer.input>, readonly context: CommandContext) {}
}

/** The lead's holder follows its deal, which was transferred; sent as a reaction to the deal's event. */
export class FollowDealTransfer {
  static readonly input = z.strictObject({ from: unit, to: unit, credit: z.strictObject({ from: percent, to: percent }) });
  constructor(readonly id: string, readonly input: z.infer<typeof FollowDealTransfer.input>, readonly context: CommandContext) {}
}

/** The deal of the lead ended; sent as a reaction to the deal's event. */
export class EndNegotiation {
  static readonly input = z.strictObject({ outcome: z.enum(['lost', 'withdrawn', 'terminated']) });
  constructor(readonly id: string, readonly input: z.infer<typeof EndNegotiation.input>, readonly context: CommandContext) {}
}

/** The deal of the lead was reopened; sent as a reaction to the deal's event. */
export class ResumeNegotiation {
  static readonly input = z.strictObject({});
  constructor(readonly id: string, readonly input: z.infer<typeof ResumeNegotiation.input>, readonly context: CommandContext) {}
}

/** The team takes its lead back. */
export class WithdrawLead {
  static readonly input = z.strictObject({ code: withdrawalCode, text: text.optional(), lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof WithdrawLead.input>, readonly context: CommandContext) {}
}

/** The investor will not come. */
export class LoseLead {
  static readonly input = z.strictObject({ code: lossCode, destination: line.optional(), competitor: line.optional(), text: text.optional(), lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof LoseLead.input>, readonly context: CommandContext) {}
}

/** A lead that was turned down, withdrawn or lost is taken up again, in a new cycle. */
export class ReopenLead {
  static readonly input = z.strictObject({ reason: text, lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof ReopenLead.input>, readonly context: CommandContext) {}
}

/** A unit takes a lead out of the pool (公海), and so files it anew; the office assigns one by naming the unit. */
export class TakeLead {
  static readonly input = z.strictObject({ unit: unit.optional(), lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof TakeLead.input>, readonly context: CommandContext) {}
}

/** The holder opens talks; the deal of the same id opens with them. */
export class OpenNegotiation {
  static readonly input = z.strictObject({ needs: needsInput, lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof OpenNegotiation.input>, readonly context: CommandContext) {}
}

/** Opens a further deal of the lead: a second phase, or other content. What is not named is the lead's own. */
export class OpenFurtherDeal {
  static readonly input = z.strictObject({ title: line, content: text, kind: attractionKind.optional(), estimate: money.optional(), chain: line.optional(), link: line.optional(), lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof OpenFurtherDeal.input>, readonly context: CommandContext) {}
}

/** Enters a filing in the claim of a firm (`id`); a reaction to the registration, or to a taking from the pool. */
export class LodgeFiling {
  static readonly input = z.strictObject({ leadId: z.uuid(), unit, content: z.string(), title: line });
  constructor(readonly id: string, readonly input: z.infer<typeof LodgeFiling.input>, readonly context: CommandContext) {}
}

/** Moves a filing to the unit that took the lead over; it keeps its place. */
export class TransferFiling {
  static readonly input = z.strictObject({ leadId: z.uuid(), to: unit });
  constructor(readonly id: string, readonly input: z.infer<typeof TransferFiling.input>, readonly context: CommandContext) {}
}

/** Closes the filing of a lead that ended, and with it the protection it holds. */
export class CloseFiling {
  static readonly input = z.strictObject({ leadId: z.uuid(), code: closingCode });
  constructor(readonly id: string, readonly input: z.infer<typeof CloseFiling.input>, readonly context: CommandContext) {}
}

/** Takes a lead from its holder when its protection ended, or when it took more than the pool allows. */
export class ReturnLeadToPool {
  static readonly input = z.strictObject({ cause: z.enum(['expired', 'released', 'limit']) });
  constructor(readonly id: string, readonly input: z.infer<typeof ReturnLeadToPool.input>, readonly context: CommandContext) {}
}
