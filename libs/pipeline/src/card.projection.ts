import { type DealEvent, stageAfter } from '#deals';
import type { DeliveryEvent } from '#delivery';
import type { Decided, RecordedEvent } from '#event-store';
import type { ClaimEvent, ContactsEvent, LeadEvent } from '#leads';
import { daysBetween, inFen, type Money } from '#measures';
import type { Place, TemporalProjection } from '#read-side';
import { type Card, noCard, POOL, type Stage } from './card.ts';
import { casesOf } from './case.ts';

type Of<E extends Decided> = E extends Decided<infer T, infer D> ? RecordedEvent<T, D> : never;
type CaseEvent = Of<LeadEvent | ClaimEvent | ContactsEvent | DealEvent | DeliveryEvent>;

/** The cards of all boards over both clocks: one per case, from its first filing to its last milestone. */
export const cardProjection: TemporalProjection<Card> = {
  table: 'cards',
  initial: noCard,
  entitiesOf: casesOf,
  evolve: (card, event) => enter(card, kept(card, changed(card, event as CaseEvent), event), event),
  place,
};

/** Where a card counts: nowhere before it is registered or while it is merged into another, in the pool when nobody holds it. */
export function place({ stage, unit, amount, mergedInto }: Card): Place | undefined {
  return stage === null || mergedInto !== null ? undefined : { stage, unit: unit ?? POOL, amount };
}

// Told in order of happening, something may follow a close that was entered late: a closed case stays closed until it
// is reopened, whatever else is told of it.
function kept(before: Card, after: Card, { type }: RecordedEvent): Card {
  if (before.stage !== 'closed' || type === 'DealReopened' || type === 'LeadReopened') return after;
  return { ...after, stage: 'closed', offeredTo: null, onHoldSince: null, reviewOn: null, protectedUntil: null };
}

// Entering another stage starts its clock anew; days on hold do not count as days in stage.
function enter(before: Card, after: Card, { occurredOn }: RecordedEvent): Card {
  if (after.stage === before.stage) return after;
  return { ...after, since: occurredOn, heldDays: 0, onHoldSince: after.onHoldSince === null ? null : occurredOn };
}

function changed(card: Card, event: CaseEvent): Card {
  switch (event.type) {
    case 'LeadRegistered': {
      const { title, investor, enterpriseId, kind, estimate, chain, link, source, unit } = event.data;
      return { ...card, stage: 'registered', unit, title, investor: investor.name, enterpriseId, kind, amount: fen(estimate), chain: chain ?? null, link: link ?? null, source };
    }
    case 'LeadTriaged':
      return triaged(card, event.data);
    case 'LeadTransferOffered':
    case 'DealTransferOffered':
      return { ...card, offeredTo: event.data.to };
    case 'LeadTransferDeclined':
    case 'DealTransferDeclined':
      return { ...card, offeredTo: null };
    case 'LeadTransferAccepted':
    case 'DealTransferAccepted':
      return { ...card, unit: event.data.to, offeredTo: null };
    case 'LeadReopened':
      return { ...card, stage: 'registered', unit: event.data.unit, closedAs: null, closedFor: null };
    case 'LeadMerged':
      return { ...card, mergedInto: event.data.into, offeredTo: null };
    case 'MergeReverted':
      return { ...card, mergedInto: null };
    case 'FilingRestored':
      return event.data.standing === 'open' ? unprotected(card) : card;
    case 'DisputeArbitrated':
      return event.data.outcome === 'moved' ? { ...card, unit: event.data.claimant.unit, offeredTo: null } : card;
    case 'LeadWithdrawn':
      return closed(card, 'withdrawn', event.data.code);
    case 'LeadLost':
      return closed(card, 'lost', event.data.code);
    case 'LeadReturnedToPool':
      return { ...unprotected(card), unit: null, offeredTo: null };
    case 'LeadTaken':
      return { ...card, stage: 'triaged', unit: event.data.unit };
    case 'ProtectionGranted':
      return { ...card, stage: card.stage === 'registered' || card.stage === 'triaged' ? 'protected' : card.stage, protectedUntil: event.data.until };
    case 'ProtectionRenewed':
      return { ...card, protectedUntil: event.data.until };
    case 'ProtectionExpired':
    case 'ProtectionReleased':
      return unprotected(card);
    case 'NegotiationOpened':
      return { ...card, stage: 'negotiating', unit: event.data.unit, offeredTo: null };
    case 'FollowUpRecorded':
      return { ...card, lastContactOn: event.occurredOn };
    default:
      return ofDeal(card, event);
  }
}

function ofDeal(card: Card, event: CaseEvent): Card {
  switch (event.type) {
    case 'DealOpened': {
      const { title, unit, kind, amount, chain, link, investor = card.investor, source = card.source, enterpriseId } = event.data;
      return { ...card, stage: 'negotiating', title, unit, investor, source, enterpriseId, kind, amount: named(amount, card), chain: chain ?? card.chain, link: link ?? card.link };
    }
    case 'RoundRecorded':
      return { ...card, rounds: card.rounds + 1 };
    case 'DealRevalued':
    case 'AgreementAmended':
      return { ...card, amount: fen(event.data.to) };
    case 'DossierSubmitted':
      return { ...moved(card, event), amount: named(event.data.dossier.totalInvestment, card) };
    case 'AgreementSigned':
      return event.data.kind === 'formal' ? { ...moved(card, event), amount: named(event.data.amount, card) } : card;
    case 'DealPutOnHold':
      return { ...card, onHoldSince: event.occurredOn, reviewOn: event.data.reviewOn };
    case 'DealResumed':
      return resumed(card, event.occurredOn);
    case 'DealLost':
      return closed(card, 'lost', event.data.code);
    case 'DealWithdrawn':
      return closed(card, 'withdrawn', event.data.code);
    case 'AgreementTerminated':
      return closed(card, 'terminated', event.data.code);
    case 'DealReopened':
      return { ...moved(card, event), closedAs: null, closedFor: null };
    case 'CompanyRegistered':
      return landed({ ...card, companyRegistered: true });
    case 'SiteSecured':
      return landed({ ...card, siteSecured: true });
    case 'ConstructionStarted':
      return { ...card, stage: 'started' };
    case 'ProductionStarted':
      return { ...card, stage: 'producing' };
    case 'CapacityReached':
      return { ...card, stage: 'at-capacity' };
    case 'Arrived':
      return { ...card, stage: 'arrived' };
    case 'Performing':
      return { ...card, stage: 'performing' };
    default:
      return moved(card, event);
  }
}

const fen = (money: Money | null | undefined): number => (money ? inFen(money) : 0);

/** An amount where one is named, else what the card had. */
const named = (money: Money | null | undefined, card: Card): number => (money ? inFen(money) : card.amount);

const moved = (card: Card, event: RecordedEvent): Card => ({ ...card, stage: (stageAfter(event) as Stage | undefined) ?? card.stage });

const closed = (card: Card, closedAs: string, closedFor: string): Card => ({ ...card, stage: 'closed', closedAs, closedFor, offeredTo: null, onHoldSince: null, reviewOn: null, protectedUntil: null });

const unprotected = (card: Card): Card => ({ ...card, stage: card.stage === 'protected' ? 'triaged' : card.stage, protectedUntil: null });

function triaged(card: Card, { outcome, unit, reason }: Extract<LeadEvent, { type: 'LeadTriaged' }>['data']): Card {
  if (outcome === 'reject') return closed(card, 'rejected', reason?.code ?? 'other');
  if (outcome === 'refer') return { ...card, unit: unit ?? card.unit, offeredTo: null };
  return { ...card, stage: card.stage === 'registered' ? 'triaged' : card.stage };
}

// The column 落地 is entered by the second of the two milestones, whichever comes last.
function landed(card: Card): Card {
  return card.companyRegistered && card.siteSecured && card.stage === 'signed' ? { ...card, stage: 'landed' } : card;
}

function resumed(card: Card, on: string): Card {
  const held = card.onHoldSince === null ? 0 : daysBetween(card.onHoldSince, on);
  return { ...card, heldDays: card.heldDays + held, onHoldSince: null, reviewOn: null };
}
