import type pg from 'pg';

// Sessions end with the machine they were on; failed attempts and the record of migrations are this database's own.
const LEFT_OUT = ['migrations', 'sessions', 'sign_in_failures'];

// What people were told and have chosen; messages that still wait are told of in their inboxes as well.
const NOTICES = ['told', 'inbox', 'preferences', 'channels', 'digests'].map((table) => `notices.${table}`);

/** Every table that a backup holds: those of the schema `access` by their name, those of notices with their schema. */
export async function keptTables(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('notices.told') is not null as there`);
  return [...(await accessTables(client)), ...(rows[0]?.there ? NOTICES : [])];
}

/** The name of a kept table with its schema, as SQL takes it. */
export function qualified(client: pg.ClientBase, table: string): string {
  const [schema, name] = table.startsWith('notices.') ? ['notices', table.slice('notices.'.length)] : ['access', table];
  return `${schema}.${client.escapeIdentifier(name)}`;
}

/** The tables of accounts, appointments, tokens and the access log, each after those it refers to. */
async function accessTables(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string; refers: readonly string[] }>(`
    select c.relname as name, coalesce(array_agg(f.relname::text) filter (where f.relname is not null), '{}') as refers
    from pg_class c left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' left join pg_class f on f.oid = k.confrelid and f.oid <> c.oid
    where c.relnamespace = 'access'::regnamespace and c.relkind = 'r' and c.relname <> all($1) group by c.relname order by c.relname`, [LEFT_OUT]);
  const ordered: string[] = [];
  while (ordered.length < rows.length) {
    const next = rows.find(({ name, refers }) => !ordered.includes(name) && refers.every((other) => ordered.includes(other) || LEFT_OUT.includes(other)));
    if (!next) throw new Error('the tables of the schema access refer to each other in a circle');
    ordered.push(next.name);
  }
  return ordered;
}

/** The rows of a table as JSON, in the order of its primary key. */
export async function* rowsOf(client: pg.ClientBase, table: string): AsyncGenerator<string> {
  const name = qualified(client, table);
  const { rows: keys } = await client.query<{ columns: string }>(`select string_agg(quote_ident(a.attname), ', ' order by array_position(i.indkey::int[], a.attnum::int)) as columns from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) where i.indrelid = $1::regclass and i.indisprimary`, [name]);
  await client.query(`declare backup_rows no scroll cursor for select to_jsonb(t)::text as row from ${name} t order by ${keys[0]?.columns ?? '1'}`);
  for (;;) {
    const { rows } = await client.query<{ row: string }>('fetch 1000 from backup_rows');
    if (rows.length === 0) break;
    for (const { row } of rows) yield row;
  }
  await client.query('close backup_rows');
}

/** Writes rows as they were read; columns they do not have keep their defaults. */
export async function writeAccessRows(client: pg.ClientBase, table: string, rows: readonly string[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(JSON.parse(rows[0]!) as object).map((column) => client.escapeIdentifier(column)).join(', ');
  const name = qualified(client, table);
  await client.query(`insert into ${name} (${columns}) select ${columns} from jsonb_populate_recordset(null::${name}, $1::jsonb)`, [`[${rows.join(',')}]`]);
}

/** Sequences go on behind the highest value that was written. */
export async function continueSequences(client: pg.ClientBase, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(`
    select k.name as table, a.attname as column, pg_get_serial_sequence(k.name, a.attname) as sequence
    from unnest($1::text[]) as k(name) join pg_attribute a on a.attrelid = k.name::regclass and a.attnum > 0 and not a.attisdropped
    where pg_get_serial_sequence(k.name, a.attname) is not null`, [tables.map((table) => qualified(client, table))]);
  for (const { table, column, sequence } of rows) await client.query(`select setval($1, coalesce((select max(${client.escapeIdentifier(column)}) from ${table}), 0) + 1, false)`, [sequence]);
}
