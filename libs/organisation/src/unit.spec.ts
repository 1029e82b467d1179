import { describe, expect, it } from '@jest/globals';
import { type Happened, isRefusal } from '#event-store';
import type { UnitCommand } from './unit.commands.ts';
import { membersOn, nameOn, unitDecider, type UnitState } from './unit.decider.ts';
import { unitEvents, type UnitEvent } from './unit.events.ts';

const facts = { code: 'team1', occurredOn: '2026-03-01' };
const fold = (events: readonly UnitEvent[]): UnitState => events.reduce((state, event) => unitDecider.evolve(state, event as Happened<UnitEvent>), unitDecider.initial);
const given = (...events: readonly UnitEvent[]) => ({
  when: (command: UnitCommand) => unitDecider.decide(command, fold(events), facts),
  state: fold(events),
});
const refused = (code: string) => expect.objectContaining({ refused: code });

const established = (from = '2026-01-01'): UnitEvent => ({ type: 'UnitEstablished', data: { code: 'team1', name: '招商一队', kind: 'investment-team', from } });
const renamed = (name: string, from: string): UnitEvent => ({ type: 'UnitRenamed', data: { name, from } });
const joined = (account: string, from: string, role: 'member' | 'team-lead' = 'member'): UnitEvent => ({ type: 'MemberJoined', data: { account, role, from } });
const left = (account: string, until: string, role: 'member' | 'team-lead' = 'member'): UnitEvent => ({ type: 'MemberLeft', data: { account, role, until } });
const closed = (on: string): UnitEvent => ({ type: 'UnitClosed', data: { on } });

const establishUnit: UnitCommand = { type: 'EstablishUnit', code: 'team1', name: '招商一队', kind: 'investment-team' };
const add = (account: string, from?: string): UnitCommand => ({ type: 'AddMember', account, role: 'member', from });
const remove = (account: string, until?: string): UnitCommand => ({ type: 'RemoveMember', account, role: 'member', until });

describe('a unit', () => {
  it('is established from the day it happened', () => {
    expect(given().when(establishUnit)).toEqual([established('2026-03-01')]);
  });

  it('is established once', () => {
    expect(given(established()).when(establishUnit)).toEqual(refused('organisation.unit-exists'));
  });

  it.each<UnitCommand>([{ type: 'RenameUnit', name: '甲' }, { type: 'CloseUnit' }, add('li'), remove('li')])('takes no $type before it is established', (command) => {
    expect(given().when(command)).toEqual(refused('organisation.unit-unknown'));
  });

  it.each<UnitCommand>([{ type: 'RenameUnit', name: '甲', from: '2025-12-31' }, { type: 'CloseUnit', on: '2025-12-31' }, add('li', '2025-12-31'), remove('li', '2025-12-31')])('takes no $type from before its first day', (command) => {
    expect(given(established()).when(command)).toEqual(refused('organisation.before-established'));
  });

  it('keeps every name with its days, also one entered late', () => {
    const { state } = given(established(), renamed('招商一部', '2026-03-01'), renamed('招商一组', '2026-02-01'));
    expect(['2025-12-31', '2026-01-31', '2026-02-01', '2026-03-01'].map((day) => nameOn(state, day))).toEqual([undefined, '招商一队', '招商一组', '招商一部']);
  });

  it('is not renamed to the name it has', () => {
    expect(given(established()).when({ type: 'RenameUnit', name: '招商一队' })).toEqual(refused('organisation.same-name'));
  });
});

describe('members', () => {
  it('join from a day and leave on one, the first day without', () => {
    expect(given(established()).when(add('li', '2026-02-01'))).toEqual([joined('li', '2026-02-01')]);
    const { state } = given(established(), joined('li', '2026-02-01'), left('li', '2026-02-10'));
    expect(['2026-01-31', '2026-02-01', '2026-02-09', '2026-02-10'].map((day) => membersOn(state, day).length)).toEqual([0, 1, 1, 0]);
  });

  it('are in the unit once on any day, in one role', () => {
    expect(given(established(), joined('li', '2026-02-01')).when(add('li'))).toEqual(refused('organisation.already-member'));
    expect(given(established(), joined('li', '2026-02-01'), left('li', '2026-02-20')).when(add('li', '2026-02-10'))).toEqual(refused('organisation.already-member'));
    expect(given(established(), joined('li', '2026-02-01'), left('li', '2026-02-20')).when(add('li', '2026-02-20'))).toEqual([joined('li', '2026-02-20')]);
  });

  it('may lead as well, and stop leading without leaving', () => {
    const { state } = given(established(), joined('li', '2026-01-01'), joined('li', '2026-01-05', 'team-lead'), left('li', '2026-02-01', 'team-lead'));
    expect(membersOn(state, '2026-02-01').map(({ role }) => role)).toEqual(['member']);
  });

  it('leave only what they joined, and not before they did', () => {
    expect(given(established()).when(remove('li'))).toEqual(refused('organisation.not-a-member'));
    expect(given(established(), joined('li', '2026-02-01')).when(remove('li', '2026-01-31'))).toEqual(refused('organisation.not-a-member'));
    expect(given(established(), joined('li', '2026-02-01'), left('li', '2026-02-02')).when(remove('li'))).toEqual(refused('organisation.not-a-member'));
  });
});

describe('closing a unit', () => {
  it('lets its members leave the day after its last', () => {
    const answer = given(established(), joined('li', '2026-01-01'), joined('wang', '2026-01-01'), left('wang', '2026-02-01')).when({ type: 'CloseUnit', on: '2026-02-28' });
    expect(answer).toEqual([left('li', '2026-03-01'), closed('2026-02-28')]);
  });

  it('cuts short the stay of somebody who was to leave later', () => {
    const past = [established(), joined('li', '2026-01-01'), left('li', '2026-03-10')];
    const answer = given(...past).when({ type: 'CloseUnit', on: '2026-02-28' });
    expect(answer).toEqual([left('li', '2026-03-01'), closed('2026-02-28')]);
    const { state } = given(...past, ...(isRefusal(answer) ? [] : answer));
    expect(['2026-02-28', '2026-03-01', '2026-03-09'].map((day) => membersOn(state, day).length)).toEqual([1, 0, 0]);
  });

  it('is refused before somebody who joins later, and a second time', () => {
    expect(given(established(), joined('li', '2026-02-10')).when({ type: 'CloseUnit', on: '2026-02-09' })).toEqual(refused('organisation.already-member'));
    expect(given(established(), closed('2026-02-09')).when({ type: 'CloseUnit', on: '2026-02-01' })).toEqual(refused('organisation.unit-closed'));
  });

  it('ends what can be done from later days on, not late entries about earlier ones', () => {
    expect(given(established(), closed('2026-02-09')).when(add('li', '2026-02-10'))).toEqual(refused('organisation.unit-closed'));
    expect(given(established(), closed('2026-02-09')).when(add('li', '2026-02-09'))).toEqual([joined('li', '2026-02-09'), left('li', '2026-02-10')]);
    expect(isRefusal(given(established(), closed('2026-02-09')).when({ type: 'RenameUnit', name: '甲', from: '2026-02-09' }))).toBe(false);
  });
});

describe('every event a decision answers', () => {
  it.each(
    [
      given().when(establishUnit),
      given(established()).when({ type: 'RenameUnit', name: '甲' }),
      given(established(), joined('li', '2026-01-01')).when({ type: 'CloseUnit' }),
      given(established()).when({ ...add('li'), lateReason: '补录' } as UnitCommand),
    ].flatMap((answer) => (isRefusal(answer) ? [] : answer)),
  )('$type fits its schema', ({ type, data }) => {
    expect(unitEvents[type].data.safeParse(data).success).toBe(true);
  });
});
