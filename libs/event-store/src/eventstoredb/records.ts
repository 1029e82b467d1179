import { InvalidEvent } from '../canonical-json.ts';
import { parseEvent, type Position, type RecordedEvent } from '../envelope.ts';
import { UnusableServer } from './faults.ts';
import type { ServerEvent } from './server.ts';

/** An event as the server keeps it: the canonical bytes of ADR 1 and nothing else, so that they come back as they went. */
export type StoredEvent = { readonly position: Position; readonly canonical: Uint8Array; readonly event: RecordedEvent; readonly created: Date };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads an event of the server; throws `UnusableServer` when it is not what this log wrote, or the server is too old to say where it is. */
export function storedEvent(resolved: ServerEvent, prefix: string): StoredEvent {
  const record = resolved.event;
  if (!record) throw new UnusableServer('the server answered an event without its record');
  const place = `${record.streamId}@${record.revision}`;
  if (resolved.commitPosition === undefined) throw new UnusableServer(`the server does not say at which position ${place} stands; version 22.10 or later is needed`);
  const position = positionOf(resolved.commitPosition, place);
  const canonical = record.data as Uint8Array;
  const event = parsed(canonical, position, place);
  if (`${prefix}${event.stream}` !== record.streamId || BigInt(event.revision) !== record.revision || event.id !== record.id) {
    throw new UnusableServer(`${place} holds the event ${event.id} of ${event.stream}@${event.revision}: somebody else has written into the streams of this log`);
  }
  return { position, canonical, event, created: record.created };
}

function parsed(canonical: Uint8Array, position: Position, place: string): RecordedEvent {
  try {
    return parseEvent(utf8.decode(canonical), position);
  } catch (error) {
    throw new UnusableServer(`${place} is no event of this log (${(error as Error).message}): somebody else has written into its streams`);
  }
}

function positionOf(commit: bigint, place: string): Position {
  if (commit <= 0n || commit > BigInt(Number.MAX_SAFE_INTEGER)) throw new UnusableServer(`${place} stands at ${commit}, which is no position between 1 and 2^53`);
  return Number(commit);
}

/** Events of one reading in order; throws `UnusableServer` when positions do not increase or, within a stream, revisions leave a gap. */
export function inOrder(events: readonly StoredEvent[], after: Position): readonly StoredEvent[] {
  let last = after;
  for (const { position, event } of events) {
    if (position <= last) throw new UnusableServer(`${event.stream}@${event.revision} stands at ${position}, not after ${last}`);
    last = position;
  }
  return events;
}

/** Whole stream from `from` on: a truncated or scavenged one is refused rather than folded over a gap. */
export function gapless(events: readonly StoredEvent[], stream: string, from: number): readonly StoredEvent[] {
  events.forEach(({ event }, index) => {
    if (event.revision !== from + index) throw new UnusableServer(`${stream} has revision ${event.revision} where ${from + index} is due: it was truncated on the server; restore it from a backup`);
  });
  return events;
}

/** Refuses an append that no server takes; the server's own limit (1 MiB unless configured) is its to name. */
export function assertSize(events: readonly Uint8Array[]): void {
  const bytes = events.reduce((sum, { length }) => sum + length, 0);
  if (bytes > MOST_BYTES) throw new InvalidEvent(`the events of one append have ${bytes} bytes together; at most ${MOST_BYTES} can be sent`);
}

const MOST_BYTES = 16 * 1024 * 1024;
