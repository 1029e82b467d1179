import assert from 'node:assert/strict';
import type { Decided, Decider, Happened } from './decider.ts';
import type { Actor } from './envelope.ts';
import { isRefusal, type Refusal } from './refusal.ts';

/** An event of the past as a spec writes it: type and data, and of the envelope only what the spec is about. */
export type Past<E extends Decided> = E & { readonly actor?: Partial<Actor>; readonly id?: string; readonly recordedAt?: string };

/** What a spec expects of one event: its type, and those members of its data that the sentence is about. */
export type Expected<E extends Decided> = E extends Decided<infer T, infer D> ? { readonly type: T; readonly data?: Partial<D>; readonly occurredOn?: string } : never;

/** The first day of a spec's fiction; events that name no day happened then. */
export const specDay = '2026-03-02';

const nobody: Actor = { account: 'someone', unit: null, role: 'member' };

/** Dresses a decided event in an envelope, as the log would hand it to `evolve` at a revision. */
export function happened<E extends Decided>(event: Past<E>, revision: number, stream = 'spec-1'): Happened<E> {
  const digits = String(revision).padStart(12, '0');
  const id = event.id ?? `00000000-0000-4000-8000-${digits}`;
  const envelope = {
    id, type: event.type, schema: 1, stream, revision, occurredOn: event.occurredOn ?? specDay,
    recordedAt: event.recordedAt ?? `${event.occurredOn ?? specDay}T00:00:00.000000Z`,
    actor: { ...nobody, ...event.actor }, correlationId: id, causationId: id, commandKey: { id, digest: 'spec' }, via: 'api', data: event.data,
  };
  return envelope as unknown as Happened<E>;
}

/** Folds events into the state of their stream. */
export function foldOf<S, C, F, E extends Decided>(decider: Decider<S, C, F, E>, events: readonly Past<E>[]): S {
  return events.reduce((state, event, revision) => decider.evolve(state, happened<E>(event, revision)), decider.initial);
}

/** Expects a refusal by code, and by those of its facts that the sentence is about. */
export function refused(code: string, facts: Refusal['facts'] = {}): Refusal {
  return { refused: code, facts };
}

/** What a decider answers when a command meets a past. */
export type Answered<E extends Decided> = {
  readonly answer: readonly E[] | Refusal;
  /** Holds when the answer is the refusal, or exactly these events in this order; throws an `AssertionError` otherwise. */
  then(...expected: readonly [Refusal] | readonly Expected<E>[]): void;
};

/**
 * A sentence about a decider: `given(decider, …events).when(command, facts).then(event or refused('code'))`. The
 * state is frozen before the decision, so a decider that writes into it fails.
 */
export function given<S, C, F, E extends Decided>(decider: Decider<S, C, F, E>, ...events: readonly Past<E>[]): { readonly state: S; when(command: C, facts: F): Answered<E> } {
  const state = freeze(foldOf(decider, events));
  return {
    state,
    when(command, facts) {
      const answer = decider.decide(command, state, facts);
      return { answer, then: (...expected) => assert.deepEqual(shown(answer, expected), expected) };
    },
  };
}

/** Cuts an answer down to the members that the expectation names, so that `deepEqual` compares those and no others. */
function shown(answer: readonly Decided[] | Refusal, expected: readonly (Refusal | Decided | { readonly type: string })[]): readonly unknown[] {
  const [first] = expected;
  if (isRefusal(answer)) return [isRefusal(first) ? { refused: answer.refused, facts: only(answer.facts, first.facts) } : answer];
  return answer.map((event, index) => {
    const wanted = expected[index];
    if (wanted === undefined || isRefusal(wanted)) return event;
    return { ...(only(event, wanted) as object), type: event.type, ...('data' in wanted && { data: only(event.data, wanted.data) }) };
  });
}

function only(value: unknown, wanted: unknown): unknown {
  if (typeof value !== 'object' || value === null || typeof wanted !== 'object' || wanted === null) return value;
  const members = value as Record<string, unknown>;
  return Object.fromEntries(Object.keys(wanted).filter((name) => name in members).map((name) => [name, members[name]]));
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
