import type { RecordedEvent } from '#event-store';
import type { Day } from '#measures';
import type pg from 'pg';
import { CopyWriter } from './copy.ts';
import type { Parking } from './parking.ts';
import type { AnyTemporalProjection, HistoryProjection, TemporalProjection } from './projection.ts';
import { TemporalBatch } from './temporal-batch.ts';
import { extend, isLate, noTimeline, refold, type Timeline } from './timeline.ts';

type Connections = { readonly main: pg.Client; readonly read: pg.Client; readonly cards: pg.Client; readonly deltas: pg.Client; readonly signal: AbortSignal };
type HistoryRow = { entity: string; position: string; event: Omit<RecordedEvent, 'position'> };

const PAGE = 500;
const COLUMNS = ['entity', 'known_from', 'known_to', 'happened_from', 'happened_to', 'unit', 'stage', 'amount', 'state'];
const DELTAS = ['unit', 'stage', 'known', 'known_on', 'happened', 'count', 'amount'];

/**
 * Everything an entity's events come to, each taken when it was recorded: rectangles as they were opened and closed,
 * and deltas (`knownOn`: the day from which an event was known). What cannot be folded parks the entity, which then stands where it stood.
 */
export function foldEntity<S>(projection: TemporalProjection<S>, entity: string, events: readonly RecordedEvent[], parking: Parking, knownOn: (event: RecordedEvent) => Day): TemporalBatch<S> {
  const batch = new TemporalBatch<S>(projection);
  let timeline: Timeline<S> = noTimeline;
  for (const [index, event] of events.entries()) {
    const concerned = parking.guard(projection.table, `@${event.position}`, event.position, () => projection.entitiesOf(event).includes(entity));
    if (!concerned) continue;
    const revision = parking.guard(projection.table, entity, event.position, () =>
      isLate(timeline, event) ? refold(projection, timeline, events.slice(0, index + 1)) : extend(projection, timeline, event),
    );
    if (!revision) break;
    timeline = revision.timeline;
    batch.add(entity, revision, event.position, knownOn(event));
  }
  return batch;
}

/** Fills the tables of a temporal projection from a history that is full, entity by entity. */
export async function fillTemporal(any: AnyTemporalProjection, history: HistoryProjection, parking: Parking, knownOn: (event: RecordedEvent) => Day, connections: Connections): Promise<void> {
  const projection = any as unknown as TemporalProjection<unknown>;
  const { table } = projection;
  const { main, read, signal } = connections;
  await main.query(`create temporary table shared_deltas (like ${table}_deltas)`);
  const cards = new CopyWriter(connections.cards, table, COLUMNS);
  const deltas = new CopyWriter(connections.deltas, `${table}_deltas`, DELTAS);
  try {
    for await (const { entity, events } of byEntity(read, history.table)) {
      signal.throwIfAborted();
      const batch = foldEntity(projection, entity, events, parking, knownOn);
      for (const rectangle of batch.opened) await cards.write(rectangle);
      const several = new Set(events.filter((event) => isShared(projection, event)).map(({ position }) => position));
      for (const delta of batch.deltas) if (!several.has(delta.known)) await deltas.write(delta);
      await keep(main, batch.deltas.filter(({ known }) => several.has(known)));
    }
    await Promise.all([cards.end(), deltas.end()]);
  } catch (error) {
    await Promise.all([cards.abort(), deltas.abort()]).catch(() => undefined);
    throw error;
  }
  await sumUp(main, table);
}

// An event that moves several entities alike makes one delta of theirs; only such deltas have to be added up.
function isShared(projection: Pick<TemporalProjection<unknown>, 'entitiesOf'>, event: RecordedEvent): boolean {
  try {
    return projection.entitiesOf(event).length > 1;
  } catch {
    return false;
  }
}

async function keep(client: pg.Client, deltas: readonly object[]): Promise<void> {
  if (deltas.length > 0) await client.query('insert into shared_deltas select * from json_populate_recordset(null::shared_deltas, $1)', [JSON.stringify(deltas)]);
}

async function sumUp(client: pg.Client, table: string): Promise<void> {
  const columns = 'unit, stage, known, known_on, happened';
  await client.query(
    `insert into ${table}_deltas (${columns}, count, amount) select ${columns}, sum(count), sum(amount) from shared_deltas group by ${columns} having sum(count) <> 0 or sum(amount) <> 0`,
  );
  await client.query('drop table shared_deltas');
  await client.query(`insert into ${table}_days (unit, stage, known_on, happened, count, amount) select unit, stage, known_on, happened, sum(count), sum(amount) from ${table}_deltas group by 1, 2, 3, 4`);
  await client.query(
    `insert into ${table}_months (unit, stage, known_on, happened, count, amount)
     select unit, stage, date_trunc('month', known_on)::date, date_trunc('month', happened)::date, sum(count), sum(amount) from ${table}_days group by 1, 2, 3, 4`,
  );
}

/** The history, entity after entity, the events of each in the order of the log. */
async function* byEntity(client: pg.Client, history: string): AsyncGenerator<{ entity: string; events: readonly RecordedEvent[] }> {
  await client.query(`begin read only; declare folded no scroll cursor for select entity, position, event from ${history} order by entity collate "C", position`);
  let current: { entity: string; events: RecordedEvent[] } | undefined;
  const fetch = () => client.query<HistoryRow>(`fetch ${PAGE} from folded`);
  for (let next = fetch(); ; ) {
    const { rows } = await next;
    if (rows.length === 0) break;
    next = fetch();
    next.catch(() => undefined);
    for (const { entity, position, event } of rows) {
      if (current?.entity !== entity) {
        if (current) yield current;
        current = { entity, events: [] };
      }
      current.events.push({ ...event, position: Number(position) });
    }
  }
  if (current) yield current;
  await client.query('commit');
}
