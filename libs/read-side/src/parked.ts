import { type EventCatalogue, type EventStore, isCorrection, type Position, type RecordedEvent } from '#event-store';
import type { Day } from '#measures';
import type pg from 'pg';
import { addRows, distinct, insertRows } from './bulk.ts';
import { foldEntity } from './fill-temporal.ts';
import { Parking } from './parking.ts';
import type { ReadModel, RowProjection, TemporalProjection } from './projection.ts';
import { readEntries, rowsConcerned, writeRows } from './row-writer.ts';
import type { Rectangle } from './temporal-batch.ts';
import { FOREVER, STILL_KNOWN } from './timeline.ts';
import { ALL_UNITS, type Delta, monthOf, sumBy, sumByPosition } from './totals.ts';
import { withClient } from './with-client.ts';

/** An entity that stands still: which projection could not fold what of it, why, and since when. An entity `@n` is the event at position n, of which it could not be told whom it concerns. */
export type Parked = { readonly projection: string; readonly entity: string; readonly position: Position; readonly reason: string; readonly since: string };

/** What an attempt came to: null is released, else why it still fails. */
export type Retried = Parked & { readonly failed: string | null };

export type ParkedOptions = { readonly connectionString: string; readonly schema: string; readonly model: ReadModel; readonly store: EventStore; readonly catalogue: EventCatalogue };

const SETTINGS = (schema: string): string => `set search_path = ${schema}, public`;

/** Every parked entity of a schema, the longest first. */
export async function listParked(client: pg.ClientBase, schema: string): Promise<readonly Parked[]> {
  const { rows } = await client.query<Omit<Parked, 'position' | 'since'> & { position: string; since: Date }>(`select projection, entity, position, reason, since from ${schema}.parked order by since, projection, entity`);
  return rows.map((row) => ({ ...row, position: Number(row.position), since: row.since.toISOString() }));
}

/** The events that wait for a parked entity, from the one that failed on; what is sealed in them stays sealed. */
export async function explainParked({ connectionString, schema, model, store }: ParkedOptions, projection: string, entity: string): Promise<{ parked: Parked; waiting: readonly RecordedEvent[] } | undefined> {
  return withClient(connectionString, async (client) => {
    const parked = (await listParked(client, schema)).find((each) => each.projection === projection && each.entity === entity);
    if (!parked) return undefined;
    const rows = model.rows.find(({ table }) => table === projection);
    const concerns = (event: RecordedEvent): boolean => (entity === `@${event.position}`) || (rows ? keysOf(rows, event) : entitiesOf(model, projection, event)).includes(entity);
    const waiting: RecordedEvent[] = [];
    for await (const event of eventsAfter(store, parked.position - 1)) {
      if (concerns(event)) waiting.push(event);
      if (entity.startsWith('@')) break;
    }
    return { parked, waiting };
  });
}

/**
 * Folds parked entities again from their whole history, in one transaction in which the runner stands still, and
 * releases those that can be folded now. What the runner has in memory is then no longer true: it is fenced, and begins
 * anew from the checkpoint. Answers each with why it still fails.
 */
export async function retryParked(options: ParkedOptions, which: readonly Parked[]): Promise<readonly Retried[]> {
  const retried: Retried[] = [];
  for (const parked of which) retried.push({ ...parked, failed: await withClient(options.connectionString, (client) => retryOne(client, options, parked)) });
  return retried;
}

async function retryOne(client: pg.Client, { schema, model, store, catalogue }: ParkedOptions, parked: Parked): Promise<string | null> {
  await client.query(SETTINGS(schema));
  await client.query('begin');
  try {
    // The runner takes this lock first as well: while it is held here, nothing of this schema moves.
    const { rows } = await client.query<{ position: string }>('select position from checkpoint for update');
    const until = Number(rows[0]!.position);
    const failed = await refold(client, { model, store, catalogue, until }, parked);
    if (failed !== null) {
      await client.query('rollback');
      return failed;
    }
    await client.query('delete from parked where projection = $1 and entity = $2', [parked.projection, parked.entity]);
    await client.query('update checkpoint set generation = generation + 1');
    await client.query('commit');
    return null;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

type Refolding = Pick<ParkedOptions, 'model' | 'store' | 'catalogue'> & { readonly until: Position };

async function refold(client: pg.Client, about: Refolding, { projection: table, entity, position }: Parked): Promise<string | null> {
  const { model, store, catalogue, until } = about;
  const temporal = model.temporal.find((each) => each.table === table) as unknown as TemporalProjection<unknown> | undefined;
  const rows = model.rows.find((each) => each.table === table);
  if (!entity.startsWith('@')) {
    if (temporal) return refoldTemporal(client, temporal, model.history.table, entity);
    if (rows) return refoldRow(client, rows, about, [entity]);
    return `this build has no projection ${table}`;
  }
  const [event] = (await store.readAll({ after: position - 1, limit: 1 })).filter((each) => each.position === position && position <= until).map((each) => catalogue.upcast(each));
  if (!event) return `the log holds no event at position ${position}`;
  try {
    if (rows) return await refoldRow(client, rows, about, await rowsConcerned(rows, event, entriesOf(about)));
    if (table === model.history.table) return await remember(client, model, event);
    for (const each of temporal?.entitiesOf(event) ?? []) {
      const failed = await refoldTemporal(client, temporal!, model.history.table, each);
      if (failed !== null) return failed;
    }
    return temporal ? null : `this build has no projection ${table}`;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Puts an event into the histories it should have been in; what folds them is retried by itself. */
async function remember(client: pg.Client, { history }: ReadModel, { position, ...event }: RecordedEvent): Promise<null> {
  const { recordedAt, occurredOn, type } = event;
  const rows = distinct(history.entitiesOf({ position, ...event })).map((entity) => ({ entity, position, recorded_at: recordedAt, occurred_on: occurredOn, type, event }));
  await insertRows(client, history.table, rows);
  return null;
}

async function refoldTemporal(client: pg.Client, projection: TemporalProjection<unknown>, history: string, entity: string): Promise<string | null> {
  const { rows } = await client.query<{ position: string; event: Omit<RecordedEvent, 'position'>; day: Day }>(
    `select h.position, h.event, (m.recorded_at at time zone 'Asia/Shanghai')::date::text as day from ${history} h join moments m using (position) where h.entity = $1 order by h.position`, [entity],
  );
  const events = rows.map(({ position, event }): RecordedEvent => ({ ...event, position: Number(position) }));
  const days = new Map(rows.map(({ position, day }) => [Number(position), day]));
  const parking = new Parking();
  const batch = foldEntity(projection, entity, events, parking, ({ position }) => days.get(position)!);
  const [failed] = parking.fresh;
  if (failed) return `${failed.reason} (at position ${failed.position})`;
  const { table } = projection;
  const before = await client.query<Rectangle>(
    `delete from ${table} where entity = $1 returning known_from::float8, known_to::float8, happened_from::text, happened_to::text, unit, stage, amount::float8`, [entity],
  );
  await insertRows(client, table, batch.opened);
  await addDeltas(client, table, [...before.rows.flatMap((rectangle) => takenBack(rectangle, days)), ...batch.deltas]);
  return null;
}

// What a row of a temporal table has added to the totals, with the signs turned.
function takenBack({ unit, stage, amount, known_from, known_to, happened_from, happened_to }: Rectangle, days: ReadonlyMap<Position, Day>): readonly Delta[] {
  if (unit === null || stage === null) return [];
  const corners = [[known_from, happened_from, -1], [known_from, happened_to, 1], [known_to, happened_from, 1], [known_to, happened_to, -1]] as const;
  return corners
    .filter(([known, happened]) => known !== STILL_KNOWN && happened !== FOREVER)
    .flatMap(([known, happened, sign]) => [unit, ALL_UNITS].map((each) => ({ unit: each, stage, known, known_on: days.get(known)!, happened, count: sign, amount: sign * amount })));
}

async function addDeltas(client: pg.Client, table: string, deltas: readonly Delta[]): Promise<void> {
  const net = sumByPosition(deltas);
  if (net.length === 0) return;
  await client.query(
    `insert into ${table}_deltas as t (unit, stage, known, known_on, happened, count, amount)
     select unit, stage, known, known_on, happened, count, amount from json_populate_recordset(null::${table}_deltas, $1)
     on conflict (unit, known_on, known, stage, happened) do update set count = t.count + excluded.count, amount = t.amount + excluded.amount`,
    [JSON.stringify(net)],
  );
  await client.query(`delete from ${table}_deltas where unit = any($1) and known_on = any($2) and known = any($3) and count = 0 and amount = 0`, [
    [...new Set(net.map(({ unit }) => unit))], [...new Set(net.map(({ known_on }) => known_on))], [...new Set(net.map(({ known }) => known))],
  ]);
  await addRows(client, `${table}_days`, sumBy(net, (day) => day));
  await addRows(client, `${table}_months`, sumBy(net, monthOf));
}

const entriesOf = (about: Refolding) => (stream: string, revision: number): Promise<readonly RecordedEvent[]> => readEntries(about, stream, revision);

/** Folds rows from nothing over the log, whose every event may concern them. */
async function refoldRow(client: pg.Client, projection: RowProjection, about: Refolding, keys: readonly string[]): Promise<string | null> {
  const { store, catalogue, until } = about;
  const only: RowProjection = { ...projection, keys: (event) => keysOf(projection, event).filter((key) => keys.includes(key)) };
  await client.query(`delete from ${projection.table} where "${projection.key}" = any($1)`, [keys]);
  const parking = new Parking();
  for await (const events of pagesAfter(store, 0)) {
    const known = events.filter(({ position }) => position <= until).map((event) => catalogue.upcast(event)).filter((event) => isCorrection(event) || only.keys(event).length > 0);
    if (known.length > 0) await writeRows(client, only, known, parking, entriesOf(about));
    if (events.at(-1)!.position >= until) break;
  }
  const [failed] = parking.fresh;
  return failed ? `${failed.reason} (at position ${failed.position})` : null;
}

function keysOf(projection: RowProjection, event: RecordedEvent): readonly string[] {
  try {
    return projection.keys(event);
  } catch {
    return [];
  }
}

function entitiesOf({ temporal, history }: ReadModel, table: string, event: RecordedEvent): readonly string[] {
  try {
    return (temporal.find((each) => each.table === table) ?? history).entitiesOf(event);
  } catch {
    return [];
  }
}

const PAGE = 2000;

async function* pagesAfter(store: EventStore, after: Position): AsyncGenerator<readonly RecordedEvent[]> {
  for (let at = after; ; ) {
    const events = await store.readAll({ after: at, limit: PAGE });
    if (events.length === 0) return;
    yield events;
    at = events.at(-1)!.position;
  }
}

async function* eventsAfter(store: EventStore, after: Position): AsyncGenerator<RecordedEvent> {
  for await (const events of pagesAfter(store, after)) yield* events;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
