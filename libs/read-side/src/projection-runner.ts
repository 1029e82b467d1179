import { type EventCatalogue, type EventStore, type Position, type RecordedEvent, UnknownEvent } from '#event-store';
import { lead } from '#election';
import type pg from 'pg';
import { distinct, insertRows } from './bulk.ts';
import { knownDays, type Moment, momentsAfter, noMoment } from './moment.ts';
import { Parking } from './parking.ts';
import type { ReadModel, TemporalProjection } from './projection.ts';
import { type ReadEntries, readEntries, rowsConcerned, writeRows } from './row-writer.ts';
import { TemporalWriter } from './temporal-writer.ts';

/** The class of the advisory locks of runners, by schema. */
export const RUNNER_LOCK = 4_711_003;

/** The channel on which a runner says which position a read schema has reached. */
export const READ_CHANNEL = 'liuhen_read';

/** What a runner has just made visible: up to where (`ordinal` counts the events of the log up to there), and which entities changed. */
export type Advanced = { readonly schema: string; readonly position: Position; readonly ordinal: number; readonly touched: readonly string[] };

/** A batch of events as one transaction made it visible, and the milliseconds that took. */
export type AppliedBatch = { readonly events: readonly RecordedEvent[]; readonly ms: number };

export type RunnerOptions = {
  readonly connectionString: string;
  readonly store: EventStore;
  readonly catalogue: EventCatalogue;
  readonly model: ReadModel;
  readonly schema: string;
  readonly batch?: number;
  readonly onAdvance?: (advanced: Advanced) => void;
  readonly onError?: (error: Error) => void;
  /** Told of every batch once it is committed. */
  readonly onBatch?: (batch: AppliedBatch) => void;
  /** Called at named places of a batch; the faults harness stops the process there. */
  readonly failpoint?: (place: 'before-write' | 'before-checkpoint' | 'before-commit' | 'after-commit') => void | Promise<void>;
};

/** Whether the read side is fed, by whom, and what is wrong with it. */
export type RunnerHealth = { readonly state: 'standby' | 'running' | 'stopped' | 'halted'; readonly position: Position; readonly parked: number; readonly reason?: string };

/** Somebody else has moved the checkpoint, or mended an entity under it: this runner was asleep and must not write. */
class Fenced extends Error {
  override readonly name = 'Fenced';
}

/**
 * Keeps one read schema up to date: one pass over the log, rows and checkpoint in one transaction, the checkpoint moved
 * only from where this runner left it. One runner works, the others stand by for its lock.
 */
export class ProjectionRunner {
  private readonly parking = new Parking();
  private readonly writers: readonly TemporalWriter<unknown>[];
  private current: RunnerHealth = { state: 'standby', position: 0, parked: 0 };
  private last: Moment = noMoment;
  private generation = 0;

  constructor(private readonly options: RunnerOptions) {
    const { temporal, history } = options.model;
    this.writers = temporal.map((projection) => new TemporalWriter(projection as unknown as TemporalProjection<unknown>, history));
  }

  get health(): RunnerHealth {
    return { ...this.current, parked: this.parking.size };
  }

  /** Runs until the signal aborts; whatever goes wrong is reported, and tried again from the checkpoint. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.lead(signal);
      } catch (error) {
        this.current = { ...this.current, state: error instanceof UnknownEvent ? 'halted' : 'standby', reason: (error as Error).message };
        this.options.onError?.(error as Error);
        await pause(error instanceof UnknownEvent ? 5000 : 500, signal);
      }
    }
    this.current = { ...this.current, state: 'stopped' };
  }

  private async lead(signal: AbortSignal): Promise<void> {
    const { store, batch } = this.options;
    await this.elected(signal, async (client, ended) => {
      const after = await this.start(client);
      for await (const events of store.subscribe({ after, batch: batch ?? 2000, signal: ended })) await this.take(client, events);
    });
  }

  /** Brings the schema to exactly a position of the log and leaves it there; does nothing when it is further. Parks as ever. */
  async feedTo(until: Position, signal: AbortSignal): Promise<void> {
    const { store, batch = 2000 } = this.options;
    await this.elected(signal, async (client) => {
      for (let after = await this.start(client); after < until && !signal.aborted; after = this.current.position) {
        const events = await store.readAll({ after, limit: batch });
        await this.take(client, events.filter(({ position }) => position <= until));
      }
    });
    signal.throwIfAborted();
  }

  private async elected(signal: AbortSignal, work: (client: pg.Client, ended: AbortSignal) => Promise<void>): Promise<void> {
    const { connectionString, schema } = this.options;
    const onStandby = (): void => void (this.current = { ...this.current, state: 'standby' });
    try {
      await lead({ connectionString, lock: RUNNER_LOCK, name: schema, settings: `-c search_path=${schema},public -c synchronous_commit=off`, onStandby }, signal, work);
    } finally {
      for (const writer of this.writers) writer.reset();
    }
  }

  private async start(client: pg.Client): Promise<Position> {
    await this.parking.load(client);
    for (const writer of this.writers) writer.reset();
    const { rows } = await client.query<{ position: string; ordinal: string; stamped: string | null; generation: number }>(
      `select position, ordinal, generation, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as stamped from checkpoint`,
    );
    const position = Number(rows[0]?.position ?? 0);
    this.generation = rows[0]?.generation ?? 0;
    this.last = { position, ordinal: Number(rows[0]?.ordinal ?? 0), recorded_at: rows[0]?.stamped ?? '' };
    this.current = { state: 'running', position, parked: this.parking.size };
    return position;
  }

  /** Applies a batch up to an event that this build does not know, and halts there, so that the position says where. */
  private async take(client: pg.Client, recorded: readonly RecordedEvent[]): Promise<void> {
    const known: RecordedEvent[] = [];
    try {
      for (const event of recorded) known.push(this.options.catalogue.upcast(event));
    } catch (error) {
      if (known.length > 0) await this.apply(client, known);
      throw error;
    }
    await this.apply(client, known);
  }

  /** Applies a batch; when the database refuses a row of it, event by event, and only whom that row concerns is parked. */
  private async apply(client: pg.Client, events: readonly RecordedEvent[]): Promise<void> {
    try {
      await this.commit(client, events, (_, work) => work());
    } catch (error) {
      if (!isRefusedRow(error)) throw error;
      await this.start(client);
      for (const event of events) await this.commit(client, [event], carefully(client, this.parking, event));
    }
  }

  private async commit(client: pg.Client, events: readonly RecordedEvent[], write: Writing): Promise<void> {
    const { failpoint, onAdvance, onBatch, schema } = this.options;
    const moments = momentsAfter(this.last, events);
    const last = moments.at(-1)!;
    const began = performance.now();
    let touched: readonly string[];
    await client.query('begin');
    try {
      await failpoint?.('before-write');
      // Whoever wants the schema to stand still, or changes rows beside the runner, locks the checkpoint first: so does a batch.
      await client.query('select from checkpoint for update');
      touched = await this.write(client, events, moments, write);
      await failpoint?.('before-checkpoint');
      await this.advance(client, last);
      await failpoint?.('before-commit');
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => {});
      throw error;
    }
    await failpoint?.('after-commit');
    const advanced = { schema, position: last.position, ordinal: last.ordinal, touched };
    this.current = { ...this.current, position: last.position };
    this.last = last;
    onAdvance?.(advanced);
    onBatch?.({ events, ms: performance.now() - began });
    await client.query('select pg_notify($1, $2)', [READ_CHANNEL, advertise(advanced)]);
  }

  /** Writes what a batch changes; answers the entities it concerns. */
  private async write(client: pg.Client, events: readonly RecordedEvent[], moments: readonly Moment[], write: Writing): Promise<readonly string[]> {
    const { rows, history } = this.options.model;
    const concerned = events.map((event) => ({ event, entities: distinct(this.parking.guard(history.table, `@${event.position}`, event.position, () => history.entitiesOf(event)) ?? []) }));
    await insertRows(client, 'moments', moments);
    await write({ table: history.table, keys: (event) => [`@${event.position}`] }, () => insertRows(client, history.table, concerned.flatMap(({ event, entities }) => historyRows(entities, event))));
    for (const projection of rows) await write({ table: projection.table, keys: (event) => rowsConcerned(projection, event, this.entriesOf) }, () => writeRows(client, projection, events, this.parking, this.entriesOf));
    for (const writer of this.writers) await write(writer, () => writer.write(client, events, this.parking, knownDays(moments)));
    await this.parking.save(client);
    return distinct(concerned.flatMap(({ entities }) => entities));
  }

  private readonly entriesOf: ReadEntries = (stream, until) => readEntries(this.options, stream, until);

  private async advance(client: pg.Client, { position, ordinal, recorded_at }: Moment): Promise<void> {
    const { rowCount } = await client.query('update checkpoint set position = $1, ordinal = $2, recorded_at = $3 where position = $4 and generation = $5', [position, ordinal, recorded_at, this.current.position, this.generation]);
    if (rowCount !== 1) throw new Fenced(`the checkpoint of ${this.options.schema} is not at ${this.current.position} any more: another runner has taken over`);
  }
}

/** How one projection's part of a batch is written; `keys` names whom an event concerns there. */
type Writing = (part: { readonly table: string; keys(event: RecordedEvent): readonly string[] | Promise<readonly string[]>; reset?(): void }, work: () => Promise<void>) => Promise<void>;

/** Writes one event's part apart from all others: what the database refuses is undone, and parks whom it concerns. */
function carefully(client: pg.Client, parking: Parking, event: RecordedEvent): Writing {
  return async (part, work) => {
    await client.query('savepoint part');
    try {
      await work();
      await client.query('release part');
    } catch (error) {
      if (!isRefusedRow(error)) throw error;
      await client.query('rollback to part');
      part.reset?.();
      for (const entity of await part.keys(event)) parking.park(part.table, entity, event.position, error);
    }
  };
}

/** Whether the database refused a value (SQLSTATE 21, 22, 23), as it does when a projection answers what its table cannot hold. */
function isRefusedRow(error: unknown): boolean {
  return /^2[123]/.test(String((error as { code?: unknown }).code ?? ''));
}

function historyRows(entities: readonly string[], { position, ...event }: RecordedEvent): readonly object[] {
  const { recordedAt, occurredOn, type } = event;
  return entities.map((entity) => ({ entity, position, recorded_at: recordedAt, occurred_on: occurredOn, type, event }));
}

// A notification carries at most 8,000 bytes; without the list, readers take everything as touched.
function advertise(advanced: Advanced): string {
  const whole = JSON.stringify(advanced);
  return whole.length < 7000 ? whole : JSON.stringify({ ...advanced, touched: ['*'] });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
