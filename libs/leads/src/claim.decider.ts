import type { Operation } from '#access';
import { type Decider, refuse, type Refusal } from '#event-store';
import { addDays, type Day } from '#measures';
import { clear } from '#vault';
import type { z } from 'zod';
import type { ClaimEvent, closingCode, releaseCode } from './claim.events.ts';
import { claimSettingsOn } from './claim.settings.ts';
import { arbitrate, contentDisputed, type Dispute, dispute, type DisputeCommand, type DisputeFacts, evolveDisputes, openDispute } from './dispute.rules.ts';
import { evolvePrior, type PriorCommand, type PriorFiling, recognise } from './prior.rules.ts';

/** One filing of a firm's project content; `content` is the key after everything the office marked as the same. */
export type Filing = {
  readonly leadId: string;
  readonly unit: string;
  readonly content: string;
  readonly title: string;
  readonly filedOn: Day;
  /** `aside`: its lead is merged into another. */
  readonly status: 'open' | 'protected' | 'closed' | 'aside';
  readonly protection: { readonly from: Day; readonly until: Day; readonly renewals: number; readonly settings: Day } | null;
  /** The event that overtook this filing while it was open; its data hold the reason, which both sides may read. */
  readonly overtakenBy: { readonly eventId: string; readonly unit: string; readonly data: unknown } | null;
};

export type ClaimState = {
  /** In the order they were lodged, or put by a recognition, which says who was first. */
  readonly filings: readonly Filing[];
  /** Content keys that were marked as the same, each to the key that stayed. */
  readonly sameAs: Readonly<Record<string, string>>;
  /** In the order they were opened. */
  readonly disputes: readonly Dispute[];
  /** Filings recognised as older than the system, which go before others that are first in the log. */
  readonly priors: readonly PriorFiling[];
};

export type ClaimCommand =
  | { readonly type: 'LodgeFiling'; readonly leadId: string; readonly unit: string; readonly content: string; readonly title: string }
  | { readonly type: 'TransferFiling'; readonly leadId: string; readonly to: string }
  | { readonly type: 'CloseFiling'; readonly leadId: string; readonly code: z.infer<typeof closingCode> }
  | { readonly type: 'MarkSameContent'; readonly leadId: string; readonly sameAs: string; readonly reason: string; readonly lateReason?: string }
  | { readonly type: 'GrantProtection'; readonly leadId: string; readonly overtakeReason?: string; readonly lateReason?: string }
  | { readonly type: 'RenewProtection'; readonly leadId: string; readonly lateReason?: string }
  | { readonly type: 'ReleaseProtection'; readonly leadId: string; readonly code: z.infer<typeof releaseCode>; readonly text?: string; readonly lateReason?: string }
  | { readonly type: 'ExpireProtection'; readonly leadId: string }
  | { readonly type: 'SetFilingAside'; readonly leadId: string; readonly into: string }
  | { readonly type: 'RestoreFiling'; readonly leadId: string }
  | PriorCommand
  | DisputeCommand;

/** What a claim needs from elsewhere, each with the revision of the stream it was read from. */
export type ClaimFacts = DisputeFacts & {
  /** The day the command happened. */
  readonly on: Day;
  readonly today: Day;
  /** The acceptance in the lead's stream; null when the lead is not accepted. */
  readonly accepted?: { readonly on: Day; readonly revision: number } | null;
  /** The latest two-way contact that happened by `on`, with the revision the contacts were read at. */
  readonly lastContact?: { readonly on: Day; readonly kind: string; readonly revision: number } | null;
  /** A negotiation is open: its deal holds the lead, whatever the day. */
  readonly negotiating?: boolean;
};

type On<T extends ClaimCommand['type']> = Extract<ClaimCommand, { type: T }>;

/** Which standing of the lead's filing each protection command fits, and its operation in the policy; `allowed` reads it too. */
export const claimCommands = {
  GrantProtection: { fits: 'open', operation: 'lead.protect' },
  RenewProtection: { fits: 'protected', operation: 'lead.protect' },
  ReleaseProtection: { fits: 'protected', operation: 'lead.protect' },
  // Only the rule that watches the days sends it.
  ExpireProtection: { fits: 'protected', operation: null },
} as const satisfies Partial<Record<ClaimCommand['type'], { readonly fits: Filing['status']; readonly operation: Operation | null }>>;

/** The filing that counts for a lead: its latest; a lead taken from the pool files anew. */
export function filingOf(state: ClaimState, leadId: string): Filing | undefined {
  return state.filings.findLast((filing) => filing.leadId === leadId);
}

/**
 * The rules among the filings of one firm: one active protection per content, granted to the earliest open filing in
 * the order of this stream, whenever it was triaged; whoever overtakes an earlier one says why.
 */
export const claimDecider: Decider<ClaimState, ClaimCommand, ClaimFacts, ClaimEvent> = {
  initial: { filings: [], sameAs: {}, disputes: [], priors: [] },

  decide(command, state, facts) {
    const filing = filingOf(state, command.leadId);
    if (command.type === 'LodgeFiling') return lodge(command, filing);
    if (!filing) return refuse('claim.unknown-filing', { leadId: command.leadId });
    if (facts.on < filing.filedOn) return refuse('claim.before-filing', { on: facts.on, filedOn: filing.filedOn });
    switch (command.type) {
      case 'TransferFiling':
        if (filing.unit === command.to) return [];
        return [{ type: 'FilingTransferred', data: { leadId: filing.leadId, from: filing.unit, to: command.to } }];
      case 'CloseFiling':
        return close(command, filing);
      case 'MarkSameContent':
        return markSame(command, filing, state);
      case 'SetFilingAside':
        return standing(filing) ? [{ type: 'FilingSetAside', data: { leadId: filing.leadId, into: command.into } }] : misfit(filing);
      case 'RestoreFiling':
        return restore(filing, state);
      case 'RecognisePriorFiling':
        return recognise(command, filing, state, facts);
      case 'DisputeLead':
        return dispute(command, filing, state, facts);
      case 'ArbitrateDispute':
        return arbitrate(command, filing, state, facts);
      default:
        if (filing.status !== claimCommands[command.type].fits) return misfit(filing);
        return protectionCommand(command, filing, state, facts);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'FilingLodged': {
        const { content, ...data } = event.data;
        const filing: Filing = { ...data, content: state.sameAs[content] ?? content, filedOn: event.occurredOn, status: 'open', protection: null, overtakenBy: null };
        return { ...state, filings: [...state.filings, filing] };
      }
      case 'FilingTransferred':
        return change(state, event.data.leadId, { unit: event.data.to });
      case 'FilingClosed':
      case 'ProtectionExpired':
      case 'ProtectionReleased':
        return change(state, event.data.leadId, { status: 'closed', protection: null });
      case 'ProtectionGranted': {
        const { leadId, from, until, settings, unit } = event.data;
        const granted = change(state, leadId, { status: 'protected', protection: { from, until, settings, renewals: 0 } });
        const overtakenBy = { eventId: event.id, unit, data: event.data };
        return (event.data.overtook?.leadIds ?? []).reduce((next, overtaken) => change(next, overtaken, { overtakenBy }), granted);
      }
      case 'ProtectionRenewed': {
        const protection = filingOf(state, event.data.leadId)?.protection;
        if (!protection) return state;
        return change(state, event.data.leadId, { protection: { ...protection, until: event.data.until, renewals: protection.renewals + 1 } });
      }
      case 'ContentsMarkedSame': {
        const { content, was } = event.data;
        const kept = (key: string): string => (key === was ? content : key);
        const sameAs = Object.fromEntries(Object.entries(state.sameAs).map(([key, to]) => [key, kept(to)]));
        return { ...state, sameAs: { ...sameAs, [was]: content }, filings: state.filings.map((filing) => ({ ...filing, content: kept(filing.content) })) };
      }
      case 'PriorFilingRecognised':
        return evolvePrior(state, event);
      case 'FilingSetAside':
        return change(state, event.data.leadId, { status: 'aside' });
      case 'FilingRestored': {
        const { leadId, standing: status } = event.data;
        return change(state, leadId, { status, ...(status === 'open' && { protection: null }) });
      }
      case 'LeadDisputed':
        return { ...state, disputes: evolveDisputes(state.disputes, event) };
      case 'DisputeArbitrated': {
        const { leadId, outcome, claimant } = event.data;
        const settled = { ...state, disputes: evolveDisputes(state.disputes, event) };
        // Like a transfer: the filing keeps its place and its protection.
        return outcome === 'moved' ? change(settled, leadId, { unit: claimant.unit }) : settled;
      }
      default:
        return state;
    }
  },
};

type Answer = readonly ClaimEvent[] | Refusal;

function lodge({ leadId, unit, content, title }: On<'LodgeFiling'>, filing: Filing | undefined): Answer {
  if (filing && filing.status !== 'closed') return refuse('claim.already-filed', { leadId });
  return [{ type: 'FilingLodged', data: { leadId, unit, content, title } }];
}

/** Back to where it stood, unless another filing of its content was protected meanwhile: then it waits its turn again. */
function restore(filing: Filing, state: ClaimState): Answer {
  if (filing.status !== 'aside') return refuse('claim.filing-stands', { leadId: filing.leadId });
  const back = filing.protection !== null && activeFor(state, filing.content) === undefined ? 'protected' : 'open';
  return [{ type: 'FilingRestored', data: { leadId: filing.leadId, standing: back } }];
}

function close({ code }: On<'CloseFiling'>, filing: Filing): Answer {
  if (!standing(filing)) return misfit(filing);
  if (filing.status === 'protected') return [{ type: 'ProtectionReleased', data: { ...held(filing), code } }];
  return [{ type: 'FilingClosed', data: { leadId: filing.leadId, code } }];
}

function markSame({ leadId, sameAs, reason, lateReason }: On<'MarkSameContent'>, filing: Filing, state: ClaimState): Answer {
  const other = filingOf(state, sameAs);
  if (!other) return refuse('claim.unknown-filing', { leadId: sameAs });
  if (other.content === filing.content) return refuse('claim.same-content-already', { leadId, sameAs });
  const both = [activeFor(state, filing.content), activeFor(state, other.content)].filter((active) => active !== undefined);
  if (both.length > 1) return refuse('claim.both-protected', { leadIds: both.map((active) => active.leadId) });
  return [{ type: 'ContentsMarkedSame', data: { leadId, sameAs, content: other.content, was: filing.content, reason: clear(reason), ...late(lateReason) } }];
}

function protectionCommand(command: On<keyof typeof claimCommands>, filing: Filing, state: ClaimState, facts: ClaimFacts): Answer {
  switch (command.type) {
    case 'GrantProtection':
      return grant(command, filing, state, facts);
    case 'RenewProtection':
      return renew(command, filing, facts);
    case 'ReleaseProtection': {
      if (openDispute(state, filing.leadId)) return refuse('claim.disputed', { leadId: filing.leadId });
      if (facts.negotiating === true) return refuse('claim.negotiation-open', { leadId: filing.leadId });
      if (filing.protection && facts.on < filing.protection.from) return refuse('claim.before-grant', { on: facts.on, from: filing.protection.from });
      const text = command.text === undefined ? {} : { text: clear(command.text) };
      return [{ type: 'ProtectionReleased', data: { ...held(filing), code: command.code, ...text, ...late(command.lateReason) } }];
    }
    case 'ExpireProtection': {
      const until = filing.protection?.until ?? '';
      if (openDispute(state, filing.leadId)) return refuse('claim.disputed', { leadId: filing.leadId });
      if (facts.negotiating === true) return refuse('claim.negotiation-open', { leadId: filing.leadId });
      if (facts.today <= until) return refuse('claim.not-yet-expired', { until, today: facts.today });
      return [{ type: 'ProtectionExpired', data: { ...held(filing), until }, occurredOn: addDays(until, 1) }];
    }
  }
}

function grant({ overtakeReason, lateReason }: On<'GrantProtection'>, filing: Filing, state: ClaimState, { on, accepted }: ClaimFacts): Answer {
  if (!accepted || accepted.on > on) return refuse('claim.not-accepted', { leadId: filing.leadId });
  if (contentDisputed(state, filing.content)) return refuse('claim.disputed', { leadId: filing.leadId });
  const active = activeFor(state, filing.content);
  if (active) return refuse('claim.already-protected', { leadId: active.leadId, unit: active.unit, until: active.protection?.until });
  const earlier = state.filings.slice(0, state.filings.lastIndexOf(filing)).filter(({ content, status }) => content === filing.content && status === 'open');
  const [first] = earlier;
  if (first && overtakeReason === undefined) return refuse('claim.earlier-filing-open', { leadId: first.leadId, unit: first.unit, filedOn: first.filedOn });
  if (!first && overtakeReason !== undefined) return refuse('claim.nothing-to-overtake', { leadId: filing.leadId });
  const { protectionDays, effectiveFrom } = claimSettingsOn(on);
  const overtook = overtakeReason === undefined ? {} : { overtook: { leadIds: earlier.map(({ leadId }) => leadId), reason: clear(overtakeReason) } };
  const period = { from: on, until: addDays(on, protectionDays), settings: effectiveFrom };
  return [{ type: 'ProtectionGranted', data: { ...held(filing), ...period, triage: { outcome: 'accept', ...accepted }, ...overtook, ...late(lateReason) } }];
}

function renew({ lateReason }: On<'RenewProtection'>, filing: Filing, { on, lastContact }: ClaimFacts): Answer {
  const protection = filing.protection;
  if (!protection) return misfit(filing);
  const { protectionDays, renewals, effectiveFrom } = claimSettingsOn(on);
  if (on > protection.until) return refuse('claim.protection-lapsed', { until: protection.until });
  if (protection.renewals >= renewals) return refuse('claim.renewals-used', { renewals });
  if (!lastContact || lastContact.on < protection.from) return refuse('claim.no-contact-since-grant', { since: protection.from });
  const until = addDays(protection.until, protectionDays);
  return [{ type: 'ProtectionRenewed', data: { ...held(filing), until, settings: effectiveFrom, contact: lastContact, ...late(lateReason) } }];
}

/** Whether a filing is one that others meet in the queue. */
const standing = ({ status }: Filing): boolean => status === 'open' || status === 'protected';

function misfit({ leadId, status }: Filing): Refusal {
  if (status === 'aside') return refuse('claim.filing-merged', { leadId });
  if (status === 'closed') return refuse('claim.filing-closed', { leadId });
  return status === 'open' ? refuse('claim.not-protected', { leadId }) : refuse('claim.protected-already', { leadId });
}

/** The filing that holds the protection of a content. */
function activeFor(state: ClaimState, content: string): Filing | undefined {
  return state.filings.find((filing) => filing.status === 'protected' && filing.content === content);
}

function change(state: ClaimState, leadId: string, by: Partial<Filing>): ClaimState {
  const index = state.filings.findLastIndex((filing) => filing.leadId === leadId);
  return index < 0 ? state : { ...state, filings: state.filings.map((filing, at) => (at === index ? { ...filing, ...by } : filing)) };
}

const held = ({ leadId, unit, content }: Filing): { leadId: string; unit: string; content: string } => ({ leadId, unit, content });
const late = (reason: string | undefined): { lateReason?: ReturnType<typeof clear> } => (reason === undefined ? {} : { lateReason: clear(reason) });

