import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { mayAccess, requireAccess } from '#access';
import { DOCUMENTS, type DocumentStore } from '#documents';
import { type Actor, type CommandContext, eventIdOf, type Outcome, RefusedError } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { filingOf } from './claim.decider.ts';
import { ArbitrateDispute, DisputeLead, FollowArbitration, RaiseDispute } from './dispute.commands.ts';
import { type DisputeFacts, openDispute, rivalOf } from './dispute.rules.ts';
import { DUPLICATE_INDEX, type DuplicateIndexPort } from './duplicate-index.port.ts';
import type { LeadState } from './lead.state.ts';
import { LeadStreams, requireReadable } from './lead.streams.ts';
import { candidateOf } from './lead.suggestions.ts';

@CommandHandler(DisputeLead)
export class DisputeLeadHandler implements ICommandHandler<DisputeLead, Outcome> {
  constructor(
    private readonly streams: LeadStreams,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(DOCUMENTS) private readonly documents: DocumentStore,
    @Inject(DUPLICATE_INDEX) private readonly index: DuplicateIndexPort,
  ) {}

  async execute({ id, input, context }: DisputeLead): Promise<Outcome> {
    const { actor } = context;
    const { state: own } = await this.streams.lead(id);
    requireReadable(actor, id, own);
    const unit = own.unit ?? own.registered?.data.unit ?? '';
    requireAccess(actor, 'lead.dispute', { unit, accounts: [own.registrant ?? ''] });
    const leadId = (await this.sentBefore(own, context)) ?? (await this.target(id, own, unit, input.against, actor));
    const { state: disputed } = await this.streams.lead(leadId);
    const command = { type: 'DisputeLead', leadId, claimant: { leadId: id, unit }, grounds: input.grounds, evidence: input.evidence, ...(input.lateReason !== undefined && { lateReason: input.lateReason }) } as const;
    const facts = async (): Promise<DisputeFacts> => ({ evidence: await Promise.all(input.evidence.map((documentId) => this.stored(documentId, actor))) });
    return this.streams.onClaim(enterpriseOf(disputed, leadId), command, context, () => {}, facts);
  }

  /** A repeat finds the dispute it opened, whatever stands in the way of the filing by now. */
  private async sentBefore({ raised }: LeadState, { key }: CommandContext): Promise<string | undefined> {
    for (const { disputedId, enterpriseId } of raised) {
      const { state } = await this.streams.claim(enterpriseId);
      if (state.disputes.some(({ opened }) => opened.id === eventIdOf(key, `claim-${enterpriseId}`, 0))) return disputedId;
    }
    return undefined;
  }

  /** The lead in dispute: a team names only what stands against its own filing, in the claim of its firm or among the suggestions for it. */
  private async target(id: string, own: LeadState, unit: string, against: DisputeLead['input']['against'], actor: Actor): Promise<string> {
    if (!own.registered) throw new RefusedError('not-found', 'lead.unknown', { id });
    const { state: claim } = await this.streams.claim(own.registered.data.enterpriseId);
    const { suggestions } = await this.index.suggest(await candidateOf(this.vault, id, own.registered));
    if (against && 'leadId' in against) {
      const stands = claim.filings.some(({ leadId }) => leadId === against.leadId) || suggestions.some(({ leadId }) => leadId === against.leadId) || mayAccess(actor, 'lead.arbitrate');
      if (stands) return against.leadId;
      throw new RefusedError('not-found', 'lead.unknown', { id: against.leadId });
    }
    const filing = filingOf(claim, id) ?? { leadId: id, content: own.registered.data.contentKey, unit };
    const found = rivalOf(claim, { ...filing, unit }, against?.unit)?.leadId ?? suggestions.find((each) => each.unit !== null && each.unit !== unit && (against === undefined || each.unit === against.unit))?.leadId;
    if (found === undefined) throw new RefusedError('rule', 'dispute.nobody-holds', { leadId: id });
    return found;
  }

  private async stored(documentId: string, actor: Actor): Promise<{ documentId: string; sha256: string | null }> {
    const document = await this.documents.find(documentId);
    // Whoever may not read a document cannot show it to others by naming it.
    const readable = document && (document.account === actor.account || mayAccess(actor, 'deal.read', { unit: document.unit, accounts: [document.account] }));
    return { documentId, sha256: readable ? document.sha256 : null };
  }
}

@CommandHandler(ArbitrateDispute)
export class ArbitrateDisputeHandler implements ICommandHandler<ArbitrateDispute, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  async execute({ id, input, context }: ArbitrateDispute): Promise<Outcome> {
    requireAccess(context.actor, 'lead.arbitrate');
    const { state } = await this.streams.lead(id);
    const enterpriseId = enterpriseOf(state, id);
    const { reasons, lateReason, ...ruling } = input;
    const command = { type: 'ArbitrateDispute', leadId: id, ruling, reasons, ...(lateReason !== undefined && { lateReason }) } as const;
    return this.streams.onClaim(enterpriseId, command, context, () => {}, async (claim) => {
      const claimant = openDispute(claim, id)?.opened.data.claimant.leadId;
      const other = claimant === undefined ? null : (await this.streams.lead(claimant)).state;
      return { arbiter: context.actor, registrants: [state.registrant, other?.registrant ?? null].filter((account) => account !== null) };
    });
  }
}

@CommandHandler(RaiseDispute)
export class RaiseDisputeHandler implements ICommandHandler<RaiseDispute, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: RaiseDispute): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'RaiseDispute', input }, context);
  }
}

@CommandHandler(FollowArbitration)
export class FollowArbitrationHandler implements ICommandHandler<FollowArbitration, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: FollowArbitration): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'FollowArbitration', input }, context);
  }
}

/** Every handler of disputes, for the module. */
export const disputeHandlers = [DisputeLeadHandler, ArbitrateDisputeHandler, RaiseDisputeHandler, FollowArbitrationHandler];

function enterpriseOf({ registered }: LeadState, id: string): string {
  if (!registered) throw new RefusedError('not-found', 'lead.unknown', { id });
  return registered.data.enterpriseId;
}
