import { type Decider, type Refusal, refuse } from '#event-store';
import { addDays, type Day } from '#measures';
import { type Clear, clear } from '#vault';
import type { UnitCommand } from './unit.commands.ts';
import type { MemberRole, UnitEvent, UnitKind } from './unit.events.ts';

/** A membership; `until` is the first day without. */
export type Membership = { readonly account: string; readonly role: MemberRole; readonly from: Day; readonly until: Day | null };

/** A unit with all its names and memberships, each with its days; `none` before it is established. */
export type UnitState =
  | { readonly is: 'none' }
  | {
      readonly is: 'established';
      readonly code: string;
      readonly kind: UnitKind;
      readonly from: Day;
      readonly names: readonly { readonly name: string; readonly from: Day }[];
      readonly closedOn: Day | null;
      readonly members: readonly Membership[];
    };

/** What the decider needs from outside: which unit is meant, and the day it happened. */
export type UnitFacts = { readonly code: string; readonly occurredOn: Day };

type Established = Extract<UnitState, { is: 'established' }>;
type Answer = readonly UnitEvent[] | Refusal;

/** The rules of a unit: it exists once, ends once, and nobody is in it twice on one day. */
export const unitDecider: Decider<UnitState, UnitCommand, UnitFacts, UnitEvent> = {
  initial: { is: 'none' },
  decide: (command, state, facts) => (command.type === 'EstablishUnit' ? establish(command, state, facts) : decideOn(command, state, facts)),
  evolve,
};

function establish({ type: _, from, lateReason, ...data }: Extract<UnitCommand, { type: 'EstablishUnit' }>, state: UnitState, { occurredOn }: UnitFacts): Answer {
  if (state.is !== 'none') return refuse('organisation.unit-exists', { code: data.code });
  return [{ type: 'UnitEstablished', data: { ...data, from: from ?? occurredOn, ...late(lateReason) } }];
}

function decideOn(command: Exclude<UnitCommand, { type: 'EstablishUnit' }>, state: UnitState, facts: UnitFacts): Answer {
  if (state.is === 'none') return refuse('organisation.unit-unknown', { code: facts.code });
  const effective = effectiveDay(command, facts);
  if (effective < state.from) return refuse('organisation.before-established', { on: effective, from: state.from });
  if (state.closedOn !== null && (command.type === 'CloseUnit' || effective > state.closedOn)) return refuse('organisation.unit-closed', { code: state.code, on: state.closedOn });
  switch (command.type) {
    case 'RenameUnit':
      return rename(command, state, effective);
    case 'CloseUnit':
      return close(command, state, effective);
    case 'AddMember':
      return add(command, state, effective);
    case 'RemoveMember':
      return remove(command, state, effective);
  }
}

function effectiveDay(command: Exclude<UnitCommand, { type: 'EstablishUnit' }>, { occurredOn }: UnitFacts): Day {
  if (command.type === 'CloseUnit') return command.on ?? occurredOn;
  if (command.type === 'RemoveMember') return command.until ?? occurredOn;
  return command.from ?? occurredOn;
}

function rename({ name, lateReason }: Extract<UnitCommand, { type: 'RenameUnit' }>, state: Established, from: Day): Answer {
  if (nameOn(state, from) === name) return refuse('organisation.same-name', {});
  return [{ type: 'UnitRenamed', data: { name, from, ...late(lateReason) } }];
}

/** Whoever is still in the unit leaves the day after its last. */
function close({ lateReason }: Extract<UnitCommand, { type: 'CloseUnit' }>, state: Established, on: Day): Answer {
  const later = state.members.find((member) => member.from > on);
  if (later) return refuse('organisation.already-member', { account: later.account, from: later.from });
  const after = addDays(on, 1);
  const leaving = state.members.filter((member) => member.until === null || member.until > after);
  return [
    ...leaving.map(({ account, role }): UnitEvent => ({ type: 'MemberLeft', data: { account, role, until: after } })),
    { type: 'UnitClosed', data: { on, ...late(lateReason) } },
  ];
}

/** Somebody who joins before a later membership of the same role would be in the unit twice. */
function add({ account, role, lateReason }: Extract<UnitCommand, { type: 'AddMember' }>, state: Established, from: Day): Answer {
  const clash = state.members.find((member) => member.account === account && member.role === role && (member.until === null || member.until > from));
  if (clash) return refuse('organisation.already-member', { account, from: clash.from > from ? clash.from : from });
  const joined: UnitEvent = { type: 'MemberJoined', data: { account, role, from, ...late(lateReason) } };
  // A late entry about a closed unit: what began before its end, ended with it.
  return state.closedOn === null ? [joined] : [joined, { type: 'MemberLeft', data: { account, role, until: addDays(state.closedOn, 1) } }];
}

function remove({ account, role, lateReason }: Extract<UnitCommand, { type: 'RemoveMember' }>, state: Established, until: Day): Answer {
  const open = state.members.find((member) => member.account === account && member.role === role && member.until === null);
  if (!open || until < open.from) return refuse('organisation.not-a-member', { account, on: until });
  return [{ type: 'MemberLeft', data: { account, role, until, ...late(lateReason) } }];
}

const late = (reason: string | undefined): { lateReason?: Clear } => (reason === undefined ? {} : { lateReason: clear(reason) });

function evolve(state: UnitState, event: UnitEvent): UnitState {
  if (event.type === 'UnitEstablished') {
    const { code, kind, from, name } = event.data;
    return state.is === 'none' ? { is: 'established', code, kind, from, names: [{ name, from }], closedOn: null, members: [] } : state;
  }
  if (state.is === 'none') return state;
  switch (event.type) {
    case 'UnitRenamed':
      return { ...state, names: [...state.names, { name: event.data.name, from: event.data.from }].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)) };
    case 'UnitClosed':
      return { ...state, closedOn: event.data.on };
    case 'MemberJoined':
      return { ...state, members: [...state.members, { account: event.data.account, role: event.data.role, from: event.data.from, until: null }] };
    case 'MemberLeft':
      return { ...state, members: state.members.map((member) => (leaves(member, event.data) ? { ...member, until: event.data.until } : member)) };
    default:
      return state;
  }
}

/** Also a stay that was to end later: closing the unit cuts it short. */
function leaves(member: Membership, { account, role, until }: { account: string; role: MemberRole; until: Day }): boolean {
  return member.account === account && member.role === role && member.from <= until && (member.until === null || member.until > until);
}

/** The name a unit had on a day; undefined before it was established. Of two names from one day the later entry counts. */
export function nameOn(state: UnitState, on: Day): string | undefined {
  return state.is === 'none' ? undefined : state.names.findLast(({ from }) => from <= on)?.name;
}

/** Who was in the unit on a day. */
export function membersOn(state: UnitState, on: Day): readonly Membership[] {
  return state.is === 'none' ? [] : state.members.filter(({ from, until }) => from <= on && (until === null || until > on));
}
