import type pg from 'pg';
import { pipelineReadModel } from '../../libs/pipeline/src/index.ts';
import { createReadSchema, ensureReadSchema, ProjectionRunner } from '../../libs/read-side/src/index.ts';
import { dump } from '../judge/dump.ts';
import { withClient } from '../judge/feed.ts';
import { asWritten, historiesOf } from './board.histories.ts';

/** Fills an empty read schema with a log of `deals` histories through a real runner; answers its last position. */
export async function project(connectionString: string, schema: string, deals: number, copies = 1): Promise<number> {
  const store = await historiesOf(deals, copies);
  const { position: head } = await store.head();
  await emptySchema(connectionString, schema);
  const stop = new AbortController();
  let failed: Error | undefined;
  const onError = (error: Error): void => { failed = error; stop.abort(); };
  const onAdvance = ({ position }: { position: number }): void => { if (position === head) stop.abort(); };
  const runner = new ProjectionRunner({ connectionString, store, catalogue: asWritten, model: pipelineReadModel, schema, onAdvance, onError });
  await runner.run(stop.signal);
  if (failed) throw failed;
  if (runner.health.parked > 0) throw new Error(`${runner.health.parked} entities of ${schema} were parked`);
  return head;
}

const emptySchema = (connectionString: string, schema: string): Promise<void> => withClient(connectionString, async (client) => {
  await ensureReadSchema(client, pipelineReadModel);
  await createReadSchema(client, pipelineReadModel, schema);
});

/** The tables of a board, and the columns that copying an event `n` times changes. */
const BOARD_TABLES: Readonly<Record<string, string>> = {
  moments: 'at(position) as position, at(ordinal), recorded_at + copy * interval \'1 microsecond\'',
  cards: 'lpad(to_hex(copy), 8, \'0\') || substr(entity, 9), at(known_from), at(known_to), happened_from, happened_to, unit, stage, amount, state',
  cards_deltas: 'unit, stage, at(known), known_on, happened, count, amount',
};

/**
 * Writes into an empty schema what the runner would write of the same histories with every event `copies` times, for
 * as many deals: rectangles, deltas, days, months and moments, from those of another schema. What no board reads
 * (history, filings) stays empty.
 */
export async function multiply(connectionString: string, from: string, to: string, copies: number): Promise<void> {
  await emptySchema(connectionString, to);
  await withClient(connectionString, async (client) => {
    await client.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'; set search_path = ${to}, public`);
    const indexes = await withoutIndexes(client, to);
    // Written once and read: without the write-ahead log a million deals are there in half the time.
    for (const table of Object.keys(BOARD_TABLES)) await client.query(`alter table ${table} set unlogged`);
    // Position 1 is the demonstration's opening, which stands once.
    const at = (column: string): string => `case when ${column} in (1, ${Number.MAX_SAFE_INTEGER}) then ${column} else 2 + (${column} - 2) * ${copies} + copy end`;
    for (const [table, columns] of Object.entries(BOARD_TABLES)) {
      const copied = columns.replace(/\bat\((\w+)\)/g, (_, column: string) => at(column));
      const once = table === 'moments' ? 'where position > 1 or copy = 0' : '';
      await client.query(`insert into ${table} select ${copied} from ${from}.${table} cross join generate_series(0, ${copies - 1}) as copy ${once}`);
    }
    for (const level of ['cards_days', 'cards_months']) await client.query(`insert into ${level} select unit, stage, known_on, happened, count * ${copies}, amount * ${copies} from ${from}.${level}`);
    await client.query('update checkpoint set (position, ordinal, recorded_at) = (select position, ordinal, recorded_at from moments order by position desc limit 1)');
    for (const index of indexes) await client.query(index);
    await client.query('vacuum analyze');
  });
}

/** Drops the indexes and keys of the board's tables, and answers what makes them again. */
async function withoutIndexes(client: pg.Client, schema: string): Promise<readonly string[]> {
  const tables = Object.keys(BOARD_TABLES);
  const { rows: keys } = await client.query<{ drop: string; add: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop, format('alter table %s add %s', conrelid::regclass, pg_get_constraintdef(oid)) as add
     from pg_constraint where contype = 'p' and connamespace = $1::regnamespace and conrelid::regclass::text = any($2)`,
    [schema, tables],
  );
  for (const { drop } of keys) await client.query(drop);
  const { rows } = await client.query<{ name: string; definition: string }>('select indexname as name, indexdef as definition from pg_indexes where schemaname = $1 and tablename = any($2)', [schema, tables]);
  for (const { name } of rows) await client.query(`drop index ${schema}.${name}`);
  return [...keys.map(({ add }) => add), ...rows.map(({ definition }) => definition)];
}

/** Throws unless `multiply` writes, of a few histories, what a runner writes of the multiplied log. */
export async function proveMultiply(connectionString: string, deals: number, copies: number): Promise<void> {
  await project(connectionString, 'proof_once', deals);
  await project(connectionString, 'proof_runner', deals, copies);
  await multiply(connectionString, 'proof_once', 'proof_multiplied', copies);
  await withClient(connectionString, async (client) => {
    const [runner, multiplied] = [await dump(client, 'proof_runner'), await dump(client, 'proof_multiplied')].map((tables) => tables.filter(({ table }) => /^(cards|moments|checkpoint)/.test(table)));
    if (JSON.stringify(runner) !== JSON.stringify(multiplied)) throw new Error(`copying differs from projecting: ${JSON.stringify({ runner, multiplied })}`);
    if (runner!.some(({ rows }) => rows === 0)) throw new Error('nothing was compared');
    await client.query('drop schema proof_once cascade; drop schema proof_runner cascade; drop schema proof_multiplied cascade');
  });
}
