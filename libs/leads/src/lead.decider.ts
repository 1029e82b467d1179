import { type Decider, refuse, type Refusal } from '#event-store';
import { enterpriseIdOf, recordedCreditCode, refuseCreditCode } from '#enterprises';
import type { Day } from '#measures';
import { clear } from '#vault';
import { v5 as uuid } from 'uuid';
import type { z } from 'zod';
import type { ClaimSettings } from './claim.settings.ts';
import { contentKey } from './content-key.ts';
import type { FollowDealTransfer, LoseLead, OfferTransfer, OpenFurtherDeal, OpenNegotiation, RegisterLead, TriageLead, WithdrawLead } from './lead.commands.ts';
import type { LeadData, LeadEvent } from './lead.events.ts';
import { mergeLead, type MergeCommand, type MergeFacts, revertMerge } from './merge.rules.ts';
import { missingFor } from './lead.requirements.ts';
import { type Entry, evolveLead, type LeadState, noLead } from './lead.state.ts';
import { type overLimit, refuseTake } from './pool.decider.ts';
import { misfit, sentByPeople, waitsForArbiter } from './lead.table.ts';

type Late = { readonly lateReason?: string };
type Input<C extends { readonly input: z.ZodType }> = z.infer<C['input']>;

export type LeadCommand =
  | { readonly type: 'RegisterLead'; readonly input: Input<typeof RegisterLead>; readonly contactSubject: string }
  | { readonly type: 'TriageLead'; readonly input: Input<typeof TriageLead> }
  | { readonly type: 'OfferTransfer'; readonly input: Input<typeof OfferTransfer> }
  | { readonly type: 'AcceptTransfer'; readonly input: Late }
  | { readonly type: 'DeclineTransfer'; readonly input: Late & { readonly reason: string } }
  | { readonly type: 'FollowDealTransfer'; readonly input: Input<typeof FollowDealTransfer> }
  | { readonly type: 'WithdrawLead'; readonly input: Input<typeof WithdrawLead> }
  | { readonly type: 'LoseLead'; readonly input: Input<typeof LoseLead> }
  | { readonly type: 'ReturnLeadToPool'; readonly input: { readonly cause: 'expired' | 'released' | 'limit' } }
  | { readonly type: 'TakeLead'; readonly input: Late & { readonly unit?: string } }
  | { readonly type: 'EndNegotiation'; readonly input: { readonly outcome: 'lost' | 'withdrawn' | 'terminated' } }
  | { readonly type: 'ResumeNegotiation' }
  | MergeCommand
  | { readonly type: 'OpenFurtherDeal'; readonly id: string; readonly input: Input<typeof OpenFurtherDeal> }
  | { readonly type: 'ReopenLead'; readonly input: Late & { readonly reason: string } }
  | { readonly type: 'RaiseDispute'; readonly input: { readonly disputedId: string; readonly enterpriseId: string } }
  | { readonly type: 'FollowArbitration'; readonly input: { readonly to: string } }
  | { readonly type: 'OpenNegotiation'; readonly input: Input<typeof OpenNegotiation> };

/** What a lead needs from elsewhere, each with the revision of the stream it was read from. */
export type LeadFacts = {
  /** The day the command happened. */
  readonly on: Day;
  readonly actorUnit: string | null;
  /** The firm's stream: whether the firm is registered, and its entry in the blacklist. */
  readonly enterprise?: { readonly known: boolean; readonly blacklisted: { readonly ground: string; readonly since: Day } | null; readonly revision: number };
  /** How many possible duplicates were found; null when the check did not run; `ordinal` is that of the last event the index held. */
  readonly duplicates?: { readonly found: number; readonly ordinal: number } | null;
  /** The lead's own active protection. */
  readonly protection?: { readonly from: Day; readonly until: Day; readonly revision: number } | null;
  /** The first two-way contact by `on`. */
  readonly twoWayContact?: { readonly on: Day; readonly kind: string; readonly revision: number } | null;
  /** An arbiter is yet to say whose the lead is. */
  readonly disputed?: boolean;
  readonly merge?: MergeFacts | null;
  /** The rules of the pool on that day, and the limit that the unit would pass with one more lead. */
  readonly pool?: { readonly settings: Pick<ClaimSettings, 'effectiveFrom' | 'poolCooldownDays'>; readonly over: ReturnType<typeof overLimit> };
};

type On<T extends LeadCommand['type']> = Extract<LeadCommand, { type: T; input: unknown }>['input'];
type Registered = LeadData<'LeadRegistered'>;
type Answer = readonly LeadEvent[] | Refusal;

/** The rules of one lead, from its registration to the opening of a negotiation. */
export const leadDecider: Decider<LeadState, LeadCommand, LeadFacts, LeadEvent> = {
  initial: noLead,
  evolve: evolveLead,

  decide(command, state, facts) {
    const no = misfit(command.type, state);
    if (no) return no;
    if (command.type === 'RegisterLead') return register(command.input, command.contactSubject, facts);
    const { registered, unit } = state;
    if (!registered) return refuse('lead.unknown');
    if (facts.on < registered.on) return refuse('lead.before-registration', { on: facts.on, registeredOn: registered.on });
    // What the system makes of events elsewhere happened when they did; people's commands follow on what they change.
    if (sentByPeople(command.type) && state.since !== null && facts.on < state.since) return refuse('lead.before-its-standing', { on: facts.on, since: state.since });
    if (facts.disputed === true && (waitsForArbiter(command.type) || (command.type === 'TriageLead' && command.input.outcome !== 'accept'))) return refuse('lead.disputed');
    const { enterpriseId } = registered.data;
    switch (command.type) {
      case 'TriageLead':
        return triage(command.input, state, enterpriseId, facts);
      case 'OfferTransfer':
        return offer(command.input, unit ?? '');
      case 'AcceptTransfer':
        return state.offer ? [{ type: 'LeadTransferAccepted', data: { enterpriseId, ...state.offer, ...late(command.input) } }] : refuse('lead.no-transfer-offered');
      case 'DeclineTransfer': {
        if (!state.offer) return refuse('lead.no-transfer-offered');
        const { from, to } = state.offer;
        return [{ type: 'LeadTransferDeclined', data: { from, to, reason: clear(command.input.reason), ...late(command.input) } }];
      }
      case 'FollowDealTransfer':
        return [{ type: 'LeadTransferAccepted', data: { enterpriseId, ...command.input } }];
      case 'WithdrawLead': {
        const { code, text } = command.input;
        return [{ type: 'LeadWithdrawn', data: { enterpriseId, code, ...secret('text', text), ...late(command.input) } }];
      }
      case 'LoseLead': {
        const { text, lateReason: _, ...codes } = command.input;
        return [{ type: 'LeadLost', data: { enterpriseId, ...codes, ...secret('text', text), ...late(command.input) } }];
      }
      case 'ReturnLeadToPool':
        return [{ type: 'LeadReturnedToPool', data: { from: unit ?? '', cause: command.input.cause, ...(command.input.cause === 'limit' && { enterpriseId }) } }];
      case 'TakeLead':
        return take(command.input, state, registered.data, facts);
      case 'EndNegotiation':
        return [{ type: 'NegotiationEnded', data: { enterpriseId, outcome: command.input.outcome } }];
      case 'ResumeNegotiation': {
        const { title, contentKey: key } = registered.data;
        return [{ type: 'NegotiationResumed', data: { enterpriseId, unit: unit ?? '', title, contentKey: key } }];
      }
      case 'OpenFurtherDeal':
        return openFurther(command.id, command.input, state, registered.data);
      case 'ReopenLead': {
        const { title, contentKey: key } = registered.data;
        return [{ type: 'LeadReopened', data: { enterpriseId, unit: unit ?? registered.data.unit, title, contentKey: key, cycle: state.cycle + 1, was: state.status as 'rejected' | 'withdrawn' | 'lost', reason: clear(command.input.reason), ...late(command.input) } }];
      }
      case 'MergeLead':
        return mergeLead(command.input, state, enterpriseId, facts.merge ?? null);
      case 'RevertMerge':
        return revertMerge(command.input, state, enterpriseId, facts.merge ?? null);
      case 'JoinAlias':
        return state.aliases.some(({ alias }) => alias === command.input.alias) ? [] : [{ type: 'AliasJoined', data: command.input }];
      case 'LeaveAlias': {
        const joined = state.aliases.find(({ alias }) => alias === command.input.alias);
        return joined ? [{ type: 'AliasLeft', data: joined }] : [];
      }
      case 'RaiseDispute':
        return state.raised.some(({ disputedId }) => disputedId === command.input.disputedId) ? [] : [{ type: 'DisputeRaised', data: command.input }];
      case 'FollowArbitration':
        return unit === command.input.to ? [] : [{ type: 'LeadReassigned', data: { enterpriseId, from: unit ?? '', to: command.input.to } }];
      case 'OpenNegotiation':
        return openNegotiation(command.input, state, registered.data, facts);
    }
  },
};

function register(input: On<'RegisterLead'>, subject: string, facts: LeadFacts): Answer {
  const unit = input.unit ?? facts.actorUnit;
  const [missing] = missingFor({ ...input, investorName: input.investor.name, unit }, 'registered');
  if (missing) return refuse(missing.code, { field: missing.field });
  if (unit === null || (facts.actorUnit !== null && unit !== facts.actorUnit)) return refuse('lead.other-unit', { unit });
  const wrongCode = refuseCreditCode('lead', input.investor);
  if (wrongCode) return wrongCode;
  if (input.investor.enterpriseId !== undefined && facts.enterprise?.known !== true) return refuse('lead.unknown-enterprise', { enterpriseId: input.investor.enterpriseId });
  const blacklist = blacklistFinding(facts, input.overrideReason);
  if ('refused' in blacklist) return blacklist;
  const { title, content, kind, source, chain, link, estimate, investor, contact } = input;
  const data: Registered = {
    enterpriseId: investor.enterpriseId ?? enterpriseIdOf(investor),
    investor: { name: investor.name, ...recordedCreditCode(investor) },
    title, content, kind, source, chain, link, estimate, unit,
    contentKey: contentKey(input),
    origin: clear(input.origin),
    ...(contact && { contact: { name: clear(contact.name, subject), ...secret('phone', contact.phone, subject), ...secret('email', contact.email, subject), ...secret('title', contact.title, subject) } }),
    ...secret('note', input.note),
    blacklist,
    ...late(input),
  };
  return [{ type: 'LeadRegistered', data }];
}

function triage(input: On<'TriageLead'>, state: LeadState, enterpriseId: string, facts: LeadFacts): Answer {
  if (!facts.duplicates) return refuse('lead.duplicates-unchecked');
  const blacklist = input.outcome === 'accept' ? blacklistFinding(facts, input.overrideReason) : listing(facts);
  if ('refused' in blacklist) return blacklist;
  if (input.outcome === 'refer' && input.unit === state.unit) return refuse('lead.refer-to-self', { unit: input.unit });
  const checks = { duplicates: facts.duplicates, blacklist };
  const base = { enterpriseId, outcome: input.outcome, checks, ...late(input) };
  switch (input.outcome) {
    case 'accept':
      return [{ type: 'LeadTriaged', data: base }];
    case 'reject':
      return [{ type: 'LeadTriaged', data: { ...base, reason: { code: input.code, text: clear(input.text) } } }];
    case 'refer':
      return [{ type: 'LeadTriaged', data: { ...base, unit: input.unit, ...(input.text !== undefined && { reason: { text: clear(input.text) } }) } }];
  }
}

function offer({ to, credit, reason, ...rest }: On<'OfferTransfer'>, from: string): Answer {
  if (to === from) return refuse('lead.transfer-to-self', { unit: to });
  if (credit.from + credit.to !== 100) return refuse('lead.credit-split', { sum: credit.from + credit.to });
  return [{ type: 'LeadTransferOffered', data: { from, to, credit, ...secret('reason', reason), ...late(rest) } }];
}

function take(input: On<'TakeLead'>, state: LeadState, { enterpriseId, title, contentKey: key }: Registered, facts: LeadFacts): Answer {
  const unit = input.unit ?? facts.actorUnit;
  if (unit === null) return refuse('lead.unit-missing', { field: 'unit' });
  if (facts.actorUnit !== null && unit !== facts.actorUnit) return refuse('lead.other-unit', { unit });
  // Who was over a limit never held it: the former holder is the one before.
  const entry = state.entries.findLast((each) => each.type === 'LeadReturnedToPool' && (each.data as LeadData<'LeadReturnedToPool'>).cause !== 'limit') as Entry<LeadData<'LeadReturnedToPool'>> | undefined;
  const returned = entry ? { from: entry.data.from, on: entry.on } : null;
  // Whoever belongs to no unit assigns: the rules of the pool are for those who help themselves.
  const assigned = facts.actorUnit === null;
  const no = assigned || !facts.pool ? undefined : refuseTake(unit, returned, facts.pool.over, facts.on, facts.pool.settings);
  return no ?? [{ type: 'LeadTaken', data: { enterpriseId, unit, from: returned?.from ?? '', title, contentKey: key, ...(assigned && { assigned }), ...late(input) } }];
}

function openNegotiation({ needs, ...rest }: On<'OpenNegotiation'>, state: LeadState, registered: Registered, facts: LeadFacts): Answer {
  const { on, protection = null, twoWayContact = null } = facts;
  const active = protection && protection.from <= on && on <= protection.until ? protection : null;
  const checklist = {
    ...registered,
    investorName: registered.investor.name,
    unit: state.unit,
    accepted: state.accepted !== null && state.accepted.on <= on,
    protected: active !== null,
    twoWayContact: twoWayContact !== null && twoWayContact.on <= on,
    needs: Object.values(needs).some((need) => need !== undefined),
  };
  const [missing] = missingFor(checklist, 'negotiating');
  if (missing || !active || !twoWayContact || state.unit === null) return refuse(missing?.code ?? 'lead.not-protected', { field: missing?.field });
  const { enterpriseId, investor, title, content, kind, source, chain, link, estimate } = registered;
  const { other, ...figures } = needs;
  const data = { enterpriseId, investor: investor.name, unit: state.unit, title, content, kind, source, chain, link, estimate, needs: { ...figures, ...secret('other', other) }, protection: active, twoWayContact, ...late(rest) };
  return [{ type: 'NegotiationOpened', data }];
}

/** The n-th deal of a lead, the first being the one with the lead's own id; no two of them have one title. */
function openFurther(leadId: string, { lateReason, ...input }: On<'OpenFurtherDeal'>, { deals, unit }: LeadState, registered: Registered): Answer {
  const named = [registered.title, ...deals.map(({ title }) => title)].some((title) => contentKey({ title, content: '' }) === contentKey(input));
  if (named) return refuse('lead.deal-named-already', { title: input.title });
  const n = deals.length + 2;
  const { enterpriseId, investor, kind, source, chain, link } = registered;
  const own = { title: input.title, content: input.content, kind: input.kind ?? kind, source, chain: input.chain ?? chain, link: input.link ?? link, estimate: input.estimate };
  return [{ type: 'FurtherDealOpened', data: { enterpriseId, investor: investor.name, unit: unit ?? '', dealId: uuid(`deal/${n}`, leadId), n, ...own, ...(lateReason !== undefined && late({ lateReason })) } }];
}

/** The blacklist as read; a listed firm is refused unless somebody gave a reason to override it, which the event keeps. */
function blacklistFinding(facts: LeadFacts, overrideReason: string | undefined): Registered['blacklist'] | Refusal {
  const finding = listing(facts);
  if ('refused' in finding || !finding.listed) return finding;
  if (overrideReason === undefined) return refuse('lead.investor-blacklisted', { ground: finding.ground, since: finding.since });
  return { ...finding, override: clear(overrideReason) };
}

function listing({ enterprise }: LeadFacts): Registered['blacklist'] | Refusal {
  if (!enterprise) return refuse('lead.blacklist-unchecked');
  const { blacklisted, revision } = enterprise;
  return { listed: blacklisted !== null, ground: blacklisted?.ground, since: blacklisted?.since, revision };
}

function secret<K extends string>(name: K, text: string | undefined, subject?: string): { [P in K]?: ReturnType<typeof clear> } {
  return text === undefined ? {} : ({ [name]: clear(text, subject) } as { [P in K]: ReturnType<typeof clear> });
}

const late = ({ lateReason }: Late): { lateReason?: ReturnType<typeof clear> } => secret('lateReason', lateReason);
