import { canonicalText, type Position } from './envelope.ts';
import type { EventStore } from './event-store.ts';

/** An event on its way between stores: its canonical text (ADR 1), byte for byte, and what of it a store keeps beside. */
export type CanonicalEvent = { readonly text: string; readonly id: string; readonly type: string; readonly stream: string; readonly revision: number; readonly recordedAt: string };

/**
 * Writes events as they stand elsewhere, stamp and revision included, into a log that holds nothing else. This is how a log
 * is restored or moved, and no way for a command: it decides nothing.
 */
export type LogImport = {
  /**
   * Writes the next events in log order and answers the position of each. Events that are there already, in the same
   * place and with the same bytes, are passed over, so an import that broke off is begun again from the start; others
   * throw `OtherLog`.
   */
  write(events: readonly CanonicalEvent[]): Promise<readonly Position[]>;
  close(): Promise<void>;
};

/** The log to write into holds something else. Nothing has been written over it. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog';
}

/** Reads a log from its beginning to a position, in batches, as canonical text. */
export async function* exportLog(store: Pick<EventStore, 'readAll'>, until: Position, limit = 1000): AsyncGenerator<readonly (CanonicalEvent & { readonly position: Position })[]> {
  for (let after: Position = 0; after < until;) {
    const events = (await store.readAll({ after, limit })).filter(({ position }) => position <= until);
    if (events.length === 0) return;
    yield events.map((event) => {
      const { id, type, stream, revision, recordedAt, position } = event;
      return { text: canonicalText(event), id, type, stream, revision, recordedAt, position };
    });
    after = events.at(-1)!.position;
  }
}

/** Reads canonical text back; throws when it is not the canonical text of an event. */
export function canonicalEvent(text: string): CanonicalEvent {
  const event = JSON.parse(text) as Parameters<typeof canonicalText>[0];
  if (canonicalText(event) !== text) throw new SyntaxError('this is not the canonical text of an event');
  const { id, type, stream, revision, recordedAt } = event;
  return { text, id, type, stream, revision, recordedAt };
}
