import { createHash } from 'node:crypto';
import type pg from 'pg';

/** One table as text, row by row in a fixed order, with its hash. */
export type TableDump = { readonly table: string; readonly rows: number; readonly sha256: string };

/**
 * Every table of a read schema in a canonical form: two schemas that hold the same answer the same. Totals that have
 * come to nothing are left out, since whether such a row is there depends on the size of batches.
 */
export async function dump(client: pg.ClientBase, schema: string): Promise<readonly TableDump[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = $1 and table_type = 'BASE TABLE' order by table_name`,
    [schema],
  );
  const dumps: TableDump[] = [];
  for (const { name } of tables) dumps.push(await dumpTable(client, schema, name));
  return dumps;
}

/** The hash over all tables of a schema. */
export async function fingerprint(client: pg.ClientBase, schema: string): Promise<string> {
  return createHash('sha256').update(JSON.stringify(await dump(client, schema))).digest('hex');
}

async function dumpTable(client: pg.ClientBase, schema: string, table: string): Promise<TableDump> {
  const nothing = /_(days|months)$/.test(table) ? 'where count <> 0 or amount <> 0' : '';
  const { rows } = await client.query<{ row: string }>(`select row_to_json(t)::text as row from ${schema}.${table} t ${nothing} order by row_to_json(t)::text collate "C"`);
  const hash = createHash('sha256');
  for (const { row } of rows) hash.update(row).update('\n');
  return { table, rows: rows.length, sha256: hash.digest('hex') };
}
