import { canonicalJson } from './canonical-json.ts';

/** How a command reached the system; `rule` is a process manager, `demonstration` the seeded fiction. */
export type Via = 'web' | 'api' | 'import' | 'rule' | 'demonstration';

/** Who typed the command, in which unit and role, and for whom when acting for a colleague or a leader. */
export type Actor = {
  readonly account: string;
  readonly unit: string | null;
  readonly role: string;
  readonly onBehalfOf?: string;
};

/** The command an event answers: a uuid derived from account, command and Idempotency-Key, and a keyed digest of its body. */
export type CommandKey = { readonly id: string; readonly digest: string };

/** An event ready to append: everything but what the store alone can say. */
export type NewEvent<T extends string = string, D = unknown> = {
  readonly id: string;
  readonly type: T;
  readonly schema: number;
  /** The day it happened in the world, `YYYY-MM-DD` in Asia/Shanghai. */
  readonly occurredOn: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string;
  readonly commandKey: CommandKey;
  readonly via: Via;
  readonly data: D;
};

/** The fixed envelope (ADR 1). `recordedAt` is UTC with microseconds; `revision` counts from 0 within `stream`. */
export type EventEnvelope<T extends string = string, D = unknown> = NewEvent<T, D> & {
  readonly stream: string;
  readonly revision: number;
  readonly recordedAt: string;
};

/** A place in one store's log: comparable within that store, meaningless in another, never part of the envelope. 0 is before all. */
export type Position = number;

/** An event as read back: the envelope, and where this store keeps it. */
export type RecordedEvent<T extends string = string, D = unknown> = EventEnvelope<T, D> & { readonly position: Position };

/** Canonical text (RFC 8785) without `recordedAt` and `revision`, cut where the two belong. */
export type CanonicalHalves = { readonly before: string; readonly after: string };

/**
 * Canonicalises an event before its store has stamped it. RFC 8785 sorts `recordedAt` and `revision` side by side
 * (`occurredOn` < `recordedAt` < `revision` < `schema`), so a store completes the bytes under its writer lock
 * without parsing them. Throws `InvalidEvent`.
 */
export function canonicalHalves(stream: string, event: NewEvent): CanonicalHalves {
  const { actor, causationId, commandKey, correlationId, data, id, occurredOn, schema, type, via } = event;
  return {
    before: canonicalJson({ actor, causationId, commandKey, correlationId, data, id, occurredOn }).slice(0, -1),
    after: canonicalJson({ schema, stream, type, via }).slice(1),
  };
}

/** Completes `canonicalHalves` with what only the store knows. */
export function joinHalves({ before, after }: CanonicalHalves, recordedAt: string, revision: number): string {
  return `${before},"recordedAt":"${recordedAt}","revision":${revision},${after}`;
}

/** The canonical text of an envelope: hash and store exactly this, in UTF-8. */
export function canonicalText(event: EventEnvelope): string {
  return joinHalves(canonicalHalves(event.stream, event), event.recordedAt, event.revision);
}

/** Reads canonical text back; `position` is the reading store's own. */
export function parseEvent(canonical: string, position: Position): RecordedEvent {
  return Object.assign(JSON.parse(canonical) as EventEnvelope, { position });
}
