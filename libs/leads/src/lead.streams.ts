import { Inject, Injectable } from '@nestjs/common';
import { mayAccess, type Operation, requireAccess } from '#access';
import { type Actor, COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome, RefusedError } from '#event-store';
import { confidantsOf, knows } from '#confidentiality';
import { dealDecider, dealStream } from '#deals';
import { enterpriseDecider } from '#enterprises';
import { type ClaimCommand, claimDecider, type ClaimFacts, type ClaimState, filingOf } from './claim.decider.ts';
import { type ContactsCommand, contactsDecider, twoWayContacts } from './contacts.decider.ts';
import { openDispute } from './dispute.rules.ts';
import { type LeadCommand, leadDecider, type LeadFacts } from './lead.decider.ts';
import { LeadReactions } from './lead.reactions.ts';
import type { LeadState } from './lead.state.ts';
import { leadCommands, relationOf } from './lead.table.ts';

/** The commands on a claim that depend on how the lead itself stands. */
const ASKS_THE_LEAD: ReadonlySet<ClaimCommand['type']> = new Set<ClaimCommand['type']>(['GrantProtection', 'RenewProtection', 'ReleaseProtection', 'ExpireProtection', 'MarkSameContent']);

type Read<S> = { readonly state: S; readonly revision: number };

/** Whether an actor may see a lead: its holder's unit, its registrant, the unit it is offered to, any team while it is in the pool, and who sees everything. */
export function mayRead(actor: Actor, state: LeadState): boolean {
  const units = [state.unit, state.offer?.to ?? null, state.status === 'pool' ? actor.unit : null];
  const accounts = state.registrant === null ? [] : [state.registrant];
  return state.status !== 'none' && units.some((unit) => mayAccess(actor, 'lead.read', { unit, accounts }));
}

/** Refuses with 404 `lead.unknown` what the actor may not see. */
export function requireReadable(actor: Actor, id: string, state: LeadState): void {
  if (!mayRead(actor, state)) throw new RefusedError('not-found', 'lead.unknown', { id });
}

/** The three streams of a lead (its own, its firm's claim, its contacts) as handlers use them: permission, facts, decision, reactions. */
@Injectable()
export class LeadStreams {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    private readonly reactions: LeadReactions,
  ) {}

  lead(id: string): Promise<Read<LeadState>> {
    return this.runner.stateOf(`lead-${id}`, leadDecider);
  }

  claim(enterpriseId: string): Promise<Read<(typeof claimDecider)['initial']>> {
    return this.runner.stateOf(`claim-${enterpriseId}`, claimDecider);
  }

  contacts(caseId: string): Promise<Read<(typeof contactsDecider)['initial']>> {
    return this.runner.stateOf(`contacts-${caseId}`, contactsDecider);
  }

  /** The firm as a fact: whether it is registered, and its entry in the blacklist. */
  async enterprise(id: string): Promise<NonNullable<LeadFacts['enterprise']>> {
    const { state, revision } = await this.runner.stateOf(`enterprise-${id}`, enterpriseDecider);
    return { known: state.name !== null, blacklisted: state.blacklisted, revision };
  }

  /** The lead's own active protection as a fact. */
  async protection(id: string, enterpriseId: string): Promise<NonNullable<LeadFacts['protection']> | null> {
    const { state, revision } = await this.claim(enterpriseId);
    const protection = filingOf(state, id)?.protection;
    return protection ? { from: protection.from, until: protection.until, revision } : null;
  }

  /** The first two-way contact by a day as a fact, or the last. */
  async twoWayContact(id: string, by: string, which: 'first' | 'last'): Promise<NonNullable<ClaimFacts['lastContact']> | null> {
    const { state, revision } = await this.contacts(id);
    const contact = twoWayContacts(state, by).at(which === 'first' ? 0 : -1);
    return contact ? { ...contact, revision } : null;
  }

  /** The people named in a confidential lead; null when it is open to whoever the policy lets in. */
  confidants(id: string): Promise<readonly string[] | null> {
    return confidantsOf(this.runner, id);
  }

  /** Whether an actor may know of a lead at all. */
  knows(actor: Actor, id: string): Promise<boolean> {
    return knows(this.runner, actor, id);
  }

  /** Whether a formal agreement on the lead's first deal is signed and in force. */
  async signed(id: string): Promise<boolean> {
    const { state } = await this.runner.stateOf(dealStream(id), dealDecider);
    return state !== null && state.formal !== null && state.closedBy === null;
  }

  /** Whether an arbiter is yet to say whose the lead is. */
  async disputed(id: string, { registered }: LeadState): Promise<boolean> {
    return registered !== null && openDispute((await this.claim(registered.data.enterpriseId)).state, id) !== undefined;
  }

  /** Decides on the lead's own stream and sends what it causes; `facts` adds what the command needs from elsewhere. */
  async onLead(id: string, command: LeadCommand, context: CommandContext, facts?: (state: LeadState) => Promise<Partial<LeadFacts>>): Promise<Outcome> {
    const gather = async (state: LeadState): Promise<LeadFacts> => {
      this.permit(context.actor, id, command.type, state);
      return { on: context.occurredOn, actorUnit: context.actor.unit, disputed: await this.disputed(id, state), ...(await facts?.(state)) };
    };
    return this.reactions.after(await this.runner.handle({ stream: `lead-${id}`, decider: leadDecider, command, facts: gather, context }));
  }

  /** Decides on the claim of the lead's firm for somebody who may see the lead and do the operation. */
  async onLeadsClaim(id: string, command: ClaimCommand, operation: Operation, context: CommandContext, more?: (state: ClaimState) => Promise<Partial<ClaimFacts>>): Promise<Outcome> {
    const { state } = await this.lead(id);
    if (!state.registered) throw new RefusedError('not-found', 'lead.unknown', { id });
    return this.onClaim(state.registered.data.enterpriseId, command, context, () => {
      requireReadable(context.actor, id, state);
      requireAccess(context.actor, operation, { unit: state.unit });
    }, more);
  }

  /** Decides on a claim and sends what it causes; `permit` is asked after the repeat check, as facts are; `more` adds facts. */
  async onClaim(enterpriseId: string, command: ClaimCommand, context: CommandContext, permit: () => void = () => {}, more?: (state: ClaimState) => Promise<Partial<ClaimFacts>>): Promise<Outcome> {
    const facts = async (state: ClaimState): Promise<ClaimFacts> => {
      permit();
      return { ...(await this.claimFacts(command, context)), ...(await more?.(state)) };
    };
    return this.reactions.after(await this.runner.handle({ stream: `claim-${enterpriseId}`, decider: claimDecider, command, facts, context }));
  }

  /** Adds to the contacts of a lead. */
  onContacts(id: string, command: ContactsCommand, operation: Operation, context: CommandContext): Promise<Outcome> {
    const facts = async (): Promise<{ open: boolean; unit: string | null }> => {
      const { state } = await this.lead(id);
      requireReadable(context.actor, id, state);
      requireAccess(context.actor, operation, { unit: state.unit, accounts: [state.registrant ?? ''] });
      return { open: ['registered', 'triaged', 'negotiating'].includes(state.status), unit: context.actor.unit };
    };
    return this.runner.handle({ stream: `contacts-${id}`, decider: contactsDecider, command, facts, context });
  }

  private async claimFacts({ type, leadId }: ClaimCommand, { occurredOn: on, today }: CommandContext): Promise<ClaimFacts> {
    if (!ASKS_THE_LEAD.has(type)) return { on, today };
    const { state, revision } = await this.lead(leadId);
    const accepted = state.accepted && (state.status === 'triaged' || state.status === 'negotiating') ? { ...state.accepted, revision } : null;
    const lastContact = type === 'RenewProtection' ? await this.twoWayContact(leadId, on, 'last') : null;
    return { on, today, accepted, lastContact, negotiating: state.status === 'negotiating' };
  }

  private permit(actor: Actor, id: string, command: LeadCommand['type'], state: LeadState): void {
    const row = leadCommands[command];
    // What has no operation is sent by a reaction of the system alone; no route leads to it.
    if (!('operation' in row)) return;
    if (command !== 'RegisterLead') requireReadable(actor, id, state);
    requireAccess(actor, row.operation, relationOf(command, state));
  }
}
