import { type EventStore, openPostgresEventStore, type RecordedEvent } from '../../libs/event-store/src/index.ts';
import { CopyWriter } from '../../libs/read-side/src/copy.ts';
import { canonicalText } from '../../libs/event-store/src/envelope.ts';
import { withClient } from '../judge/feed.ts';
import { playHistories } from '../judge/random-history.ts';
import { catalogue } from '../judge/world.ts';

const HISTORIES = 12;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/g;

let played: Promise<readonly RecordedEvent[]> | undefined;

/**
 * Some thousand events of a dozen random histories, played once per run through the command handlers as they are shipped:
 * late entries, transfers, losses, reopenings, sealed texts. Each fits its schema.
 */
export function realEvents(): Promise<readonly RecordedEvent[]> {
  return (played ??= play());
}

async function play(): Promise<readonly RecordedEvent[]> {
  const { world, events } = await playHistories(Array.from({ length: HISTORIES }, (_, n) => 20_261_124 + n));
  for (const event of events) catalogue.check(event);
  await world.close();
  return events;
}

/**
 * Fills the log of an empty database with `count` events by COPY: the real ones, each as often as it takes, every copy
 * for cases, firms and accounts of commands of its own (the first eight digits of every id say which copy), copies of
 * an event one after another. Answers the store.
 */
export async function fillLog(connectionString: string, count: number): Promise<EventStore> {
  const store = await openPostgresEventStore({ connectionString });
  const [first, ...events] = await realEvents();
  await withClient(connectionString, async (client) => {
    await client.query('set synchronous_commit = off');
    const copy = new CopyWriter(client, 'log.events', ['position', 'recorded_at', 'id', 'revision', 'stream', 'type', 'canonical']);
    let [position, stamp] = [0, 0];
    const write = async (event: RecordedEvent, nth: number): Promise<void> => {
      stamp = Math.max(microseconds(event.recordedAt), stamp + 1);
      const recordedAt = iso(stamp);
      // The opening of the demonstration stands once.
      const text = canonicalText({ ...event, recordedAt });
      const canonical = position === 0 ? text : text.replace(UUID, (_, rest: string) => nth.toString(16).padStart(8, '0') + rest);
      const [id, stream] = position === 0 ? [event.id, event.stream] : [event.id, event.stream].map((each) => each.replace(UUID, (_, rest: string) => nth.toString(16).padStart(8, '0') + rest));
      await copy.write({ position: ++position, recorded_at: recordedAt, id, revision: event.revision, stream, type: event.type, canonical: `\\x${Buffer.from(canonical).toString('hex')}` });
    };
    await write(first!, 0);
    // What is of a unit and no case, as what it took from the pool, stands once.
    const once = ({ stream }: RecordedEvent): boolean => stream.search(UUID) < 0;
    const copies = Math.ceil((count - 1) / events.filter((event) => !once(event)).length);
    for (const event of events) for (let nth = 0; nth < (once(event) ? 1 : copies) && position < count; nth++) await write(event, nth);
    await copy.end();
    await client.query('vacuum analyze log.events');
  });
  return store;
}

const microseconds = (at: string): number => Date.parse(`${at.slice(0, 19)}Z`) * 1000 + Number(at.slice(20, 26));
const iso = (stamp: number): string => `${new Date(Math.floor(stamp / 1_000_000) * 1000).toISOString().slice(0, 19)}.${String(stamp % 1_000_000).padStart(6, '0')}Z`;
