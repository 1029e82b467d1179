import type pg from 'pg';

/** Writes many rows at once: one parameter of JSON, read by PostgreSQL as rows of the table itself. */
export async function insertRows(client: pg.ClientBase, table: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [JSON.stringify(rows)]);
}

/** Inserts rows or replaces those with the same key. */
export async function upsertRows(client: pg.ClientBase, table: string, key: string, columns: readonly string[], rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const set = columns.filter((column) => column !== key).map((column) => `"${column}" = excluded."${column}"`);
  await client.query(
    `insert into ${table} select * from json_populate_recordset(null::${table}, $1) on conflict ("${key}") do ${set.length ? `update set ${set.join(', ')}` : 'nothing'}`,
    [JSON.stringify(rows)],
  );
}

/** Adds `count` and `amount` of rows to those with the same key. */
export async function addRows(client: pg.ClientBase, table: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `insert into ${table} as t (unit, stage, known_on, happened, count, amount)
     select unit, stage, known_on, happened, count, amount from json_populate_recordset(null::${table}, $1)
     on conflict (unit, known_on, happened, stage) do update set count = t.count + excluded.count, amount = t.amount + excluded.amount`,
    [JSON.stringify(rows)],
  );
}

/** Each value once, in the order of its first occurrence. */
export function distinct<T>(values: readonly T[]): readonly T[] {
  return values.length < 2 ? values : [...new Set(values)];
}
