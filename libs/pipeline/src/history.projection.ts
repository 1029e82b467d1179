import type { RecordedEvent } from '#event-store';
import type { HistoryProjection } from '#read-side';
import { casesOf } from './case.ts';

/** Every event of a case as the log has it, sealed texts included; they are opened when somebody reads them. */
export const historyProjection: HistoryProjection = { table: 'history', entitiesOf: (event: RecordedEvent) => casesOf(event) };

/** `event` is the envelope without its position. */
export const historySql = `
create table history (
  entity text not null, position bigint not null, recorded_at timestamptz not null, occurred_on date not null, type text not null, event json not null,
  primary key (entity, position)
);
-- what happened in a month and was entered after it was closed
create index on history (occurred_on, position);
create index on history (position) where type = 'EntryCorrected';`;
