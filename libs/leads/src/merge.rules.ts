import { refuse, type Refusal } from '#event-store';
import { clear } from '#vault';
import type { z } from 'zod';
import type { LeadData, LeadEvent } from './lead.events.ts';
import type { LeadState, LeadStatus } from './lead.state.ts';
import type { MergeLead, RevertMerge } from './merge.commands.ts';

type Answer = readonly LeadEvent[] | Refusal;

export type MergeCommand =
  | { readonly type: 'MergeLead'; readonly input: z.infer<typeof MergeLead.input> }
  | { readonly type: 'RevertMerge'; readonly input: z.infer<typeof RevertMerge.input> }
  | { readonly type: 'JoinAlias'; readonly input: LeadData<'AliasJoined'> }
  | { readonly type: 'LeaveAlias'; readonly input: { readonly alias: string } };

/** The survivor as its streams have it, and what the index and the claims say of both; null when there is no such lead. */
export type MergeFacts = {
  readonly survivor: { readonly status: LeadStatus; readonly unit: string | null; readonly enterpriseId: string; readonly revision: number };
  readonly disputed: boolean;
  /** A formal agreement on the survivor's deal is signed. */
  readonly signed: boolean;
  /** The index suggests the survivor as a duplicate of the alias. */
  readonly suggested: boolean;
  /** The alias holds an active protection, and the survivor neither one nor a negotiation. */
  readonly protectedAliasOnly: boolean;
};

const RUNNING: readonly LeadStatus[] = ['registered', 'triaged', 'negotiating'];

/**
 * Two filings are one: this one becomes the alias of a running survivor, of the same firm or of one that the index
 * suggests. Nothing is merged under a dispute or a signed deal, and the protected filing is the one that survives.
 */
export function mergeLead({ into, credit, reason, lateReason }: z.infer<typeof MergeLead.input>, state: LeadState, enterpriseId: string, facts: MergeFacts | null): Answer {
  if (!facts) return refuse('merge.unknown-survivor', { into });
  const { survivor } = facts;
  if (state.aliases.length > 0) return refuse('merge.has-aliases', { aliases: state.aliases.map(({ alias }) => alias) });
  if (!RUNNING.includes(survivor.status) || survivor.unit === null) return refuse('merge.survivor-not-running', { status: survivor.status });
  if (facts.disputed) return refuse('merge.survivor-disputed', { into });
  if (facts.signed) return refuse('merge.signed', { into });
  const same = survivor.enterpriseId === enterpriseId;
  if (!same && !facts.suggested) return refuse('merge.not-suggested', { into });
  if (facts.protectedAliasOnly) return refuse('merge.alias-protected', { into });
  if (credit.survivor + credit.alias !== 100) return refuse('merge.credit-split', { sum: credit.survivor + credit.alias });
  if (credit.alias > 0 && (state.unit === null || state.unit === survivor.unit)) return refuse('merge.no-second-unit', { unit: survivor.unit });
  const units = { survivor: survivor.unit, alias: state.unit };
  return [{ type: 'LeadMerged', data: { enterpriseId, units, credit, into, basis: same ? 'same-enterprise' : 'suggestion', survivorRevision: survivor.revision, reason: clear(reason), ...late(lateReason) } }];
}

/** The alias stands again where it stood; not once the survivor's deal is signed, whose credit is settled. */
export function revertMerge({ reason, lateReason }: z.infer<typeof RevertMerge.input>, { merged }: LeadState, enterpriseId: string, facts: MergeFacts | null): Answer {
  if (!merged) return refuse('merge.not-merged');
  if (facts?.signed) return refuse('merge.signed', { into: merged.into });
  return [{ type: 'MergeReverted', data: { enterpriseId, from: merged.into, reason: clear(reason), ...late(lateReason) } }];
}

const late = (reason: string | undefined): { lateReason?: ReturnType<typeof clear> } => (reason === undefined ? {} : { lateReason: clear(reason) });
