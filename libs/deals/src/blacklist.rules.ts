import { type Refusal, refuse } from '#event-store';
import { clear } from '#vault';
import { type DealFacts, principal } from './deal.facts.ts';
import type { DealEvent } from './deal.events.ts';

type Finding = NonNullable<Extract<DealEvent, { type: 'DossierSubmitted' }>['data']['blacklist']>;

/** The blacklist as read: a firm on it goes to review and is signed with only for a reason, which the event keeps with the name. */
export function blacklistFinding({ blacklist, actor }: DealFacts, overrideReason: string | undefined): Finding | Refusal {
  if (!blacklist) return refuse('deal.blacklist-unchecked');
  const { stream, revision, blacklisted } = blacklist;
  const read = { stream, revision, listed: blacklisted !== null, ...(blacklisted && { ground: blacklisted.ground, since: blacklisted.since }) };
  if (!blacklisted) return overrideReason === undefined ? read : refuse('deal.nothing-to-override');
  if (overrideReason === undefined) return refuse('deal.investor-blacklisted', { ground: blacklisted.ground, since: blacklisted.since });
  return { ...read, override: clear(overrideReason), overriddenBy: principal(actor) };
}
