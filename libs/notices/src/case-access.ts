import { mayAccess, mayKnow } from '#access';
import { confidantsOf } from '#confidentiality';
import { type Deal, dealDecider, dealStream } from '#deals';
import { accountsOf, deliveryDecider, deliveryStream } from '#delivery';
import type { Actor, CommandRunner } from '#event-store';
import { leadDecider, type LeadState, mayRead } from '#leads';
import { meetingDecider, meetingStream } from '#reviews';
import type { Subject } from './notice.kinds.ts';

/** A case or a meeting as far as notices are concerned: whom it names, and who may read it. */
export type Known = {
  /** The unit that holds it; null in the pool, and for a meeting. */
  readonly unit: string | null;
  readonly serviceOwners: readonly string[];
  readonly members: readonly string[];
  mayRead(actor: Actor): boolean;
};

/** What the read side says of a case or a meeting, as `GET /notices` reads it. */
export type ShownSubject = {
  readonly unit: string | null;
  readonly offeredTo: string | null;
  /** Whether there is a card: a case that nobody has projected yet is shown to nobody. */
  readonly there: boolean;
  readonly isDeal: boolean;
  readonly registrant: string | null;
  readonly serviceOwner: string | null;
  readonly members: readonly string[] | null;
  /** Who alone may know of it, when it is confidential. */
  readonly people: readonly string[] | null;
};

/** Reads a case or a meeting from the log, so that what was just taken from somebody is not told to them any more. */
export async function knownOf(runner: Pick<CommandRunner, 'stateOf'>, subject: Subject): Promise<Known> {
  if ('meetingId' in subject) {
    const { state } = await runner.stateOf(meetingStream(subject.meetingId), meetingDecider);
    const members = state?.scheduled.data.members ?? [];
    return { unit: null, serviceOwners: [], members, mayRead: (actor) => mayAccess(actor, 'meeting.read', { accounts: members }) };
  }
  const { caseId } = subject;
  const [people, { state: lead }, { state: deal }, { state: delivery }] = await Promise.all([
    confidantsOf(runner, caseId),
    runner.stateOf(`lead-${caseId}`, leadDecider),
    runner.stateOf(dealStream(caseId), dealDecider),
    runner.stateOf(deliveryStream(caseId), deliveryDecider),
  ]);
  const serviceOwners = accountsOf(delivery);
  return { unit: deal?.unit ?? lead.unit, serviceOwners, members: [], mayRead: (actor) => mayKnow(actor, people) && (deal ? mayEnter(actor, deal, lead, serviceOwners) : mayRead(actor, lead)) };
}

// The lead of a deal follows it to another team by a reaction; until then the deal alone says whose it is.
function mayEnter(actor: Actor, { unit, offer }: Deal, { registrant }: LeadState, serviceOwners: readonly string[]): boolean {
  const accounts = [...serviceOwners, ...(registrant === null ? [] : [registrant])];
  return [unit, offer?.data.to ?? null].some((each) => mayAccess(actor, 'deal.read', { unit: each, accounts }));
}

/** The same question asked of the read side, for what is shown: a page of notices reads no streams. */
export function mayBeShown(actor: Actor, subject: Subject | null, shown: ShownSubject): boolean {
  if (subject === null) return true;
  if ('meetingId' in subject) return shown.members !== null && mayAccess(actor, 'meeting.read', { accounts: shown.members });
  if (!shown.there || !mayKnow(actor, shown.people)) return false;
  const operation = shown.isDeal ? 'deal.read' : 'lead.read';
  const accounts = [shown.registrant, shown.serviceOwner].filter((each) => each !== null);
  // Nobody's unit holds what lies in the pool, and every team may look at it.
  const units = [shown.unit, shown.offeredTo, shown.unit === null ? actor.unit : null];
  return units.some((unit) => mayAccess(actor, operation, { unit, accounts }));
}
