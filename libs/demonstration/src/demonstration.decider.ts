import { type Decider, refuse } from '#event-store';
import type { OpenDemonstration } from './demonstration.commands.ts';
import type { DemonstrationEvent } from './demonstration.events.ts';

export type DemonstrationState = 'none' | 'open' | 'closed';

export type DemonstrationCommand = { readonly type: 'OpenDemonstration'; readonly input: OpenDemonstration['input'] } | { readonly type: 'CloseDemonstration' };

/** The position the log had reached when the command was given. */
export type DemonstrationFacts = { readonly head: number };

/** A demonstration is opened on an empty log only, so that no real entry is ever taken for fiction, or fiction for real. */
export const demonstrationDecider: Decider<DemonstrationState, DemonstrationCommand, DemonstrationFacts, DemonstrationEvent> = {
  initial: 'none',

  decide(command, state, { head }) {
    if (command.type === 'OpenDemonstration') {
      if (state !== 'none') return refuse('demonstration.already-opened');
      if (head > 0) return refuse('demonstration.log-not-empty', { head });
      return [{ type: 'DemonstrationOpened', data: command.input }];
    }
    if (state !== 'open') return refuse('demonstration.not-open');
    return [{ type: 'DemonstrationClosed', data: {} }];
  },

  evolve(state, event) {
    if (event.type === 'DemonstrationOpened') return 'open';
    return event.type === 'DemonstrationClosed' ? 'closed' : state;
  },
};
