import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { addDays, type Day } from '#measures';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import type { UnitCommand } from './unit.commands.ts';
import { unitDecider } from './unit.decider.ts';
import { type UnitEvent, unitEvents } from './unit.events.ts';

type Event = Happened<UnitEvent>;
type Sentence = Rule<UnitEvent, UnitCommand, undefined>;

const admin: Actor = { account: 'sysadmin', unit: null, role: 'system-admin' };
const usual = (command: UnitCommand) => ({ command, by: admin, known: undefined });
const establish: UnitCommand = { type: 'EstablishUnit', code: 'team1', name: '招商一队', kind: 'investment-team', from: '2026-01-05' };
const account = fc.constantFrom('li', 'wang');
const role = fc.constantFrom('member' as const, 'team-lead' as const);
const day = fc.option(fc.integer({ min: -10, max: 200 }).map((days) => addDays('2026-01-05', days)), { nil: undefined });
const command: fc.Arbitrary<UnitCommand> = fc.oneof(
  fc.constant(establish),
  fc.record({ name: fc.constantFrom('招商一队', '新材料队'), from: day }).map((input): UnitCommand => ({ type: 'RenameUnit', ...input })),
  day.map((last): UnitCommand => ({ type: 'CloseUnit', on: last })),
  { weight: 4, arbitrary: fc.record({ account, role, from: day }).map((input): UnitCommand => ({ type: 'AddMember', ...input })) },
  { weight: 4, arbitrary: fc.record({ account, role, until: day }).map((input): UnitCommand => ({ type: 'RemoveMember', ...input })) },
);

// The judge: who was in from which day to which, from the events alone; `until` is the first day without.
type Stay = { readonly who: string; readonly from: Day; until: Day };
const ALWAYS = '9999-12-31';
function stays(past: readonly Event[]): readonly Stay[] {
  const all: Stay[] = [];
  for (const { type, data } of past) {
    if (type === 'MemberJoined') all.push({ who: `${data.account}/${data.role}`, from: data.from, until: ALWAYS });
    if (type !== 'MemberLeft') continue;
    const stay = running(all, data);
    if (stay) stay.until = data.until;
  }
  return all;
}
/** The stay that an event of leaving ends: the one that runs on that day, or that began on it. */
function running(all: readonly Stay[], { account: who, role: as, until: end }: { account: string; role: string; until: Day }): Stay | undefined {
  return all.find((stay) => stay.who === `${who}/${as}` && stay.from <= end && end < stay.until);
}
const overlap = (one: Stay, other: Stay): boolean => one.who === other.who && one.from < other.until && other.from < one.until;
const closing = (past: readonly Event[]): Day | undefined => past.flatMap((event) => (event.type === 'UnitClosed' ? [event.data.on] : []))[0];

const TWICE = 'nobody is in a unit twice on one day in one role';
const LEAVES = 'who leaves was in, and leaves no earlier than they came';
const CLOSED = 'a unit closes once, and nobody is in it after its last day';
const FIRST = 'nothing is true of a unit before its first day';

deciderProperties({
  name: 'a unit',
  decider: unitDecider,
  types: unitEvents,
  noise: fc.record({ command, by: fc.constant(admin), known: fc.constant(undefined) }),
  way: [[usual(establish)], [usual({ type: 'AddMember', account: 'li', role: 'member' })], [usual({ type: 'AddMember', account: 'wang', role: 'team-lead' })], [usual({ type: 'RemoveMember', account: 'li', role: 'member' }), usual({ type: 'CloseUnit' })], [usual({ type: 'RenameUnit', name: '新材料队' })]],
  facts: ({ on: occurredOn }) => ({ code: 'team1', occurredOn }),
  rules: {
    'is established once, before anything else': ((event, past) => (event.type === 'UnitEstablished') === (past.length === 0)) satisfies Sentence,
    [TWICE]: on(['MemberJoined'], (event, past) => {
      // A late entry about a closed unit ends with the unit, by the event after it.
      const end = closing(past);
      const all = stays([...past, event]).map((stay) => (end !== undefined && stay.until === ALWAYS ? { ...stay, until: addDays(end, 1) } : stay));
      return all.every((one, at) => all.slice(at + 1).every((other) => !overlap(one, other)));
    }),
    [LEAVES]: on(['MemberLeft'], ({ data }, past) => running(stays(past), data) !== undefined),
    [CLOSED]: on(['UnitClosed', 'MemberJoined', 'UnitRenamed'], (event, past) => {
      const end = closing(past);
      if (event.type === 'UnitClosed') return end === undefined && stays(past).every(({ from, until }) => from <= event.data.on && until <= addDays(event.data.on, 1));
      return end === undefined ? undefined : event.data.from <= end;
    }),
    [FIRST]: on(['UnitRenamed', 'MemberJoined', 'UnitClosed'], (event, past) => {
      const first = past[0] as Happened<Extract<UnitEvent, { type: 'UnitEstablished' }>>;
      return (event.type === 'UnitClosed' ? event.data.on : event.data.from) >= first.data.from;
    }),
    'gets another name only where it had a different one': on(['UnitRenamed'], ({ data }, past) => {
      const names = past.flatMap((event) => (event.type === 'UnitEstablished' || event.type === 'UnitRenamed' ? [event.data] : []));
      const before = names.filter(({ from }) => from <= data.from).reduce((last, name) => (last && last.from > name.from ? last : name), undefined as { name: string; from: Day } | undefined);
      return before?.name !== data.name;
    }),
  },
  controls: [
    { without: 'organisation.already-member', breaks: TWICE, lie: ({ state }) => ({ state: state.is === 'none' ? state : { ...state, members: [] } }) },
    { without: 'organisation.unit-closed', breaks: CLOSED, lie: ({ state }) => ({ state: state.is === 'none' ? state : { ...state, closedOn: null } }) },
    { without: 'organisation.before-established', breaks: FIRST, lie: ({ state }) => ({ state: state.is === 'none' ? state : { ...state, from: '2000-01-01' } }) },
    { without: 'organisation.not-a-member', breaks: LEAVES, instead: ({ command: sent }) => (sent.type === 'RemoveMember' ? [{ type: 'MemberLeft' as const, data: { account: sent.account, role: sent.role, until: sent.until ?? '2026-01-05' } }] : []) },
  ],
});
