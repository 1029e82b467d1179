import type { RecordedEvent } from '#event-store';
import type pg from 'pg';
import { distinct, upsertRows } from './bulk.ts';
import type { Parking } from './parking.ts';
import type { Row, RowProjection } from './projection.ts';

/** Folds a batch into a plain projection: loads the rows it touches, folds in log order, writes them in bulk. */
export async function writeRows(client: pg.ClientBase, projection: RowProjection, events: readonly RecordedEvent[], parking: Parking): Promise<void> {
  const { table, key } = projection;
  const touched = events.map((event) => ({ event, keys: distinct(parking.guard(table, `@${event.position}`, event.position, () => projection.keys(event)) ?? []) }));
  const keys = [...new Set(touched.flatMap((each) => each.keys))];
  if (keys.length === 0) return;
  const { rows } = await client.query<{ row: Row }>(`select row_to_json(t) as row from ${table} t where "${key}" = any($1)`, [keys]);
  const current = new Map<string, Row | undefined>(rows.map(({ row }) => [String(row[key]), row]));
  const changed = new Set<string>();
  for (const { event, keys } of touched) {
    for (const each of keys) {
      const folded = parking.guard(table, each, event.position, () => ({ row: projection.evolve(current.get(each), event, each) }));
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

async function columnsOf(client: pg.ClientBase, table: string): Promise<readonly string[]> {
  const { fields } = await client.query(`select * from ${table} limit 0`);
  return fields.map((field) => field.name);
}
