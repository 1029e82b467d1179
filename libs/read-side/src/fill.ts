import { dayOf, type EventCatalogue, type EventStore, type Position, type RecordedEvent } from '#event-store';
import type { Day } from '#measures';
import pg from 'pg';
import { distinct } from './bulk.ts';
import { CopyWriter } from './copy.ts';
import { fillTemporal } from './fill-temporal.ts';
import { type Moment, momentsAfter, noMoment } from './moment.ts';
import { Parking } from './parking.ts';
import type { ReadModel } from './projection.ts';
import { readEntries, writeRows } from './row-writer.ts';
import { withoutIndexes } from './schema-indexes.ts';

/** What is filled from where. `onProgress` hears of the first pass, by position. */
export type FillOptions = {
  readonly connectionString: string;
  readonly store: EventStore;
  readonly catalogue: EventCatalogue;
  readonly model: ReadModel;
  readonly schema: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (position: Position, head: Position) => void;
};

/** Small enough that a batch dies young: of many thousand events the collector would copy most again and again. */
const BATCH = 1000;
const SETTINGS = `-c synchronous_commit=off -c work_mem=128MB -c maintenance_work_mem=256MB -c jit=off`;

/**
 * Fills a read schema, newly created, with everything in the log up to its head by bulk: what the runner would write of
 * the same events, many times faster. One pass over the log copies the history and folds the rows; then each temporal
 * projection is folded entity by entity, from the history in their order, so that memory does not grow with the log;
 * indexes come last, the checkpoint after all. Answers the position reached, and how many entities were parked.
 * Throws `UnknownEvent`, and whatever `signal` is aborted with; the schema is then worth nothing.
 */
export async function fill(options: FillOptions): Promise<{ position: Position; parked: number }> {
  const { connectionString, schema, model, signal } = options;
  const opened: pg.Client[] = [];
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString, options: `-c search_path=${schema},public ${SETTINGS}`, keepAlive: true, connectionTimeoutMillis: 10_000 });
    // Whoever waits for this connection hears of it.
    client.on('error', () => undefined);
    await client.connect();
    opened.push(client);
    return client;
  };
  try {
    const main = await connect();
    const parking = new Parking();
    const temporal = model.temporal.flatMap(({ table }) => [table, `${table}_deltas`, `${table}_days`, `${table}_months`]);
    const indexes = await withoutIndexes(main, schema, ['moments', model.history.table, ...temporal]);
    // The few events that were known on another day than that of their own stamp: neighbours may be out of order at midnight.
    const otherDays = new Map<Position, Day>();
    const knownOn = ({ position, recordedAt }: RecordedEvent): Day => otherDays.get(position) ?? dayOf(recordedAt);
    const last = await copyLog(options, parking, otherDays, await connect(), await connect(), main);
    for (const projection of model.temporal) await fillTemporal(projection, model.history, parking, knownOn, { main, read: await connect(), cards: await connect(), deltas: await connect(), signal });
    await parking.save(main);
    await indexes.restore([main, await connect()], signal);
    await main.query(`analyze ${(await tablesOf(main, schema)).join(', ')}`);
    if (last) await main.query('update checkpoint set position = $1, ordinal = $2, recorded_at = $3', [last.position, last.ordinal, last.recorded_at]);
    return { position: last?.position ?? 0, parked: parking.size };
  } finally {
    await Promise.all(opened.map((client) => client.end().catch(() => undefined)));
  }
}

/** The pass over the log: history and moments are copied, rows folded batch by batch. */
async function copyLog(options: FillOptions, parking: Parking, otherDays: Map<Position, Day>, first: pg.Client, second: pg.Client, rows: pg.Client): Promise<Moment | undefined> {
  const { catalogue, model, signal, onProgress } = options;
  const history = new CopyWriter(first, model.history.table, ['entity', 'position', 'recorded_at', 'occurred_on', 'type', 'event']);
  const moments = new CopyWriter(second, 'moments', ['position', 'ordinal', 'recorded_at']);
  let last: Moment | undefined;
  try {
    for await (const { recorded, head } of batches(options)) {
      const events = recorded.map((event) => catalogue.upcast(event));
      const stamped = momentsAfter(last ?? noMoment, events);
      for (const [index, event] of events.entries()) {
        const moment = stamped[index]!;
        if (moment.recorded_at !== event.recordedAt && dayOf(moment.recorded_at) !== dayOf(event.recordedAt)) otherDays.set(event.position, dayOf(moment.recorded_at));
        await moments.write(moment);
        await remember(history, model, event, parking);
      }
      last = stamped.at(-1);
      for (const projection of model.rows) await writeRows(rows, projection, events, parking, (stream, until) => readEntries(options, stream, until));
      signal.throwIfAborted();
      onProgress?.(last!.position, head);
    }
    await Promise.all([history.end(), moments.end()]);
    return last;
  } catch (error) {
    await Promise.all([history.abort(), moments.abort()]).catch(() => undefined);
    throw error;
  }
}

/** The log up to where it ends now, the next batch being read while this one is folded. */
async function* batches({ store, signal }: FillOptions): AsyncGenerator<{ recorded: readonly RecordedEvent[]; head: Position }> {
  const { position: head } = await store.head();
  const read = (after: Position): Promise<readonly RecordedEvent[]> => store.readAll({ after, limit: BATCH });
  let next = read(0);
  for (let at = 0; at < head && !signal.aborted; ) {
    const recorded = (await next).filter(({ position }) => position <= head);
    at = recorded.at(-1)?.position ?? head;
    if (at < head) {
      next = read(at);
      next.catch(() => undefined);
    }
    if (recorded.length > 0) yield { recorded, head };
  }
}

async function remember(copy: CopyWriter, { history }: ReadModel, { position, ...event }: RecordedEvent, parking: Parking): Promise<void> {
  const entities = parking.guard(history.table, `@${position}`, position, () => history.entitiesOf({ position, ...event })) ?? [];
  const { recordedAt, occurredOn, type } = event;
  for (const entity of distinct(entities)) await copy.write({ entity, position, recorded_at: recordedAt, occurred_on: occurredOn, type, event });
}

async function tablesOf(client: pg.Client, schema: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = $1`, [schema]);
  return rows.map(({ name }) => name);
}
