import type { NewEvent, Position, RecordedEvent } from './envelope.ts';

/** What the stream must look like for an append to be accepted; a number is the revision of its last event. */
export type ExpectedRevision = 'any' | 'none' | 'exists' | number;

/** Where the last event of an append landed. `repeated` when the very same events were already there. */
export type Appended = {
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
  readonly repeated: boolean;
};

/** The end of the log; an empty log has position 0 and no `recordedAt`. */
export type Head = { readonly position: Position; readonly recordedAt: string | null };

/**
 * The log. Appends are atomic per stream, durable when answered, and totally ordered; readers see them in that
 * order without a gap, ever.
 */
export type EventStore = {
  /** Names the log that positions belong to: cursors and checkpoints are kept under it. Empty for a log in the database that holds them. */
  readonly log: string;
  /**
   * Appends events to one stream. Throws `WrongRevision` when the stream is not as expected, unless these very events
   * (by id) already stand there: then it answers as the first time. Throws `InvalidEvent` for what cannot be stored.
   * `at` stamps the event with a simulated instant and is refused on a log that is no open demonstration.
   */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[], options?: { at?: string }): Promise<Appended>;
  /** The events of a stream in order, from revision `from` (default 0); empty when there is no such stream. */
  readStream(stream: string, options?: { from?: number }): Promise<readonly RecordedEvent[]>;
  /** At most `limit` events after a position, in log order. */
  readAll(options: { after: Position; limit: number }): Promise<readonly RecordedEvent[]>;
  /** Follows the log after a position in batches, without end; stops when the signal aborts. */
  subscribe(options: { after: Position; batch?: number; signal: AbortSignal }): AsyncIterable<readonly RecordedEvent[]>;
  head(): Promise<Head>;
  close(): Promise<void>;
};

/** The injection token of the `EventStore` in use. */
export const EVENT_STORE = Symbol('EventStore');

/** The stream moved between reading and appending; `actual` is the revision of its last event, -1 when there is none. */
export class WrongRevision extends Error {
  override readonly name = 'WrongRevision';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: number,
  ) {
    super(`stream ${stream} is at revision ${actual}, expected ${expected}`);
  }
}

/** The store could not say whether the append happened (a lost connection, a time-out); ask again with the same events. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

/** True when a stream at revision `actual` (-1: none) is as expected. */
export function matches(expected: ExpectedRevision, actual: number): boolean {
  if (expected === 'any') return true;
  if (expected === 'none') return actual === -1;
  if (expected === 'exists') return actual >= 0;
  return actual === expected;
}

/** Refuses malformed appends before they reach a store: bad stream names, no events, or a double event id. */
export function assertAppendable(stream: string, events: readonly NewEvent[]): void {
  if (!/^[a-z][a-z0-9]*-[A-Za-z0-9._-]{1,180}$/.test(stream)) throw new RangeError(`"${stream}" is no stream name: use kind-id`);
  if (events.length === 0 || events.length > 1000) throw new RangeError(`an append takes 1 to 1000 events, not ${events.length}`);
  if (events.length > 1 && new Set(events.map((event) => event.id)).size < events.length) throw new RangeError('an append names an event id twice');
}
