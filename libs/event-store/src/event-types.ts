import type { z } from 'zod';
import type { Decided } from './decider.ts';
import type { NewEvent, RecordedEvent } from './envelope.ts';
import { InvalidEvent } from './canonical-json.ts';

/** One event type: its current schema version, the shape of its data, and a step from each older version to the next. */
export type EventType = {
  readonly schema: number;
  readonly data: z.ZodType;
  /**
   * `upcast[n]` turns the data of version n into that of version n + 1. A shipped version is never edited. A sealed text
   * stays where it is, or goes: the vault binds it to its place in the event.
   */
  readonly upcast?: Readonly<Record<number, (data: never) => unknown>>;
};

/** The event types of a slice, by name. */
export type EventTypes = Readonly<Record<string, EventType>>;

/** The union of events a set of types stands for, as a decider answers them. */
export type EventOf<T extends EventTypes> = {
  [Name in keyof T & string]: Decided<Name, z.infer<T[Name]['data']>>;
}[keyof T & string];

/** An event of a type nobody here knows, or of a newer schema: it is refused with its position, never dropped. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
}

/** All event types of the system: checks what is appended, and brings what is read to the current schema. */
export type EventCatalogue = {
  /** Throws `InvalidEvent` when the event is not of a known type's current schema or its data do not fit it. */
  check(event: NewEvent): void;
  /** Brings an event to its type's current schema; throws `UnknownEvent` for what it cannot. */
  upcast<E extends RecordedEvent>(event: E): E;
  readonly types: EventTypes;
};

/** The injection token of the `EventCatalogue` in use. */
export const EVENT_CATALOGUE = Symbol('EventCatalogue');

/** Joins the event types of all slices; a name may be used once. */
export function eventCatalogue(...slices: readonly EventTypes[]): EventCatalogue {
  const types: Record<string, EventType> = {};
  for (const [name, type] of slices.flatMap((slice) => Object.entries(slice))) {
    if (types[name]) throw new Error(`two slices define an event type ${name}`);
    types[name] = type;
  }
  return { types, check: (event) => check(types, event), upcast: (event) => upcast(types, event) };
}

function check(types: EventTypes, event: NewEvent): void {
  const type = types[event.type];
  if (!type) throw new InvalidEvent(`no slice defines an event type ${event.type}`);
  if (type.schema !== event.schema) throw new InvalidEvent(`${event.type} is written in schema ${type.schema}, not ${event.schema}`);
  const parsed = type.data.safeParse(event.data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InvalidEvent(`${event.type}: ${issue?.path.join('/') ?? ''} ${issue?.message ?? 'does not fit its schema'}`);
  }
}

function upcast<E extends RecordedEvent>(types: EventTypes, event: E): E {
  const type = types[event.type];
  const where = `event ${event.id} at position ${event.position} (${event.type}, schema ${event.schema})`;
  if (!type) throw new UnknownEvent(`${where} is of a type this build does not know; upgrade before reading on`);
  if (event.schema > type.schema) throw new UnknownEvent(`${where} is newer than this build (schema ${type.schema}); upgrade before reading on`);
  if (event.schema === type.schema) return event;
  let data: unknown = event.data;
  for (let version = event.schema; version < type.schema; version++) {
    const step = type.upcast?.[version];
    if (!step) throw new UnknownEvent(`${where} has no upcaster from schema ${version}`);
    data = step(data as never);
  }
  return { ...event, schema: type.schema, data };
}
