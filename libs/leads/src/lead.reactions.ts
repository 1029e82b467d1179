import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CLOCK, type Clock, COMMAND_RUNNER, type CommandContext, type CommandRunner, dayOf, type Outcome, reactionTo, type RecordedEvent, RefusedError } from '#event-store';
import { type Investor, RegisterEnterprise } from '#enterprises';
import type { Money } from '#measures';
import { type DealEvent, ReassignDeal } from '#deals';
import type { ClaimEvent } from './claim.events.ts';
import { FollowArbitration, RaiseDispute } from './dispute.commands.ts';
import { CloseFiling, EndNegotiation, FollowDealTransfer, LodgeFiling, ResumeNegotiation, ReturnLeadToPool, TransferFiling } from './lead.commands.ts';
import type { LeadData, LeadEvent } from './lead.events.ts';
import { EnterPoolTake } from './pool.commands.ts';
import type { PoolEvent } from './pool.events.ts';
import { JoinAlias, LeaveAlias, RestoreFiling, SetFilingAside } from './merge.commands.ts';

/** What a deal opens with; the deals slice takes exactly this. */
export type OpenDealInput = Pick<LeadData<'NegotiationOpened'>, 'enterpriseId' | 'unit' | 'title' | 'kind' | 'chain' | 'link'> & { readonly leadId: string; readonly amount?: Money; readonly investor?: string; readonly source?: string };

/** A command that an event of this slice causes; `step` is part of its key, so that it is sent once however often it is sent. */
export type LeadReaction =
  | { readonly kind: 'RegisterEnterprise'; readonly step: 'enterprise.register'; readonly id: string; readonly input: Investor }
  | { readonly kind: 'LodgeFiling'; readonly step: 'claim.lodge-filing'; readonly id: string; readonly input: LodgeFiling['input'] }
  | { readonly kind: 'TransferFiling'; readonly step: 'claim.transfer-filing'; readonly id: string; readonly input: TransferFiling['input'] }
  | { readonly kind: 'CloseFiling'; readonly step: 'claim.close-filing'; readonly id: string; readonly input: CloseFiling['input'] }
  | { readonly kind: 'ReturnLeadToPool'; readonly step: 'lead.return-to-pool'; readonly id: string; readonly input: ReturnLeadToPool['input'] }
  | { readonly kind: 'FollowDealTransfer'; readonly step: 'lead.follow-deal-transfer'; readonly id: string; readonly input: FollowDealTransfer['input'] }
  | { readonly kind: 'EndNegotiation'; readonly step: 'lead.end-negotiation'; readonly id: string; readonly input: EndNegotiation['input'] }
  | { readonly kind: 'ResumeNegotiation'; readonly step: 'lead.resume-negotiation'; readonly id: string; readonly input: ResumeNegotiation['input'] }
  | { readonly kind: 'RaiseDispute'; readonly step: 'lead.raise-dispute'; readonly id: string; readonly input: RaiseDispute['input'] }
  | { readonly kind: 'FollowArbitration'; readonly step: 'lead.follow-arbitration'; readonly id: string; readonly input: FollowArbitration['input'] }
  | { readonly kind: 'EnterPoolTake'; readonly step: 'pool.enter-take'; readonly id: string; readonly input: EnterPoolTake['input'] }
  | { readonly kind: 'JoinAlias'; readonly step: 'lead.join-alias'; readonly id: string; readonly input: JoinAlias['input'] }
  | { readonly kind: 'LeaveAlias'; readonly step: 'lead.leave-alias'; readonly id: string; readonly input: LeaveAlias['input'] }
  | { readonly kind: 'SetFilingAside'; readonly step: 'claim.set-filing-aside'; readonly id: string; readonly input: SetFilingAside['input'] }
  | { readonly kind: 'RestoreFiling'; readonly step: 'claim.restore-filing'; readonly id: string; readonly input: RestoreFiling['input'] }
  | { readonly kind: 'ReassignDeal'; readonly step: 'deal.reassign'; readonly id: string; readonly input: ReassignDeal['input'] }
  | { readonly kind: 'OpenDeal'; readonly step: 'deal.open'; readonly id: string; readonly input: OpenDealInput };

/**
 * The commands an event of a lead, claim or deal causes here, a pure table; none for other events. The first deal of a
 * lead has its id; what happens to later deals names no lead and is refused. The inline call after a
 * command and the process manager that makes up for a crash both read it.
 */
export function leadReactions({ stream, type, data }: Pick<RecordedEvent, 'stream' | 'type' | 'data'>): readonly LeadReaction[] {
  const event = { type, data } as LeadEvent | ClaimEvent | DealEvent | PoolEvent;
  // Of an event of a claim it is the firm.
  const leadId = stream.slice(stream.indexOf('-') + 1);
  switch (event.type) {
    case 'LeadRegistered': {
      const { enterpriseId: id, investor, unit, contentKey: content, title } = event.data;
      const { name, creditCode, checkDigitConfirmed } = investor;
      const firm = { name, ...(creditCode !== undefined && { creditCode }), ...(checkDigitConfirmed && { confirmCheckDigit: true }) };
      return [
        { kind: 'RegisterEnterprise', step: 'enterprise.register', id, input: firm },
        { kind: 'LodgeFiling', step: 'claim.lodge-filing', id, input: { leadId, unit, content, title } },
      ];
    }
    case 'LeadTaken': {
      const { enterpriseId: id, unit, contentKey: content, title, assigned = false } = event.data;
      return [
        { kind: 'LodgeFiling', step: 'claim.lodge-filing', id, input: { leadId, unit, content, title } },
        { kind: 'EnterPoolTake', step: 'pool.enter-take', id: unit, input: { leadId, assigned } },
      ];
    }
    case 'PoolTakeDeclined':
      return [{ kind: 'ReturnLeadToPool', step: 'lead.return-to-pool', id: event.data.leadId, input: { cause: 'limit' } }];
    case 'LeadReturnedToPool': {
      const { enterpriseId: id, cause } = event.data;
      return cause === 'limit' && id !== undefined ? [{ kind: 'CloseFiling', step: 'claim.close-filing', id, input: { leadId, code: 'withdrawn' } }] : [];
    }
    case 'LeadReopened':
    case 'NegotiationResumed': {
      const { enterpriseId: id, unit, contentKey: content, title } = event.data;
      return [{ kind: 'LodgeFiling', step: 'claim.lodge-filing', id, input: { leadId, unit, content, title } }];
    }
    case 'LeadTriaged': {
      const { enterpriseId: id, outcome, unit } = event.data;
      if (outcome === 'reject') return [{ kind: 'CloseFiling', step: 'claim.close-filing', id, input: { leadId, code: 'rejected' } }];
      if (outcome === 'refer' && unit !== undefined) return [{ kind: 'TransferFiling', step: 'claim.transfer-filing', id, input: { leadId, to: unit } }];
      return [];
    }
    case 'LeadTransferAccepted':
      return [{ kind: 'TransferFiling', step: 'claim.transfer-filing', id: event.data.enterpriseId, input: { leadId, to: event.data.to } }];
    case 'LeadWithdrawn':
      return [{ kind: 'CloseFiling', step: 'claim.close-filing', id: event.data.enterpriseId, input: { leadId, code: 'withdrawn' } }];
    case 'LeadLost':
      return [{ kind: 'CloseFiling', step: 'claim.close-filing', id: event.data.enterpriseId, input: { leadId, code: 'lost' } }];
    case 'NegotiationEnded':
      return [{ kind: 'CloseFiling', step: 'claim.close-filing', id: event.data.enterpriseId, input: { leadId, code: event.data.outcome } }];
    case 'NegotiationOpened': {
      const { enterpriseId, unit, title, kind, chain, link, estimate } = event.data;
      const given = { ...(chain !== undefined && { chain }), ...(link !== undefined && { link }), ...(estimate && { amount: estimate }) };
      return [{ kind: 'OpenDeal', step: 'deal.open', id: leadId, input: { leadId, enterpriseId, unit, title, kind, ...given } }];
    }
    case 'LeadDisputed':
      return [{ kind: 'RaiseDispute', step: 'lead.raise-dispute', id: event.data.claimant.leadId, input: { disputedId: event.data.leadId, enterpriseId: leadId } }];
    case 'DisputeArbitrated':
      return event.data.outcome === 'moved' ? [{ kind: 'FollowArbitration', step: 'lead.follow-arbitration', id: event.data.leadId, input: { to: event.data.claimant.unit } }] : [];
    case 'LeadMerged': {
      const { enterpriseId, into, units, credit } = event.data;
      return [
        { kind: 'JoinAlias', step: 'lead.join-alias', id: into, input: { alias: leadId, units, credit } },
        { kind: 'SetFilingAside', step: 'claim.set-filing-aside', id: enterpriseId, input: { leadId, into } },
      ];
    }
    case 'MergeReverted':
      return [
        { kind: 'LeaveAlias', step: 'lead.leave-alias', id: event.data.from, input: { alias: leadId } },
        { kind: 'RestoreFiling', step: 'claim.restore-filing', id: event.data.enterpriseId, input: { leadId } },
      ];
    case 'LeadReassigned':
      return [{ kind: 'ReassignDeal', step: 'deal.reassign', id: leadId, input: { to: event.data.to } }];
    case 'FurtherDealOpened': {
      const { dealId, enterpriseId, unit, title, kind, chain, link, estimate, investor, source } = event.data;
      const given = { ...(chain !== undefined && { chain }), ...(link !== undefined && { link }), ...(estimate && { amount: estimate }) };
      return [{ kind: 'OpenDeal', step: 'deal.open', id: dealId, input: { leadId, enterpriseId, unit, title, kind, ...given, investor, source } }];
    }
    case 'ProtectionExpired':
      return [{ kind: 'ReturnLeadToPool', step: 'lead.return-to-pool', id: event.data.leadId, input: { cause: 'expired' } }];
    case 'ProtectionReleased':
      return [{ kind: 'ReturnLeadToPool', step: 'lead.return-to-pool', id: event.data.leadId, input: { cause: 'released' } }];
    default:
      return ofDeal(leadId, event);
  }
}

function ofDeal(id: string, event: { readonly type: string; readonly data: unknown }): readonly LeadReaction[] {
  const { type, data } = event as DealEvent;
  switch (type) {
    case 'DealTransferAccepted':
      return [{ kind: 'FollowDealTransfer', step: 'lead.follow-deal-transfer', id, input: { from: data.from, to: data.to, credit: { from: data.creditKept, to: 100 - data.creditKept } } }];
    case 'DealLost':
      return [{ kind: 'EndNegotiation', step: 'lead.end-negotiation', id, input: { outcome: 'lost' } }];
    case 'DealWithdrawn':
      return [{ kind: 'EndNegotiation', step: 'lead.end-negotiation', id, input: { outcome: 'withdrawn' } }];
    case 'AgreementTerminated':
      return [{ kind: 'EndNegotiation', step: 'lead.end-negotiation', id, input: { outcome: 'terminated' } }];
    case 'DealReopened':
      return [{ kind: 'ResumeNegotiation', step: 'lead.resume-negotiation', id, input: {} }];
    default:
      return [];
  }
}

/** Makes the command that opens a deal. The application provides it under `OPEN_DEAL`, so that leads need not know deals. */
export type OpenDealFactory = (id: string, input: OpenDealInput, context: CommandContext) => object;

/** The injection token of the `OpenDealFactory`. */
export const OPEN_DEAL = Symbol('OpenDeal');

/** Sends the reactions to an event of this slice, each under its derived key: at once after a command, and as a process manager. */
@Injectable()
export class LeadReactions {
  /** The name of its cursor. */
  readonly name = 'leads';

  constructor(
    private readonly bus: CommandBus,
    @Inject(COMMAND_RUNNER) private readonly runner: Pick<CommandRunner, 'eventsOf'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(OPEN_DEAL) private readonly openDeal: OpenDealFactory,
  ) {}

  /** Sends what the last event of an outcome causes, and answers the outcome; commands of this slice append one event each. */
  async after(outcome: Outcome): Promise<Outcome> {
    const [event] = await this.runner.eventsOf(outcome.stream, outcome.revision);
    if (event) await this.react(event);
    return outcome;
  }

  /** Sends what an event causes. A rule's no settles a reaction (it was made already, or no longer applies); other errors are the caller's to retry. */
  async react(event: RecordedEvent): Promise<void> {
    const today = dayOf(this.clock.now());
    const sends = leadReactions(event).map((reaction) => () => this.send(reaction, reactionTo(event, reaction.step, today, this.clock.stamp())));
    // What the pool declines is closed again in the claim, so it has to be lodged there before.
    if (event.type === 'LeadTaken') for (const send of sends) await send();
    else await Promise.all(sends.map((send) => send()));
  }

  private async send(reaction: LeadReaction, context: CommandContext): Promise<void> {
    try {
      await this.bus.execute(this.commandOf(reaction, context));
    } catch (error) {
      if (!(error instanceof RefusedError) || error.kind !== 'rule') throw error;
    }
  }

  private commandOf({ kind, id, input }: LeadReaction, context: CommandContext): object {
    switch (kind) {
      case 'RegisterEnterprise':
        return new RegisterEnterprise(id, input, context);
      case 'LodgeFiling':
        return new LodgeFiling(id, input, context);
      case 'TransferFiling':
        return new TransferFiling(id, input, context);
      case 'CloseFiling':
        return new CloseFiling(id, input, context);
      case 'FollowDealTransfer':
        return new FollowDealTransfer(id, input, context);
      case 'EndNegotiation':
        return new EndNegotiation(id, input, context);
      case 'ResumeNegotiation':
        return new ResumeNegotiation(id, input, context);
      case 'ReturnLeadToPool':
        return new ReturnLeadToPool(id, input, context);
      case 'RaiseDispute':
        return new RaiseDispute(id, input, context);
      case 'FollowArbitration':
        return new FollowArbitration(id, input, context);
      case 'EnterPoolTake':
        return new EnterPoolTake(id, input, context);
      case 'JoinAlias':
        return new JoinAlias(id, input, context);
      case 'LeaveAlias':
        return new LeaveAlias(id, input, context);
      case 'SetFilingAside':
        return new SetFilingAside(id, input, context);
      case 'RestoreFiling':
        return new RestoreFiling(id, input, context);
      case 'ReassignDeal':
        return new ReassignDeal(id, input, context);
      case 'OpenDeal':
        return this.openDeal(id, input, context);
    }
  }
}
