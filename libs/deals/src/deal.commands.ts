import type { CommandContext } from '#event-store';
import { day, money } from '#measures';
import { z } from 'zod';
import { attractionKind } from './deal.columns.ts';
import { agreementKind, ballot, clearance, closingCode, decisionKind, dossier, holdCode, reviewOutcome, sha256, topicCode } from './deal.events.ts';

const text = z.string().trim().min(1).max(4000);
const name = z.string().trim().min(1).max(200);
const unit = z.string().regex(/^[a-z][a-z0-9]{1,20}$/);

/** What every command may say: the day it happened (the meeting, the signing), why it comes late, and for whom it is given. */
const common = { occurredOn: day.optional(), lateReason: text.optional(), onBehalfOf: z.string().min(1).max(100).optional() };
const closing = { code: closingCode, competitor: name.optional(), destination: name.optional(), reason: text.optional(), ...common };
const document = { documentId: z.uuid(), sha256 };

/** What each command carries. Days of meetings and signings are the command's `occurredOn`. */
export const dealInputs = {
  OpenDeal: z.strictObject({ leadId: z.uuid(), enterpriseId: z.uuid(), unit, title: name, kind: attractionKind, amount: money.optional(), chain: name.optional(), link: name.optional(), ...common }),
  RecordRound: z.strictObject({
    topics: z.array(z.strictObject({ code: topicCode, text: text.optional() })).min(1).max(20),
    ourPosition: text.optional(),
    theirPosition: text.optional(),
    agreed: text.optional(),
    ...common,
  }),
  Revalue: z.strictObject({ amount: money, reason: text, ...common }),
  SubmitDossier: z.strictObject({ ...dossier.shape, ...common }),
  ConcludeReview: z.strictObject({ outcome: reviewOutcome, ...ballot, conditions: z.array(text).max(50).default([]), minutes: text.optional(), ...common }),
  DraftAgreement: z.strictObject({ kind: agreementKind, ...document, title: name, fixesLandPrice: z.boolean().default(false), ...common }),
  MakeDecision: z.strictObject({ decision: decisionKind, sha256: sha256.optional(), legal: clearance.optional(), fairCompetition: clearance.optional(), reason: text.optional(), ...common }),
  SignAgreement: z.strictObject({ kind: agreementKind.exclude(['supplementary']), ...document, amount: money.optional(), ...common }),
  AmendAgreement: z.strictObject({ ...document, amount: money, approvalReference: name, ...common }),
  LoseDeal: z.strictObject(closing),
  WithdrawDeal: z.strictObject(closing),
  TerminateAgreement: z.strictObject({ ...closing, clawback: money.optional() }),
  HoldDeal: z.strictObject({ code: holdCode, reason: text, reviewOn: day, ...common }),
  ResumeDeal: z.strictObject({ reason: text.optional(), ...common }),
  ReopenDeal: z.strictObject({ reason: text, ...common }),
  OfferTransfer: z.strictObject({ to: unit, creditKept: z.int().min(0).max(100), reason: text.optional(), ...common }),
  AcceptTransfer: z.strictObject(common),
  DeclineTransfer: z.strictObject({ reason: text.optional(), ...common }),
};
type Inputs = typeof dealInputs;

/** What a command carries once parsed. */
export type InputOf<Name extends keyof Inputs> = z.infer<Inputs[Name]>;

/** A command as the decider takes it. */
export type DealCommand = { [Name in keyof Inputs]: { readonly type: Name; readonly input: InputOf<Name> } }[keyof Inputs];

type Sent<Name extends keyof Inputs> = { readonly id: string; readonly input: InputOf<Name>; readonly context: CommandContext };

/** The deal of a lead whose negotiation has opened; sent by the reaction to that event, never over the wire. */
export class OpenDeal implements Sent<'OpenDeal'> {
  constructor(readonly id: string, readonly input: InputOf<'OpenDeal'>, readonly context: CommandContext) {}
}
/** A round of talks: what was on the table, where both sides stand, what is agreed. */
export class RecordRound implements Sent<'RecordRound'> {
  constructor(readonly id: string, readonly input: InputOf<'RecordRound'>, readonly context: CommandContext) {}
}
/** Another amount, before signing. */
export class Revalue implements Sent<'Revalue'> {
  constructor(readonly id: string, readonly input: InputOf<'Revalue'>, readonly context: CommandContext) {}
}
/** The dossier goes to the review; another one starts the review anew. */
export class SubmitDossier implements Sent<'SubmitDossier'> {
  constructor(readonly id: string, readonly input: InputOf<'SubmitDossier'>, readonly context: CommandContext) {}
}
/** What the review meeting (评审会) concluded. */
export class ConcludeReview implements Sent<'ConcludeReview'> {
  constructor(readonly id: string, readonly input: InputOf<'ConcludeReview'>, readonly context: CommandContext) {}
}
/** A text of an agreement, by the hash of its document. */
export class DraftAgreement implements Sent<'DraftAgreement'> {
  constructor(readonly id: string, readonly input: InputOf<'DraftAgreement'>, readonly context: CommandContext) {}
}
/** What the decision meeting (决策会) decided about one formal draft. */
export class MakeDecision implements Sent<'MakeDecision'> {
  constructor(readonly id: string, readonly input: InputOf<'MakeDecision'>, readonly context: CommandContext) {}
}
/** An agreement was signed. */
export class SignAgreement implements Sent<'SignAgreement'> {
  constructor(readonly id: string, readonly input: InputOf<'SignAgreement'>, readonly context: CommandContext) {}
}
/** A supplementary agreement changed the signed amount. */
export class AmendAgreement implements Sent<'AmendAgreement'> {
  constructor(readonly id: string, readonly input: InputOf<'AmendAgreement'>, readonly context: CommandContext) {}
}
/** The investor went elsewhere. */
export class LoseDeal implements Sent<'LoseDeal'> {
  constructor(readonly id: string, readonly input: InputOf<'LoseDeal'>, readonly context: CommandContext) {}
}
/** One side gave the deal up before signing. */
export class WithdrawDeal implements Sent<'WithdrawDeal'> {
  constructor(readonly id: string, readonly input: InputOf<'WithdrawDeal'>, readonly context: CommandContext) {}
}
/** A signed agreement ended early, with what is to be paid back. */
export class TerminateAgreement implements Sent<'TerminateAgreement'> {
  constructor(readonly id: string, readonly input: InputOf<'TerminateAgreement'>, readonly context: CommandContext) {}
}
/** The deal rests until a day; the time does not count as time in its stage. */
export class HoldDeal implements Sent<'HoldDeal'> {
  constructor(readonly id: string, readonly input: InputOf<'HoldDeal'>, readonly context: CommandContext) {}
}
/** The deal goes on. */
export class ResumeDeal implements Sent<'ResumeDeal'> {
  constructor(readonly id: string, readonly input: InputOf<'ResumeDeal'>, readonly context: CommandContext) {}
}
/** A closed deal is talked about again: a new cycle with nothing approved, its history kept. */
export class ReopenDeal implements Sent<'ReopenDeal'> {
  constructor(readonly id: string, readonly input: InputOf<'ReopenDeal'>, readonly context: CommandContext) {}
}
/** The deal is offered to another unit, with a split of the credit. */
export class OfferTransfer implements Sent<'OfferTransfer'> {
  constructor(readonly id: string, readonly input: InputOf<'OfferTransfer'>, readonly context: CommandContext) {}
}
/** The other unit takes the deal: stage, rounds and history go along. */
export class AcceptTransfer implements Sent<'AcceptTransfer'> {
  constructor(readonly id: string, readonly input: InputOf<'AcceptTransfer'>, readonly context: CommandContext) {}
}
/** The other unit does not take the deal. */
export class DeclineTransfer implements Sent<'DeclineTransfer'> {
  constructor(readonly id: string, readonly input: InputOf<'DeclineTransfer'>, readonly context: CommandContext) {}
}
