import type { EventStore, Position } from '#event-store';
import type { Lag } from './metrics.ts';

/** Where counting stops: further behind is behind enough. */
export const COUNTED = 1000;

/** How far a follower at a position is behind the log. Positions are a store's own, so the events are counted, not subtracted. */
export async function lagOf(store: Pick<EventStore, 'readAll'>, position: Position, now = Date.now()): Promise<Lag> {
  const missing = await store.readAll({ after: position, limit: COUNTED });
  return { events: missing.length, seconds: missing[0] ? Math.max(0, now - Date.parse(missing[0].recordedAt)) / 1000 : 0 };
}
