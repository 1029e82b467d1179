import type { EventOf, EventTypes } from '#event-store';
import { centiMu, day, money } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';

/** What is attracted (双招双引). */
export const attractionKind = z.enum(['capital', 'talent', 'technology', 'platform']);

/** Where a lead comes from (招商渠道): 产业链, 以商, 园区, 基金, 委托, 科创飞地, 科技, 平台, 央企, 活动. */
export const sourceChannel = z.enum(['industry-chain', 'investor-referral', 'park', 'fund', 'commissioned', 'outpost', 'technology', 'platform', 'central-soe', 'event']);

/** Why the office turns a lead down. */
export const rejectionCode = z.enum(['duplicate', 'not-in-catalogue', 'below-standard', 'investor-unfit', 'unverifiable', 'other']);

/** Why a team withdraws its own lead. */
export const withdrawalCode = z.enum(['filed-in-error', 'investor-withdrew', 'duplicate', 'no-capacity', 'other']);

/** Why a lead is lost to the zone. */
export const lossCode = z.enum(['went-elsewhere', 'cost', 'land', 'policy', 'talent', 'financing', 'abandoned', 'other']);

const unit = z.string();
const lateReason = SecretText.optional();
/** The revision of the stream a fact was read from; positions differ between stores, revisions do not (ADR 6). */
const revision = z.int();
/** A finding of the blacklist as it was read; `override` is the reason why it was set aside. */
const blacklist = z.strictObject({ listed: z.boolean(), ground: z.string().optional(), since: day.optional(), revision, override: SecretText.optional() });

/** What the investor needs; at least one member is there when a negotiation opens. */
export const needsData = z.strictObject({
  landCentiMu: centiMu.optional(),
  /** Tonnes of standard coal a year. */
  energyTce: z.int().min(0).max(100_000_000).optional(),
  workers: z.int().min(0).max(1_000_000).optional(),
  other: SecretText.optional(),
});

/** Both units of a merge (null for one in the pool), and the credit of each in whole per cent of what the survivor's has. */
const merge = {
  units: z.strictObject({ survivor: unit, alias: unit.nullable() }),
  credit: z.strictObject({ survivor: z.int().min(0).max(100), alias: z.int().min(0).max(100) }),
};

/** What a deal takes over from its lead; recorded when the negotiation opens, so that the deal opens from this event alone. */
const carriedOver = { title: z.string(), content: z.string(), kind: attractionKind, source: sourceChannel, chain: z.string().optional(), link: z.string().optional(), estimate: money.optional() };

/** What can happen to a lead. Protection is no part of this stream: it is granted among all filings of the firm, in `claim-<enterprise>`. */
export const leadEvents = {
  LeadRegistered: {
    schema: 1,
    data: z.strictObject({
      enterpriseId: z.uuid(),
      investor: z.strictObject({ name: z.string(), creditCode: z.string().optional(), checkDigitConfirmed: z.literal(true).optional() }),
      ...carriedOver,
      contentKey: z.string(),
      unit,
      origin: SecretText,
      contact: z.strictObject({ name: SecretText, phone: SecretText.optional(), email: SecretText.optional(), title: SecretText.optional() }).optional(),
      note: SecretText.optional(),
      blacklist,
      lateReason,
    }),
  },
  LeadTriaged: {
    schema: 1,
    data: z.strictObject({
      enterpriseId: z.uuid(),
      outcome: z.enum(['accept', 'reject', 'refer']),
      /** Whom a lead is referred to; it is triaged anew there. */
      unit: unit.optional(),
      reason: z.strictObject({ code: rejectionCode.optional(), text: SecretText }).optional(),
      checks: z.strictObject({ duplicates: z.strictObject({ found: z.int().min(0), ordinal: z.int().min(0) }), blacklist }),
      lateReason,
    }),
  },
  LeadTransferOffered: { schema: 1, data: z.strictObject({ from: unit, to: unit, credit: z.strictObject({ from: z.int(), to: z.int() }), reason: SecretText.optional(), lateReason }) },
  LeadTransferAccepted: { schema: 1, data: z.strictObject({ enterpriseId: z.uuid(), from: unit, to: unit, credit: z.strictObject({ from: z.int(), to: z.int() }), lateReason }) },
  LeadTransferDeclined: { schema: 1, data: z.strictObject({ from: unit, to: unit, reason: SecretText, lateReason }) },
  LeadWithdrawn: { schema: 1, data: z.strictObject({ enterpriseId: z.uuid(), code: withdrawalCode, text: SecretText.optional(), lateReason }) },
  LeadLost: { schema: 1, data: z.strictObject({ enterpriseId: z.uuid(), code: lossCode, destination: z.string().optional(), competitor: z.string().optional(), text: SecretText.optional(), lateReason }) },
  /** Since its second version also when the taking unit was over a limit of the pool; then the filing is closed again. */
  LeadReturnedToPool: { schema: 2, data: z.strictObject({ from: unit, cause: z.enum(['expired', 'released', 'limit']), enterpriseId: z.uuid().optional() }), upcast: { 1: (data: unknown) => data } },
  /** Since its second version it says when the office assigned it. */
  LeadTaken: { schema: 2, data: z.strictObject({ enterpriseId: z.uuid(), unit, from: unit, title: z.string(), contentKey: z.string(), assigned: z.literal(true).optional(), lateReason }), upcast: { 1: (data: unknown) => data } },
  NegotiationOpened: {
    schema: 1,
    data: z.strictObject({
      enterpriseId: z.uuid(),
      investor: z.string(),
      unit,
      ...carriedOver,
      needs: needsData,
      protection: z.strictObject({ from: day, until: day, revision }),
      twoWayContact: z.strictObject({ on: day, kind: z.string(), revision }),
      lateReason,
    }),
  },
  /** The deal was lost, withdrawn or terminated; the firm's content is free again. */
  NegotiationEnded: { schema: 1, data: z.strictObject({ enterpriseId: z.uuid(), outcome: z.enum(['lost', 'withdrawn', 'terminated']) }) },
  /** The deal was reopened; the lead files anew, behind whoever filed meanwhile. */
  NegotiationResumed: { schema: 1, data: z.strictObject({ enterpriseId: z.uuid(), unit, title: z.string(), contentKey: z.string() }) },
  /** A lead that was turned down, withdrawn or lost begins a new cycle: it files anew, behind whoever filed meanwhile, and is triaged anew. */
  LeadReopened: { schema: 1, data: z.strictObject({ enterpriseId: z.uuid(), unit, title: z.string(), contentKey: z.string(), cycle: z.int().min(2), was: z.enum(['rejected', 'withdrawn', 'lost']), reason: SecretText, lateReason }) },
  /** A further deal of the same lead: a second phase, or other content; it has an id and a card of its own (ADR 4). */
  FurtherDealOpened: { schema: 1, data: z.strictObject({ enterpriseId: z.uuid(), investor: z.string(), unit, dealId: z.uuid(), n: z.int().min(2), ...carriedOver, lateReason }) },
  /** On the strength of this filing the lead of another unit is disputed, in the claim of that lead's firm. */
  DisputeRaised: { schema: 1, data: z.strictObject({ disputedId: z.uuid(), enterpriseId: z.uuid() }) },
  /** This filing and another turned out to be one: from here on it is an alias of the survivor `into`, on no board of its own. */
  LeadMerged: { schema: 1, data: z.strictObject({ enterpriseId: z.uuid(), ...merge, into: z.uuid(), basis: z.enum(['same-enterprise', 'suggestion']), survivorRevision: revision, reason: SecretText, lateReason }) },
  /** The merge was an error: the alias stands again where it stood. */
  MergeReverted: { schema: 1, data: z.strictObject({ enterpriseId: z.uuid(), from: z.uuid(), reason: SecretText, lateReason }) },
  /** Told on the survivor: whose filing joined it, and how the credit is split from here on. */
  AliasJoined: { schema: 1, data: z.strictObject({ alias: z.uuid(), ...merge }) },
  AliasLeft: { schema: 1, data: z.strictObject({ alias: z.uuid(), ...merge }) },
  /** An arbiter gave the lead to another unit; stage, follow-ups and history go along. */
  LeadReassigned: { schema: 1, data: z.strictObject({ enterpriseId: z.uuid(), from: unit, to: unit }) },
} satisfies EventTypes;

export type LeadEvent = EventOf<typeof leadEvents>;

/** The data of one type of lead event. */
export type LeadData<T extends LeadEvent['type']> = Extract<LeadEvent, { type: T }>['data'];
