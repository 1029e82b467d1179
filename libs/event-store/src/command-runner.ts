import { v5 as uuid } from 'uuid';
import { corrected, isCorrection } from './corrections.ts';
import type { Decided, Decider, Happened } from './decider.ts';
import type { Actor, CommandKey, NewEvent, Position, RecordedEvent, Via } from './envelope.ts';
import { type Appended, type EventStore, type ExpectedRevision, WrongRevision } from './event-store.ts';
import type { EventCatalogue } from './event-types.ts';
import { isRefusal, type Refusal, RefusedError } from './refusal.ts';
import { type Folded, StateCache } from './state-cache.ts';
import { Turns } from './turns.ts';

/** Everything about a command that is not its content: who, when, why, and how it may be repeated. */
export type CommandContext = {
  readonly actor: Actor;
  readonly key: CommandKey;
  readonly correlationId: string;
  readonly causationId: string;
  readonly via: Via;
  /** The day it happened, as claimed by the sender; `YYYY-MM-DD` in Asia/Shanghai. */
  readonly occurredOn: string;
  /** The day of recording; never before `occurredOn`. */
  readonly today: string;
  /** The revision the sender has seen (`If-Match`); undefined for commands that only add. */
  readonly ifMatch?: number;
  /** The instant of a simulated clock, for demonstrations. */
  readonly at?: string;
};

/** Where a command's last event stands; the same answer for a repeat. */
export type Outcome = { readonly stream: string; readonly revision: number; readonly position: Position; readonly repeated: boolean };

/**
 * One decision on one stream. `facts` are gathered after the repeat check, from the state about to be decided on
 * (whose stream it is, whether the actor may), and again when the decision is retaken.
 */
export type Decision<S, C, F, E extends Decided> = {
  readonly stream: string;
  readonly decider: Decider<S, C, F, E>;
  readonly command: C;
  readonly facts: (state: S) => F | Promise<F>;
  readonly context: CommandContext;
};

/** Turns clear personal data and free text inside event data into ciphertext; the vault, seen from here. */
export type Sealer = { sealData(eventId: string, data: unknown): Promise<unknown> };

/** The injection token of the `CommandRunner`. */
export const COMMAND_RUNNER = Symbol('CommandRunner');

const RETRIES = 16;

/**
 * The path of every command: fold the stream, let the decider decide, append at the folded revision. Nothing else
 * ever changes state. Throws `RefusedError`: `rule` for a decider's no, `stale` when `ifMatch` is not the stream's
 * revision, `rule` with `command.key-reused` when the key came with another body.
 */
export class CommandRunner {
  private readonly cache: StateCache;
  private readonly turns = new Turns();

  constructor(
    private readonly store: EventStore,
    private readonly catalogue: EventCatalogue,
    private readonly sealer: Sealer,
    options: { cachedStreams?: number } = {},
  ) {
    this.cache = new StateCache(options.cachedStreams ?? 2_000);
  }

  /**
   * Decides and appends. Commands of this process on one stream take turns; one without `ifMatch` that lost a race to
   * another process is decided anew.
   */
  handle<S, C, F, E extends Decided>(decision: Decision<S, C, F, E>): Promise<Outcome> {
    return this.turns.take(decision.stream, () => this.decide(decision));
  }

  /**
   * Decides on the entries of a stream as they are now believed, whatever kind of stream it is, and appends what
   * corrects them. Who folds the stream next folds it anew.
   */
  correct<C, F, E extends Decided>(correction: Omit<Decision<readonly RecordedEvent[], C, F, E>, 'decider'> & { decide(command: C, entries: readonly RecordedEvent[], facts: F): readonly E[] | Refusal }): Promise<Outcome> {
    const { decide, ...decision } = correction;
    const decider: Decider<readonly RecordedEvent[], C, F, E> = { initial: [], decide, evolve: (entries, event) => [...entries, event as unknown as RecordedEvent] };
    return this.turns.take(decision.stream, async () => {
      this.cache.drop(decision.stream);
      try {
        return await this.decide({ ...decision, decider });
      } finally {
        this.cache.drop(decision.stream);
      }
    });
  }

  private async decide<S, C, F, E extends Decided>(decision: Decision<S, C, F, E>): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      const cached = attempt === 1 ? this.cache.get<S>(decision.stream) : undefined;
      const folded = cached ?? (await this.load(decision.stream, decision.decider));
      try {
        return await this.attempt(decision, folded);
      } catch (error) {
        this.cache.evict(decision.stream, folded);
        const mayBeStale = cached !== undefined && error instanceof RefusedError;
        const lostRace = error instanceof WrongRevision && attempt < RETRIES;
        if (!mayBeStale && !lostRace) throw error instanceof WrongRevision ? busy(decision.stream) : error;
      }
    }
  }

  /** The state of a stream as the log has it now; for facts that one decision needs of another stream. */
  async stateOf<S, C, F, E extends Decided>(stream: string, decider: Decider<S, C, F, E>): Promise<{ state: S; revision: number; position: Position }> {
    return this.load(stream, decider);
  }

  /** The events of a stream from a revision on, each in its current schema; for what reacts to a command's own events. */
  async eventsOf(stream: string, from: number): Promise<readonly RecordedEvent[]> {
    return (await this.store.readStream(stream, { from })).map((event) => this.catalogue.upcast(event));
  }

  private async attempt<S, C, F, E extends Decided>(decision: Decision<S, C, F, E>, folded: Folded<S>): Promise<Outcome> {
    const { stream, decider, command, context } = decision;
    const before = folded.keys.get(context.key.id);
    if (before) {
      if (before.digest !== context.key.digest) throw new RefusedError('rule', 'command.key-reused', { stream });
      return { stream, revision: before.revision, position: before.position, repeated: true };
    }
    // Whoever may not do it at all is told that, not at which revision the stream is.
    const facts = await decision.facts(folded.state);
    if (context.ifMatch !== undefined && context.ifMatch !== folded.revision) {
      throw new RefusedError('stale', 'command.revision-moved', { stream, expected: context.ifMatch, actual: folded.revision });
    }
    const answer = decider.decide(command, folded.state, facts);
    if (isRefusal(answer)) throw new RefusedError('rule', answer.refused, answer.facts);
    if (answer.length === 0) throw new RefusedError('rule', 'command.nothing-to-do', { stream });
    return this.append(decision, folded, answer);
  }

  private async append<S, C, F, E extends Decided>({ stream, decider, context }: Decision<S, C, F, E>, folded: Folded<S>, answer: readonly E[]): Promise<Outcome> {
    const events = await Promise.all(answer.map((decided, index) => this.prepare(stream, decided, index, context)));
    const expected: ExpectedRevision = folded.revision === -1 ? 'none' : folded.revision;
    const appended = await this.store.append(stream, expected, events, context.at === undefined ? {} : { at: context.at });
    // The log already held these events: whether this is a repeat or another body under the same key, the fold will tell.
    if (appended.repeated) throw new WrongRevision(stream, expected, appended.revision);
    this.cache.put(stream, folded, advance(folded, decider, stream, events, appended));
    return { stream, revision: appended.revision, position: appended.position, repeated: false };
  }

  private async prepare(stream: string, decided: Decided, index: number, context: CommandContext): Promise<NewEvent> {
    const id = eventIdOf(context.key, stream, index);
    const event: NewEvent = {
      id,
      type: decided.type,
      schema: this.catalogue.types[decided.type]?.schema ?? 0,
      occurredOn: decided.occurredOn ?? context.occurredOn,
      actor: context.actor,
      correlationId: context.correlationId,
      causationId: context.causationId,
      commandKey: context.key,
      via: context.via,
      data: await this.sealer.sealData(id, decided.data),
    };
    this.catalogue.check(event);
    return event;
  }

  private async load<S, C, F, E extends Decided>(stream: string, decider: Decider<S, C, F, E>): Promise<Folded<S>> {
    const events = (await this.store.readStream(stream)).map((event) => this.catalogue.upcast(event));
    const nothing: Folded<S> = { state: decider.initial, revision: -1, position: 0, keys: new Map() };
    if (!events.some(isCorrection)) return events.reduce((fold, event) => foldOne(fold, decider, event), nothing);
    const state = corrected(events).reduce((before, event) => decider.evolve(before, event as unknown as Happened<E>), decider.initial);
    return events.reduce(remember, { ...nothing, state });
  }
}

function foldOne<S, C, F, E extends Decided>(folded: Folded<S>, decider: Decider<S, C, F, E>, event: RecordedEvent): Folded<S> {
  return { ...remember(folded, event), state: decider.evolve(folded.state, event as unknown as Happened<E>) };
}

/** That an event is there and which command it answers, without what it changes. */
function remember<S>({ state, keys }: Folded<S>, { revision, position, commandKey }: RecordedEvent): Folded<S> {
  keys.set(commandKey.id, { digest: commandKey.digest, revision, position });
  return { state, revision, position, keys };
}

function advance<S, C, F, E extends Decided>(folded: Folded<S>, decider: Decider<S, C, F, E>, stream: string, events: readonly NewEvent[], appended: Appended): Folded<S> {
  const { position, recordedAt } = appended;
  const stamped = events.map((event, index) => ({ ...event, stream, revision: folded.revision + 1 + index, recordedAt, position }));
  return stamped.reduce((fold, event) => foldOne(fold, decider, event), folded);
}

/** The id of the n-th event a command appends to a stream: the same for every repeat. */
export function eventIdOf(key: CommandKey, stream: string, index: number): string {
  return uuid(`${stream}/${index}`, key.id);
}

/**
 * The context of a command that an event causes (DESIGN 6): its key derives from event and step, so the inline call
 * after an append and the process manager that makes up for a crash send one and the same command.
 */
export function reactionTo(event: Pick<NewEvent, 'id' | 'correlationId' | 'occurredOn'>, step: string, today: string, at?: string): CommandContext {
  return {
    actor: { account: 'rule', unit: null, role: 'rule' },
    key: { id: uuid(step, event.id), digest: step },
    correlationId: event.correlationId,
    causationId: event.id,
    via: 'rule',
    occurredOn: event.occurredOn,
    today,
    ...(at === undefined ? {} : { at }),
  };
}

function busy(stream: string): RefusedError {
  return new RefusedError('unavailable', 'command.stream-busy', { stream });
}
