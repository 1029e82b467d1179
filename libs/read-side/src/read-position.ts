import { endWhenSilent, type EventStore, type Position, RefusedError } from '#event-store';
import pg from 'pg';
import { type Advanced, READ_CHANNEL } from './projection-runner.ts';

const WAIT_MS = 2000;

/**
 * Follows how far a read schema has come, so that a reader may wait for its own writes and be told of changes. Fed by
 * the runner's notifications, with a poll as the net.
 */
export class ReadPosition {
  private reached: Position = 0;
  private counted = 0;
  private readonly listeners = new Set<(advanced: Advanced) => void>();
  private client: pg.Client | undefined;
  private closed = false;

  constructor(
    private readonly connectionString: string,
    readonly schema: string,
    private readonly store: EventStore,
    private readonly onError: (error: Error) => void = () => {},
  ) {}

  get position(): Position {
    return this.reached;
  }

  /** How many events of the log the read side holds; the ordinal of the one at `position`. */
  get ordinal(): number {
    return this.counted;
  }

  async open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.connectionString, keepAlive: true });
    client.on('error', this.onError);
    client.on('end', () => {
      if (!this.closed) setTimeout(() => void this.open().catch(this.onError), 500).unref();
    });
    client.on('notification', ({ payload }) => this.hear(JSON.parse(payload ?? '{}') as Advanced));
    await client.connect();
    await client.query(`listen ${READ_CHANNEL}`);
    endWhenSilent(client);
    this.client = client;
    await this.poll();
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client?.end();
  }

  /** Calls back at every advance until the answered function is called. */
  onAdvance(listener: (advanced: Advanced) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when the read side holds a position: at once, or within 2 s; else refuses with the position reached (503). */
  async waitFor(after: Position): Promise<void> {
    if (after <= this.reached) return;
    const { position: head } = await this.store.head();
    if (after > head) throw new RefusedError('malformed', 'read.position-beyond-log', { after, head });
    const deadline = Date.now() + WAIT_MS;
    await this.poll();
    while (after > this.reached) {
      const left = deadline - Date.now();
      if (left <= 0) throw new RefusedError('unavailable', 'read.behind', { after, position: this.reached });
      await this.next(Math.min(left, 250));
      if (after > this.reached) await this.poll();
    }
  }

  /** Waits until the read side holds everything that is in the log now; answers the position. */
  async waitForHead(): Promise<Position> {
    const { position } = await this.store.head();
    await this.waitFor(position);
    return position;
  }

  private next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.onAdvance(done);
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        stop();
        resolve();
      }
    });
  }

  /** Takes notice of an advance; a runner in the same process says it without a detour. */
  hear(advanced: Advanced): void {
    if (advanced.schema !== this.schema) return;
    this.reach(advanced.position, advanced.ordinal);
    for (const listener of [...this.listeners]) listener(advanced);
  }

  private async poll(): Promise<void> {
    const { rows } = (await this.client?.query<{ position: string; ordinal: string }>(`select position, ordinal from ${this.schema}.checkpoint`).catch(() => undefined)) ?? { rows: [] };
    if (rows[0]) this.reach(Number(rows[0].position), Number(rows[0].ordinal));
  }

  private reach(position: Position, ordinal: number): void {
    this.reached = Math.max(this.reached, position);
    this.counted = Math.max(this.counted, ordinal);
  }
}
