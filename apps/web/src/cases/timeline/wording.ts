import type { HistoryEvent } from '../../api/answers.ts';
import type { Texts } from '../../texts/index.ts';
import { factsOf } from '../facts.ts';

/** What kinds of event a timeline can be narrowed to. */
export const FAMILIES = ['lead', 'protection', 'contact', 'talks', 'decision', 'agreement', 'promise', 'delivery', 'standing'] as const;
export type Family = (typeof FAMILIES)[number];

const FAMILY: Readonly<Record<string, Family>> = {
  LeadRegistered: 'lead', LeadTriaged: 'lead', LeadWithdrawn: 'lead', LeadLost: 'lead', LeadReturnedToPool: 'lead', LeadTaken: 'lead', NegotiationOpened: 'talks',
  LeadTransferOffered: 'standing', LeadTransferAccepted: 'standing', LeadTransferDeclined: 'standing',
  LeadDisputed: 'standing', DisputeArbitrated: 'standing', DisputeRaised: 'standing', LeadReassigned: 'standing', DealReassigned: 'standing',
  FurtherDealOpened: 'talks', LeadReopened: 'lead', DealMadeConfidential: 'standing', ConfidantAdded: 'standing', ConfidantRemoved: 'standing', ConfidentialityLifted: 'standing', LeadMerged: 'standing', MergeReverted: 'standing', AliasJoined: 'standing', AliasLeft: 'standing', FilingSetAside: 'protection', FilingRestored: 'protection', PriorFilingRecognised: 'protection',
  FilingLodged: 'protection', FilingTransferred: 'protection', FilingClosed: 'protection', ContentsMarkedSame: 'protection', ProtectionGranted: 'protection', ProtectionRenewed: 'protection', ProtectionExpired: 'protection', ProtectionReleased: 'protection',
  FollowUpRecorded: 'contact', CommentAdded: 'contact', DealCommentAdded: 'contact', DocumentAttached: 'agreement', EntryCorrected: 'standing',
  DealOpened: 'talks', RoundRecorded: 'talks', DealRevalued: 'talks',
  DossierSubmitted: 'decision', ReviewConcluded: 'decision', DecisionMade: 'decision', DecisionLapsed: 'decision',
  OpinionsRequested: 'decision', OpinionGiven: 'decision', AgendaItemAdded: 'decision', DossierOpened: 'decision', ItemConcluded: 'decision', ItemDecided: 'decision', OutcomeNotAdopted: 'decision',
  ConditionMet: 'decision', ConditionVerified: 'decision', ConditionRefused: 'decision',
  AgreementDrafted: 'agreement', AgreementSigned: 'agreement', AgreementAmended: 'agreement', AgreementTerminated: 'agreement',
  DealLost: 'standing', DealWithdrawn: 'standing', DealPutOnHold: 'standing', DealResumed: 'standing', DealReopened: 'standing', DealTransferOffered: 'standing', DealTransferAccepted: 'standing', DealTransferDeclined: 'standing',
};

const PROMISE = /^(Commitment|Promise|Clearance|Costing|DueDate|Fulfilment|Funds|Reservation|Clawback)/;

/** The family of a type of event; what is not named belongs to the delivery. */
export const familyOf = (type: string): Family => FAMILY[type] ?? (PROMISE.test(type) ? 'promise' : 'delivery');

/** What decides which sentence tells an event. */
const TURNS = ['outcome', 'decision', 'kind', 'cause'] as const;

/** What happened, in one sentence; the name of the event when no sentence is written for it. */
export function sentenceOf({ type, data }: Pick<HistoryEvent, 'type' | 'data'>, t: Texts): string {
  const facts = Object.fromEntries(factsOf(type, data, t).map(({ name, text }) => [name, text ?? t('text.erased')]));
  const turn = TURNS.map((name) => data[name]).find((value) => typeof value === 'string');
  const names = [...(typeof turn === 'string' ? [`${type}.${turn}`] : []), type];
  for (const name of names) {
    const template = t.code('say', name);
    if (template !== name) return fillOptional(template, facts);
  }
  return t.code('event', type);
}

/** Fills `{name}`s; a part in square brackets is left out when one of its facts is not there. */
export function fillOptional(template: string, facts: Readonly<Record<string, string>>): string {
  const fill = (text: string): string => text.replace(/\{([\w.-]+)\}/g, (_, name: string) => facts[name] ?? '—');
  const whole = (text: string): boolean => [...text.matchAll(/\{([\w.-]+)\}/g)].every(([, name]) => facts[name ?? ''] !== undefined);
  return fill(template.replace(/\[([^\]]*)\]/g, (_, part: string) => (whole(part) ? part : '')));
}

/** Who did it: account, unit and role, and for whom. */
export function actorText({ account, unit, role, onBehalfOf }: HistoryEvent['actor'], t: Texts): string {
  const who = [account, unit === null ? null : t.code('unit', unit), t.code('role', role)].filter((part) => part !== null).join(' · ');
  return onBehalfOf === undefined ? who : t('timeline.on-behalf', { who, other: onBehalfOf });
}

/** An event as the log has it: the members of its envelope in the order of their canonical form (RFC 8785), its texts opened. */
export function rawEvent(event: HistoryEvent): string {
  const { position: _position, ordinal: _ordinal, lateDays: _lateDays, restates: _restates, correctable: _correctable, ...envelope } = event;
  return JSON.stringify(sorted(envelope), null, 2);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  // RFC 8785 orders by UTF-16 code units, as a plain comparison does.
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)]));
}

export type Order = 'recorded' | 'happened';

/** Latest first by either clock; on one day the order of the log decides. */
export function ordered(events: readonly HistoryEvent[], by: Order): readonly HistoryEvent[] {
  const position = (event: HistoryEvent): number => event.position ?? 0;
  return events.toSorted((a, b) => (by === 'happened' && a.occurredOn !== b.occurredOn ? (a.occurredOn < b.occurredOn ? 1 : -1) : position(b) - position(a)));
}
