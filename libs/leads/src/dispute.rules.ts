import { type Actor, type Happened, refuse, type Refusal } from '#event-store';
import type { Day } from '#measures';
import { clear } from '#vault';
import type { ClaimEvent } from './claim.events.ts';
import type { ClaimFacts, ClaimState, Filing } from './claim.decider.ts';

type Told<T extends ClaimEvent['type']> = Extract<ClaimEvent, { type: T }>['data'];
type Answer = readonly ClaimEvent[] | Refusal;

/** One event of a dispute as both sides read it; its texts are opened under its id. */
export type DisputeEntry<D> = { readonly id: string; readonly on: Day; readonly recordedAt: string; readonly account: string; readonly data: D };

/** A dispute over a lead of this firm; without a ruling it is open, and the lead stays where it is. */
export type Dispute = {
  readonly opened: DisputeEntry<Told<'LeadDisputed'>>;
  readonly ruling: DisputeEntry<Told<'DisputeArbitrated'>> | null;
};

export type DisputeCommand =
  | { readonly type: 'DisputeLead'; readonly leadId: string; readonly claimant: { readonly leadId: string; readonly unit: string }; readonly grounds: string; readonly evidence: readonly string[]; readonly lateReason?: string }
  | { readonly type: 'ArbitrateDispute'; readonly leadId: string; readonly ruling: Ruling; readonly reasons: string; readonly lateReason?: string };

/** What the arbiter says; `credit` in whole per cent, both sides' adding up to 100. */
export type Ruling = { readonly outcome: 'upheld' | 'moved' } | { readonly outcome: 'shared'; readonly credit: { readonly holder: number; readonly claimant: number } };

/** What a dispute needs from outside the claim. */
export type DisputeFacts = {
  /** The hashes of the documents named as evidence; null for one that is not stored, or that the sender may not read. */
  readonly evidence?: readonly { readonly documentId: string; readonly sha256: string | null }[];
  readonly arbiter?: Actor;
  /** The accounts that registered either lead. */
  readonly registrants?: readonly string[];
};

/** The dispute over a lead that waits for its arbiter. */
export function openDispute(state: Pick<ClaimState, 'disputes'>, leadId: string): Dispute | undefined {
  return state.disputes.find(({ opened, ruling }) => opened.data.leadId === leadId && ruling === null);
}

/** Whether a content is argued over: nobody is granted a protection of it until the arbiter has spoken. */
export function contentDisputed({ disputes, filings }: ClaimState, content: string): boolean {
  return disputes.some(({ opened, ruling }) => ruling === null && filings.findLast(({ leadId }) => leadId === opened.data.leadId)?.content === content);
}

/**
 * The lead that stands in the way of another: of a unit that was named, else whoever holds the protection of its
 * content, else the first open filing of it. Undefined when nothing of this firm does.
 */
export function rivalOf({ filings }: ClaimState, own: Pick<Filing, 'leadId' | 'content' | 'unit'>, unit?: string): Filing | undefined {
  const standing = filings.filter((filing) => (filing.status === 'open' || filing.status === 'protected') && filing.leadId !== own.leadId && filing.unit !== own.unit && (unit === undefined || filing.unit === unit));
  const same = standing.filter(({ content }) => content === own.content);
  return same.find(({ status }) => status === 'protected') ?? same[0] ?? (unit === undefined ? undefined : standing[0]);
}

/** Opens a dispute over a standing filing of another unit, one at a time. */
export function dispute({ leadId, claimant, grounds, lateReason }: Extract<DisputeCommand, { type: 'DisputeLead' }>, filing: Filing, state: ClaimState, { evidence = [] }: ClaimFacts): Answer {
  if (filing.status === 'closed' || filing.status === 'aside') return refuse('dispute.nobody-holds', { leadId });
  if (filing.unit === claimant.unit || claimant.leadId === leadId) return refuse('dispute.own-lead', { unit: claimant.unit });
  if (openDispute(state, leadId)) return refuse('dispute.already-open', { leadId });
  const unknown = evidence.find(({ sha256 }) => sha256 === null);
  if (unknown) return refuse('dispute.unknown-document', { documentId: unknown.documentId });
  const stored = evidence.map(({ documentId, sha256 }) => ({ documentId, sha256: sha256 ?? '' }));
  return [{ type: 'LeadDisputed', data: { leadId, holder: filing.unit, content: filing.content, claimant, grounds: clear(grounds), evidence: stored, ...late(lateReason) } }];
}

/** Ends a dispute: the arbiter belongs to neither side and had no hand in either filing nor in the dispute (DOMAIN 4). */
export function arbitrate({ leadId, ruling, reasons, lateReason }: Extract<DisputeCommand, { type: 'ArbitrateDispute' }>, filing: Filing, state: ClaimState, { on, arbiter, registrants = [] }: ClaimFacts): Answer {
  const open = openDispute(state, leadId);
  if (!open) return refuse('dispute.none-open', { leadId });
  const { opened } = open;
  if (on < opened.on) return refuse('dispute.before-it-was-opened', { on, openedOn: opened.on });
  const { claimant, holder } = opened.data;
  if (!arbiter || (arbiter.unit !== null && [holder, filing.unit, claimant.unit].includes(arbiter.unit))) return refuse('dispute.arbiter-of-a-side', { unit: arbiter?.unit ?? null });
  if ([arbiter.account, arbiter.onBehalfOf].some((account) => account !== undefined && [opened.account, ...registrants].includes(account))) return refuse('dispute.arbiter-involved');
  const credit = creditOf(ruling);
  if (ruling.outcome === 'shared' && (credit.holder + credit.claimant !== 100 || credit.holder === 0 || credit.claimant === 0)) return refuse('dispute.credit-split', { sum: credit.holder + credit.claimant });
  return [{ type: 'DisputeArbitrated', data: { leadId, dispute: opened.id, outcome: ruling.outcome, holder: filing.unit, claimant, credit, reasons: clear(reasons), ...late(lateReason) } }];
}

/** The disputes of a claim after one more event of theirs. */
export function evolveDisputes(disputes: readonly Dispute[], event: Happened<Extract<ClaimEvent, { type: 'LeadDisputed' | 'DisputeArbitrated' }>>): readonly Dispute[] {
  const { id, occurredOn: on, recordedAt, actor } = event;
  const entry = { id, on, recordedAt, account: actor.account };
  if (event.type === 'LeadDisputed') return [...disputes, { opened: { ...entry, data: event.data }, ruling: null }];
  return disputes.map((each) => (each.opened.id === event.data.dispute ? { ...each, ruling: { ...entry, data: event.data } } : each));
}

function creditOf(ruling: Ruling): { holder: number; claimant: number } {
  if (ruling.outcome === 'shared') return ruling.credit;
  return ruling.outcome === 'moved' ? { holder: 0, claimant: 100 } : { holder: 100, claimant: 0 };
}

const late = (reason: string | undefined): { lateReason?: ReturnType<typeof clear> } => (reason === undefined ? {} : { lateReason: clear(reason) });
