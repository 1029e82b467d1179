import db from '@eventstore/db-client';
import type { AllStreamResolvedEvent, AllStreamSubscription } from '@eventstore/db-client';
import type { Position, RecordedEvent } from '../envelope.ts';
import { openClient } from './client.ts';
import { backoff, explained, pause, UnusableServer } from './faults.ts';
import { inOrder, storedEvent } from './records.ts';
import type { ServerAddress } from './server.ts';

export type Following = { readonly after: Position; readonly batch?: number; readonly signal: AbortSignal };

const WINDOW = 500;
const CHECKPOINT_EVERY = 10;

/**
 * Follows our part of `$all` in batches, for ever: a catch-up subscription with the server's filter, made anew after
 * whatever ends it, from the last event handed out or the server's checkpoint after it. At most `batch` events wait for a
 * slow consumer; then the stream stands still up to the server. Throws what trying again would not mend.
 */
export async function* followOurs(address: ServerAddress, { after, batch = 1000, signal }: Following, onError: (error: Error) => void): AsyncGenerator<readonly RecordedEvent[]> {
  let reached = after;
  for (let attempt = 0; !signal.aborted; attempt++) {
    const connection = new Connection(address, reached, batch);
    try {
      for await (const events of connection.batches(signal)) {
        attempt = 0;
        yield events;
        reached = events.at(-1)!.position;
      }
    } catch (error) {
      if (error instanceof UnusableServer || explained(error) instanceof UnusableServer) throw explained(error) ?? error;
      onError(error as Error);
    } finally {
      reached = Math.max(reached, connection.checkpoint);
      await connection.close();
    }
    await pause(backoff(attempt), signal);
  }
}

/** One subscription over one connection of its own: cancelling it makes the client drop its channel, which must not be that of an append. */
class Connection {
  /** A position up to which nothing is left to hand out. */
  checkpoint: Position = 0;
  private failure: Error | undefined;
  private ended = false;
  private wake: () => void = () => {};
  private readonly open;
  private readonly subscription: AllStreamSubscription;
  private reached: Position;

  constructor(
    private readonly address: ServerAddress,
    after: Position,
    private readonly batch: number,
  ) {
    this.reached = after;
    this.open = openClient(address.connectionString);
    const filter = db.streamNameFilter({ prefixes: [`${address.log}.`], maxSearchWindow: WINDOW, checkpointInterval: CHECKPOINT_EVERY, checkpointReached: (_, { commit }) => this.noteCheckpoint(commit) });
    const fromPosition = after === 0 ? db.START : { commit: BigInt(after), prepare: BigInt(after) };
    this.subscription = this.open.client.subscribeToAll({ fromPosition, filter }, { highWaterMark: batch });
    this.subscription.on('error', (error) => this.end(error)).on('end', () => this.end()).on('readable', () => this.wake());
  }

  async *batches(signal: AbortSignal): AsyncGenerator<readonly RecordedEvent[]> {
    const aborted = () => this.wake();
    signal.addEventListener('abort', aborted);
    try {
      while (!signal.aborted) {
        const events = this.take();
        if (events.length > 0) yield events;
        else if (this.failure) throw this.failure;
        else if (this.ended) return;
        else await this.readable(signal);
      }
    } finally {
      signal.removeEventListener('abort', aborted);
    }
  }

  async close(): Promise<void> {
    await this.subscription.unsubscribe().catch(() => {});
    await this.open.close();
  }

  private take(): readonly RecordedEvent[] {
    const taken = [];
    for (let resolved; taken.length < this.batch && (resolved = this.subscription.read() as AllStreamResolvedEvent | null) !== null; ) {
      taken.push(storedEvent(resolved, `${this.address.log}.`));
    }
    const events = inOrder(taken, this.reached).map(({ event }) => event);
    this.reached = events.at(-1)?.position ?? this.reached;
    return events;
  }

  /** Resolves when there is something to take, and lets what has arrived with it join: a batch of one costs its reader as much as a full one. */
  private async readable(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (this.subscription.readableLength > 0 || this.failure || this.ended || signal.aborted) resolve();
    });
    for (let waiting = 0; this.subscription.readableLength > waiting && waiting < this.batch; ) {
      waiting = this.subscription.readableLength;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  // With nothing waiting, every event before a checkpoint has been taken.
  private noteCheckpoint(commit: bigint): void {
    if (this.subscription.readableLength === 0 && commit <= BigInt(Number.MAX_SAFE_INTEGER)) this.checkpoint = Math.max(this.checkpoint, Number(commit));
  }

  private end(error?: Error): void {
    this.failure ??= error;
    this.ended = true;
    this.wake();
  }
}
