import { randomUUID } from 'node:crypto';
import { InvalidEvent } from '../canonical-json.ts';
import { type CanonicalHalves, canonicalHalves, joinHalves, type NewEvent, type Position, type RecordedEvent } from '../envelope.ts';
import { type Appended, assertAppendable, type EventStore, type ExpectedRevision, type Head, matches, UnknownOutcome, WrongRevision } from '../event-store.ts';
import { explained, isWrongVersion, noAnswerIsFinal, retrying, UnusableServer } from './faults.ts';
import { identityOf } from './identity.ts';
import { assertSize, gapless, inOrder, type StoredEvent, storedEvent } from './records.ts';
import { Server, serverAddress, type ServerAddress } from './server.ts';
import { Stamps } from './stamps.ts';
import { followOurs } from './subscription.ts';

/** `url` as `serverAddress` reads it. */
export type EventStoreDBOptions = { readonly url: string; readonly onError?: (error: Error) => void; /** This machine's clock, for specs. */ readonly now?: () => string };

/**
 * The log in EventStoreDB or KurrentDB (22.10 or later), over its gRPC protocol: `log.kind-id` streams among others,
 * read through the server's filter. Refuses to open when the server cannot be used or the clocks are more than 5 s apart.
 */
export async function openEventStoreDB({ url, onError = () => {}, now = () => new Date().toISOString() }: EventStoreDBOptions): Promise<EventStore> {
  const address = serverAddress(url);
  const server = new Server(address);
  try {
    const log = await identityOf(server, address.log);
    const store = new EventStoreDBEventStore(address, server, log, onError, now);
    await store.open();
    return store;
  } catch (error) {
    await server.close();
    throw explained(error) ?? error;
  }
}

class EventStoreDBEventStore implements EventStore {
  private readonly stamps: Stamps;
  private simulated: 'unknown' | 'never' = 'unknown';

  constructor(
    private readonly address: ServerAddress,
    private readonly server: Server,
    readonly log: string,
    private readonly onError: (error: Error) => void,
    private readonly now: () => string,
  ) {
    this.stamps = new Stamps(now);
  }

  async open(): Promise<void> {
    await this.compareClocks();
    await this.head();
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[], { at }: { at?: string } = {}): Promise<Appended> {
    assertAppendable(stream, events);
    const halves = events.map((event) => canonicalHalves(stream, event));
    try {
      if (this.stamps.suspect) await this.compareClocks();
      for (;;) {
        // The server tells a repeat by what stands after the expected revision only; the log by the ids, wherever they stand.
        const before = await this.readStream(stream);
        const repeated = repeatOf(before, events);
        if (repeated) return repeated;
        if (!matches(expected, before.length - 1)) throw new WrongRevision(stream, expected, before.length - 1);
        if (at !== undefined) await this.assertSimulated();
        const appended = await this.write(stream, before.length - 1, halves, events, at);
        if (appended) return appended;
      }
    } catch (error) {
      throw outcomeOf(error);
    }
  }

  async readStream(stream: string, { from = 0 }: { from?: number } = {}): Promise<readonly RecordedEvent[]> {
    const read = (await this.answered(this.server.readStream(this.nameOf(stream), from))).map((resolved) => this.take(resolved));
    return gapless(read, stream, from).map(({ event }) => event);
  }

  async readAll({ after, limit }: { after: Position; limit: number }): Promise<readonly RecordedEvent[]> {
    // A read begins with the event that stands at the position.
    const read = await this.answered(this.server.readOurs(after, after === 0 ? limit : limit + 1));
    const events = read.map((resolved) => this.take(resolved)).filter(({ position }) => position > after);
    return inOrder(events.slice(0, limit), after).map(({ event }) => event);
  }

  async *subscribe(options: { after: Position; batch?: number; signal: AbortSignal }): AsyncGenerator<readonly RecordedEvent[]> {
    for await (const events of followOurs(this.address, options, this.onError)) {
      this.stamps.seen(events.at(-1)!.recordedAt);
      yield events;
    }
  }

  async head(): Promise<Head> {
    const [last] = (await this.answered(this.server.readOurs('last', 1))).map((resolved) => this.take(resolved));
    return last ? { position: last.position, recordedAt: last.event.recordedAt } : { position: 0, recordedAt: null };
  }

  close(): Promise<void> {
    return this.server.close();
  }

  /** Writes at a revision, again with the same bytes while nobody answers; undefined when the stream has moved. */
  private async write(stream: string, revision: number, halves: readonly CanonicalHalves[], events: readonly NewEvent[], at: string | undefined): Promise<Appended | undefined> {
    const stamps = this.stamps.next(events.length, at);
    const written = events.map(({ id, type }, n) => ({ id, type, data: Buffer.from(joinHalves(halves[n]!, stamps[n]!, revision + 1 + n)) }));
    assertSize(written.map(({ data }) => data));
    const sent = this.now();
    try {
      await retrying(() => this.server.append(this.nameOf(stream), revision, written), noAnswerIsFinal);
      return await this.confirm(stream, revision + 1, written, stamps.at(-1)!, sent);
    } catch (error) {
      if (isWrongVersion(error)) return undefined;
      throw error;
    }
  }

  /** Reads back what stands there: where it is, whether it is this append or an earlier one of the same events, and when the server took it. */
  private async confirm(stream: string, from: number, written: readonly { readonly id: string }[], stamp: string, sent: string): Promise<Appended> {
    const stored = (await this.server.readStream(this.nameOf(stream), from, written.length)).map((resolved) => this.take(resolved));
    const last = stored.at(-1);
    if (!last || stored.length !== written.length || stored.some(({ event }, n) => event.id !== written[n]!.id)) {
      throw new UnusableServer(`the server has accepted ${stream}@${from} and does not hold it; is this node behind its leader?`);
    }
    const { position, event, created } = last;
    const repeated = event.recordedAt !== stamp;
    if (!repeated) this.stamps.note(sent, created);
    return { revision: event.revision, position, recordedAt: event.recordedAt, repeated };
  }

  private take(resolved: Parameters<typeof storedEvent>[0]): StoredEvent {
    const stored = storedEvent(resolved, this.server.prefix);
    this.stamps.seen(stored.event.recordedAt);
    return stored;
  }

  private async answered<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      throw explained(error) ?? error;
    }
  }

  private nameOf(stream: string): string {
    return `${this.server.prefix}${stream}`;
  }

  /** Writes beside the log and looks when the server says it did. */
  private async compareClocks(): Promise<void> {
    const name = `${this.address.log}:clock`;
    const ours = this.now();
    const id = randomUUID();
    await retrying(() => this.server.note(name, { id, type: 'ClockRead', data: Buffer.from('{}') }), noAnswerIsFinal);
    const [read] = await this.server.readStream(name, 'last', 1);
    if (read?.event) this.stamps.compare(ours, read.event.created);
  }

  // Another process may close the demonstration between this look and the append; there is one that plays it.
  private async assertSimulated(): Promise<void> {
    const [first] = this.simulated === 'never' ? [] : await this.readAll({ after: 0, limit: 1 });
    if (this.simulated !== 'never' && first === undefined) return;
    const isOpen = first?.type === 'DemonstrationOpened' && !(await this.readStream(first.stream)).some(({ type }) => type === 'DemonstrationClosed');
    if (isOpen) return;
    this.simulated = 'never';
    throw new RangeError('a simulated clock stamps an open demonstration only');
  }
}

/** What an append that failed throws: what it is in the port's words, or that nobody knows. */
function outcomeOf(error: unknown): unknown {
  if (error instanceof WrongRevision || error instanceof RangeError) return error;
  if (noAnswerIsFinal(error)) return explained(error) ?? error;
  return new UnknownOutcome(`the event store did not answer: ${(error as Error).message}`);
}

/** The answer of an earlier append of the same events; throws `InvalidEvent` when only some of them stand here. */
function repeatOf(stream: readonly RecordedEvent[], events: readonly NewEvent[]): Appended | undefined {
  const ids = new Set(events.map(({ id }) => id));
  const found = stream.filter(({ id }) => ids.has(id));
  const last = found.at(-1);
  if (!last) return undefined;
  if (found.length !== events.length) throw new InvalidEvent('an event with this id stands elsewhere in the log; derive ids from the command key and the stream');
  return { revision: last.revision, position: last.position, recordedAt: last.recordedAt, repeated: true };
}
