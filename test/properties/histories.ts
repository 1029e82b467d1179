import fc from 'fast-check';
import { type Actor, canonicalJson, type Decided, type Decider, type Happened, isRefusal, type Refusal } from '#event-store';
import { addDays, type Day } from '#measures';
import { happened } from '../../libs/event-store/src/testing.ts';

/** A command, who sends it, and what the world outside the stream is like; `known` goes into the facts. */
export type Sent<C, K> = { readonly command: C; readonly by: Actor; readonly known: K };

/** A sent command in time: days since the one before, and how many days ago it happened. */
export type Act<C, K> = { readonly days: number; readonly late: number } & (
  | { readonly sent: Sent<C, K> }
  /** The next step of the usual way; which of its variants, and whether to go on when it is refused. */
  | { readonly onward: number }
);

/** A command at its moment, on both clocks; the `nth` of its history. */
export type Moment<C, K> = Sent<C, K> & { readonly on: Day; readonly today: Day; readonly nth: number };

/** One command of a history and what came of it. */
export type Step<S, C, K, E extends Decided> = {
  readonly moment: Moment<C, K>;
  readonly before: S;
  readonly answer: readonly E[] | Refusal;
  readonly events: readonly Happened<E>[];
  readonly after: S;
};

/** What histories of one kind of stream are made of. */
export type Realm<S, C, F, E extends Decided, K> = {
  readonly decider: Decider<S, C, F, E>;
  /** Any command at any time. */
  readonly noise: fc.Arbitrary<Sent<C, K>>;
  /** The way that stories usually take, each step with its variants, the usual one first; so that many get far in spite of the noise. */
  readonly way: readonly (readonly Sent<C, K>[])[];
  readonly facts: (moment: Moment<C, K>) => F;
  /** Lets a command name what an earlier event made: a report, an offer. */
  readonly aim?: (command: C, past: readonly Happened<E>[]) => C;
};

const FIRST_DAY = '2026-01-05';
const MAX_ACTS = 32;

/** Random histories: mostly onward along the way, with noise, waiting and late entries. */
export function actsOf<S, C, F, E extends Decided, K>({ noise }: Realm<S, C, F, E, K>): fc.Arbitrary<Act<C, K>[]> {
  const time = {
    days: fc.oneof({ weight: 20, arbitrary: fc.nat(9) }, { weight: 2, arbitrary: fc.integer({ min: 20, max: 120 }) }, { weight: 1, arbitrary: fc.constant(400) }),
    late: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 30 }) }),
  };
  const onward = fc.record({ ...time, onward: fc.nat(59) });
  const sent = fc.record({ ...time, sent: noise });
  return fc.array(fc.oneof({ weight: 5, arbitrary: onward }, { weight: 4, arbitrary: sent }), { minLength: 1, maxLength: MAX_ACTS, size: 'max' });
}

/** Plays a history: decides each command on the folded state, and folds what was decided as the log would store it. */
export function play<S, C, F, E extends Decided, K>(realm: Realm<S, C, F, E, K>, acts: readonly Act<C, K>[]): readonly Step<S, C, K, E>[] {
  const { decider, facts, aim = (command) => command } = realm;
  const log: Happened<E>[] = [];
  let state = freeze(decider.initial);
  let today = FIRST_DAY;
  let next = 0;
  return acts.map((act, nth): Step<S, C, K, E> => {
    today = addDays(today, act.days);
    const sent = sentIn(realm, act, next);
    const moment = { ...sent, command: aim(sent.command, log), on: addDays(today, -act.late), today, nth };
    const before = state;
    const answer = decider.decide(moment.command, before, facts(moment));
    const events = isRefusal(answer) ? [] : answer.map((decided, index) => stored(decided, moment, log.length + index));
    for (const event of events) state = freeze(decider.evolve(state, event));
    log.push(...events);
    // A step that was refused is mostly tried again later, and sometimes passed over.
    if ('onward' in act && (events.length > 0 || act.onward % 3 === 0)) next += 1;
    return { moment, before, answer, events, after: state };
  });
}

/** All events of a history, in order. */
export const logOf = <S, C, K, E extends Decided>(steps: readonly Step<S, C, K, E>[]): readonly Happened<E>[] => steps.flatMap(({ events }) => events);

function sentIn<S, C, F, E extends Decided, K>({ way }: Realm<S, C, F, E, K>, act: Act<C, K>, next: number): Sent<C, K> {
  if ('sent' in act) return act.sent;
  const variants = way[next % way.length]!;
  // Three times out of four the usual variant.
  return variants[act.onward % 4 === 0 ? Math.floor(act.onward / 4) % variants.length : 0]!;
}

/** An event as the runner folds it after an append: sealed, stamped, and not yet read back. */
function stored<C, K, E extends Decided>(decided: E, { by, on, today }: Moment<C, K>, revision: number): Happened<E> {
  const id = `00000000-0000-4000-8000-${String(revision).padStart(12, '0')}`;
  return happened<E>({ ...decided, data: sealed(decided.data, id), occurredOn: decided.occurredOn ?? on, actor: by, id, recordedAt: `${today}T00:00:00.${String(revision).padStart(6, '0')}Z` }, revision);
}

/** An event as it is read back from the log: through its canonical text. */
export function readBack<T>(event: T): T {
  return JSON.parse(canonicalJson(event)) as T;
}

/** The stored form of every clear text; which bytes stand in it is nothing that a rule may look at. */
function sealed(value: unknown, eventId: string): unknown {
  if (Array.isArray(value)) return value.map((item) => sealed(item, eventId));
  if (typeof value !== 'object' || value === null) return value;
  const { clear, subject } = value as { clear?: unknown; subject?: string };
  if (typeof clear === 'string') return { sealed: 1, subject: subject ?? `entry-${eventId}`, key: 'a2V5', text: Buffer.from(clear || '-').toString('base64url') };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, sealed(member, eventId)]));
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
