import { type Decider, type EventOf, type EventTypes, refuse } from '#event-store';
import { z } from 'zod';
import { direction, type Direction } from './commitment.terms.ts';

/** The register of a deal's promises; the stream `promises-<deal id>`, in the order in which they were made. */
export const promisesEvents = {
  PromiseListed: { schema: 1, data: z.strictObject({ commitmentId: z.uuid(), direction }) },
} satisfies EventTypes;
export type PromisesEvent = EventOf<typeof promisesEvents>;

export type PromisesState = readonly { readonly id: string; readonly direction: Direction }[];
export type PromisesCommand = { readonly type: 'ListPromise'; readonly commitmentId: string; readonly direction: Direction };

/** A promise is listed once; a decision names the revision of this register, and so which promises it was about. */
export const promisesDecider: Decider<PromisesState, PromisesCommand, undefined, PromisesEvent> = {
  initial: [],
  decide: ({ commitmentId, direction: to }, listed) => (listed.some(({ id }) => id === commitmentId) ? refuse('commitment.already-proposed') : [{ type: 'PromiseListed', data: { commitmentId, direction: to } }]),
  evolve: (listed, { data }) => [...listed, { id: data.commitmentId, direction: data.direction }],
};
