import type { RecordedEvent } from '#event-store';
import type { Row, RowProjection } from '#read-side';
import type { MeetingEvent } from '#reviews';

/** Meetings as the list shows them: when, by whom, how much is on the agenda and how much of it is concluded. */
export const meetingsSql = `
create table meetings (
  id        text collate "C" primary key,
  kind      text not null,
  body      text,
  held_on   date not null,
  members   jsonb not null,
  items     int not null,
  concluded int not null,
  cancelled boolean not null
);
create index on meetings (held_on desc, id);
`;

const counted = ['MeetingScheduled', 'MeetingCancelled', 'AgendaItemAdded', 'ItemConcluded', 'ItemDecided'];

/** One row per meeting; nothing of what members declare, score or vote. */
export const meetingsProjection: RowProjection = {
  table: 'meetings',
  key: 'id',
  keys: ({ stream, type }) => (stream.startsWith('meeting-') && counted.includes(type) ? [stream.slice('meeting-'.length)] : []),
  evolve(row: Row | undefined, event: RecordedEvent, id: string): Row | undefined {
    const { type, data } = event as unknown as MeetingEvent;
    if (type === 'MeetingScheduled') return { id, kind: data.kind, body: data.body ?? null, held_on: data.on, members: data.members, items: 0, concluded: 0, cancelled: false };
    if (!row) return undefined;
    if (type === 'MeetingCancelled') return { ...row, cancelled: true };
    if (type === 'AgendaItemAdded') return { ...row, items: Number(row['items']) + 1 };
    return { ...row, concluded: Number(row['concluded']) + 1 };
  },
};
