import { canonicalJson, type Position, type RecordedEvent } from '#event-store';
import type { Day } from '#measures';
import type pg from 'pg';
import { addRows, distinct, insertRows } from './bulk.ts';
import type { Parking } from './parking.ts';
import type { HistoryProjection, TemporalProjection } from './projection.ts';
import { TemporalBatch } from './temporal-batch.ts';
import { extend, isLate, noTimeline, refold, type Revision, type Segment, STILL_KNOWN, type Timeline } from './timeline.ts';
import { monthOf, sumBy, sumByPosition } from './totals.ts';

const CACHED_ENTITIES = 50_000;

/** Folds batches into a temporal projection: rectangles in bulk, and the deltas of its totals at three levels. */
export class TemporalWriter<S> {
  private readonly timelines = new Map<string, Timeline<S>>();

  constructor(
    private readonly projection: TemporalProjection<S>,
    private readonly history: HistoryProjection,
  ) {}

  get table(): string {
    return this.projection.table;
  }

  /** Whom an event concerns. */
  keys(event: RecordedEvent): readonly string[] {
    return this.projection.entitiesOf(event);
  }

  /** Forgets what a rolled-back batch has left in memory. */
  reset(): void {
    this.timelines.clear();
  }

  /** Writes a batch inside the runner's transaction; the history table already holds it. `knownOn`: the day from which each event was known. */
  async write(client: pg.ClientBase, events: readonly RecordedEvent[], parking: Parking, knownOn: ReadonlyMap<Position, Day>): Promise<void> {
    const steps = this.steps(events, parking);
    await this.load(client, [...new Set(steps.map(({ entity }) => entity))], events[0]!.position);
    const late = await this.eventsOf(client, this.lateEntities(steps));
    const batch = new TemporalBatch<S>(this.projection);
    for (const { entity, event } of steps) {
      const revision = parking.guard(this.projection.table, entity, event.position, () => this.revise(entity, event, late.get(entity)));
      if (!revision) continue;
      this.timelines.set(entity, revision.timeline);
      batch.add(entity, revision, event.position, knownOn.get(event.position)!);
    }
    await save(client, this.projection.table, batch);
    this.shrink();
  }

  private steps(events: readonly RecordedEvent[], parking: Parking): readonly { entity: string; event: RecordedEvent }[] {
    const { table } = this.projection;
    return events.flatMap((event) =>
      distinct(parking.guard(table, `@${event.position}`, event.position, () => this.projection.entitiesOf(event)) ?? []).map((entity) => ({ entity, event })),
    );
  }

  private revise(entity: string, event: RecordedEvent, all: readonly RecordedEvent[] | undefined): Revision<S> {
    const timeline = this.timelines.get(entity) ?? noTimeline;
    if (!isLate(timeline, event)) return extend(this.projection, timeline, event);
    return refold(this.projection, timeline, all!.filter(({ position }) => position <= event.position));
  }

  private async load(client: pg.ClientBase, entities: readonly string[], before: Position): Promise<void> {
    const missing = entities.filter((entity) => !this.timelines.has(entity));
    if (missing.length === 0) return;
    const latest = await client.query<{ entity: string; on: string }>(
      `select entity, max(occurred_on)::text as on from ${this.history.table} where entity = any($1) and position < $2 group by entity`,
      [missing, before],
    );
    const held = new Map<string, { segments: Segment<S>[]; lastOn: string }>(latest.rows.map(({ entity, on }) => [entity, { segments: [], lastOn: on }]));
    const { rows } = await client.query<{ entity: string; from: string; to: string; known: string; state: S }>(
      `select entity, happened_from::text as from, happened_to::text as to, known_from as known, state
       from ${this.projection.table} where entity = any($1) and known_to = ${STILL_KNOWN} order by entity, happened_from`,
      [[...held.keys()]],
    );
    for (const { entity, from, to, known, state } of rows) held.get(entity)!.segments.push({ from, to, json: canonicalJson(state), state, knownFrom: Number(known) });
    for (const entity of missing) this.timelines.set(entity, held.get(entity) ?? noTimeline);
  }

  private lateEntities(steps: readonly { entity: string; event: RecordedEvent }[]): readonly string[] {
    const latest = new Map<string, string>();
    const late = new Set<string>();
    for (const { entity, event } of steps) {
      const lastOn = latest.get(entity) ?? this.timelines.get(entity)?.lastOn ?? '';
      if (isLate({ lastOn }, event)) late.add(entity);
      if (event.occurredOn > lastOn) latest.set(entity, event.occurredOn);
    }
    return [...late];
  }

  private async eventsOf(client: pg.ClientBase, entities: readonly string[]): Promise<ReadonlyMap<string, readonly RecordedEvent[]>> {
    const byEntity = new Map<string, RecordedEvent[]>(entities.map((entity) => [entity, []]));
    if (entities.length === 0) return byEntity;
    const { rows } = await client.query<{ entity: string; position: string; event: RecordedEvent }>(
      `select entity, position, event from ${this.history.table} where entity = any($1) order by position`,
      [entities],
    );
    for (const { entity, position, event } of rows) byEntity.get(entity)!.push({ ...event, position: Number(position) });
    return byEntity;
  }

  private shrink(): void {
    for (const entity of this.timelines.keys()) {
      if (this.timelines.size <= CACHED_ENTITIES) return;
      this.timelines.delete(entity);
    }
  }
}

async function save<S>(client: pg.ClientBase, table: string, { opened, closed, deltas }: TemporalBatch<S>): Promise<void> {
  if (closed.length > 0) {
    await client.query(
      `update ${table} t set known_to = c.known_to from json_to_recordset($1) as c(entity text, known_from bigint, happened_from date, known_to bigint)
       where t.entity = c.entity and t.known_from = c.known_from and t.happened_from = c.happened_from`,
      [JSON.stringify(closed)],
    );
  }
  await insertRows(client, table, opened);
  await insertRows(client, `${table}_deltas`, sumByPosition(deltas));
  await addRows(client, `${table}_days`, sumBy(deltas, (day) => day));
  await addRows(client, `${table}_months`, sumBy(deltas, monthOf));
}
