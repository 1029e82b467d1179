import type { Operation } from '#access';
import { refuse, type Refusal } from '#event-store';
import type { LeadState, LeadStatus } from './lead.state.ts';

/** Which command fits which standing of a lead, which operation of the policy it is, and which unit it is about. */
type Row = {
  readonly fits: readonly LeadStatus[];
  /** Undefined for what only a reaction of the system sends. */
  readonly operation?: Operation;
  /** `holder`: the unit that has the lead; `offered`: the one it is offered to. */
  readonly by?: 'holder' | 'offered';
  /** Whether a transfer must be under offer, or must not. */
  readonly offer?: boolean;
  /** Whether it waits until a dispute over the lead is settled. */
  readonly settled?: true;
};

/** Read by the decider, and by `allowed` on the wire. */
export const leadCommands = {
  RegisterLead: { fits: ['none'], operation: 'lead.register' },
  TriageLead: { fits: ['registered'], operation: 'lead.triage' },
  OfferTransfer: { fits: ['registered', 'triaged'], operation: 'lead.transfer', by: 'holder', offer: false, settled: true },
  AcceptTransfer: { fits: ['registered', 'triaged'], operation: 'lead.transfer-accept', by: 'offered', offer: true, settled: true },
  DeclineTransfer: { fits: ['registered', 'triaged'], operation: 'lead.transfer-accept', by: 'offered', offer: true },
  FollowDealTransfer: { fits: ['negotiating', 'ended'] },
  EndNegotiation: { fits: ['negotiating'] },
  ResumeNegotiation: { fits: ['ended'] },
  WithdrawLead: { fits: ['registered', 'triaged'], operation: 'lead.withdraw', by: 'holder', settled: true },
  LoseLead: { fits: ['registered', 'triaged'], operation: 'lead.withdraw', by: 'holder', settled: true },
  ReturnLeadToPool: { fits: ['triaged'] },
  TakeLead: { fits: ['pool'], operation: 'lead.register' },
  RaiseDispute: { fits: ['registered', 'triaged', 'negotiating', 'ended', 'pool', 'rejected', 'withdrawn', 'lost', 'merged'] },
  FollowArbitration: { fits: ['registered', 'triaged', 'negotiating', 'ended'] },
  OpenFurtherDeal: { fits: ['negotiating', 'ended'], operation: 'lead.open-negotiation', by: 'holder', settled: true },
  ReopenLead: { fits: ['rejected', 'withdrawn', 'lost'], operation: 'lead.reopen', by: 'holder' },
  MergeLead: { fits: ['registered', 'triaged', 'pool', 'ended', 'rejected', 'withdrawn', 'lost'], operation: 'lead.merge', settled: true },
  RevertMerge: { fits: ['merged'], operation: 'lead.merge' },
  JoinAlias: { fits: ['registered', 'triaged', 'negotiating', 'ended', 'pool', 'rejected', 'withdrawn', 'lost', 'merged'] },
  LeaveAlias: { fits: ['registered', 'triaged', 'negotiating', 'ended', 'pool', 'rejected', 'withdrawn', 'lost', 'merged'] },
  OpenNegotiation: { fits: ['triaged'], operation: 'lead.open-negotiation', by: 'holder' },
} as const satisfies Readonly<Record<string, Row>>;

export type LeadCommandName = keyof typeof leadCommands;

/** False for what only a reaction of the system sends. */
export const sentByPeople = (command: LeadCommandName): boolean => 'operation' in leadCommands[command];

/** Whether a command waits until a dispute over the lead is settled. */
export const waitsForArbiter = (command: LeadCommandName): boolean => 'settled' in leadCommands[command];

/** Why a command does not fit a lead as it stands; undefined when it does. */
export function misfit(command: LeadCommandName, state: LeadState): Refusal | undefined {
  const { fits, offer }: Row = leadCommands[command];
  if (state.status === 'none' && command !== 'RegisterLead') return refuse('lead.unknown');
  if (state.status === 'negotiating' && !fits.includes('negotiating')) return refuse('lead.deal-open', { command });
  if (state.status === 'merged' && !fits.includes('merged')) return refuse('lead.merged', { into: state.merged?.into });
  if (!fits.includes(state.status)) return refuse('lead.not-at-this-stage', { command, status: state.status });
  if (offer === true && !state.offer) return refuse('lead.no-transfer-offered');
  if (offer === false && state.offer) return refuse('lead.transfer-pending', { to: state.offer.to });
  return undefined;
}

/** What the policy is asked about a command: the unit it is about, and the account that registered the lead. */
export function relationOf(command: LeadCommandName, state: LeadState): { unit?: string | null; accounts: readonly string[] } {
  const { by }: Row = leadCommands[command];
  const accounts = state.registrant === null ? [] : [state.registrant];
  if (by === undefined) return { accounts };
  return { unit: by === 'offered' ? (state.offer?.to ?? null) : state.unit, accounts };
}
