import { mayAccess } from '#access';
import { type Actor, type RecordedEvent, RefusedError } from '#event-store';
import { correctable } from './correctable.ts';

type Entered = Pick<RecordedEvent, 'type' | 'actor'>;

/** Whether one may correct an entry: what one entered oneself or on whose behalf it was, what one's team entered, or anything, by the policy. */
export function mayCorrect(actor: Actor, { actor: { account, unit, onBehalfOf } }: Pick<Entered, 'actor'>): boolean {
  return mayAccess(actor, 'entry.correct', { unit, accounts: [account, ...(onBehalfOf === undefined ? [] : [onBehalfOf])] });
}

/** Whether there is anything in an entry that one may correct; for pages that offer it. */
export const offersCorrection = (actor: Actor, entry: Entered): boolean => typeof correctable[entry.type] === 'object' && mayCorrect(actor, entry);

/** An entry one may correct; whatever else is there or not is 404 alike. */
export function requireEntry(actor: Actor, stream: string, revision: number, entries: readonly RecordedEvent[]): RecordedEvent {
  const entry = entries.find((each) => each.revision === revision);
  if (!entry || !mayCorrect(actor, entry)) throw new RefusedError('not-found', 'correction.entry-unknown', { stream, revision });
  return entry;
}
