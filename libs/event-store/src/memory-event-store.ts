import { InvalidEvent } from './canonical-json.ts';
import { canonicalHalves, joinHalves, type NewEvent, type Position, parseEvent, type RecordedEvent } from './envelope.ts';
import { type Appended, assertAppendable, type EventStore, type ExpectedRevision, matches, WrongRevision } from './event-store.ts';
import { follow, Wakeup } from './follow.ts';
import { microsBetween, nextStamp } from './stamp.ts';

/** The log in memory, for unit tests: the same contract as the others, forgotten with the process. */
export function memoryEventStore(): EventStore {
  return new MemoryEventStore();
}

class MemoryEventStore implements EventStore {
  readonly log = '';
  private readonly events: { readonly canonical: string; readonly stream: string; readonly recordedAt: string }[] = [];
  private readonly streams = new Map<string, Position[]>();
  private readonly ids = new Map<string, Position>();
  private readonly wakeup = new Wakeup();
  private simulated = false;

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[], options: { at?: string } = {}): Promise<Appended> {
    assertAppendable(stream, events);
    const halves = events.map((event) => canonicalHalves(stream, event));
    const positions = this.streams.get(stream) ?? [];
    const repeated = this.repeatOf(stream, events);
    if (repeated) return repeated;
    if (!matches(expected, positions.length - 1)) throw new WrongRevision(stream, expected, positions.length - 1);
    if (events.some((event) => this.ids.has(event.id))) throw new InvalidEvent('an event with this id stands elsewhere in the log; derive ids from the command key and the stream');
    this.assertClock(options.at);
    this.streams.set(stream, positions);
    events.forEach((event, index) => {
      const recordedAt = nextStamp(this.events.at(-1)?.recordedAt, options.at);
      this.events.push({ canonical: joinHalves(halves[index]!, recordedAt, positions.length), stream, recordedAt });
      this.noteDemonstration(event.type);
      positions.push(this.events.length);
      this.ids.set(event.id, this.events.length);
    });
    this.wakeup.wake();
    return { revision: positions.length - 1, position: this.events.length, recordedAt: this.events.at(-1)!.recordedAt, repeated: false };
  }

  async readStream(stream: string, options: { from?: number } = {}): Promise<readonly RecordedEvent[]> {
    return (this.streams.get(stream) ?? []).slice(options.from ?? 0).map((position) => this.at(position));
  }

  async readAll({ after, limit }: { after: Position; limit: number }): Promise<readonly RecordedEvent[]> {
    const last = Math.min(after + limit, this.events.length);
    return Array.from({ length: Math.max(0, last - after) }, (_, index) => this.at(after + index + 1));
  }

  subscribe(options: { after: Position; batch?: number; signal: AbortSignal }): AsyncIterable<readonly RecordedEvent[]> {
    return follow(this, this.wakeup, options);
  }

  async head() {
    return { position: this.events.length, recordedAt: this.events.at(-1)?.recordedAt ?? null };
  }

  async close(): Promise<void> {}

  private at(position: Position): RecordedEvent {
    return parseEvent(this.events[position - 1]!.canonical, position);
  }

  private repeatOf(stream: string, events: readonly NewEvent[]): Appended | undefined {
    const positions = events.map((event) => this.ids.get(event.id));
    const last = positions.at(-1);
    if (last === undefined || positions.some((position) => position === undefined)) return undefined;
    const event = this.at(last);
    if (event.stream !== stream) return undefined;
    return { revision: event.revision, position: last, recordedAt: event.recordedAt, repeated: true };
  }

  private assertClock(at: string | undefined): void {
    if (at !== undefined && !this.simulated && this.events.length > 0) throw new RangeError('a simulated clock stamps an open demonstration only');
    if (at !== undefined && microsBetween(new Date().toISOString(), at) > 0) throw new RangeError('a simulated clock cannot run ahead of now');
  }

  private noteDemonstration(type: string): void {
    if (type === 'DemonstrationOpened') this.simulated = this.events.length === 1;
    if (type === 'DemonstrationClosed') this.simulated = false;
  }
}
