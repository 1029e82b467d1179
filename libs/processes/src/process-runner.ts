import type { EventCatalogue, EventStore, Position, RecordedEvent } from '#event-store';
import pg from 'pg';

/**
 * A process manager: what follows from an event. Its commands' keys derive from the event and the step, so a repeat
 * does nothing; whatever it throws is tried again from the cursor.
 */
export type ProcessManager = { readonly name: string; react(event: RecordedEvent): Promise<void> };

export type ProcessRunnerOptions = {
  readonly connectionString: string;
  readonly store: EventStore;
  readonly catalogue: EventCatalogue;
  readonly manager: ProcessManager;
  /** Where a manager without a cursor begins; everything up to there has been reacted to. Default 0. */
  readonly startAfter?: Position;
  readonly onError?: (error: Error) => void;
};

/** The cursors of all process managers, each in the positions of one log (`EventStore.log`). */
export const CURSOR_SQL = `
create schema if not exists processes;
create table if not exists processes.cursors (name text not null, position bigint not null, log text not null default '', primary key (log, name));
`;

/** Feeds a process manager from the log, after its own durable cursor; never replayed by a rebuild. One runs, others stand by. */
export class ProcessRunner {
  private reached: Position = 0;

  constructor(private readonly options: ProcessRunnerOptions) {}

  /** The position up to which everything has been reacted to. */
  get position(): Position {
    return this.reached;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.lead(signal).catch((error: Error) => this.options.onError?.(error));
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  private async lead(signal: AbortSignal): Promise<void> {
    const { connectionString, store, manager } = this.options;
    const client = new pg.Client({ connectionString, keepAlive: true });
    const lost = new AbortController();
    client.on('error', (error) => lost.abort(error));
    await client.connect();
    try {
      const won = await client.query<{ won: boolean }>('select pg_try_advisory_lock(4711004, hashtext($1)) as won', [manager.name]);
      if (!won.rows[0]?.won) return;
      this.reached = await this.cursor(client);
      for await (const events of store.subscribe({ after: this.reached, batch: 200, signal: AbortSignal.any([signal, lost.signal]) })) {
        await this.take(client, events);
      }
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** Reacts up to what this build cannot read or the manager cannot take, and stops there: the cursor says where, the error why. */
  private async take(client: pg.Client, events: readonly RecordedEvent[]): Promise<void> {
    const { catalogue, manager, store } = this.options;
    let failure: unknown;
    for (const event of events) {
      try {
        await manager.react(catalogue.upcast(event));
      } catch (error) {
        failure = error;
        break;
      }
      this.reached = event.position;
    }
    await client.query('update processes.cursors set position = $2 where name = $1 and log = $3 and position < $2', [manager.name, this.reached, store.log]);
    if (failure !== undefined) throw failure;
  }

  private async cursor(client: pg.Client): Promise<Position> {
    const { manager, store, startAfter = 0 } = this.options;
    await client.query(CURSOR_SQL);
    await client.query('insert into processes.cursors (name, position, log) values ($1, $2, $3) on conflict do nothing', [manager.name, startAfter, store.log]);
    const { rows } = await client.query<{ position: string }>('select position from processes.cursors where name = $1 and log = $2', [manager.name, store.log]);
    return Number(rows[0]?.position ?? 0);
  }
}
