import { openAccessDataSource } from '#access';
import { canonicalEvent, type CanonicalEvent, type EventStore, exportLog, openPostgresEventStore, openPostgresLogImport, OtherLog } from '#event-store';
import pg from 'pg';
import { readConfig } from '../../api/src/config.ts';
import { cursorsOf } from '../../api/src/telemetry.ts';
import { productVersion } from '../../api/src/version.ts';
import { accessTables, continueSequences, rowsOf, writeAccessRows } from './access-tables.ts';
import { readBackup, writeBackup } from './backup-file.ts';
import { answer, type CliCommand, say, UsageError } from './cli.ts';

/** `backup <file>`: the log, byte for byte, accounts and the access log, into one file that knows its own checksum. Never a key. */
export const backup: CliCommand = (program) => {
  program
    .command('backup <file>')
    .description('write the log, accounts and the access log to a file, while everything runs; keys and uploads are not in it')
    .action(async (file: string) => {
      const { databaseUrl } = readConfig(process.env);
      answer(JSON.stringify(await makeBackup(databaseUrl, file)));
    });
};

/** `restore <file>`: into an empty database; the read side is made anew by the worker. */
export const restore: CliCommand = (program) => {
  program
    .command('restore <file>')
    .description('write a backup into an empty database (DATABASE_URL); one that broke off is begun again with the same command')
    .option('--check', 'only read the file and say whether it is whole')
    .action(async (file: string, { check = false }: { check?: boolean }) => {
      const whole = await checkBackup(file);
      if (!check) await restoreBackup(readConfig(process.env).databaseUrl, file);
      answer(JSON.stringify(whole));
    });
};

/** What a backup holds: events of the log, rows of accounts and access log, and the SHA-256 of its contents. */
export type BackedUp = { readonly events: number; readonly rows: number; readonly sha256: string };

/** Writes a backup of what is in the database now. */
export async function makeBackup(databaseUrl: string, file: string): Promise<BackedUp> {
  const store = await openPostgresEventStore({ connectionString: databaseUrl });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const count = { events: 0, rows: 0 };
  try {
    const { events, rows, sha256 } = await writeBackup(file, contents(store, client, count), () => count);
    return { events, rows, sha256 };
  } finally {
    await client.end();
    await store.close();
  }
}

async function* contents(store: EventStore, client: pg.Client, count: { events: number; rows: number }): AsyncGenerator<string> {
  yield JSON.stringify({ part: 'liuhen-backup', format: 1, made: new Date().toISOString(), version: productVersion() });
  // Cursors first: what is reacted to after that is in the log, and reacted to again, which does nothing.
  const cursors = await cursorsOf({ query: async <T>(sql: string) => (await client.query(sql)).rows as T });
  const { position: head } = await store.head();
  const reached = new Map(cursors.map(({ name }) => [name, 0]));
  yield JSON.stringify({ part: 'log' });
  for await (const events of exportLog(store, head)) {
    for (const { text, position } of events) {
      count.events++;
      for (const { name, position: at } of cursors) if (position <= at) reached.set(name, count.events);
      yield text;
    }
    if (count.events % 100_000 < events.length) say(`${count.events} events`);
  }
  yield JSON.stringify({ part: 'cursors' });
  for (const [name, ordinal] of reached) yield JSON.stringify({ name, ordinal });
  await client.query('begin isolation level repeatable read read only');
  for (const table of await accessTables(client)) {
    yield JSON.stringify({ part: 'table', table });
    for await (const row of rowsOf(client, table)) {
      count.rows++;
      yield row;
    }
  }
  await client.query('commit');
}

/** Reads a whole backup; throws `UsageError` when it is cut off, damaged or something else. */
export async function checkBackup(file: string): Promise<BackedUp> {
  for await (const { part } of readBackup(file)) {
    if (part.part === 'end') return { events: part.events, rows: part.rows, sha256: part.sha256 };
  }
  throw new UsageError(`${file} is cut off`);
}

const BATCH = 1000;

/**
 * Writes a backup into a database that holds no other log and no accounts, and drops read schemas, which are made anew. The
 * log comes first and may be gone on with; accounts, access log and cursors come last, in one transaction.
 */
export async function restoreBackup(databaseUrl: string, file: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  const log = await openPostgresLogImport({ connectionString: databaseUrl });
  await (await openAccessDataSource({ connectionString: databaseUrl, poolSize: 2 })).destroy();
  await client.connect();
  try {
    await refuseOccupied(client);
    await dropReadSide(client);
    await client.query('begin');
    const tables = new Tables(client);
    const events: CanonicalEvent[] = [];
    for await (const { part, line, begins } of readBackup(file)) {
      if (begins || events.length === BATCH) await log.write(events.splice(0));
      if (begins) await tables.flush();
      else if (part.part === 'log') events.push(canonicalEvent(line));
      else if (part.part === 'table') await tables.add(part.table, line);
      else if (part.part === 'cursors') await restoreCursor(client, JSON.parse(line) as { name: string; ordinal: number });
    }
    await continueSequences(client, await accessTables(client));
    await client.query('commit');
  } catch (error) {
    throw error instanceof OtherLog ? new UsageError(error.message) : error;
  } finally {
    await log.close();
    await client.end();
  }
}

/** Rows on their way into a table, some at a time. */
class Tables {
  private waiting: string[] = [];
  private table = '';

  constructor(private readonly client: pg.Client) {}

  async add(table: string, row: string): Promise<void> {
    this.table = table;
    if (this.waiting.push(row) === BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    await writeAccessRows(this.client, this.table, this.waiting.splice(0));
  }
}

async function refuseOccupied(client: pg.Client): Promise<void> {
  for (const table of await accessTables(client)) {
    const { rows } = await client.query(`select from access.${client.escapeIdentifier(table)} limit 1`);
    if (rows.length > 0) throw new UsageError(`the database has accounts or an access log already (access.${table}); restore into an empty one`);
  }
}

async function dropReadSide(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`select nspname as name from pg_namespace where nspname like 'read\\_%'`);
  for (const { name } of rows) await client.query(`drop schema ${client.escapeIdentifier(name)} cascade`);
}

/** In PostgreSQL a position is the number of events up to it. */
async function restoreCursor(client: pg.Client, { name, ordinal }: { name: string; ordinal: number }): Promise<void> {
  await client.query('create schema if not exists processes; create table if not exists processes.cursors (name text primary key, position bigint not null)');
  await client.query('insert into processes.cursors (name, position) values ($1, $2) on conflict (name) do update set position = excluded.position', [name, ordinal]);
}
