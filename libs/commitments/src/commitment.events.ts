import { type EventOf, type EventTypes } from '#event-store';
import { sha256 } from '#deals';
import { day, money } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';
import { authorityCode, budgetYear, lineCode } from './budget.events.ts';
import { condition, direction, dueRule, measure, policyBasis, promiseKind } from './commitment.terms.ts';

/** A fact read elsewhere: the stream, and its revision when it was read (−1: it had no events). */
export const reference = z.strictObject({ stream: z.string(), revision: z.int().min(-1) });
export type Reference = z.infer<typeof reference>;

/** Ids of uploaded documents. */
export const evidence = z.array(z.uuid()).min(1).max(20);

/** What a promise costs: whose authority it is given under, from which line, how much of each year; foreign money with its 分 of CNY. */
export const costing = z.strictObject({
  authority: authorityCode,
  line: lineCode.nullable(),
  years: z.array(z.strictObject({ year: budgetYear, amount: money, fen: z.int().min(1) })).max(30),
});

/** The published text that allows a promise. */
export const legalBasis = z.strictObject({ document: z.string().trim().min(1).max(300), article: z.string().trim().min(1).max(100).optional() });
/** What the fair-competition review (公平竞争审查) found, and under which number it is filed. */
export const fairCompetition = z.strictObject({ outcome: z.enum(['no-concern', 'exempted']), reference: z.string().trim().min(1).max(200) });

/** Money of a promise, by the costing that asked for it: which years of whose budget are to be released or confirmed. */
const funds = z.array(z.strictObject({ costing: z.uuid(), authority: authorityCode, years: z.array(budgetYear) }));
export type Funds = z.infer<typeof funds>[number];

/** Why a promise is over before it was kept; `not-in-agreement`: the formal agreement was signed without it. */
export const endingCause = z.enum(['withdrawn', 'deal-closed', 'not-in-agreement', 'terminated']);
/** Why an approval, and with it a reservation, is void again. */
export const returnCause = z.enum(['rejected', 'lapsed', 'resubmitted']);
/** The blacklist as it was read at a fulfilment; `override` is why it was set aside, `overriddenBy` the leader who did. */
const blacklist = reference.extend({ listed: z.boolean(), ground: z.string().optional(), since: day.optional(), override: SecretText.optional(), overriddenBy: z.string().optional() });
const checked = z.array(z.strictObject({ condition, ...reference.shape }));

const event = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => ({ schema: 1, data: z.strictObject({ dealId: z.uuid(), ...shape, lateReason: SecretText.optional() }) });

/**
 * The life of one promise; the stream `commitment-<id>`. Every event names its deal, whose history shows it. `deal` is the
 * deal as it was read: what happened to the deal before says nothing of what was made after.
 */
export const commitmentEvents = {
  CommitmentProposed: event({
    deal: reference,
    enterpriseId: z.uuid(),
    direction,
    kind: promiseKind,
    title: z.string(),
    measure,
    trigger: SecretText.optional(),
    due: dueRule,
    conditions: z.array(condition),
    policy: policyBasis,
    approvalReference: z.string().optional(),
  }),
  /** `budgets` are the streams that were asked whether they can bear it. */
  CommitmentCosted: event({ deal: reference, ...costing.shape, budgets: z.array(reference), releases: funds, note: SecretText.optional() }),
  /** One year's money is reserved; `costing` is the id of the event that asked for it. In force it is confirmed at once. */
  CommitmentReserved: event({ costing: z.uuid(), year: budgetYear, budget: reference, confirms: funds }),
  /** A year could not bear it after all, because others were faster: the costing is void. */
  CostingDeclined: event({ costing: z.uuid(), year: budgetYear, code: z.string(), budget: reference, releases: funds }),
  CommitmentCleared: event({ deal: reference, legalBasis, fairCompetition, approvalReference: z.string().optional() }),
  ClearanceRefused: event({ reason: SecretText }),
  CommitmentApproved: event({ decision: reference, decidedOn: day }),
  CommitmentReturned: event({ cause: returnCause, by: reference, releases: funds }),
  /** The signed agreement binds both sides to it; `dueOn` is null while its rule waits for something. */
  CommitmentEnforced: event({ agreement: z.enum(['formal', 'supplementary']), signing: reference, signedOn: day, dueOn: day.nullable(), confirms: funds }),
  DueDateFixed: event({ dueOn: day, because: reference }),
  CommitmentFellDue: event({ dueOn: day }),
  CommitmentOverdue: event({ dueOn: day, settings: day }),
  CommitmentAmended: event({
    measure: measure.optional(),
    due: dueRule.optional(),
    dueOn: day.nullable(),
    conditions: z.array(condition).optional(),
    amendment: reference.extend({ sha256 }),
    approvalReference: z.string(),
    /** What it costs more than before. */
    costing: costing.optional(),
    budgets: z.array(reference),
  }),
  FulfilmentReported: event({ evidence, note: SecretText.optional(), conditions: checked, blacklist: blacklist.optional() }),
  FulfilmentRefused: event({ reason: SecretText }),
  CommitmentFulfilled: event({ reportedBy: z.string(), evidence, conditions: checked, blacklist: blacklist.optional() }),
  CommitmentWaived: event({ reason: SecretText, approvalReference: z.string(), releases: funds }),
  CommitmentBreached: event({ reason: SecretText, evidence: evidence.optional() }),
  CommitmentEnded: event({ cause: endingCause, reason: SecretText.optional(), by: reference.optional(), releases: funds }),
  /** What was fulfilled is claimed back, the agreement having been terminated. */
  CommitmentClawedBack: event({ termination: reference }),
} satisfies EventTypes;
export type CommitmentEvent = EventOf<typeof commitmentEvents>;
export type CommitmentData<T extends CommitmentEvent['type']> = Extract<CommitmentEvent, { type: T }>['data'];
