import { mayAccess } from '#access';
import { promisesOf, proposalMisfit } from '#commitments';
import { type Deal, type DealPromises, fittingCommands, missingNext, readDeal, ruleOf, settingsOn } from '#deals';
import { accountsOf, type Delivery, deliveryColumn, deliveryDecider, deliveryStream, deliveryTable, fittingDeliveryCommands, signedDeal } from '#delivery';
import type { EnterpriseState } from '#enterprises';
import type { Actor, CommandRunner } from '#event-store';
import type { Day } from '#measures';
import type { Vault } from '#vault';
import { attachedTo, commentsDecider, commentsStream, type CommentsState } from './comments.decider.ts';

/** Everything that happened to one deal, from its streams, as the log has it now. */
export type Room = { readonly id: string; readonly deal: Deal; readonly revision: number; readonly delivery: Delivery; readonly comments: CommentsState; readonly promises: DealPromises };

/** Reads a deal with its delivery and its remarks; throws `deal.unknown`. */
export async function readRoom(runner: CommandRunner, id: string): Promise<Room> {
  const [{ state: deal, revision }, { state: delivery }, { state: comments }, promises] = await Promise.all([
    readDeal(runner, id),
    runner.stateOf(deliveryStream(id), deliveryDecider),
    runner.stateOf(commentsStream(id), commentsDecider),
    promisesOf(runner)(id),
  ]);
  return { id, deal, revision, delivery, comments, promises };
}

/** Whom and which unit a deal belongs to, for the access policy. */
export const relationOf = ({ deal, delivery }: Room): { readonly unit: string; readonly accounts: readonly string[] } => ({ unit: deal.unit, accounts: accountsOf(delivery) });

/** Whether an actor may see a deal: by its unit or a task in it, or because it is offered to the actor's unit, which must know what it takes. */
export function mayEnter(room: Room, actor: Actor): boolean {
  const relation = relationOf(room);
  return [relation.unit, room.deal.offer?.data.to ?? null].some((unit) => mayAccess(actor, 'deal.read', { ...relation, unit }));
}

/** What the system itself records where meetings are held in it; on paper it is entered by hand. */
const OF_MEETINGS: readonly string[] = ['ConcludeReview', 'MakeDecision'];

/** What the actor may do now: the rows of both tables that fit, cut down to what the policy lets this actor do. */
export function allowedIn(room: Room, actor: Actor, today: Day): readonly string[] {
  const { deal, delivery, revision } = room;
  const relation = relationOf(room);
  const { meetingsOnPaper } = settingsOn(today);
  return [
    ...fittingCommands(deal).filter((command) => {
      if (!meetingsOnPaper && OF_MEETINGS.includes(command)) return false;
      const { operation, unit } = ruleOf(command);
      return mayAccess(actor, operation, unit ? { ...relation, unit: unit(deal) } : relation);
    }),
    ...fittingDeliveryCommands(delivery, signedDeal(deal, revision)).filter((command) => mayAccess(actor, deliveryTable[command].operation, relation)),
    ...(proposalMisfit(deal.stage) === undefined && mayAccess(actor, 'commitment.draft', relation) ? ['ProposeCommitment'] : []),
    ...(mayAccess(actor, 'deal.comment', relation) ? ['AddComment'] : []),
    ...(mayAccess(actor, 'deal.attach', relation) ? ['AttachDocument'] : []),
  ];
}

/** The column of the deal's card: its own until signed, then as far as its milestones go. */
function columnOf({ deal, delivery }: Room): string {
  return deal.stage === 'signed' ? (deliveryColumn(delivery, deal.kind).column ?? 'signed') : deal.stage;
}

/** Whether a document is part of the deal. */
export const holds = ({ comments }: Room, documentId: string): boolean => attachedTo(comments, documentId);

type Told = { readonly id: string; readonly data: object } & ({ readonly on: string; readonly by: Actor } | { readonly occurredOn: string; readonly actor: Actor; readonly type: string });

/** The deal room: state, what blocks the next column, and what this actor may do; every sealed text opened or told erased. */
export async function roomView(vault: Pick<Vault, 'openData'>, room: Room, actor: Actor, today: Day, blacklisted: EnterpriseState['blacklisted']): Promise<{ readonly id: string; readonly revision: number }> {
  const { id, deal, revision, delivery, comments } = room;
  const tell = async (entry: Told | null): Promise<object | null> => entry && told(entry, await vault.openData(entry.id, entry.data));
  const tellAll = (entries: readonly Told[]): Promise<readonly (object | null)[]> => Promise.all(entries.map(tell));
  const { leadId, enterpriseId, title, chain, link } = deal.opened.data;
  const { hold, offer, dossier, review, decision, formal, closing } = deal;
  return {
    id, revision, leadId, enterpriseId, title, chain: chain ?? null, link: link ?? null,
    kind: deal.kind, unit: deal.unit, amount: deal.amount, cycle: deal.cycle, stage: deal.stage, since: deal.since, column: columnOf(room),
    openedOn: deal.opened.on, closedBy: deal.closedBy, blacklisted,
    hold: await tell(hold), offer: await tell(offer), dossier: await tell(dossier), review: await tell(review), decision: await tell(decision), formal: await tell(formal), closing: await tell(closing),
    rounds: await tellAll(deal.rounds), drafts: await tellAll(deal.drafts), agreements: await tellAll(deal.agreements),
    delivery: await deliveryView(delivery, tell),
    comments: await tellAll(comments),
    allowed: allowedIn(room, actor, today),
    missing: deal.stage === 'signed' ? deliveryColumn(delivery, deal.kind).missing : missingNext(deal, room),
  } as { readonly id: string; readonly revision: number };
}

async function deliveryView({ serviceOwner, reported, verified, paidIn, paidInFen }: Delivery, tell: (entry: Told | null) => Promise<object | null>): Promise<object> {
  const there = <T>(entries: { readonly [key: string]: T | undefined }): readonly T[] => Object.values(entries).filter((entry) => entry !== undefined);
  return {
    serviceOwner: await tell(serviceOwner),
    reported: await Promise.all(there(reported).map(tell)),
    verified: await Promise.all(there(verified).map(tell)),
    paidIn: await Promise.all(there(paidIn).map(async ({ reported: report, verdict }) => ({ ...(await tell(report)), verdict }))),
    paidInFen,
  };
}

/** One entry as it is told: who (and for whom), which day, what. */
function told(entry: Told, data: object): object {
  const [on, { account, unit, onBehalfOf }] = 'on' in entry ? [entry.on, entry.by] : [entry.occurredOn, entry.actor];
  return { id: entry.id, ...('type' in entry && { type: entry.type }), on, by: { account, unit, ...(onBehalfOf !== undefined && { onBehalfOf }) }, data };
}
