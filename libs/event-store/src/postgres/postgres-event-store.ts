import pg from 'pg';
import { InvalidEvent } from '../canonical-json.ts';
import { canonicalHalves, type NewEvent, type Position, parseEvent, type RecordedEvent } from '../envelope.ts';
import { type Appended, assertAppendable, type EventStore, type ExpectedRevision, UnknownOutcome, WrongRevision } from '../event-store.ts';
import { follow, Wakeup } from '../follow.ts';
import { AppendQueue, batchStatement, type QueuedAppend } from './append-queue.ts';
import { endWhenSilent } from './heartbeat.ts';
import { assertSafeServer } from './safe-server.ts';
import { LOG_SCHEMA_SQL } from './schema.sql.ts';

/** One batch as it went to the server and came back: appends, their events, milliseconds. */
export type AppendBatch = { readonly appends: number; readonly events: number; readonly ms: number };

/** A pool's connections: how many there are, how many do nothing, how many callers wait for one. */
export type PoolUse = { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number };

/** `poolSize` connections read; two more write, one more listens. `onBatch` is told of every batch, `onPool` of every pool once it is made. */
export type PostgresEventStoreOptions = {
  readonly connectionString: string;
  readonly poolSize?: number;
  readonly onError?: (error: Error) => void;
  readonly onBatch?: (batch: AppendBatch) => void;
  readonly onPool?: (name: string, use: PoolUse) => void;
};

// One plan for good, made for a log that grows: a plan made while the log is a few pages would scan it for every append.
const WRITER_SETTINGS = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';
const CHANNEL = 'liuhen_log';
const NOTIFY_EVERY_MS = 20;
const ATTEMPTS = 5;
/** A network may swallow a connection without a word; whoever waits on it would wait for good. */
const PATIENCE = { connectionTimeoutMillis: 5_000, query_timeout: 10_000 };

type Verdict = { readonly ok: boolean; readonly actual: number; readonly last_position: string; readonly stamped: string };

/**
 * The log in PostgreSQL: strict, gap-free global order, batched commits (DESIGN 5). Creates its schema, refuses to
 * open on a server whose settings may lose a commit.
 */
export async function openPostgresEventStore(options: PostgresEventStoreOptions): Promise<EventStore> {
  const { connectionString, poolSize = 4, onError = () => {}, onBatch, onPool } = options;
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  try {
    await assertSafeServer(owner);
    await owner.query('select pg_advisory_lock(4711000)');
    await owner.query(LOG_SCHEMA_SQL);
  } finally {
    await owner.end();
  }
  const pool = (role: string, max: number, settings = '') => {
    const made = new pg.Pool({ connectionString, max, options: `-c role=${role} ${settings}`, keepAlive: true, ...PATIENCE });
    made.on('error', onError);
    onPool?.(role === 'liuhen_log_writer' ? 'log-write' : 'log-read', made);
    return made;
  };
  const store = new PostgresEventStore(pool('liuhen_log_writer', 2, WRITER_SETTINGS), pool('liuhen_log_reader', poolSize), connectionString, onError, onBatch);
  await store.listen();
  return store;
}

class PostgresEventStore implements EventStore {
  readonly log = '';
  private readonly wakeup = new Wakeup();
  private readonly queue = new AppendQueue((batch) => this.flush(batch));
  private listener: pg.Client | undefined;
  private notifying = false;
  private closed = false;

  constructor(
    private readonly writer: pg.Pool,
    private readonly reader: pg.Pool,
    private readonly connectionString: string,
    private readonly onError: (error: Error) => void,
    private readonly onBatch: PostgresEventStoreOptions['onBatch'],
  ) {}

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[], options: { at?: string } = {}): Promise<Appended> {
    assertAppendable(stream, events);
    const halves = events.map((event) => canonicalHalves(stream, event));
    return new Promise((resolve, reject) => {
      this.queue.push({ stream, expected, halves, at: options.at, ids: events.map(({ id }) => id), types: events.map(({ type }) => type), resolve, reject });
    });
  }

  async readStream(stream: string, options: { from?: number } = {}): Promise<readonly RecordedEvent[]> {
    const { rows } = await this.reader.query<Row>({
      name: 'log.read-stream',
      text: `select position, convert_from(canonical, 'UTF8') as canonical from log.events where stream = $1 and revision >= $2 order by revision`,
      values: [stream, options.from ?? 0],
    });
    return rows.map(toEvent);
  }

  async readAll({ after, limit }: { after: Position; limit: number }): Promise<readonly RecordedEvent[]> {
    const { rows } = await this.reader.query<Row>({
      name: 'log.read-all',
      text: `select position, convert_from(canonical, 'UTF8') as canonical from log.events where position > $1 order by position limit $2`,
      values: [after, limit],
    });
    return rows.map(toEvent);
  }

  subscribe(options: { after: Position; batch?: number; signal: AbortSignal }): AsyncIterable<readonly RecordedEvent[]> {
    return follow(this, this.wakeup, options);
  }

  async head() {
    const { rows } = await this.reader.query<{ position: string; stamped: string }>(
      `select position, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as stamped from log.events order by position desc limit 1`,
    );
    return { position: Number(rows[0]?.position ?? 0), recordedAt: rows[0]?.stamped ?? null };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wakeup.wake();
    await Promise.all([this.writer.end(), this.reader.end(), this.listener?.end()]);
  }

  /** Listens for appends of other processes; a lost connection is made again, and polling bridges the gap. */
  async listen(): Promise<void> {
    if (this.closed) return;
    const client = new pg.Client({ connectionString: this.connectionString, options: '-c role=liuhen_log_reader', keepAlive: true, connectionTimeoutMillis: 5_000 });
    client.on('notification', () => this.wakeup.wake());
    client.on('error', this.onError);
    client.on('end', () => setTimeout(() => void this.listen().catch(this.onError), 500).unref());
    this.listener = client;
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    endWhenSilent(client);
  }

  private async flush(batch: readonly QueuedAppend[]): Promise<void> {
    const began = performance.now();
    try {
      const { rows } = await this.writer.query<Verdict>(batchStatement(batch));
      rows.forEach((verdict, index) => this.answer(batch[index]!, verdict));
      this.notify();
      this.onBatch?.({ appends: batch.length, events: batch.reduce((sum, { ids }) => sum + ids.length, 0), ms: performance.now() - began });
    } catch (error) {
      await this.recover(batch, error as Error);
    }
  }

  private answer(append: QueuedAppend, { ok, actual, last_position, stamped }: Verdict): void {
    if (!ok) return void this.refuseOrRepeat(append, actual).catch(append.reject);
    append.resolve({ revision: actual + append.ids.length, position: Number(last_position), recordedAt: stamped, repeated: false });
  }

  // A member that PostgreSQL refuses (a duplicate event id, say) fails the whole batch: each then goes alone. After a
  // lost connection nobody knows whether the batch was committed: the event ids tell.
  private async recover(batch: readonly QueuedAppend[], error: Error): Promise<void> {
    if (isServerRefusal(error)) {
      if (batch.length === 1) return this.refuseOrRepeat(batch[0]!, undefined, error).catch(batch[0]!.reject);
      for (const append of batch) await this.flush([append]);
      return;
    }
    if (isOutOfRoom(error)) return batch.forEach((append) => append.reject(error));
    for (let attempt = 1; attempt <= ATTEMPTS && !this.closed; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt));
      const missing = await this.answerCommitted(batch).catch(() => undefined);
      if (missing === undefined) continue;
      if (missing.length > 0) for (const append of missing) this.queue.push(append);
      return;
    }
    for (const append of batch) append.reject(new UnknownOutcome(`the log did not answer: ${error.message}`));
  }

  private async answerCommitted(batch: readonly QueuedAppend[]): Promise<readonly QueuedAppend[]> {
    const committed = await Promise.all(batch.map((append) => this.find(append)));
    batch.forEach((append, index) => {
      const found = committed[index];
      if (found) append.resolve({ ...found, repeated: true });
    });
    this.notify();
    return batch.filter((_, index) => committed[index] === undefined);
  }

  private async refuseOrRepeat(append: QueuedAppend, actual: number | undefined, error?: Error): Promise<void> {
    const found = await this.find(append);
    if (found) return append.resolve({ ...found, repeated: true });
    if (actual === undefined) return append.reject(explain(error));
    append.reject(new WrongRevision(append.stream, append.expected, actual));
  }

  private async find({ ids, stream }: QueuedAppend): Promise<Omit<Appended, 'repeated'> | undefined> {
    const { rows } = await this.reader.query<{ revision: number; position: string; stamped: string }>({
      name: 'log.find',
      text: `select revision, position, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as stamped
             from log.events where id = any($1::uuid[]) and stream = $2 order by revision`,
      values: [ids, stream],
    });
    const last = rows.at(-1);
    return last && rows.length === ids.length ? { revision: last.revision, position: Number(last.position), recordedAt: last.stamped } : undefined;
  }

  // Once, coalesced, after the commit, on another connection: a NOTIFY inside the append would cost every caller, and
  // one that waits for the disk would hold up the next batch. A lost notification is made up for by polling.
  private notify(): void {
    this.wakeup.wake();
    if (this.notifying || this.closed) return;
    this.notifying = true;
    setTimeout(() => {
      this.notifying = false;
      if (!this.closed) this.reader.query(`set local synchronous_commit = off; notify ${CHANNEL}`).catch(this.onError);
    }, NOTIFY_EVERY_MS).unref();
  }
}

function explain(error: (Error & { code?: string }) | undefined): Error | undefined {
  if (error?.code === 'LH001') return new RangeError(error.message);
  if (error?.code === '23505') return new InvalidEvent('an event with this id stands elsewhere in the log; derive ids from the command key and the stream');
  return error;
}

type Row = { readonly position: string; readonly canonical: string };

const toEvent = (row: Row): RecordedEvent => parseEvent(row.canonical, Number(row.position));

// Five-character SQLSTATEs that say the statement was refused and rolled back; the classes left out (08, 57, 53, XX, 58)
// say that the connection or the server failed.
function isServerRefusal(error: Error & { code?: string }): boolean {
  return typeof error.code === 'string' && /^(22|23|42|40|P0|LH|0A|25|54)[0-9A-Z]{3}$/.test(error.code);
}

// The disk is full, or memory is: the statement was rolled back, and at once it would fare no better.
function isOutOfRoom(error: Error & { code?: string }): boolean {
  return error.code === '53100' || error.code === '53200';
}
