import type { CommitmentEvent } from '#commitments';
import type { DealEvent } from '#deals';
import type { DeliveryEvent } from '#delivery';
import type { Decided, RecordedEvent } from '#event-store';
import type { ClaimEvent, LeadEvent } from '#leads';
import type { MeetingEvent, OpinionEvent } from '#reviews';
import type { Role } from '#access';
import type { NoticeFacts, NoticeKind, Subject } from './notice.kinds.ts';

type Of<E extends Decided> = E extends Decided<infer T, infer D> ? RecordedEvent<T, D> : never;
type NoticedEvent = Of<LeadEvent | ClaimEvent | DealEvent | DeliveryEvent | OpinionEvent | MeetingEvent | CommitmentEvent>;
type Named<T extends NoticedEvent['type']> = Extract<NoticedEvent, { type: T }>;

/**
 * Who is told: a unit's people, everybody of a role, a department, accounts by name, or whom the case names: the unit that
 * holds it, its service owner, the one whose report was judged. A `party` made the offer that is answered, and learns the
 * answer though the case is no longer its own; of the case itself it is shown nothing then.
 */
export type Audience =
  | { readonly unit: string; readonly party?: true }
  | { readonly role: Role }
  | { readonly department: string }
  | { readonly accounts: readonly string[] }
  | { readonly of: 'holder' | 'service-owner' | 'members' }
  | { readonly reporter: (earlier: Pick<RecordedEvent, 'type' | 'data'>) => boolean };

/** What is to be told, before anybody has asked who may read it. */
export type Draft = { readonly kind: NoticeKind; readonly subject: Subject; readonly facts: NoticeFacts; readonly to: readonly Audience[] };

const holder: Audience = { of: 'holder' };
const owner: Audience = { of: 'service-owner' };
const office: Audience = { role: 'office' };
const leader: Audience = { role: 'leader' };
const finance: Audience = { role: 'finance' };
const legal: Audience = { role: 'legal' };
const verifier: Audience = { role: 'verifier' };

const caseOf = ({ stream }: Pick<RecordedEvent, 'stream'>): Subject => ({ caseId: stream.slice(stream.indexOf('-') + 1) });
const deal = ({ data }: { readonly data: { readonly dealId: string } }): Subject => ({ caseId: data.dealId });
const lead = ({ data }: { readonly data: { readonly leadId: string } }): Subject => ({ caseId: data.leadId });
const tell = (kind: NoticeKind, subject: Subject, facts: NoticeFacts, ...to: readonly Audience[]): readonly Draft[] => [{ kind, subject, facts, to }];

const waiting = (subject: Subject, what: string, ...to: readonly Audience[]): readonly Draft[] => tell('report.waiting', subject, { what }, ...to);
const judged = (verdict: 'verified' | 'refused', subject: Subject, what: string, to: Audience): readonly Draft[] => tell(`report.${verdict}`, subject, { what }, to);
const verifiedMilestone = (event: Named<'CompanyRegistered' | 'SiteSecured' | 'ConstructionStarted' | 'ProductionStarted' | 'CapacityReached' | 'Arrived' | 'Performing'>): readonly Draft[] =>
  judged('verified', caseOf(event), event.data.particulars.kind, { accounts: [event.data.reportedBy] });
const ended = (kind: NoticeKind, event: Named<'DealLost' | 'DealWithdrawn' | 'AgreementTerminated'>): readonly Draft[] => tell(kind, caseOf(event), { code: event.data.code }, holder, office, owner);

/** Event type → what is told of it → to whom. What is not here is in the history of the case, and rings no bell. */
const rules: { readonly [T in NoticedEvent['type']]?: (event: Named<T>) => readonly Draft[] } = {
  LeadTriaged: (event) => {
    const { outcome, unit } = event.data;
    if (outcome === 'refer') return unit === undefined ? [] : tell('lead.referred', caseOf(event), { unit }, { unit });
    return tell(outcome === 'accept' ? 'lead.accepted' : 'lead.rejected', caseOf(event), {}, holder);
  },
  LeadReturnedToPool: (event) => (event.data.cause === 'released' ? tell('lead.released', caseOf(event), { unit: event.data.from }, { unit: event.data.from }) : []),
  ProtectionGranted: (event) => tell('protection.granted', lead(event), { until: event.data.until }, { unit: event.data.unit }),
  ProtectionExpired: (event) => tell('protection.expired', lead(event), { until: event.data.until }, { unit: event.data.unit }),

  LeadTransferOffered: (event) => offered(event),
  DealTransferOffered: (event) => offered(event),
  // A lead that follows its deal was offered and accepted as a deal.
  LeadTransferAccepted: (event) => (event.via === 'rule' ? [] : answered('transfer.accepted', event)),
  DealTransferAccepted: (event) => answered('transfer.accepted', event),
  LeadTransferDeclined: (event) => answered('transfer.declined', event),
  DealTransferDeclined: (event) => answered('transfer.declined', event),

  OpinionsRequested: (event) => tell('opinion.requested', caseOf(event), { dueOn: event.data.dueOn ?? null }, ...event.data.departments.map((department): Audience => ({ department }))),
  ReviewConcluded: (event) => tell('review.concluded', caseOf(event), { outcome: event.data.outcome }, holder),
  MeetingScheduled: (event) => tell('meeting.scheduled', meetingOf(event), { on: event.data.on, meeting: event.data.kind }, { accounts: event.data.members }, office),
  MeetingCancelled: (event) => tell('meeting.cancelled', meetingOf(event), {}, { of: 'members' }, office),
  DecisionMade: (event) => tell('decision.made', caseOf(event), { decision: event.data.decision }, holder, office, legal),
  DecisionLapsed: (event) => tell('decision.lapsed', caseOf(event), { because: event.data.because }, holder, office),
  AgreementSigned: (event) => tell('agreement.signed', caseOf(event), { agreement: event.data.kind }, holder, office, owner, ...(event.data.kind === 'formal' ? [finance, legal] : [])),

  DealPutOnHold: (event) => tell('deal.held', caseOf(event), { code: event.data.code, reviewOn: event.data.reviewOn }, holder, office),
  DealResumed: (event) => tell('deal.resumed', caseOf(event), {}, holder, office),
  DealLost: (event) => ended('deal.lost', event),
  DealWithdrawn: (event) => ended('deal.withdrawn', event),
  AgreementTerminated: (event) => ended('deal.terminated', event),

  MilestoneReported: (event) => waiting(caseOf(event), event.data.particulars.kind, verifier, finance),
  PaidInReported: (event) => waiting(caseOf(event), 'paid-in', verifier, finance),
  FulfilmentReported: (event) => waiting(deal(event), 'fulfilment', verifier, finance),
  ConditionMet: (event) => waiting(deal(event), 'condition', verifier, office),
  CompanyRegistered: verifiedMilestone,
  SiteSecured: verifiedMilestone,
  ConstructionStarted: verifiedMilestone,
  ProductionStarted: verifiedMilestone,
  CapacityReached: verifiedMilestone,
  Arrived: verifiedMilestone,
  Performing: verifiedMilestone,
  PaidInVerified: (event) => judged('verified', caseOf(event), 'paid-in', { accounts: [event.data.reportedBy] }),
  CommitmentFulfilled: (event) => judged('verified', deal(event), 'fulfilment', { accounts: [event.data.reportedBy] }),
  ConditionVerified: (event) => judged('verified', deal(event), 'condition', { accounts: [event.data.reportedBy] }),
  MilestoneRefused: (event) => judged('refused', caseOf(event), event.data.kind, reporter('MilestoneReported', ({ particulars }) => (particulars as { kind: string }).kind === event.data.kind)),
  PaidInRefused: (event) => judged('refused', caseOf(event), 'paid-in', reporter('PaidInReported', ({ reportId }) => reportId === event.data.reportId)),
  FulfilmentRefused: (event) => judged('refused', deal(event), 'fulfilment', reporter('FulfilmentReported', () => true)),
  ConditionRefused: (event) => judged('refused', deal(event), 'condition', reporter('ConditionMet', ({ itemId, condition }) => itemId === event.data.itemId && condition === event.data.condition)),

  CommitmentFellDue: (event) => tell('commitment.due', deal(event), { dueOn: event.data.dueOn }, holder, owner, finance),
  CommitmentOverdue: (event) => tell('commitment.overdue', deal(event), { dueOn: event.data.dueOn }, holder, owner, finance, office),
  CommitmentBreached: (event) => tell('commitment.breached', deal(event), {}, holder, owner, legal, office, leader),
};

const meetingOf = ({ stream }: Pick<RecordedEvent, 'stream'>): Subject => ({ meetingId: stream.slice('meeting-'.length) });

function offered(event: Named<'LeadTransferOffered' | 'DealTransferOffered'>): readonly Draft[] {
  const { from, to } = event.data;
  return tell('transfer.offered', caseOf(event), { from, to }, { unit: to });
}

function answered(kind: 'transfer.accepted' | 'transfer.declined', event: Named<'LeadTransferAccepted' | 'DealTransferAccepted' | 'LeadTransferDeclined' | 'DealTransferDeclined'>): readonly Draft[] {
  const { from, to } = event.data;
  return tell(kind, caseOf(event), { from, to }, { unit: from, party: true });
}

/** Whoever made the last report of a type that fits; a refusal does not name its reporter. */
function reporter(type: NoticedEvent['type'], fits: (data: Readonly<Record<string, unknown>>) => boolean): Audience {
  return { reporter: (earlier) => earlier.type === type && fits(earlier.data as Readonly<Record<string, unknown>>) };
}

/** What is told of an event, and to whom; nothing of most. */
export function draftsOf(event: RecordedEvent): readonly Draft[] {
  const rule = Object.hasOwn(rules, event.type) ? (rules[event.type as NoticedEvent['type']] as ((event: RecordedEvent) => readonly Draft[]) | undefined) : undefined;
  return rule?.(event) ?? [];
}

/** Kinds whose reader was a party to what happened: they stay when the case is no longer theirs to read. */
export const partyKinds: ReadonlySet<string> = new Set<NoticeKind>(['transfer.accepted', 'transfer.declined']);

/** The event types that are noticed, for the spec that holds them against the catalogue. */
export const noticedTypes: readonly string[] = Object.keys(rules);
