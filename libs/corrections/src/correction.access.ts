import { mayAccess } from '#access';
import { knows } from '#confidentiality';
import { type Actor, type CommandRunner, type RecordedEvent, RefusedError } from '#event-store';
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

/** The case an entry is about, where its stream or its data name one. */
const caseIn = (stream: string, data: unknown): string | undefined => {
  const { leadId, dealId } = data as { leadId?: string; dealId?: string };
  return /^(?:lead|deal|delivery|contacts|comments|opinions|promises|clawback|confidential)-(.+)$/.exec(stream)?.[1] ?? dealId ?? leadId;
};

/** Refuses, as if it were not there, an entry of a confidential case to whoever may not know of it. */
export async function requireKnown(runner: CommandRunner, actor: Actor, stream: string, data: unknown): Promise<void> {
  const id = caseIn(stream, data);
  if (id !== undefined && !(await knows(runner, actor, id))) throw new RefusedError('not-found', 'correction.entry-unknown', { stream });
}
