import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Outcome } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { filingOf } from './claim.decider.ts';
import { DUPLICATE_INDEX, type DuplicateIndexPort } from './duplicate-index.port.ts';
import type { LeadState } from './lead.state.ts';
import { LeadStreams } from './lead.streams.ts';
import { candidateOf } from './lead.suggestions.ts';
import { JoinAlias, LeaveAlias, MergeLead, RestoreFiling, RevertMerge, SetFilingAside } from './merge.commands.ts';
import type { MergeFacts } from './merge.rules.ts';

@CommandHandler(MergeLead)
export class MergeLeadHandler implements ICommandHandler<MergeLead, Outcome> {
  constructor(
    private readonly streams: LeadStreams,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(DUPLICATE_INDEX) private readonly index: DuplicateIndexPort,
  ) {}

  execute({ id, input, context }: MergeLead): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'MergeLead', input }, context, async (state) => {
      const facts = input.into === id ? null : await factsOf(this.streams, id, state, input.into);
      if (!facts || !state.registered || facts.survivor.enterpriseId === state.registered.data.enterpriseId) return { merge: facts };
      const { suggestions } = await this.index.suggest(await candidateOf(this.vault, id, state.registered));
      return { merge: { ...facts, suggested: suggestions.some(({ leadId }) => leadId === input.into) } };
    });
  }
}

@CommandHandler(RevertMerge)
export class RevertMergeHandler implements ICommandHandler<RevertMerge, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: RevertMerge): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'RevertMerge', input }, context, async (state) => ({ merge: state.merged ? await factsOf(this.streams, id, state, state.merged.into) : null }));
  }
}

/** What the streams say of a survivor and of the filings of both; null when there is no such lead. */
async function factsOf(streams: LeadStreams, id: string, alias: LeadState, into: string): Promise<MergeFacts | null> {
  const { state: survivor, revision } = await streams.lead(into);
  if (!survivor.registered || !alias.registered) return null;
  const { enterpriseId } = survivor.registered.data;
  const [disputed, signed, aliasClaim, survivorClaim] = await Promise.all([streams.disputed(into, survivor), streams.signed(into), streams.claim(alias.registered.data.enterpriseId), streams.claim(enterpriseId)]);
  const held = filingOf(survivorClaim.state, into)?.status === 'protected' || survivor.status === 'negotiating';
  const protectedAliasOnly = filingOf(aliasClaim.state, id)?.status === 'protected' && !held;
  return { survivor: { status: survivor.status, unit: survivor.unit, enterpriseId, revision }, disputed, signed, suggested: false, protectedAliasOnly };
}

@CommandHandler(JoinAlias)
export class JoinAliasHandler implements ICommandHandler<JoinAlias, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: JoinAlias): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'JoinAlias', input }, context);
  }
}

@CommandHandler(LeaveAlias)
export class LeaveAliasHandler implements ICommandHandler<LeaveAlias, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: LeaveAlias): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'LeaveAlias', input }, context);
  }
}

@CommandHandler(SetFilingAside)
export class SetFilingAsideHandler implements ICommandHandler<SetFilingAside, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: SetFilingAside): Promise<Outcome> {
    return this.streams.onClaim(id, { type: 'SetFilingAside', ...input }, context);
  }
}

@CommandHandler(RestoreFiling)
export class RestoreFilingHandler implements ICommandHandler<RestoreFiling, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: RestoreFiling): Promise<Outcome> {
    return this.streams.onClaim(id, { type: 'RestoreFiling', ...input }, context);
  }
}

/** Every handler of merges, for the module. */
export const mergeHandlers = [MergeLeadHandler, RevertMergeHandler, JoinAliasHandler, LeaveAliasHandler, SetFilingAsideHandler, RestoreFilingHandler];
