import { chainEvents, libraryEvents } from '#chains';
import { targetEvents, unitEvents, yardstickEvents } from '#organisation';
import { periodEvents } from '#periods';
import { isCorrection } from '#event-store';
import type { RowProjection } from '#read-side';

/** The events of what figures compare with: units, targets, scoring schemes, entry standards, chains, the library, and the months that were closed. */
const TYPES: ReadonlySet<string> = new Set([unitEvents, targetEvents, yardstickEvents, chainEvents, libraryEvents, periodEvents].flatMap((types) => Object.keys(types)));

/**
 * What figures compare with, event by event: there are some hundreds of them, so a figure folds those that were known
 * and had happened by then, as corrected by then.
 */
export const referenceProjection: RowProjection = {
  table: 'reference_entries',
  key: 'id',
  takesCorrections: true,
  keys: (event) => (TYPES.has(isCorrection(event) ? event.data.entry.type : event.type) ? [event.id] : []),
  evolve: (row, { id, position, occurredOn, stream, type, actor, data }) => row ?? { id, position, occurred_on: occurredOn, stream, type, actor, data: data as never },
};

export const referencesSql = `
create table reference_entries (id text collate "C" primary key, position bigint not null, occurred_on date not null, stream text not null, type text not null, actor json not null, data json not null);
create index on reference_entries (position);`;
