import { endWhenSilent, type EventStore, type Position, RefusedError } from '#event-store';
import pg from 'pg';
import { type Advanced, READ_CHANNEL } from './projection-runner.ts';
import { READERS_LOCK } from './read-schema.ts';

const WAIT_MS = 2000;

/** Whether a read schema can be relied on: how far one that never held the whole log has come, and how many entities stand still. */
export type ReadHealth = { readonly filling: { readonly position: Position; readonly head: Position } | null; readonly parked: number };

/**
 * Follows how far a read schema has come, so that a reader may wait for its own writes and be told of changes. Fed by
 * the runner's notifications, with a poll as the net. Its connection holds a lock that says that the schema is read.
 */
export class ReadPosition {
  private reached: Position = 0;
  private highest: Position = 0;
  private counted = 0;
  private everCaughtUp = false;
  private readonly held = new Set<string>();
  private readonly listeners = new Set<(advanced: Advanced) => void>();
  private readonly switched = new Set<() => void>();
  private client: pg.Client | undefined;
  private closed = false;
  private still: Promise<void> | undefined;

  constructor(
    private readonly connectionString: string,
    private reading: string,
    private readonly store: EventStore,
    private readonly onError: (error: Error) => void = () => {},
  ) {
    this.held.add(reading);
  }

  /** The schema that is read now. */
  get schema(): string {
    return this.reading;
  }

  get position(): Position {
    return this.reached;
  }

  /** How many events of the log the read side holds; the ordinal of the one at `position`. */
  get ordinal(): number {
    return this.counted;
  }

  /** The highest position that anybody here has been answered at or told of, on this schema or one read before. */
  get seen(): Position {
    return Math.max(this.highest, this.reached);
  }

  async open(): Promise<void> {
    if (this.closed) return;
    const client = new pg.Client({ connectionString: this.connectionString, keepAlive: true, connectionTimeoutMillis: 5_000 });
    client.on('error', this.onError);
    client.on('end', () => setTimeout(() => void this.open().catch(this.onError), 500).unref());
    client.on('notification', ({ payload }) => this.notified(JSON.parse(payload ?? '{}') as Advanced | { switched: string }));
    await client.connect();
    if (this.closed) return client.end();
    for (const schema of this.held) await client.query(`select pg_advisory_lock_shared(${READERS_LOCK}, hashtext($1))`, [schema]);
    await client.query(`listen ${READ_CHANNEL}`);
    endWhenSilent(client);
    this.client = client;
    await this.poll();
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client?.end();
  }

  /** Says that a schema is read, or about to be, until it is released. */
  async hold(schema: string): Promise<void> {
    if (this.held.has(schema)) return;
    this.held.add(schema);
    await this.client?.query(`select pg_advisory_lock_shared(${READERS_LOCK}, hashtext($1))`, [schema]);
  }

  async release(schema: string): Promise<void> {
    if (!this.held.delete(schema) || this.closed) return;
    await this.client?.query(`select pg_advisory_unlock_shared(${READERS_LOCK}, hashtext($1))`, [schema]);
  }

  /** From now on another schema is read, which is at a position. */
  moveTo(schema: string, position: Position): void {
    this.highest = this.seen;
    [this.reading, this.reached] = [schema, position];
  }

  /**
   * Holds readers where they are until the answered function is called: who asks waits, who listens is told afterwards
   * that anything may have changed. What is under way may still be answered further on.
   */
  holdStill(): () => void {
    let letGo = (): void => undefined;
    this.still = new Promise((resolve) => (letGo = resolve));
    return () => {
      this.still = undefined;
      letGo();
      this.hear({ schema: this.reading, position: this.reached, ordinal: this.counted, touched: ['*'] });
    };
  }

  /** Takes notice that somebody has been answered at a position: later questions are not answered at an earlier one. */
  answered(position: Position): void {
    if (position > this.highest) this.highest = position;
  }

  /** Waits, where need be, until the schema is as far as whatever has been answered here. */
  async waitForSeen(): Promise<void> {
    await this.still;
    if (this.highest > this.reached) await this.waitFor(this.highest);
  }

  /** Calls back at every advance until the answered function is called. */
  onAdvance(listener: (advanced: Advanced) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when a rebuild says that it has moved the pointer, after `ms`, or when the signal aborts. */
  nextSwitch(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.switched.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.switched.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
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

  /** Asks the schema how it is; `head` is the end of the log. */
  async health(head: Position): Promise<ReadHealth> {
    await this.poll();
    if (this.reached >= head) this.everCaughtUp = true;
    const { rows } = (await this.client?.query<{ caughtUp: boolean; position: string; parked: number }>(HEALTH_SQL(this.reading), [this.reading])) ?? { rows: [] };
    if (rows[0]?.caughtUp !== false) this.everCaughtUp = true;
    const position = Math.max(this.reached, Number(rows[0]?.position ?? 0));
    return { filling: this.everCaughtUp ? null : { position, head }, parked: rows[0]?.parked ?? 0 };
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

  private notified(news: Advanced | { switched: string }): void {
    if ('switched' in news) for (const look of [...this.switched]) look();
    else this.hear(news);
  }

  /** Takes notice of an advance; a runner in the same process says it without a detour. */
  hear(advanced: Advanced): void {
    if (advanced.schema !== this.reading || this.still) return;
    this.reach(advanced.position, advanced.ordinal);
    for (const listener of [...this.listeners]) listener(advanced);
  }

  private async poll(): Promise<void> {
    const schema = this.reading;
    const { rows } = (await this.client?.query<{ position: string; ordinal: string }>(`select position, ordinal from ${schema}.checkpoint`).catch(() => undefined)) ?? { rows: [] };
    if (rows[0] && schema === this.reading && !this.still) this.reach(Number(rows[0].position), Number(rows[0].ordinal));
  }

  private reach(position: Position, ordinal: number): void {
    this.reached = Math.max(this.reached, position);
    this.counted = Math.max(this.counted, ordinal);
  }
}

// A schema that nobody registered (a spec's own) counts as caught up. A first filling happens in a copy beside.
const HEALTH_SQL = (schema: string): string => `
select (select count(*)::int from ${schema}.parked) as parked,
       coalesce((select caught_up_at is not null from read_side.schemas where name = $1), true) as "caughtUp",
       (select max(position) from read_side.schemas where state = 'filling' and version = (select version from read_side.schemas where name = $1)) as position`;
