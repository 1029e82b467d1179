import type { EventCatalogue, EventStore, Position, RecordedEvent } from '#event-store';
import { lead } from '#election';
import type pg from 'pg';

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

/** The class of the advisory locks of process managers, by name. */
const MANAGER_LOCK = 4_711_004;

/**
 * The cursors of all process managers, each in the positions of one log (`EventStore.log`). Managers that start together
 * make the table one after the other: two that make it at once collide in spite of `if not exists`.
 */
export const CURSOR_SQL = `
select pg_advisory_xact_lock(4711009);
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
    await lead({ connectionString, lock: MANAGER_LOCK, name: manager.name }, signal, async (client, ended) => {
      this.reached = await this.cursor(client);
      for await (const events of store.subscribe({ after: this.reached, batch: 200, signal: ended })) {
        if (!(await this.take(client, events, ended))) return;
      }
    });
  }

  /**
   * Reacts up to what this build cannot read or the manager cannot take, and stops there: the cursor says where, the error
   * why. False when another runner has moved the cursor meanwhile: this one was asleep, and what it did are repeats.
   */
  private async take(client: pg.Client, events: readonly RecordedEvent[], ended: AbortSignal): Promise<boolean> {
    const { catalogue, manager, store } = this.options;
    const from = this.reached;
    let failure: unknown;
    for (const event of events) {
      if (ended.aborted) break;
      try {
        await manager.react(catalogue.upcast(event));
      } catch (error) {
        failure = error;
        break;
      }
      this.reached = event.position;
    }
    const { rowCount } = await client.query('update processes.cursors set position = $2 where name = $1 and log = $3 and position = $4', [manager.name, this.reached, store.log, from]);
    if (rowCount !== 1) return false;
    if (failure !== undefined) throw failure;
    return true;
  }

  private async cursor(client: pg.Client): Promise<Position> {
    const { manager, store, startAfter = 0 } = this.options;
    await client.query(CURSOR_SQL);
    await client.query('insert into processes.cursors (name, position, log) values ($1, $2, $3) on conflict do nothing', [manager.name, startAfter, store.log]);
    const { rows } = await client.query<{ position: string }>('select position from processes.cursors where name = $1 and log = $2', [manager.name, store.log]);
    return Number(rows[0]?.position ?? 0);
  }
}
