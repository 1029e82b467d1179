import { type Decider, type Refusal, refuse } from '#event-store';
import type { Day } from '#measures';
import { clear } from '#vault';
import { nameOn, type UnitState } from './unit.decider.ts';
import type { AdoptEntryStandard, AdoptScoringScheme, TargetCommand, YardstickCommand } from './yardstick.commands.ts';
import type { TargetEvent, YardstickEvent } from './yardstick.events.ts';

/** The targets of a unit's year: value by part of the year and measure, as `Q1 paid-in`. */
export type TargetState = Readonly<Record<string, number>>;

/** Whose targets they are, and the unit as its stream says; null for the whole zone. */
export type TargetFacts = { readonly code: string; readonly year: number; readonly unit: { readonly state: UnitState; readonly revision: number } | null };

const keyOf = ({ period, measure }: { readonly period: string; readonly measure: string }): string => `${period} ${measure}`;

/** The rules of targets: set once, then revised with a reason; for units that exist in that year. */
export const targetDecider: Decider<TargetState, TargetCommand, TargetFacts, TargetEvent> = {
  initial: {},
  decide: ({ type, input }, state, facts) => refusedUnit(facts) ?? (type === 'SetTarget' ? set(input, state, facts) : revise(input, state, facts)),
  evolve: (state, { type, data }) => ({ ...state, [keyOf(data)]: type === 'TargetSet' ? data.value : data.to }),
};

function refusedUnit({ code, year, unit }: TargetFacts): Refusal | undefined {
  if (unit === null) return undefined;
  if (nameOn(unit.state, `${year}-12-31`) === undefined) return refuse('organisation.unit-unknown', { code });
  const closedOn = unit.state.is === 'established' ? unit.state.closedOn : null;
  return closedOn !== null && closedOn < `${year}-01-01` ? refuse('organisation.unit-closed', { code, on: closedOn }) : undefined;
}

function set({ period, measure, value, lateReason }: Extract<TargetCommand, { type: 'SetTarget' }>['input'], state: TargetState, { code, year, unit }: TargetFacts): readonly TargetEvent[] | Refusal {
  const there = state[keyOf({ period, measure })];
  if (there !== undefined) return refuse('target.already-set', { period, measure, value: there });
  return [{ type: 'TargetSet', data: { unit: code, year, period, measure, value, unitRevision: unit?.revision ?? null, ...late(lateReason) } }];
}

function revise({ period, measure, value, reason, lateReason }: Extract<TargetCommand, { type: 'ReviseTarget' }>['input'], state: TargetState, { code, year }: TargetFacts): readonly TargetEvent[] | Refusal {
  const from = state[keyOf({ period, measure })];
  if (from === undefined) return refuse('target.not-set', { period, measure });
  if (from === value) return refuse('target.unchanged', { period, measure, value });
  return [{ type: 'TargetRevised', data: { unit: code, year, period, measure, from, to: value, reason: clear(reason), ...late(lateReason) } }];
}

/** The first days of the rules adopted so far. */
export type YardstickState = { readonly days: readonly Day[] };

/** The rules of dated rules: one a day, never edited; another one takes over from its first day. */
export const yardstickDecider: Decider<YardstickState, YardstickCommand, undefined, YardstickEvent> = {
  initial: { days: [] },
  decide(command, { days }) {
    const { from } = command.input;
    if (days.includes(from)) return refuse('yardstick.day-taken', { from });
    return command.type === 'AdoptEntryStandard' ? standard(command.input) : scheme(command.input);
  },
  evolve: ({ days }, { data }) => ({ days: [...days, data.from] }),
};

function standard({ lateReason, ...rules }: AdoptEntryStandard['input']): readonly YardstickEvent[] {
  return [{ type: 'EntryStandardAdopted', data: { ...rules, ...late(lateReason) } }];
}

function scheme({ lateReason, ...rules }: AdoptScoringScheme['input']): readonly YardstickEvent[] | Refusal {
  const repeated = rules.weights.find(({ measure }, index) => rules.weights.findIndex((other) => other.measure === measure) < index);
  if (repeated) return refuse('yardstick.measure-twice', { measure: repeated.measure });
  return [{ type: 'ScoringSchemeAdopted', data: { ...rules, ...late(lateReason) } }];
}

const late = (reason: string | undefined) => (reason === undefined ? {} : { lateReason: clear(reason) });
