import type { Actor, Happened } from '#event-store';
import type { Day, Money } from '#measures';
import { type AttractionKind, type DealStage, stageAfter } from './deal.columns.ts';
import type { DealEvent } from './deal.events.ts';

type EventName = DealEvent['type'];
type DataOf<Name extends EventName> = Extract<DealEvent, { type: Name }>['data'];

/** One thing that happened, as the state keeps it: who did it, the day it happened, and its data under its event's id. */
export type Entry<Name extends EventName> = { readonly id: string; readonly on: Day; readonly by: Actor; readonly data: DataOf<Name> };

/** A deal as its events have made it. What belongs to one cycle of talks starts anew when the deal is reopened. */
export type Deal = {
  readonly opened: Entry<'DealOpened'>;
  readonly kind: AttractionKind;
  readonly unit: string;
  readonly amount: Money | null;
  readonly stage: DealStage;
  /** The day it entered its stage. */
  readonly since: Day;
  readonly cycle: number;
  readonly hold: Entry<'DealPutOnHold'> | null;
  readonly offer: Entry<'DealTransferOffered'> | null;
  readonly rounds: readonly Entry<'RoundRecorded'>[];
  readonly drafts: readonly Entry<'AgreementDrafted'>[];
  readonly dossier: Entry<'DossierSubmitted'> | null;
  readonly review: Entry<'ReviewConcluded'> | null;
  readonly decision: Entry<'DecisionMade'> | null;
  readonly agreements: readonly Entry<'AgreementSigned'>[];
  readonly formal: Entry<'AgreementSigned'> | null;
  /** Signed supplementary agreements, each at its revision. */
  readonly amendments: readonly { readonly sha256: string; readonly on: Day; readonly revision: number }[];
  readonly closing: Entry<'DealLost' | 'DealWithdrawn' | 'AgreementTerminated'> | null;
  /** The revision at which it was closed. */
  readonly closedAt: number | null;
  /** What kind of closing it was; only what was never signed can be reopened. */
  readonly closedBy: 'DealLost' | 'DealWithdrawn' | 'AgreementTerminated' | null;
};

/** A stream without events holds no deal. */
export type DealState = Deal | null;

const freshCycle = { hold: null, dossier: null, review: null, decision: null, formal: null, closing: null, closedAt: null, closedBy: null, drafts: [], agreements: [], amendments: [] } as const;

/** What a deal is after one more event. */
export function evolve(deal: DealState, event: Happened<DealEvent>): DealState {
  if (event.type === 'DealOpened') return opened(event);
  if (!deal) return null;
  const stage = stageAfter(event) ?? deal.stage;
  return { ...deal, stage, since: stage === deal.stage ? deal.since : event.occurredOn, ...changed(deal, event) };
}

function opened(event: Extract<Happened<DealEvent>, { type: 'DealOpened' }>): Deal {
  const { kind, unit, amount = null } = event.data;
  return { opened: entry(event), kind, unit, amount, stage: 'negotiating', since: event.occurredOn, cycle: 1, offer: null, rounds: [], ...freshCycle };
}

function changed(deal: Deal, event: Happened<DealEvent>): Partial<Deal> {
  switch (event.type) {
    case 'RoundRecorded':
      return { rounds: [...deal.rounds, entry(event)] };
    case 'DealRevalued':
      return { amount: event.data.to };
    case 'AgreementAmended':
      return { amount: event.data.to, amendments: [...deal.amendments, { sha256: event.data.sha256, on: event.occurredOn, revision: event.revision }] };
    case 'DossierSubmitted':
      // Another dossier is another question: what was concluded and decided about the last one does not carry over.
      return { dossier: entry(event), review: null, decision: null, amount: event.data.dossier.totalInvestment ?? deal.amount };
    case 'ReviewConcluded':
      return { review: entry(event) };
    case 'AgreementDrafted':
      return { drafts: [...deal.drafts, entry(event)] };
    case 'DecisionMade':
      return { decision: entry(event) };
    case 'DecisionLapsed':
      return { review: null, decision: null };
    case 'AgreementSigned':
      return { agreements: [...deal.agreements, entry(event)], ...(event.data.kind === 'formal' && { formal: entry(event), amount: event.data.amount }) };
    case 'DealLost':
    case 'DealWithdrawn':
    case 'AgreementTerminated':
      return { closing: entry(event), closedAt: event.revision, closedBy: event.type, hold: null, offer: null };
    case 'DealPutOnHold':
      return { hold: entry(event) };
    case 'DealResumed':
      return { hold: null };
    case 'DealReopened':
      return { ...freshCycle, cycle: event.data.cycle };
    case 'DealTransferOffered':
      return { offer: entry(event) };
    case 'DealReassigned':
    case 'DealTransferAccepted':
      return { offer: null, unit: event.data.to };
    case 'DealTransferDeclined':
      return { offer: null };
    default:
      return {};
  }
}

function entry<Name extends EventName>({ id, occurredOn, actor, data }: { id: string; occurredOn: Day; actor: Actor; data: DataOf<Name> }): Entry<Name> {
  return { id, on: occurredOn, by: actor, data };
}
