import { describe, expect, it } from '@jest/globals';
import { type Happened, isRefusal } from '#event-store';
import type { UnitState } from './unit.decider.ts';
import type { TargetCommand, YardstickCommand } from './yardstick.commands.ts';
import { targetDecider, yardstickDecider, type TargetFacts } from './yardstick.decider.ts';
import { targetEvents, type TargetEvent, type YardstickEvent, yardstickEvents } from './yardstick.events.ts';

const team1: UnitState = { is: 'established', code: 'team1', kind: 'investment-team', from: '2025-03-01', names: [{ name: '招商一队', from: '2025-03-01' }], closedOn: '2026-06-30', members: [] };
const of = (year: number, state: UnitState = team1): TargetFacts => ({ code: 'team1', year, unit: { state, revision: 4 } });
const zone: TargetFacts = { code: 'all', year: 2026, unit: null };
const refused = (code: string) => expect.objectContaining({ refused: code });

const set = (value: number): TargetCommand => ({ type: 'SetTarget', input: { period: 'year', measure: 'paid-in', value } });
const revise = (value: number): TargetCommand => ({ type: 'ReviseTarget', input: { period: 'year', measure: 'paid-in', value, reason: '上级调整' } });
const targetSet = (value: number): TargetEvent => ({ type: 'TargetSet', data: { unit: 'team1', year: 2026, period: 'year', measure: 'paid-in', value, unitRevision: 4 } });

const targets = (...events: readonly TargetEvent[]) => ({
  when: (command: TargetCommand, facts = of(2026)) => targetDecider.decide(command, events.reduce((state, event) => targetDecider.evolve(state, event as Happened<TargetEvent>), targetDecider.initial), facts),
});

describe('a target', () => {
  it('is set once for a part of the year and a measure, with the revision of the unit it was read from', () => {
    expect(targets().when(set(500))).toEqual([targetSet(500)]);
    expect(targets(targetSet(500)).when(set(600))).toEqual(refused('target.already-set'));
    expect(targets(targetSet(500)).when({ type: 'SetTarget', input: { period: 'Q1', measure: 'paid-in', value: 100 } })).toMatchObject([{ data: { period: 'Q1' } }]);
  });

  it('is revised openly, from what to what and why', () => {
    expect(targets(targetSet(500)).when(revise(650))).toMatchObject([{ type: 'TargetRevised', data: { from: 500, to: 650, reason: { clear: '上级调整' } } }]);
    expect(targets().when(revise(650))).toEqual(refused('target.not-set'));
    expect(targets(targetSet(500)).when(revise(500))).toEqual(refused('target.unchanged'));
  });

  it('is for units that exist in its year, or for the whole zone', () => {
    expect(targets().when(set(1), of(2024))).toEqual(refused('organisation.unit-unknown'));
    expect(targets().when(set(1), of(2027))).toEqual(refused('organisation.unit-closed'));
    expect(targets().when(set(1), of(2026, { is: 'none' }))).toEqual(refused('organisation.unit-unknown'));
    expect(targets().when(set(1), zone)).toMatchObject([{ data: { unit: 'all', unitRevision: null } }]);
  });
});

const scheme = (from: string, ...weights: readonly ['leads' | 'starts', number][]): YardstickCommand => ({
  type: 'AdoptScoringScheme',
  input: { from, basis: 'target', weights: weights.map(([measure, points]) => ({ measure, points })), capPercent: 120 },
});
const standard = (from: string): YardstickCommand => ({ type: 'AdoptEntryStandard', input: { from, reference: '示例〔2026〕1号', intensity: 'total', investmentPerMu: 30_000_000_000, outputPerMu: 0, taxPerMu: 0 } });
const after = (...days: readonly string[]) => (command: YardstickCommand) => yardstickDecider.decide(command, { days }, undefined);

describe('a dated rule', () => {
  it('takes effect on a day of its own and is never edited', () => {
    expect(after()(scheme('2026-01-01', ['leads', 10]))).toMatchObject([{ type: 'ScoringSchemeAdopted', data: { from: '2026-01-01' } }]);
    expect(after('2026-01-01')(standard('2027-01-01'))).toMatchObject([{ type: 'EntryStandardAdopted' }]);
    expect(after('2026-01-01')(standard('2026-01-01'))).toEqual(refused('yardstick.day-taken'));
  });

  it('weighs each measure once', () => {
    expect(after()(scheme('2026-01-01', ['leads', 10], ['starts', 5], ['leads', 3]))).toEqual(refused('yardstick.measure-twice'));
  });
});

describe('every event a decision answers', () => {
  const answers = [targets().when(set(500)), targets(targetSet(500)).when(revise(650)), after()(scheme('2026-01-01', ['leads', 10])), after()(standard('2026-01-01'))];
  it.each(answers.flatMap((answer): readonly (TargetEvent | YardstickEvent)[] => (isRefusal(answer) ? [] : answer)))('$type fits its schema', ({ type, data }) => {
    expect({ ...targetEvents, ...yardstickEvents }[type].data.safeParse(data).success).toBe(true);
  });
});
