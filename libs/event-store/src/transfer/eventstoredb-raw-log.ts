import type { Position } from '../envelope.ts';
import { explained, isWrongVersion, noAnswerIsFinal, retrying } from '../eventstoredb/faults.ts';
import { identityOf } from '../eventstoredb/identity.ts';
import { inOrder, storedEvent } from '../eventstoredb/records.ts';
import { Server, serverAddress } from '../eventstoredb/server.ts';
import { LogsDiffer, type RawEvent, type RawLog } from './raw-log.ts';

const TOGETHER = 100;

/** Opens the log of an EventStoreDB as bytes. */
export async function openEventStoreDBRawLog(url: string): Promise<RawLog> {
  const address = serverAddress(url);
  const server = new Server(address);
  try {
    return new EventStoreDBRawLog(server, await identityOf(server, address.log));
  } catch (error) {
    await server.close();
    throw explained(error) ?? error;
  }
}

class EventStoreDBRawLog implements RawLog {
  constructor(
    private readonly server: Server,
    readonly log: string,
  ) {}

  async read(after: Position, limit: number): Promise<readonly RawEvent[]> {
    const read = (await this.server.readOurs(after, after === 0 ? limit : limit + 1)).map((resolved) => storedEvent(resolved, this.server.prefix));
    const events = inOrder(read.filter(({ position }) => position > after).slice(0, limit), after);
    return events.map(({ position, canonical, event: { id, type, stream, revision, recordedAt } }) => ({ position, canonical, id, type, stream, revision, recordedAt }));
  }

  async head(): Promise<Position> {
    const [last] = await this.server.readOurs('last', 1);
    return last ? storedEvent(last, this.server.prefix).position : 0;
  }

  // One append after the other: their order is the order of the log. A repeat after a lost answer changes nothing.
  async write(after: Position, events: readonly RawEvent[]): Promise<void> {
    const head = await this.head();
    if (head !== after) throw new LogsDiffer(`somebody else writes into the target: it ends at ${head}, not at ${after}; stop every api and worker on it`);
    for (const run of runsOf(events)) {
      const { stream, revision } = run[0]!;
      const data = run.map(({ id, type, canonical }) => ({ id, type, data: canonical }));
      await retrying(() => this.server.append(`${this.server.prefix}${stream}`, revision - 1, data), noAnswerIsFinal).catch((error: unknown) => {
        if (isWrongVersion(error)) throw new LogsDiffer(`somebody else writes into the target: ${stream} is not at revision ${revision - 1}; stop every api and worker on it`);
        throw explained(error) ?? error;
      });
    }
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/** Neighbours of one stream go in one append. */
function runsOf(events: readonly RawEvent[]): readonly (readonly RawEvent[])[] {
  const runs: RawEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    if (run && run.length < TOGETHER && run[0]!.stream === event.stream) run.push(event);
    else runs.push([event]);
  }
  return runs;
}
