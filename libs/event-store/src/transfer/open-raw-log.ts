import { openEventStoreDBRawLog } from './eventstoredb-raw-log.ts';
import { openPostgresRawLog } from './postgres-raw-log.ts';
import type { RawLog } from './raw-log.ts';

/** Opens a log as bytes by its URL: `postgres://…` or `esdb://…` (`kurrentdb://…`). Throws `RangeError` for any other. */
export async function openRawLog(url: string): Promise<RawLog> {
  if (/^postgres(ql)?:/.test(url)) return openPostgresRawLog(url);
  if (/^(esdb|kurrentdb|kdb)(\+discover)?:/.test(url)) return openEventStoreDBRawLog(url);
  throw new RangeError('a log is at postgres://… or esdb://…');
}
