import { type DealEvent } from '#deals';
import { type DeliveryEvent, milestoneOf } from '#delivery';
import type { Decided, RecordedEvent } from '#event-store';
import type { ClaimEvent, ContactsEvent, LeadEvent } from '#leads';
import { daysBetween, inFen, type Money } from '#measures';
import { type TemporalProjection, temporalTables } from '#read-side';
import { type Card, noCard, POOL } from './card.ts';
import { cardProjection } from './card.projection.ts';
import { casesOf } from './case.ts';
import { type Credit, type Entry, givenBack, handedOver, noTrack, sharedOut, type Promised, standingOf, type Track } from './track.ts';

type Of<E extends Decided> = E extends Decided<infer T, infer D> ? RecordedEvent<T, D> : never;
type TrackEvent = Of<LeadEvent | ClaimEvent | ContactsEvent | DealEvent | DeliveryEvent>;

/** The tracks of all cases over both clocks: what figures are computed from. They stand on no board, so they make no totals. */
export const trackProjection: TemporalProjection<Track> = {
  table: 'tracks',
  initial: noTrack,
  entitiesOf: casesOf,
  evolve: (track, event) => moved(track, event as TrackEvent),
  place: () => undefined,
};

/** Binary JSON, since figures take single members out of a hundred thousand tracks. */
export const tracksSql = `${temporalTables('tracks')}
alter table tracks alter column state type jsonb using state::jsonb;
create index on tracks (entity) where known_to = 9007199254740991;
create index on tracks (entity) where known_to = 9007199254740991 and happened_to = '9999-12-31';
create index on tracks (known_to) where known_to < 9007199254740991;`;

/** What moves a case on in substance; remarks, assignments, offers and the clockwork of protection do not. */
const SUBSTANTIVE: ReadonlySet<string> = new Set([
  'LeadRegistered', 'LeadTriaged', 'LeadTransferAccepted', 'LeadTaken', 'LeadReopened', 'NegotiationOpened', 'FollowUpRecorded',
  'DealOpened', 'RoundRecorded', 'DealRevalued', 'DossierSubmitted', 'ReviewConcluded', 'AgreementDrafted', 'DecisionMade', 'AgreementSigned', 'AgreementAmended', 'DealResumed', 'DealReopened', 'DealTransferAccepted',
  'MilestoneReported', 'PaidInReported', 'PaidInVerified',
]);

/** The event as the card's own fold tells it, and what figures keep of it besides. */
function moved(track: Track, event: TrackEvent): Track {
  const before: Card = { ...noCard, ...standingOf(track as unknown as Card) };
  const after = cardProjection.evolve(before, event);
  const { credit, lent } = creditAfter(track, event);
  const entry = (amount: number): Entry => ({ on: event.occurredOn, at: event.position, unit: after.unit ?? POOL, amount, credit });
  const substantive = SUBSTANTIVE.has(event.type) || milestoneOf(event.type) !== undefined;
  return {
    ...track,
    ...standingOf(after),
    credit,
    lent,
    ...(substantive && { lastOn: event.occurredOn, lastAt: event.position }),
    ...(after.stage !== before.stage && passed(track, before, after, event, entry)),
    ...gained(track, before, after, event, entry),
  };
}

function passed(track: Track, before: Card, after: Card, { occurredOn, position }: RecordedEvent, entry: (amount: number) => Entry): Partial<Track> {
  const { stage } = after;
  const entered = stage === null || track.entered[stage] ? track.entered : { ...track.entered, [stage]: entry(after.amount) };
  if (before.stage === null) return { entered };
  const held = before.heldDays + (before.onHoldSince === null ? 0 : daysBetween(before.onHoldSince, occurredOn));
  const days = daysBetween(before.since!, occurredOn) - held;
  return { entered, stays: [...track.stays, { stage: before.stage, to: occurredOn, at: position, unit: before.unit ?? POOL, days }] };
}

function gained(track: Track, before: Card, after: Card, event: TrackEvent, entry: (amount: number) => Entry): Partial<Track> {
  const contracted = (): Partial<Track> => ({ contract: after.amount, signed: [...track.signed, entry(after.amount - (track.contract ?? 0))] });
  switch (event.type) {
    case 'DossierSubmitted':
      return { promised: promisedIn(event.data.dossier) };
    case 'AgreementSigned':
      return event.data.kind === 'formal' && before.stage !== 'closed' ? contracted() : {};
    case 'AgreementAmended':
      return track.contract !== null && before.stage !== 'closed' ? contracted() : {};
    case 'PaidInVerified':
      return { paidIn: [...track.paidIn, entry(inFen(event.data.amount))] };
    case 'SiteSecured': {
      // A fold never throws, whatever an event lacks.
      const { particulars } = event.data as Partial<typeof event.data>;
      return { landSecured: particulars?.kind === 'site-secured' ? (particulars.land ?? null) : null };
    }
    default:
      return {};
  }
}

const fen = (money: Money | undefined): number | null => (money ? inFen(money) : null);

function promisedIn({ totalInvestment, fixedInvestment, land, outputPerYear, taxPerYear }: Extract<DealEvent, { type: 'DossierSubmitted' }>['data']['dossier']): Promised {
  return { total: fen(totalInvestment), fixed: fen(fixedInvestment), land: land ?? null, output: fen(outputPerYear), tax: fen(taxPerYear) };
}

/** Whose achievement the case is after an event: split by transfers, rulings and merges, whole again for whoever takes it from the pool. */
function creditAfter(track: Track, event: TrackEvent): Pick<Track, 'credit' | 'lent'> {
  const { credit, lent, unit } = track;
  switch (event.type) {
    case 'AliasJoined': {
      const { alias, units, credit: split } = event.data;
      if (units.alias === null) return { credit, lent };
      const shared = sharedOut(credit, unit, { from: units.survivor, to: units.alias, kept: split.survivor });
      return { credit: shared.credit, lent: { ...lent, [alias]: shared.part } };
    }
    case 'AliasLeft': {
      const { alias, units } = event.data;
      const { [alias]: part = 0, ...others } = lent;
      return { credit: units.alias === null ? credit : givenBack(credit, unit, units.alias, part), lent: others };
    }
    case 'DisputeArbitrated': {
      const { outcome, holder, claimant, credit: split } = event.data;
      if (outcome === 'shared') return { credit: sharedOut(credit, unit, { from: holder, to: claimant.unit, kept: split.holder }).credit, lent };
      return { credit: outcome === 'moved' ? handedOver(credit, unit, { from: holder, to: claimant.unit, kept: 0 }) : credit, lent };
    }
    default:
      return { credit: handed(track, event), lent };
  }
}

/** As long as a case is a lead; from the talks on the lead only follows its deal, whose own event split the credit. */
const AS_LEAD: readonly (string | null)[] = ['registered', 'triaged', 'protected'];

function handed({ credit, unit, stage }: Track, event: TrackEvent): Credit {
  switch (event.type) {
    case 'LeadTriaged':
      return event.data.outcome === 'refer' && event.data.unit !== undefined && unit !== null ? handedOver(credit, unit, { from: unit, to: event.data.unit, kept: 0 }) : credit;
    case 'LeadTransferAccepted':
      return AS_LEAD.includes(stage) ? handedOver(credit, unit, { from: event.data.from, to: event.data.to, kept: event.data.credit.from }) : credit;
    case 'DealTransferAccepted':
      return handedOver(credit, unit, { from: event.data.from, to: event.data.to, kept: event.data.creditKept });
    case 'LeadRegistered':
    case 'LeadReturnedToPool':
    case 'LeadTaken':
      return null;
    case 'NegotiationOpened':
    case 'DealOpened':
      return event.data.unit === unit ? credit : null;
    default:
      return credit;
  }
}
