import { type EventOf, type EventTypes } from '#event-store';
import { centiMu, day, money } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';
import { attractionKind, milestoneKind } from './deal.columns.ts';

/** SHA-256 of a document's bytes, in lower-case hex: what was approved is what gets signed. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** 框架, 意向, 正式: only the formal agreement binds. A supplementary one (补充) amends it: see `AgreementAmended`. */
export const agreementKind = z.enum(['framework', 'intent', 'formal', 'supplementary']);
export const topicCode = z.enum(['land', 'investment', 'policy', 'energy', 'environment', 'staff', 'timetable', 'financing', 'other']);
export const reviewOutcome = z.enum(['pass', 'pass-with-conditions', 'defer', 'reject', 'refer']);
export const decisionKind = z.enum(['approve', 'reject', 'return']);
export const holdCode = z.enum(['investor-asks', 'policy-pending', 'land-pending', 'approval-pending', 'financing-pending', 'other']);
export const closingCode = z.enum(['competitor', 'policy', 'land', 'cost', 'energy', 'environment', 'financing', 'market', 'investor-changed-plans', 'breach', 'other']);

/** The dossier (项目卷宗) put before the review. All optional here: `deal.requirements.ts` says what a kind of deal must have. */
export const dossier = z
  .strictObject({
    totalInvestment: money,
    /** 固定资产投资 */
    fixedInvestment: money,
    land: centiMu,
    outputPerYear: money,
    taxPerYear: money,
    jobs: z.int().min(0).max(1_000_000),
    /** Tonnes of coal equivalent a year (吨标准煤). */
    energyTce: z.int().min(0).max(1_000_000_000),
    /** What the environment law asks for: 报告书, 报告表 or 登记表. */
    environmentClass: z.enum(['report', 'form', 'registration']),
    timetable: z.array(z.strictObject({ milestone: milestoneKind, plannedOn: day })).max(20),
  })
  .partial();
export type Dossier = z.infer<typeof dossier>;

/** Who cleared a text, and when; an account, so that history can name the person. */
export const clearance = z.strictObject({ by: z.string().min(1).max(100), on: day });
export const ballot = {
  quorum: z.strictObject({ present: z.int().min(0).max(200), required: z.int().min(1).max(200) }),
  votes: z.strictObject({ for: z.int().min(0).max(200), against: z.int().min(0).max(200) }),
  /** Accounts that declared an interest: without a vote, and not counted as present. */
  recused: z.array(z.string().min(1).max(100)).max(200),
};
/**
 * Where an outcome comes from when its meeting was held in the system: the meeting's stream, the revision that concluded
 * the item, the dossier it was about, and who scored or voted.
 */
export const meetingReference = z.strictObject({ stream: z.string(), revision: z.int().min(0), itemId: z.uuid(), dossierId: z.uuid(), people: z.array(z.string()) });
export type MeetingReference = z.infer<typeof meetingReference>;
const credit = {
  from: z.string(),
  to: z.string(),
  /** Per cent of the credit that stays with the unit that gives the deal away; the rest goes to the other. */
  creditKept: z.int().min(0).max(100),
};
const closing = { code: closingCode, competitor: z.string().optional(), destination: z.string().optional(), reason: SecretText.optional() };
const text = z.strictObject({ documentId: z.uuid(), sha256 });
/** The promises a decision or an amendment is about: the register of the deal's promises and each promise, at the revisions they were read. */
export const decidedPromises = z.strictObject({ stream: z.string(), revision: z.int().min(0), commitments: z.array(z.strictObject({ id: z.uuid(), revision: z.int().min(0) })) });

const event = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => ({ schema: 1, data: z.strictObject({ ...shape, lateReason: SecretText.optional() }) });
/** An event that since its second version may name promises; what was written before names none. */
const withPromises = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => ({ ...event({ ...shape, promises: decidedPromises.optional() }), schema: 2, upcast: { 1: (data: unknown) => data } });

/** The firm's entry in the blacklist as it was read; `override` is why it was set aside, `overriddenBy` whose act that was. */
export const blacklistRead = z.strictObject({ stream: z.string(), revision: z.int(), listed: z.boolean(), ground: z.string().optional(), since: day.optional(), override: SecretText.optional(), overriddenBy: z.string().optional() });
/** An event that since its second version says what the blacklist said; what was written before had not asked. */
const withBlacklist = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => ({ ...event({ ...shape, blacklist: blacklistRead.optional() }), schema: 2, upcast: { 1: (data: unknown) => data } });

/** Everything that can happen to a deal until it is signed, and what may end it; the stream `deal-<id>`. */
export const dealEvents = {
  /** Since its second version a further deal of a lead names its investor and source. */
  DealOpened: { ...event({
    leadId: z.uuid(),
    enterpriseId: z.uuid(),
    unit: z.string(),
    title: z.string(),
    kind: attractionKind,
    amount: money.optional(),
    chain: z.string().optional(),
    link: z.string().optional(),
    investor: z.string().optional(),
    source: z.string().optional(),
  }), schema: 2, upcast: { 1: (data: unknown) => data } },
  RoundRecorded: event({
    topics: z.array(z.strictObject({ code: topicCode, text: SecretText.optional() })),
    ourPosition: SecretText.optional(),
    theirPosition: SecretText.optional(),
    agreed: SecretText.optional(),
  }),
  DealRevalued: event({ from: money.nullable(), to: money, reason: SecretText }),
  DossierSubmitted: withBlacklist({ dossier }),
  /** Of a meeting in the system, conditions and minutes stay there. */
  ReviewConcluded: event({ outcome: reviewOutcome, ...ballot, conditions: z.array(SecretText), minutes: SecretText.optional(), meeting: meetingReference.optional() }),
  AgreementDrafted: event({ kind: agreementKind, ...text.shape, title: z.string(), fixesLandPrice: z.boolean() }),
  /** `amount` is what was approved; both clearances are there when `decision` is `approve`. */
  DecisionMade: withPromises({ decision: decisionKind, sha256: sha256.optional(), amount: money.nullable(), legal: clearance.optional(), fairCompetition: clearance.optional(), reason: SecretText.optional(), meeting: meetingReference.optional() }),
  /** The decision of this id may not be signed upon any more; `settings` is the first day of the settings that said so. */
  DecisionLapsed: event({ decisionId: z.uuid(), because: z.enum(['time', 'amount']), settings: day }),
  /** `settings` is the first day of the dated settings that a formal signing was judged by. */
  AgreementSigned: withBlacklist({ kind: agreementKind, ...text.shape, amount: money.nullable(), settings: day.optional() }),
  AgreementAmended: withPromises({ ...text.shape, from: money.nullable(), to: money, approvalReference: z.string() }),
  DealLost: event(closing),
  DealWithdrawn: event(closing),
  AgreementTerminated: event({ ...closing, clawback: money.optional() }),
  DealPutOnHold: event({ code: holdCode, reason: SecretText, reviewOn: day }),
  DealResumed: event({ reason: SecretText.optional() }),
  DealReopened: event({ cycle: z.int().min(2), reason: SecretText }),
  DealTransferOffered: event({ ...credit, reason: SecretText.optional() }),
  DealTransferAccepted: event(credit),
  DealTransferDeclined: event({ ...credit, reason: SecretText.optional() }),
  /** Its lead was given to another unit by an arbiter, who said what becomes of the credit. */
  DealReassigned: event({ from: z.string(), to: z.string() }),
} satisfies EventTypes;
export type DealEvent = EventOf<typeof dealEvents>;
