import type { Happened } from '#event-store';
import type { Day } from '#measures';
import type { LeadData, LeadEvent } from './lead.events.ts';

/** Where a lead stands in its own stream; that it is protected is known to the claim of its firm. */
export type LeadStatus = 'none' | 'registered' | 'triaged' | 'negotiating' | 'ended' | 'pool' | 'rejected' | 'withdrawn' | 'lost';

/** The data of one event with what a reader needs to open its secrets, and when it happened. */
export type Entry<D> = { readonly id: string; readonly type: LeadEvent['type']; readonly on: Day; readonly recordedAt: string; readonly account: string; readonly data: D };

export type TransferOffer = { readonly from: string; readonly to: string; readonly credit: { readonly from: number; readonly to: number } };

export type LeadState = {
  readonly status: LeadStatus;
  /** The unit that holds the lead; null in the pool. */
  readonly unit: string | null;
  /** The day of the last change of standing, holder or offer: what changes it again cannot have happened before. */
  readonly since: Day | null;
  /** The account that registered it. */
  readonly registrant: string | null;
  readonly offer: TransferOffer | null;
  /** Transfers that took place, with the credit split of each in whole percent. */
  readonly transfers: readonly (TransferOffer & { readonly on: Day })[];
  readonly accepted: { readonly on: Day } | null;
  /** The leads of others that are disputed on the strength of this filing, and the firm in whose claim. */
  readonly raised: readonly { readonly against: string; readonly enterpriseId: string }[];
  readonly registered: Entry<LeadData<'LeadRegistered'>> | null;
  /** Everything after the registration, as the log has it. */
  readonly entries: readonly Entry<LeadEvent['data']>[];
};

/** A lead nobody registered. */
export const noLead: LeadState = { status: 'none', unit: null, since: null, registrant: null, offer: null, transfers: [], accepted: null, raised: [], registered: null, entries: [] };

/** Folds one event of a lead's stream. */
export function evolveLead(state: LeadState, event: Happened<LeadEvent>): LeadState {
  const entry = { id: event.id, type: event.type, on: event.occurredOn, recordedAt: event.recordedAt, account: event.actor.account };
  if (event.type === 'LeadRegistered') {
    return { ...noLead, status: 'registered', since: entry.on, unit: event.data.unit, registrant: event.actor.account, registered: { ...entry, data: event.data } };
  }
  // Nothing changes with the lead when another is disputed on the strength of it.
  if (event.type === 'DisputeRaised') return { ...state, raised: [...state.raised, event.data], entries: [...state.entries, { ...entry, data: event.data }] };
  const next = { ...state, since: entry.on, entries: [...state.entries, { ...entry, data: event.data }] };
  switch (event.type) {
    case 'LeadTriaged':
      return triaged(next, event);
    case 'LeadTransferOffered':
      return { ...next, offer: { from: event.data.from, to: event.data.to, credit: event.data.credit } };
    case 'LeadTransferAccepted': {
      const { from, to, credit } = event.data;
      return { ...next, unit: to, offer: null, transfers: [...state.transfers, { from, to, credit, on: event.occurredOn }] };
    }
    case 'LeadReassigned':
      return { ...next, unit: event.data.to, offer: null };
    case 'LeadTransferDeclined':
      return { ...next, offer: null };
    case 'LeadWithdrawn':
      return { ...next, status: 'withdrawn', offer: null };
    case 'LeadLost':
      return { ...next, status: 'lost', offer: null };
    case 'LeadReturnedToPool':
      return { ...next, status: 'pool', unit: null, offer: null };
    case 'LeadTaken':
      return { ...next, status: 'triaged', unit: event.data.unit };
    case 'NegotiationOpened':
      return { ...next, status: 'negotiating', offer: null };
    case 'NegotiationEnded':
      return { ...next, status: 'ended' };
    case 'NegotiationResumed':
      return { ...next, status: 'negotiating' };
    default:
      return state;
  }
}

function triaged(state: LeadState, { data, occurredOn }: Extract<Happened<LeadEvent>, { type: 'LeadTriaged' }>): LeadState {
  if (data.outcome === 'accept') return { ...state, status: 'triaged', accepted: { on: occurredOn } };
  if (data.outcome === 'reject') return { ...state, status: 'rejected', offer: null };
  return { ...state, unit: data.unit ?? state.unit, offer: null };
}
