import type { EventEnvelope } from './envelope.ts';
import type { Refusal } from './refusal.ts';

/** An event as a decider answers it: what happened and, when it differs from the command's day, when. */
export type Decided<T extends string = string, D = unknown> = {
  readonly type: T;
  readonly data: D;
  /** The day it happened, when it differs from the command's `occurredOn`. */
  readonly occurredOn?: string;
};

/** An event as a decider's `evolve` sees it: without position, which differs between stores; order within a stream is `revision`. */
export type Happened<E extends Decided> = E extends Decided<infer T, infer D> ? EventEnvelope<T, D> : never;

/**
 * The rules of one kind of stream, pure: no clock, random, I/O or framework. `decide` answers events or a refusal,
 * never throws; `evolve` accepts every event of the stream and never throws. Whatever comes from outside the stream
 * arrives in `facts`.
 */
export type Decider<State, Command, Facts, Event extends Decided> = {
  readonly initial: State;
  decide(command: Command, state: State, facts: Facts): readonly Event[] | Refusal;
  evolve(state: State, event: Happened<Event>): State;
};
