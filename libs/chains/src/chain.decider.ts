import { type Decider, type Refusal, refuse } from '#event-store';
import { clear } from '#vault';
import type { AddLink, AddSegment, ChangeLinkStatus, EstablishChain } from './chain.commands.ts';
import type { ChainEvent, LinkStatus } from './chain.events.ts';

/** A chain as far as its rules look: its segments, and the status of each link. `code` is null until it is established. */
export type ChainState = {
  readonly code: string | null;
  readonly segments: readonly string[];
  readonly links: Readonly<Record<string, LinkStatus>>;
};

export type ChainCommand =
  | { readonly type: 'EstablishChain'; readonly code: string; readonly input: EstablishChain['input'] }
  | { readonly type: 'AddSegment'; readonly input: AddSegment['input'] }
  | { readonly type: 'AddLink'; readonly input: AddLink['input'] }
  | { readonly type: 'ChangeLinkStatus'; readonly input: ChangeLinkStatus['input'] };

type Answer = readonly ChainEvent[] | Refusal;

/** The rules of a chain: segments and links are added once, where their codes say they belong; a status moves with a reason. */
export const chainDecider: Decider<ChainState, ChainCommand, undefined, ChainEvent> = {
  initial: { code: null, segments: [], links: {} },

  decide(command, state) {
    if (command.type === 'EstablishChain') {
      if (state.code !== null) return refuse('chain.already-established', { code: state.code });
      return [{ type: 'ChainEstablished', data: { code: command.code, name: command.input.name, ...late(command.input) } }];
    }
    if (state.code === null) return refuse('chain.unknown');
    switch (command.type) {
      case 'AddSegment':
        return addSegment(command.input, state.code, state);
      case 'AddLink':
        return addLink(command.input, state.code, state);
      case 'ChangeLinkStatus':
        return changeStatus(command.input, state);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ChainEstablished':
        return { ...state, code: event.data.code };
      case 'SegmentAdded':
        return { ...state, segments: [...state.segments, event.data.code] };
      case 'LinkAdded':
        return { ...state, links: { ...state.links, [event.data.code]: event.data.status } };
      case 'LinkStatusChanged':
        return { ...state, links: { ...state.links, [event.data.code]: event.data.to } };
      default:
        return state;
    }
  },
};

function addSegment({ lateReason, ...segment }: AddSegment['input'], chain: string, { segments }: ChainState): Answer {
  if (segment.code.replace(/\d+$/, '') !== chain) return refuse('chain.code-of-another', { code: segment.code, chain });
  if (segments.includes(segment.code)) return refuse('chain.segment-exists', { code: segment.code });
  return [{ type: 'SegmentAdded', data: { chain, ...segment, ...late({ lateReason }) } }];
}

function addLink({ lateReason, ...link }: AddLink['input'], chain: string, { segments, links }: ChainState): Answer {
  if (!segments.includes(link.segment)) return refuse('chain.segment-unknown', { code: link.segment });
  if (link.code.split('.')[0] !== link.segment) return refuse('chain.code-of-another', { code: link.code, chain: link.segment });
  if (link.code in links) return refuse('chain.link-exists', { code: link.code });
  return [{ type: 'LinkAdded', data: { chain, ...link, ...late({ lateReason }) } }];
}

function changeStatus({ code, from, to, reason, lateReason }: ChangeLinkStatus['input'], { links }: ChainState): Answer {
  const status = links[code];
  if (status === undefined) return refuse('chain.link-unknown', { code });
  if (status !== from) return refuse('chain.status-moved', { code, seen: from, status });
  if (status === to) return refuse('chain.same-status', { code, status });
  return [{ type: 'LinkStatusChanged', data: { code, from, to, reason: clear(reason), ...late({ lateReason }) } }];
}

const late = ({ lateReason }: { readonly lateReason?: string }): { lateReason?: ReturnType<typeof clear> } => (lateReason === undefined ? {} : { lateReason: clear(lateReason) });
