import type { CommandContext } from '#event-store';
import { day, money } from '#measures';
import { z } from 'zod';
import { attractionKind } from './deal.columns.ts';
import { agreementKind, ballot, clearance, closingCode, decisionKind, dossier, holdCode, type MeetingReference, reviewOutcome, sha256, topicCode } from './deal.events.ts';

const text = z.string().trim().min(1).max(4000);
const name = z.string().trim().min(1).max(200);
const unit = z.string().regex(/^[a-z][a-z0-9]{0,31}$/, 'a unit code');
/** The day of a meeting or a signing is the command's `occurredOn`; why it is entered late goes into the event. */
const late = { lateReason: z.string().trim().min(1).max(500).optional() };
/** Why a firm on the blacklist is gone on with all the same. */
const override = { overrideReason: text.optional() };
const closing = { code: closingCode, competitor: name.optional(), destination: name.optional(), reason: text.optional(), ...late };
const document = { documentId: z.uuid(), sha256 };

/** The deal of a lead whose negotiation has opened, or a further one of it, which says whose it is since its card shares none with the lead; sent by the reaction to that event, never over the wire. */
export class OpenDeal {
  static readonly input = z.strictObject({ leadId: z.uuid(), enterpriseId: z.uuid(), unit, title: name, kind: attractionKind, amount: money.optional(), chain: name.optional(), link: name.optional(), investor: name.optional(), source: name.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof OpenDeal.input>, readonly context: CommandContext) {}
}

/** A round of talks: what was on the table, where both sides stand, what is agreed. */
export class RecordRound {
  static readonly input = z.strictObject({
    topics: z.array(z.strictObject({ code: topicCode, text: text.optional() })).min(1).max(20),
    ourPosition: text.optional(),
    theirPosition: text.optional(),
    agreed: text.optional(),
    ...late,
  });
  constructor(readonly id: string, readonly input: z.infer<typeof RecordRound.input>, readonly context: CommandContext) {}
}

/** Another amount, before signing. */
export class Revalue {
  static readonly input = z.strictObject({ amount: money, reason: text, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof Revalue.input>, readonly context: CommandContext) {}
}

/** The dossier goes to the review; another one starts the review anew. */
export class SubmitDossier {
  static readonly input = z.strictObject({ ...dossier.shape, ...override, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof SubmitDossier.input>, readonly context: CommandContext) {}
}

/** What the review meeting (评审会) concluded; `meeting` comes with a reaction to a meeting in the system, never over the wire. */
export class ConcludeReview {
  static readonly input = z.strictObject({ outcome: reviewOutcome, ...ballot, conditions: z.array(text).max(50).default([]), minutes: text.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof ConcludeReview.input>, readonly context: CommandContext, readonly meeting?: MeetingReference) {}
}

/** A text of an agreement, by the hash of its document. */
export class DraftAgreement {
  static readonly input = z.strictObject({ kind: agreementKind, ...document, title: name, fixesLandPrice: z.boolean().default(false), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof DraftAgreement.input>, readonly context: CommandContext) {}
}

/** What the decision meeting (决策会) decided, and, when it approved, about which formal draft; `meeting` as with the review. */
export class MakeDecision {
  static readonly input = z.strictObject({ decision: decisionKind, sha256: sha256.optional(), legal: clearance.optional(), fairCompetition: clearance.optional(), reason: text.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof MakeDecision.input>, readonly context: CommandContext, readonly meeting?: MeetingReference) {}
}

/** The decision has lapsed, by time or by a changed amount; sent by the rules that watch both, never over the wire. */
export class LapseDecision {
  static readonly input = z.strictObject(late);
  constructor(readonly id: string, readonly input: z.infer<typeof LapseDecision.input>, readonly context: CommandContext) {}
}

/** An agreement was signed; `amount` is what it says, by default what the deal is valued at. */
export class SignAgreement {
  static readonly input = z.strictObject({ kind: agreementKind.exclude(['supplementary']), ...document, amount: money.optional(), ...override, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof SignAgreement.input>, readonly context: CommandContext) {}
}

/** A supplementary agreement (补充协议) changed the signed amount: the only way to change it, with who approved it. */
export class AmendAgreement {
  static readonly input = z.strictObject({ ...document, amount: money, approvalReference: name, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof AmendAgreement.input>, readonly context: CommandContext) {}
}

/** The investor went elsewhere. */
export class LoseDeal {
  static readonly input = z.strictObject(closing);
  constructor(readonly id: string, readonly input: z.infer<typeof LoseDeal.input>, readonly context: CommandContext) {}
}

/** One side gave the deal up before signing. */
export class WithdrawDeal {
  static readonly input = z.strictObject(closing);
  constructor(readonly id: string, readonly input: z.infer<typeof WithdrawDeal.input>, readonly context: CommandContext) {}
}

/** A signed agreement ended early; `clawback` is what is to be paid back. */
export class TerminateAgreement {
  static readonly input = z.strictObject({ ...closing, clawback: money.optional() });
  constructor(readonly id: string, readonly input: z.infer<typeof TerminateAgreement.input>, readonly context: CommandContext) {}
}

/** The deal rests until a day; the time does not count as time in its stage. */
export class HoldDeal {
  static readonly input = z.strictObject({ code: holdCode, reason: text, reviewOn: day, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof HoldDeal.input>, readonly context: CommandContext) {}
}

/** The deal goes on. */
export class ResumeDeal {
  static readonly input = z.strictObject({ reason: text.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof ResumeDeal.input>, readonly context: CommandContext) {}
}

/** A closed deal is talked about again: a new cycle with nothing approved, its history kept. */
export class ReopenDeal {
  static readonly input = z.strictObject({ reason: text, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof ReopenDeal.input>, readonly context: CommandContext) {}
}

/** The deal is offered to another unit; `creditKept` per cent of the credit stay with the one that gives it away. */
export class OfferTransfer {
  static readonly input = z.strictObject({ to: unit, creditKept: z.int().min(0).max(100), reason: text.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof OfferTransfer.input>, readonly context: CommandContext) {}
}

/** The other unit takes the deal: stage, rounds and history go along. */
export class AcceptTransfer {
  static readonly input = z.strictObject(late);
  constructor(readonly id: string, readonly input: z.infer<typeof AcceptTransfer.input>, readonly context: CommandContext) {}
}

/** The other unit does not take the deal. */
export class DeclineTransfer {
  static readonly input = z.strictObject({ reason: text.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof DeclineTransfer.input>, readonly context: CommandContext) {}
}

/** The deal goes where an arbiter gave its lead; sent by the reaction to the lead's event, never over the wire. */
export class ReassignDeal {
  static readonly input = z.strictObject({ to: z.string(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof ReassignDeal.input>, readonly context: CommandContext) {}
}

/** Every command of a deal, by name. */
export const dealCommands = {
  OpenDeal, RecordRound, Revalue, SubmitDossier, ConcludeReview, DraftAgreement, MakeDecision, LapseDecision, SignAgreement, AmendAgreement,
  LoseDeal, WithdrawDeal, TerminateAgreement, HoldDeal, ResumeDeal, ReopenDeal, OfferTransfer, AcceptTransfer, DeclineTransfer, ReassignDeal,
};
type Name = keyof typeof dealCommands;

/** What a command carries once parsed. */
export type InputOf<N extends Name> = InstanceType<(typeof dealCommands)[N]>['input'];

/** A command as the decider takes it. */
export type DealCommand = { [N in Name]: { readonly type: N; readonly input: InputOf<N> } & (N extends 'ConcludeReview' | 'MakeDecision' ? { readonly meeting?: MeetingReference } : unknown) }[Name];

/** The commands that only rules and reactions send; they stand outside the table of commands and of the access policy. */
export type RuleCommand = 'OpenDeal' | 'LapseDecision' | 'ReassignDeal';
