import type { CommandRunner } from '#event-store';
import type { DealPromises, PromisesReader } from '#deals';
import { commitmentDecider } from './commitment.decider.ts';
import { lacks } from './commitment.state.ts';
import { commitmentStream, promisesStream } from './commitment.streams.ts';
import { promisesDecider } from './promises.decider.ts';

/** Reads a deal's promises for the gate of its decision: those not yet in force, each with what it lacks on a day. */
export function promisesOf(runner: CommandRunner): PromisesReader {
  return async (dealId, on): Promise<DealPromises> => {
    const stream = promisesStream(dealId);
    const { state: listed, revision } = await runner.stateOf(stream, promisesDecider);
    const read = await Promise.all(listed.map(async ({ id }) => ({ id, ...(await runner.stateOf(commitmentStream(id), commitmentDecider)) })));
    const open = read.flatMap(({ id, state, revision: at }) => (state && (state.status === 'proposed' || state.status === 'approved') ? [{ id, revision: at, lacks: lacks(state, on) }] : []));
    return { stream, revision, commitments: open };
  };
}
