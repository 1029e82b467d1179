import { dayOf, type Position, type RecordedEvent } from '#event-store';
import type { Day } from '#measures';

/**
 * Where an event stands among all: its position in this store, its ordinal in any store, and the instant from which it
 * was known. The instant is the latest stamp up to it: where several processes stamp, neighbours may be a moment out of
 * order (ADR 6), and what is known by an instant must be a beginning of the log.
 */
export type Moment = { readonly position: Position; readonly ordinal: number; readonly recorded_at: string };

/** Before the first event. */
export const noMoment: Moment = { position: 0, ordinal: 0, recorded_at: '' };

/** The moments of events that follow one another in the log. */
export function momentsAfter(last: Moment, events: readonly RecordedEvent[]): readonly Moment[] {
  let latest = last.recorded_at;
  return events.map(({ position, recordedAt }, index) => {
    latest = recordedAt > latest ? recordedAt : latest;
    return { position, ordinal: last.ordinal + 1 + index, recorded_at: latest };
  });
}

/** The day from which each event was known, by position. */
export function knownDays(moments: readonly Moment[]): ReadonlyMap<Position, Day> {
  return new Map(moments.map(({ position, recorded_at }) => [position, dayOf(recorded_at)]));
}
