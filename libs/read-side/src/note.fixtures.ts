import { eventCatalogue, type EventStore, type NewEvent, type RecordedEvent } from '#event-store';
import { v5 as uuid } from 'uuid';
import { z } from 'zod';
import type { ReadModel } from './projection.ts';
import { temporalIndexes, temporalTables } from './temporal.sql.ts';

/** The read model that the runner's specs are told in: notes that stand in a stage, and a counter of all of them. */
type Note = { readonly stage: string; readonly notes: number };
type NoteData = { readonly stage?: string; readonly also?: string; readonly fails?: true };
const dataOf = (event: RecordedEvent): NoteData => event.data as NoteData;

const NAMES = '8f1f9a54-0b54-5f0f-9c3f-6b2f4c8f1d10';

/** `Noted` moves its own note and, when it names one, `also` another; what `fails` cannot be folded. */
export const noteCatalogue = eventCatalogue({ Noted: { schema: 1, data: z.strictObject({ stage: z.string().optional(), also: z.string().optional(), fails: z.literal(true).optional() }) } });

const entitiesOf = (event: RecordedEvent): readonly string[] => {
  const { also } = dataOf(event);
  if (also === 'nobody') throw new Error('this event concerns nobody');
  return [event.stream.slice('note-'.length), ...(also === undefined ? [] : [also])];
};

export const noteModel: ReadModel = {
  version: 'notes',
  sql: [
    'create table history (entity text not null, position bigint not null, recorded_at timestamptz not null, occurred_on date not null, type text not null, event json not null, primary key (entity, position));',
    'create table counters (name text primary key, count int not null);',
    temporalTables('notes'),
    temporalIndexes('notes'),
  ].join('\n'),
  rows: [{ table: 'counters', key: 'name', keys: () => ['all'], evolve: (row, _, name) => ({ name, count: Number(row?.['count'] ?? 0) + 1 }) }],
  history: { table: 'history', entitiesOf },
  temporal: [
    {
      table: 'notes',
      initial: { stage: 'new', notes: 0 } satisfies Note,
      entitiesOf,
      evolve(note: Note, event: RecordedEvent): Note {
        const { stage, fails } = dataOf(event);
        if (fails) throw new Error('this note cannot be read');
        // Written in another order than it is read back in: what a row says must not depend on that.
        return stage === undefined ? note : { stage, notes: note.notes + 1 };
      },
      place: ({ stage, notes }: Note) => ({ unit: 'nm', stage, amount: notes * 100 }),
    },
  ],
};

/** Appends a note; days count from 1 March 2026. */
export async function note(store: EventStore, name: string, data: NoteData = {}, day = 1, type = 'Noted'): Promise<number> {
  const { position: head } = await store.head();
  const id = uuid(String(head + 1), NAMES);
  const event: NewEvent = {
    id, type, schema: 1, occurredOn: `2026-03-${String(day).padStart(2, '0')}`, actor: { account: 'someone', unit: null, role: 'member' },
    correlationId: id, causationId: id, commandKey: { id, digest: '' }, via: 'api', data,
  };
  return (await store.append(`note-${name}`, 'any', [event])).position;
}
