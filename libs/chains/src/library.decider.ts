import { type Decider, refuse } from '#event-store';
import { clear } from '#vault';
import type { EnterLibraryProject } from './chain.commands.ts';
import type { LibraryEvent } from './library.events.ts';

/** Whether a project stands in the library. */
export type LibraryState = { readonly entered: boolean };

export type LibraryCommand = { readonly type: 'EnterLibraryProject'; readonly id: string; readonly input: EnterLibraryProject['input'] };

/** The rules of a library project: it is entered once, under an id of its own chain. */
export const libraryDecider: Decider<LibraryState, LibraryCommand, undefined, LibraryEvent> = {
  initial: { entered: false },

  decide({ id, input }, state) {
    const { lateReason, ...project } = input;
    if (state.entered) return refuse('library.already-entered', { id });
    if (id.split('-')[0] !== project.chain) return refuse('library.id-of-another-chain', { id, chain: project.chain });
    return [{ type: 'LibraryProjectEntered', data: { id, ...project, ...(lateReason !== undefined && { lateReason: clear(lateReason) }) } }];
  },

  evolve(state, event) {
    return event.type === 'LibraryProjectEntered' ? { entered: true } : state;
  },
};
