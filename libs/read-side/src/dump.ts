import { createHash } from 'node:crypto';
import type pg from 'pg';

/** One table as text, row by row in the order of its key, with its hash. */
export type TableDump = { readonly table: string; readonly rows: number; readonly sha256: string };

/** What differs between two schemas that hold the same: when something was noticed, and how often mended. */
const OF_THE_COPY: Readonly<Record<string, readonly string[]>> = { checkpoint: ['generation'], parked: ['since'] };
const PAGE = 2000;

/**
 * Every table of a read schema in a canonical form: two schemas that hold the same answer the same. Totals that have
 * come to nothing are left out, since whether such a row is there depends on the size of batches. Of one snapshot, page
 * by page: memory does not grow with the tables.
 */
export async function dump(client: pg.ClientBase, schema: string): Promise<readonly TableDump[]> {
  await client.query('begin isolation level repeatable read read only');
  try {
    return await dumpWithin(client, schema);
  } finally {
    await client.query('commit');
  }
}

/** The same within the transaction that is open. */
export async function dumpWithin(client: pg.ClientBase, schema: string): Promise<readonly TableDump[]> {
  const { rows: tables } = await client.query<{ name: string; columns: string[]; key: string[] }>(TABLES_SQL, [schema]);
  const dumps: TableDump[] = [];
  for (const table of tables) dumps.push(await dumpTable(client, schema, table));
  return dumps;
}

/** One hash over all tables of a dump. */
export function fingerprintOf(dump: readonly TableDump[]): string {
  return createHash('sha256').update(JSON.stringify(dump)).digest('hex');
}

/** The hash over all tables of a schema. */
export async function fingerprint(client: pg.ClientBase, schema: string): Promise<string> {
  return fingerprintOf(await dump(client, schema));
}

// Columns in their order, and those of the primary key as a sort that depends on no locale.
const TABLES_SQL = `
select c.relname as name,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       coalesce((select array_agg(format('t.%I%s', a.attname, case when a.attcollation <> 0 then ' collate "C"' else '' end) order by array_position(i.indkey::int2[], a.attnum))
                 from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary), '{}') as key
from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'r' order by c.relname collate "C"`;

async function dumpTable(client: pg.ClientBase, schema: string, { name, columns, key }: { name: string; columns: readonly string[]; key: readonly string[] }): Promise<TableDump> {
  const kept = columns.filter((column) => !OF_THE_COPY[name]?.includes(column)).map((column) => `t."${column}"`);
  const nothing = /_(days|months)$/.test(name) ? 'where t.count <> 0 or t.amount <> 0' : '';
  const text = `row_to_json((select r from (select ${kept.join(', ')}) r))::text`;
  const order = key.length > 0 ? key.join(', ') : `${text} collate "C"`;
  await client.query(`set local jit = off; declare dumped no scroll cursor for select ${text} as row from ${schema}.${name} t ${nothing} order by ${order}`);
  const hash = createHash('sha256');
  let count = 0;
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`fetch ${PAGE} from dumped`);
    for (const { row } of rows) hash.update(row).update('\n');
    count += rows.length;
    if (rows.length < PAGE) break;
  }
  await client.query('close dumped');
  return { table: name, rows: count, sha256: hash.digest('hex') };
}
