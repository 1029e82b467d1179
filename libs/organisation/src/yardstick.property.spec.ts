import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { deciderProperties, on } from '../../../test/properties/decider-properties.ts';
import type { UnitState } from './unit.decider.ts';
import type { TargetCommand, YardstickCommand } from './yardstick.commands.ts';
import { targetDecider, yardstickDecider } from './yardstick.decider.ts';
import { type TargetEvent, targetEvents, type YardstickEvent, yardstickEvents } from './yardstick.events.ts';

const office: Actor = { account: 'office', unit: null, role: 'office' };

// Targets of one unit's year: known is whether the unit exists, has been closed before, or is the whole zone.
type Known = 'there' | 'closed' | 'unknown' | 'zone';
const team1: UnitState = { is: 'established', code: 'team1', kind: 'investment-team', from: '2025-03-01', names: [{ name: '招商一队', from: '2025-03-01' }], closedOn: null, members: [] };
const unitOf = (known: Known): { state: UnitState; revision: number } | null =>
  known === 'zone' ? null : { state: known === 'unknown' ? { is: 'none' } : known === 'closed' ? { ...team1, closedOn: '2025-12-31' } : team1, revision: 3 };
const period = fc.constantFrom('year', 'Q1', '05');
const measure = fc.constantFrom('paid-in' as const, 'starts' as const);
const value = fc.constantFrom(5, 6, 7);
const set: TargetCommand = { type: 'SetTarget', input: { period: 'year', measure: 'starts', value: 5 } };
const revise: TargetCommand = { type: 'ReviseTarget', input: { period: 'year', measure: 'starts', value: 6, reason: '上级调整' } };
const ofTargets: fc.Arbitrary<TargetCommand> = fc.oneof(
  fc.record({ period, measure, value }).map((input): TargetCommand => ({ type: 'SetTarget', input })),
  fc.record({ period, measure, value, reason: fc.constant('调整') }).map((input): TargetCommand => ({ type: 'ReviseTarget', input })),
);
const told = (command: TargetCommand) => ({ command, by: office, known: 'there' as Known });
const same = (one: { period: string; measure: string }, other: { period: string; measure: string }): boolean => one.period === other.period && one.measure === other.measure;
/** What a target is after some events: the last one of its period and measure says. */
const latest = (past: readonly Happened<TargetEvent>[], of: { period: string; measure: string }): number | undefined => {
  const last = past.findLast(({ data }) => same(data, of));
  return last && (last.type === 'TargetSet' ? last.data.value : last.data.to);
};

const ONCE = 'a target is set once, and from then on revised';
const FROM = 'a revision says truly what it changes, and changes it';
const THERE = 'a target is set for a unit that exists in its year, or for the whole zone';

deciderProperties({
  name: 'the targets of a year',
  decider: targetDecider,
  types: targetEvents,
  noise: fc.record({ command: ofTargets, by: fc.constant(office), known: fc.constantFrom<Known>('there', 'there', 'there', 'zone', 'closed', 'unknown') }),
  way: [[told(set)], [told(revise)], [told({ type: 'SetTarget', input: { period: 'Q1', measure: 'paid-in', value: 5 } })]],
  facts: ({ known }) => ({ code: known === 'zone' ? 'all' : 'team1', year: 2026, unit: unitOf(known) }),
  rules: {
    [ONCE]: on(['TargetSet'], ({ data }, past) => latest(past, data) === undefined),
    [FROM]: on(['TargetRevised'], ({ data }, past) => latest(past, data) === data.from && data.from !== data.to),
    [THERE]: on(['TargetSet', 'TargetRevised'], (_, __, { known }) => known === 'there' || known === 'zone'),
  },
  controls: [
    { without: 'target.already-set', breaks: ONCE, lie: () => ({ state: {} }) },
    { without: 'target.unchanged', breaks: FROM, instead: ({ command: { input } }) => [{ type: 'TargetRevised' as const, data: { unit: 'team1', year: 2026, period: input.period, measure: input.measure, from: input.value, to: input.value, reason: { clear: '调整' } } }] },
    { without: 'organisation.unit-unknown', breaks: THERE, lie: () => ({ facts: { code: 'team1', year: 2026, unit: unitOf('there') } }) },
    { without: 'organisation.unit-closed', breaks: THERE, lie: () => ({ facts: { code: 'team1', year: 2026, unit: unitOf('there') } }) },
  ],
});

const from = fc.constantFrom('2026-01-01', '2026-07-01', '2027-01-01');
const weight = fc.record({ measure, points: fc.integer({ min: 1, max: 100 }) });
const scheme = (day: string): YardstickCommand => ({ type: 'AdoptScoringScheme', input: { from: day, basis: 'target', weights: [{ measure: 'starts', points: 10 }], capPercent: 120 } });
const ofYardsticks: fc.Arbitrary<YardstickCommand> = fc.oneof(
  fc.record({ from, basis: fc.constantFrom('target' as const, 'best' as const), weights: fc.array(weight, { minLength: 1, maxLength: 3 }), capPercent: fc.constant(100) }).map((input): YardstickCommand => ({ type: 'AdoptScoringScheme', input })),
  fc.record({ from, reference: fc.constant('示例'), intensity: fc.constantFrom('total' as const, 'fixed' as const), investmentPerMu: fc.constant(1), outputPerMu: fc.constant(0), taxPerMu: fc.constant(0) }).map((input): YardstickCommand => ({ type: 'AdoptEntryStandard', input })),
);
const adopted = (command: YardstickCommand) => ({ command, by: office, known: undefined });

const OWN_DAY = 'a rule takes effect on a day of its own';
const ONE_WEIGHT = 'a scheme weighs each measure once';

deciderProperties({
  name: 'dated rules',
  decider: yardstickDecider,
  types: yardstickEvents,
  noise: fc.record({ command: ofYardsticks, by: fc.constant(office), known: fc.constant(undefined) }),
  way: [[adopted(scheme('2026-01-01'))], [adopted(scheme('2026-07-01'))]],
  facts: () => undefined,
  rules: {
    [OWN_DAY]: (event: Happened<YardstickEvent>, past: readonly Happened<YardstickEvent>[]) => past.every(({ data }) => data.from !== event.data.from),
    [ONE_WEIGHT]: on(['ScoringSchemeAdopted'], ({ data }) => new Set(data.weights.map((one) => one.measure)).size === data.weights.length),
  },
  controls: [
    { without: 'yardstick.day-taken', breaks: OWN_DAY, lie: () => ({ state: { days: [] } }) },
    { without: 'yardstick.measure-twice', breaks: ONE_WEIGHT, instead: ({ command }) => (command.type === 'AdoptScoringScheme' ? [{ type: 'ScoringSchemeAdopted' as const, data: { from: command.input.from, basis: command.input.basis, weights: command.input.weights, capPercent: command.input.capPercent } }] : []) },
  ],
});
