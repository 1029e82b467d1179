import type { EventStore } from '#event-store';
import type { ReadModel } from '#read-side';
import { readConfig } from '../../api/src/config.ts';
import { openLog, readModelOver } from '../../api/src/open-log.ts';
import { say } from './cli.ts';

/** What a command needs that works beside running processes: the database and the log, without keys or accounts. */
export type Operating = { readonly connectionString: string; readonly store: EventStore; /** The read side as this build keeps it over that log. */ readonly model: ReadModel; readonly signal: AbortSignal };

/** Opens the log of this environment for a piece of work; Ctrl-C and SIGTERM abort its signal. */
export async function operating<T>(work: (operating: Operating) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error('stopped'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  const store = await openLog(config, (error) => say(error.message));
  try {
    return await work({ connectionString: config.databaseUrl, store, model: readModelOver(store), signal: stop.signal });
  } finally {
    await store.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, onSignal);
  }
}
