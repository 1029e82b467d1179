import { copyLog, LogsDiffer, openRawLog, type RawLog } from '#event-store';
import { type Cursor, cursorsOf, placeCursors } from '#processes';
import { answer, type CliCommand, say, UsageError } from './cli.ts';
import { progressBar } from './progress.ts';

const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url);
const STEPS = { compare: 'comparing', copy: 'copying', verify: 'verifying' } as const;

/** Where the cursors of process managers are kept: beside a log in PostgreSQL; for one elsewhere in `DATABASE_URL`, or in the other place when that is a database. */
function cursorPlaces(from: string, to: string, databaseUrl: string | undefined): { readonly from: string; readonly to: string } {
  const other = (url: string, counterpart: string): string => {
    const place = isPostgres(url) ? url : (databaseUrl ?? (isPostgres(counterpart) ? counterpart : undefined));
    if (place === undefined) throw new UsageError('DATABASE_URL: is not set; it names the database that holds the cursors of the process managers');
    return place;
  };
  return { from: other(from, to), to: other(to, from) };
}

/** `log copy`: moves house. Whatever ends it, it goes on when called again. */
export const logCopy: CliCommand = (program) => {
  const log = program.commands.find((command) => command.name() === 'log') ?? program.command('log').description('the log as a whole');
  log
    .command('copy')
    .description('copy a log to another store, event by event, and verify it; stop every api and worker first. Goes on where it was interrupted')
    .requiredOption('--from <url>', 'the log to copy: postgres://… or esdb://…')
    .requiredOption('--to <url>', 'an empty log, or one that holds a beginning of it')
    .action(async ({ from, to }: { from: string; to: string }) => {
      const cursors = cursorPlaces(from, to, process.env['DATABASE_URL']);
      const opened: RawLog[] = [];
      try {
        for (const url of [from, to]) opened.push(await open(url));
        await copy(opened as [RawLog, RawLog], cursors);
      } finally {
        for (const each of opened) await each.close();
      }
    });
};

async function open(url: string): Promise<RawLog> {
  try {
    return await openRawLog(url);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

async function copy([source, target]: readonly [RawLog, RawLog], places: { readonly from: string; readonly to: string }): Promise<void> {
  const cursors = await cursorsOf(places.from, source.log);
  const show = progressBar();
  const common = await copyLog(source, target, cursors.map(({ position }) => position), ({ step, events, part }) => show(STEPS[step], part, `${events} events`)).catch((error: unknown) => {
    throw error instanceof LogsDiffer ? new UsageError(error.message) : error;
  });
  const placed = cursors.map(({ name, position }): Cursor => ({ name, position: common.translated.get(position) ?? 0 }));
  await placeCursors(places.to, target.log, placed);
  answer(JSON.stringify({ events: common.events, sha256: common.sha256, same: common.sha256.from === common.sha256.to, cursors: placed }, null, 2));
  say('The log is copied and verified. Start api and worker on it (EVENT_STORE_URL for esdb://, none for postgres://); the read side is built anew by itself.');
}
