import type { RecordedEvent } from '#event-store';
import type { Row, RowProjection } from '#read-side';
import type { UnitEvent } from './unit.events.ts';

/** The units of the zone as they stand, for the read schema; who was what and when stays in the stream `unit-<code>`. */
export const unitsSql = `
create table units (
  code           text collate "C" primary key,
  name           text not null,
  kind           text not null,
  established_on date not null,
  closed_on      date
);
`;

/** Units by code, in the order of entry. */
export const unitsProjection: RowProjection = {
  table: 'units',
  key: 'code',
  keys: ({ stream, type }) => (stream.startsWith('unit-') && ['UnitEstablished', 'UnitRenamed', 'UnitClosed'].includes(type) ? [stream.slice('unit-'.length)] : []),
  evolve(row: Row | undefined, event: RecordedEvent, code: string): Row | undefined {
    const { type, data } = event as unknown as UnitEvent;
    if (type === 'UnitEstablished') return { code, name: data.name, kind: data.kind, established_on: data.from, closed_on: null };
    if (type === 'UnitRenamed' && row) return { ...row, name: data.name };
    if (type === 'UnitClosed' && row) return { ...row, closed_on: data.on };
    return row;
  },
};
