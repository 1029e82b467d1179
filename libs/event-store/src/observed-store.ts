import { InvalidEvent } from './canonical-json.ts';
import type { NewEvent } from './envelope.ts';
import { type EventStore, UnknownOutcome, WrongRevision } from './event-store.ts';

/** How an append ended, as its caller saw it; all but the first two are refusals or failures. */
export type AppendOutcome = 'appended' | 'repeated' | 'wrong-revision' | 'invalid' | 'unknown' | 'failed';

/** Told when an append begins; what it answers is told how that append ended. */
export type AppendObserver = (stream: string, events: readonly NewEvent[]) => (outcome: AppendOutcome) => void;

/** A store whose appends somebody watches, from the call to the answer. Everything else passes through. */
export function observedStore(store: EventStore, observe: AppendObserver): EventStore {
  const append: EventStore['append'] = async (stream, expected, events, options) => {
    const ended = observe(stream, events);
    try {
      const appended = await store.append(stream, expected, events, options);
      ended(appended.repeated ? 'repeated' : 'appended');
      return appended;
    } catch (error) {
      ended(outcomeOf(error));
      throw error;
    }
  };
  // Not a list of its methods, so that one the port gains passes through too; a store keeps its own state.
  return new Proxy(store, {
    get(target, name) {
      if (name === 'append') return append;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function outcomeOf(error: unknown): AppendOutcome {
  if (error instanceof WrongRevision) return 'wrong-revision';
  if (error instanceof InvalidEvent || error instanceof RangeError) return 'invalid';
  return error instanceof UnknownOutcome ? 'unknown' : 'failed';
}
