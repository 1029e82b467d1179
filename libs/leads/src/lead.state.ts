import type { Happened } from '#event-store';
import type { Day } from '#measures';
import type { LeadData, LeadEvent } from './lead.events.ts';

/** Where a lead stands in its own stream; that it is protected is known to the claim of its firm. */
export type LeadStatus = 'none' | 'registered' | 'triaged' | 'negotiating' | 'ended' | 'pool' | 'rejected' | 'withdrawn' | 'lost' | 'merged';

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
  /** 1, and one more each time it was reopened. */
  readonly cycle: number;
  /** Whom the office referred it to, in order; the reason stands in the entry of that id. */
  readonly referrals: readonly { readonly id: string; readonly from: string | null; readonly to: string; readonly on: Day }[];
  /** The leads of others that are disputed on the strength of this filing, and the firm in whose claim. */
  readonly raised: readonly { readonly disputedId: string; readonly enterpriseId: string }[];
  /** The deals it became besides its first, which has its own id. */
  readonly deals: readonly { readonly id: string; readonly n: number; readonly title: string; readonly on: Day }[];
  /** The survivor it was merged into, and how it stood before. */
  readonly merged: { readonly into: string; readonly from: LeadStatus } | null;
  /** The filings that were merged into it. */
  readonly aliases: readonly LeadData<'AliasJoined'>[];
  readonly registered: Entry<LeadData<'LeadRegistered'>> | null;
  /** Everything after the registration, as the log has it. */
  readonly entries: readonly Entry<LeadEvent['data']>[];
};

/** A lead nobody registered. */
export const noLead: LeadState = { status: 'none', unit: null, since: null, registrant: null, offer: null, transfers: [], accepted: null, cycle: 1, referrals: [], raised: [], deals: [], merged: null, aliases: [], registered: null, entries: [] };

/** Folds one event of a lead's stream. */
export function evolveLead(state: LeadState, event: Happened<LeadEvent>): LeadState {
  const entry = { id: event.id, type: event.type, on: event.occurredOn, recordedAt: event.recordedAt, account: event.actor.account };
  if (event.type === 'LeadRegistered') {
    return { ...noLead, status: 'registered', since: entry.on, unit: event.data.unit, registrant: event.actor.account, registered: { ...entry, data: event.data } };
  }
  const told = { ...state, entries: [...state.entries, { ...entry, data: event.data }] };
  const next = { ...told, since: entry.on };
  switch (event.type) {
    case 'LeadTriaged':
      return triaged(next, event);
    case 'LeadTransferOffered':
      return { ...next, offer: { from: event.data.from, to: event.data.to, credit: event.data.credit } };
    case 'LeadTransferAccepted': {
      const { from, to, credit } = event.data;
      return { ...next, unit: to, offer: null, transfers: [...state.transfers, { from, to, credit, on: event.occurredOn }] };
    }
    case 'LeadReopened':
      return { ...next, status: 'registered', unit: event.data.unit, accepted: null, offer: null, cycle: event.data.cycle };
    case 'FurtherDealOpened':
      return { ...told, deals: [...state.deals, { id: event.data.dealId, n: event.data.n, title: event.data.title, on: entry.on }] };
    // Nothing changes with the lead when another is disputed on the strength of it, or merged into it.
    case 'DisputeRaised':
      return { ...told, raised: [...state.raised, event.data] };
    case 'AliasJoined':
      return { ...told, aliases: [...state.aliases, event.data] };
    case 'AliasLeft':
      return { ...told, aliases: state.aliases.filter(({ alias }) => alias !== event.data.alias) };
    case 'LeadMerged':
      return { ...next, status: 'merged', merged: { into: event.data.into, from: state.status }, offer: null };
    case 'MergeReverted':
      return { ...next, status: state.merged?.from ?? state.status, merged: null };
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

function triaged(state: LeadState, { id, data, occurredOn }: Extract<Happened<LeadEvent>, { type: 'LeadTriaged' }>): LeadState {
  if (data.outcome === 'accept') return { ...state, status: 'triaged', accepted: { on: occurredOn } };
  if (data.outcome === 'reject') return { ...state, status: 'rejected', offer: null };
  const to = data.unit ?? state.unit ?? '';
  return { ...state, unit: to, offer: null, referrals: [...state.referrals, { id, from: state.unit, to, on: occurredOn }] };
}
