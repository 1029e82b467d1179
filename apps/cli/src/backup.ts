import { openAccessDataSource } from '#access';
import { openRawLog, type Position, type RawEvent, type RawLog } from '#event-store';
import { openNotices } from '#notices';
import { cursorsOf, placeCursors } from '#processes';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { type Config, readConfig } from '../../api/src/config.ts';
import { productVersion } from '../../api/src/version.ts';
import { continueSequences, keptTables, qualified, rowsOf, writeAccessRows } from './access-tables.ts';
import { readBackup, writeBackup } from './backup-file.ts';
import { answer, type CliCommand, say, UsageError } from './cli.ts';

/** `backup <file>`: the log, byte for byte, accounts, the access log and notices, into one file that knows its own checksum. Never a key. */
export const backup: CliCommand = (program) => {
  program
    .command('backup <file>')
    .description('write the log, accounts, the access log and notices to a file, while everything runs; keys and uploads are not in it')
    .action(async (file: string) => answer(JSON.stringify(await makeBackup(readConfig(process.env), file))));
};

/** `restore <file>`: into an empty database; the read side is made anew by the worker. */
export const restore: CliCommand = (program) => {
  program
    .command('restore <file>')
    .description('write a backup into an empty database and log, with every api and worker stopped; one that broke off is begun again with the same command')
    .option('--check', 'only read the file and say whether it is whole')
    .action(async (file: string, { check = false }: { check?: boolean }) => {
      const whole = await checkBackup(file);
      if (!check) await restoreBackup(readConfig(process.env), file);
      answer(JSON.stringify(whole));
    });
};

/** What a backup holds: events of the log, rows of accounts and access log, and the SHA-256 of its contents. */
export type BackedUp = { readonly events: number; readonly rows: number; readonly sha256: string };

type Places = Pick<Config, 'databaseUrl' | 'eventStoreUrl'>;

const PAGE = 1000;

/** Writes a backup of what is in log and database now. */
export async function makeBackup({ databaseUrl, eventStoreUrl }: Places, file: string): Promise<BackedUp> {
  const log = await openRawLog(eventStoreUrl ?? databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const count = { events: 0, rows: 0 };
  try {
    const { events, rows, sha256 } = await writeBackup(file, contents(log, client, databaseUrl, count), () => count);
    return { events, rows, sha256 };
  } finally {
    await client.end();
    await log.close();
  }
}

async function* contents(log: RawLog, client: pg.Client, databaseUrl: string, count: { events: number; rows: number }): AsyncGenerator<string> {
  yield JSON.stringify({ part: 'liuhen-backup', format: 1, made: new Date().toISOString(), version: productVersion() });
  // Cursors first: what is reacted to after that is in the log, and reacted to again, which does nothing.
  const cursors = await cursorsOf(databaseUrl, log.log);
  const reached = new Map(cursors.map(({ name }) => [name, 0]));
  yield JSON.stringify({ part: 'log' });
  for await (const { position, canonical } of eventsOf(log)) {
    count.events++;
    for (const cursor of cursors) if (position <= cursor.position) reached.set(cursor.name, count.events);
    if (count.events % 100_000 === 0) say(`${count.events} events`);
    yield Buffer.from(canonical).toString('utf8');
  }
  yield JSON.stringify({ part: 'cursors' });
  for (const [name, ordinal] of reached) yield JSON.stringify({ name, ordinal });
  await client.query('begin isolation level repeatable read read only');
  for (const table of await keptTables(client)) {
    yield JSON.stringify({ part: 'table', table });
    for await (const row of rowsOf(client, table)) {
      count.rows++;
      yield row;
    }
  }
  await client.query('commit');
}

/** The events of a log up to where it ends now. */
async function* eventsOf(log: RawLog): AsyncGenerator<RawEvent> {
  const head = await log.head();
  for (let after: Position = 0; after < head;) {
    const page = (await log.read(after, PAGE)).filter(({ position }) => position <= head);
    yield* page;
    after = page.at(-1)?.position ?? head;
  }
}

/** Reads a whole backup; throws `UsageError` when it is cut off, damaged or something else. */
export async function checkBackup(file: string): Promise<BackedUp> {
  for await (const { part } of readBackup(file)) {
    if (part.part === 'end') return { events: part.events, rows: part.rows, sha256: part.sha256 };
  }
  throw new UsageError(`${file} is cut off`);
}

/**
 * Writes a backup into a database without accounts and a log without other events, and drops read schemas, which are made
 * anew. The log comes first, may be gone on with, and is read back and compared; accounts and access log come last, in one
 * transaction.
 */
export async function restoreBackup({ databaseUrl, eventStoreUrl }: Places, file: string): Promise<void> {
  const log = await openRawLog(eventStoreUrl ?? databaseUrl);
  await (await openAccessDataSource({ connectionString: databaseUrl })).destroy();
  await (await openNotices(databaseUrl)).end();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await refuseOccupied(client);
    await dropReadSide(client);
    const cursors = await restoreLog(log, file);
    await placeCursors(databaseUrl, log.log, cursors);
    await restoreAccess(client, file);
  } finally {
    await log.close();
    await client.end();
  }
}

/** Writes the events, reads all of them again, and answers where the cursors stand in this log. */
async function restoreLog(log: RawLog, file: string): Promise<readonly { readonly name: string; readonly position: Position }[]> {
  const written = createHash('sha256');
  const cursors: { name: string; ordinal: number }[] = [];
  let waiting: RawEvent[] = [];
  let after: Position = 0;
  for await (const { part, line, begins } of readBackup(file)) {
    if (begins || waiting.length === PAGE) [after, waiting] = [await writeMissing(log, after, waiting), []];
    if (begins) continue;
    if (part.part === 'cursors') cursors.push(JSON.parse(line) as { name: string; ordinal: number });
    if (part.part !== 'log') continue;
    written.update(line).update('\n');
    waiting.push(eventOf(line));
  }
  const [read, positions] = [createHash('sha256'), new Map<number, Position>([[0, 0]])];
  let ordinal = 0;
  for await (const { position, canonical } of eventsOf(log)) {
    read.update(canonical).update('\n');
    ordinal++;
    if (cursors.some((cursor) => cursor.ordinal === ordinal)) positions.set(ordinal, position);
  }
  if (read.digest('hex') !== written.digest('hex')) throw new UsageError('the log that was written does not hold what the backup holds: somebody else writes into it; stop every api and worker on it, and begin again on an empty one');
  return cursors.map(({ name, ordinal: at }) => ({ name, position: positions.get(at) ?? 0 }));
}

/** Writes what of these events is not there yet, and answers where the last of them stands. */
async function writeMissing(log: RawLog, after: Position, events: readonly RawEvent[]): Promise<Position> {
  if (events.length === 0) return after;
  const there = await log.read(after, events.length);
  const other = there.find(({ canonical }, index) => Buffer.compare(canonical, events[index]!.canonical) !== 0);
  if (other) throw new UsageError(`the log holds another event at position ${other.position} (${other.stream}@${other.revision}); restore into an empty one`);
  const missing = events.slice(there.length);
  if (missing.length > 0) await log.write(there.at(-1)?.position ?? after, missing);
  return missing.length > 0 ? log.head() : (there.at(-1)?.position ?? after);
}

function eventOf(line: string): RawEvent {
  const { id, type, stream, revision, recordedAt } = JSON.parse(line) as RawEvent;
  return { position: 0, canonical: Buffer.from(line, 'utf8'), id, type, stream, revision, recordedAt };
}

async function restoreAccess(client: pg.Client, file: string): Promise<void> {
  const waiting: string[] = [];
  let table = '';
  await client.query('begin');
  for await (const { part, line, begins } of readBackup(file)) {
    if (begins || waiting.length === PAGE) await writeAccessRows(client, table, waiting.splice(0));
    if (begins || part.part !== 'table') continue;
    table = part.table;
    waiting.push(line);
  }
  await continueSequences(client, await keptTables(client));
  await client.query('commit');
}

async function refuseOccupied(client: pg.Client): Promise<void> {
  for (const table of await keptTables(client)) {
    const { rows } = await client.query(`select from ${qualified(client, table)} limit 1`);
    if (rows.length > 0) throw new UsageError(`the database has accounts or an access log already (${qualified(client, table)}); restore into an empty one`);
  }
}

async function dropReadSide(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`select nspname as name from pg_namespace where nspname like 'read\\_%'`);
  for (const { name } of rows) await client.query(`drop schema ${client.escapeIdentifier(name)} cascade`);
}
