import type { Position } from '../envelope.ts';

/** An event as bytes: its canonical form, and of that what a store must know to put it where it belongs. */
export type RawEvent = {
  readonly position: Position;
  readonly canonical: Uint8Array;
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly recordedAt: string;
};

/**
 * A log beside its port, for moving house only: it hands out canonical bytes and takes them with the stamps and
 * revisions they have. Nothing else writes like this, and no server offers it.
 */
export type RawLog = {
  /** As `EventStore.log`. */
  readonly log: string;
  /** Events after a position, in log order; none at the end. */
  read(after: Position, limit: number): Promise<readonly RawEvent[]>;
  /** Position of the last event; 0 for an empty log. */
  head(): Promise<Position>;
  /**
   * Appends what follows the event at `after`, in this order. Throws `LogsDiffer` when something else stands there by
   * now. A crash leaves a beginning of `events`.
   */
  write(after: Position, events: readonly RawEvent[]): Promise<void>;
  close(): Promise<void>;
};

/** The target is no beginning of the source: the message says from which event on. Nothing of it was touched. */
export class LogsDiffer extends Error {
  override readonly name = 'LogsDiffer';
}
