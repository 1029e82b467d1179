import { type Decider, refuse } from '#event-store';
import type { Day } from '#measures';
import { clear } from '#vault';
import type { PeriodCommand } from './period.commands.ts';
import type { PeriodEvent } from './period.events.ts';

/** How often a month was recognised; 0 while it is open. */
export type PeriodState = { readonly recognised: number };

/** Which month, the day it is, and the figures published now. */
export type PeriodFacts = { readonly period: string; readonly today: Day; readonly definitions: readonly { readonly name: string; readonly version: number }[] };

/** The rules of closing: a month that is over, once; then only restated, with a reason. */
export const periodDecider: Decider<PeriodState, PeriodCommand, PeriodFacts, PeriodEvent> = {
  initial: { recognised: 0 },
  decide(command, { recognised }, { period, today, definitions }) {
    const shown = definitions.map(({ name, version }) => ({ name, version }));
    if (command.type === 'RestatePeriod') {
      if (recognised === 0) return refuse('period.not-closed', { period });
      return [{ type: 'PeriodRestated', data: { period, definitions: shown, number: recognised + 1, reason: clear(command.input.reason) } }];
    }
    if (recognised > 0) return refuse('period.already-closed', { period });
    if (today.slice(0, 7) <= period) return refuse('period.not-over', { period, today });
    const { note } = command.input;
    return [{ type: 'PeriodClosed', data: { period, definitions: shown, ...(note !== undefined && { note: clear(note) }) } }];
  },
  evolve: ({ recognised }) => ({ recognised: recognised + 1 }),
};
