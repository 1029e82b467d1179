import { describe, expect, it } from '@jest/globals';
import { given, type Past, refused } from '../../event-store/src/testing.ts';
import { claimSettingsOn } from './claim.settings.ts';
import { overLimit, poolDecider, type PoolFacts, refuseTake } from './pool.decider.ts';
import type { PoolEvent } from './pool.events.ts';

const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
/** One rule until the end of May, a stricter one from June. */
const table = [
  { ...claimSettingsOn('2022-01-01'), poolHeld: 3, poolMonthly: 3, poolCooldownDays: 30 },
  { ...claimSettingsOn('2022-01-01'), effectiveFrom: '2026-06-01', poolHeld: 2, poolMonthly: 1, poolCooldownDays: 90 },
] as const;
const facts = (on: string, held: readonly string[] = []): PoolFacts => ({ on, settings: claimSettingsOn(on, table), held });
const took = (n: number, occurredOn: string, assigned = false): Past<PoolEvent> => ({ type: 'PoolLeadTaken', occurredOn, data: { leadId: id(n), settings: '2021-01-01', assigned } });
const enter = (n: number, assigned = false) => ({ type: 'EnterPoolTake', leadId: id(n), assigned }) as const;

describe('the pool', () => {
  it('lets a unit hold so many leads at once, by the rule of the day', () => {
    const past = [took(1, '2026-04-02'), took(2, '2026-04-09')];
    given(poolDecider, ...past).when(enter(3), facts('2026-05-31', [id(1), id(2)])).then({ type: 'PoolLeadTaken', data: { leadId: id(3), settings: '2021-01-01', assigned: false } });
    given(poolDecider, ...past).when(enter(3), facts('2026-06-01', [id(1), id(2)])).then({ type: 'PoolTakeDeclined', data: { leadId: id(3), settings: '2026-06-01', rule: 'held', limit: 2 } });
  });

  it('does not count what the unit has lost again, brought into talks or never took', () => {
    given(poolDecider, took(1, '2026-04-02'), took(2, '2026-04-09')).when(enter(3), facts('2026-06-01', [id(1), id(9)])).then({ type: 'PoolLeadTaken', data: { leadId: id(3) } });
  });

  it('lets a unit take so many in one month, by the rule of the day', () => {
    given(poolDecider, took(1, '2026-05-02'), took(2, '2026-05-09')).when(enter(3), facts('2026-05-31')).then({ type: 'PoolLeadTaken', data: { leadId: id(3) } });
    given(poolDecider, took(1, '2026-06-02')).when(enter(2), facts('2026-06-30')).then({ type: 'PoolTakeDeclined', data: { rule: 'month', limit: 1, settings: '2026-06-01' } });
    given(poolDecider, took(1, '2026-06-02')).when(enter(2), facts('2026-07-01')).then({ type: 'PoolLeadTaken', data: { leadId: id(2) } });
  });

  it('counts no assignment of the office by the month, and declines none', () => {
    given(poolDecider, took(1, '2026-06-02', true)).when(enter(2), facts('2026-06-03')).then({ type: 'PoolLeadTaken', data: { assigned: false } });
    given(poolDecider, took(1, '2026-06-02'), took(2, '2026-06-02')).when(enter(3, true), facts('2026-06-03', [id(1), id(2)])).then({ type: 'PoolLeadTaken', data: { assigned: true } });
  });
});

describe('whoever takes a lead', () => {
  const returned = { from: 'team1', on: '2026-05-20' };

  it('is told the rule and the day it took effect', () => {
    const { state } = given(poolDecider, took(1, '2026-06-02'), took(2, '2026-06-02'));
    const on = facts('2026-06-30', [id(1), id(2)]);
    expect(refuseTake('team2', returned, overLimit(state, id(3), on), on.on, claimSettingsOn(on.on, table))).toEqual(refused('pool.holds-too-many', { unit: 'team2', limit: 2, effectiveFrom: '2026-06-01' }));
    const month = facts('2026-06-30');
    expect(refuseTake('team2', returned, overLimit(state, id(3), month), month.on, claimSettingsOn(month.on, table))).toEqual(refused('pool.took-too-many', { unit: 'team2', limit: 1, effectiveFrom: '2026-06-01' }));
  });

  it('waits when it held the lead itself, for as long as the rule of the day says', () => {
    const ask = (unit: string, on: string) => refuseTake(unit, returned, null, on, claimSettingsOn(on, table));
    expect(ask('team1', '2026-05-31')).toEqual(refused('pool.cooling-down', { unit: 'team1', until: '2026-06-19', days: 30, effectiveFrom: '2021-01-01' }));
    expect(ask('team1', '2026-06-19')).toEqual(refused('pool.cooling-down', { unit: 'team1', until: '2026-08-18', days: 90, effectiveFrom: '2026-06-01' }));
    expect(ask('team1', '2026-08-18')).toBeUndefined();
    expect(ask('team2', '2026-05-31')).toBeUndefined();
  });
});
