import { type Decider, refuse, type Refusal } from '#event-store';
import { addDays, type Day } from '#measures';
import type { z } from 'zod';
import type { ClaimSettings } from './claim.settings.ts';
import type { PoolEvent, poolRule } from './pool.events.ts';

/** What a unit took out of the pool, in the order of its stream; `assigned` by the office, which no limit counts by the month. */
export type PoolState = { readonly takes: readonly { readonly leadId: string; readonly on: Day; readonly assigned: boolean }[] };

/** Enters a take of the unit; sent by the reaction to the lead's event. */
export type PoolCommand = { readonly type: 'EnterPoolTake'; readonly leadId: string; readonly assigned: boolean };

export type PoolFacts = {
  readonly on: Day;
  readonly settings: Pick<ClaimSettings, 'effectiveFrom' | 'poolHeld' | 'poolMonthly'>;
  /** Of the leads it took, those it still holds and has not brought into talks. */
  readonly held: readonly string[];
};

type Limit = { readonly rule: z.infer<typeof poolRule>; readonly limit: number };

/** The limits of the pool by unit: how many of its leads at once, how many takes a month. */
export const poolDecider: Decider<PoolState, PoolCommand, PoolFacts, PoolEvent> = {
  initial: { takes: [] },

  decide({ leadId, assigned }, state, facts) {
    const { effectiveFrom: settings } = facts.settings;
    const over = assigned ? null : overLimit(state, leadId, facts);
    return over ? [{ type: 'PoolTakeDeclined', data: { leadId, settings, ...over } }] : [{ type: 'PoolLeadTaken', data: { leadId, settings, assigned } }];
  },

  evolve(state, event) {
    if (event.type !== 'PoolLeadTaken') return state;
    return { takes: [...state.takes, { leadId: event.data.leadId, on: event.occurredOn, assigned: event.data.assigned }] };
  },
};

/** The limit that one more take would pass; null when there is none. */
export function overLimit({ takes }: PoolState, leadId: string, { on, held, settings }: PoolFacts): Limit | null {
  const others = new Set(takes.map((take) => take.leadId).filter((taken) => taken !== leadId && held.includes(taken)));
  if (others.size >= settings.poolHeld) return { rule: 'held', limit: settings.poolHeld };
  const thisMonth = takes.filter((take) => !take.assigned && take.on.slice(0, 7) === on.slice(0, 7));
  return thisMonth.length >= settings.poolMonthly ? { rule: 'month', limit: settings.poolMonthly } : null;
}

/** Why a unit may not take a lead now; the refusal names the rule and the day it took effect. The office assigns regardless. */
export function refuseTake(unit: string, returned: { readonly from: string; readonly on: Day } | null, over: Limit | null, on: Day, settings: Pick<ClaimSettings, 'effectiveFrom' | 'poolCooldownDays'>): Refusal | undefined {
  const { effectiveFrom, poolCooldownDays } = settings;
  const until = returned && addDays(returned.on, poolCooldownDays);
  if (returned && until && returned.from === unit && on < until) return refuse('pool.cooling-down', { unit, until, days: poolCooldownDays, effectiveFrom });
  if (over) return refuse(over.rule === 'held' ? 'pool.holds-too-many' : 'pool.took-too-many', { unit, limit: over.limit, effectiveFrom });
  return undefined;
}
