import { corrected, type EventCatalogue, type EventStore, isCorrection, type RecordedEvent } from '#event-store';
import type pg from 'pg';
import { distinct, upsertRows } from './bulk.ts';
import type { Parking } from './parking.ts';
import type { Row, RowProjection } from './projection.ts';

/** The events of a stream up to a revision, each in its current schema. */
export type ReadEntries = (stream: string, until: number) => Promise<readonly RecordedEvent[]>;

/** Reads a stream's entries from the log. */
export async function readEntries({ store, catalogue }: { readonly store: Pick<EventStore, 'readStream'>; readonly catalogue: Pick<EventCatalogue, 'upcast'> }, stream: string, until: number): Promise<readonly RecordedEvent[]> {
  return (await store.readStream(stream)).filter(({ revision }) => revision <= until).map((event) => catalogue.upcast(event));
}

type Keyed = Pick<RowProjection, 'keys' | 'takesCorrections'>;

/** Folds a batch into a plain projection: loads the rows it touches, folds in log order, writes them in bulk. */
export async function writeRows(client: pg.ClientBase, projection: RowProjection, events: readonly RecordedEvent[], parking: Parking, entriesOf: ReadEntries): Promise<void> {
  const { table, key } = projection;
  const entries = await correctedEntries(projection, events, parking, entriesOf);
  const keysOf = (event: RecordedEvent): readonly string[] => entries.get(event)?.keys ?? distinct(parking.guard(table, `@${event.position}`, event.position, () => projection.keys(event)) ?? []);
  const touched = events.map((event) => ({ event, keys: keysOf(event) }));
  const keys = [...new Set(touched.flatMap((each) => each.keys))];
  if (keys.length === 0) return;
  const { rows } = await client.query<{ row: Row }>(`select row_to_json(t) as row from ${table} t where "${key}" = any($1)`, [keys]);
  const current = new Map<string, Row | undefined>(rows.map(({ row }) => [String(row[key]), row]));
  const changed = new Set<string>();
  for (const { event, keys } of touched) {
    for (const each of keys) {
      const anew = entries.get(event)?.entries;
      const fold = (): Row | undefined => (anew ? foldedAnew(projection, anew, each) : projection.evolve(current.get(each), event, each));
      const folded = parking.guard(table, each, event.position, () => ({ row: fold() }));
      if (!folded) continue;
      current.set(each, folded.row);
      changed.add(each);
    }
  }
  const gone = [...changed].filter((each) => current.get(each) === undefined);
  if (gone.length > 0) await client.query(`delete from ${table} where "${key}" = any($1)`, [gone]);
  const kept = [...changed].map((each) => current.get(each)).filter((row) => row !== undefined);
  await upsertRows(client, table, key, await columnsOf(client, table), kept);
}

/** Whom an event concerns in a plain projection; a correction, everybody whom its stream concerns. */
export async function rowsConcerned(projection: Keyed, event: RecordedEvent, entriesOf: ReadEntries): Promise<readonly string[]> {
  if (projection.takesCorrections || !isCorrection(event)) return projection.keys(event);
  return distinct(corrected(await entriesOf(event.stream, event.revision)).flatMap((entry) => [...projection.keys(entry)]));
}

type Corrected = { readonly keys: readonly string[]; readonly entries: readonly RecordedEvent[] };

/** For the corrections in a batch: the entries to fold anew, and whose rows. */
async function correctedEntries(projection: RowProjection, events: readonly RecordedEvent[], parking: Parking, entriesOf: ReadEntries): Promise<ReadonlyMap<RecordedEvent, Corrected>> {
  const { table } = projection;
  const found = new Map<RecordedEvent, Corrected>();
  if (projection.takesCorrections) return found;
  for (const event of events.filter(isCorrection)) {
    const entries = corrected(await entriesOf(event.stream, event.revision));
    const keys = parking.guard(table, `@${event.position}`, event.position, () => distinct(entries.flatMap((entry) => [...projection.keys(entry)])));
    found.set(event, { keys: keys ?? [], entries });
  }
  return found;
}

function foldedAnew(projection: RowProjection, entries: readonly RecordedEvent[], key: string): Row | undefined {
  return entries.filter((entry) => projection.keys(entry).includes(key)).reduce<Row | undefined>((row, entry) => projection.evolve(row, entry, key), undefined);
}

async function columnsOf(client: pg.ClientBase, table: string): Promise<readonly string[]> {
  const { fields } = await client.query(`select * from ${table} limit 0`);
  return fields.map((field) => field.name);
}
