import { type Actor, isRefusal, refuse, type Refusal } from '#event-store';
import { type DealCommand, dealDecider, handsOf, type MeetingReference, settingsOn } from '#deals';
import { clear } from '#vault';
import { readScore, readVote, tallyScores, tallyVotes } from './ballots.ts';
import type { InputOf } from './meeting.commands.ts';
import type { Answer, MeetingFacts } from './meeting.decider.ts';
import { type DataOf, type Item, type Meeting, recusedOf, under, votersOf } from './meeting.state.ts';

type Adopting = Extract<DealCommand, { type: 'ConcludeReview' | 'MakeDecision' }>;
const rule: Actor = { account: 'rule', unit: null, role: 'rule' };

/** A review's outcome. To pass, a quorum must be there without the recused, every voter have scored, and the pass mark be reached. */
export function concludeItem(input: InputOf<'ConcludeItem'>, meeting: Meeting, item: Item, facts: MeetingFacts): Answer {
  const { outcome, conditions, minutes } = input;
  if (meeting.scheduled.data.kind !== 'review') return refuse('meeting.votes-not-scores');
  const refusal = concludable(meeting, item, facts);
  if (refusal) return refusal;
  if ((outcome === 'pass-with-conditions') !== conditions.length > 0) return refuse('deal.conditions-do-not-fit', { outcome, conditions: conditions.length });
  if (conditions.some(({ dueOn }) => dueOn < facts.on)) return refuse('meeting.condition-due-before', { on: facts.on });
  const passed = outcome === 'pass' || outcome === 'pass-with-conditions';
  const voters = votersOf(meeting, item);
  const scored = voters.filter((account) => under(item.ballots, account)).map((account) => ({ account, score: readScore(facts.scheme, under(facts.ballots, account)) })).filter(({ score }) => score !== undefined);
  const { average, criteria, ...votes } = tallyScores(facts.scheme, scored.flatMap(({ score }) => score ?? []));
  const blocked = outcome === 'defer' || outcome === 'refer' ? undefined : incomplete(item, voters, scored.map(({ account }) => account));
  if (blocked) return blocked;
  if (passed) {
    const missing = item.added.data.opinions.filter((department) => !facts.opinions?.given.includes(department));
    if (missing.length > 0) return refuse('meeting.opinions-missing', { departments: missing });
    if (average === null || average < facts.scheme.passMark || votes.for <= votes.against) return refuse('meeting.pass-mark-not-reached', { average: (average ?? 0) / 100, passMark: facts.scheme.passMark / 100, ...votes });
  }
  const data: DataOf<'ItemConcluded'> = {
    ...common(meeting, item, scored.map(({ account }) => account), facts), outcome, votes, average, criteria: [...criteria],
    opinions: [...(facts.opinions?.given ?? [])], ...(facts.opinions && facts.opinions.revision >= 0 && { opinionsAt: { stream: facts.opinions.stream, revision: facts.opinions.revision } }),
    conditions: conditions.map(({ text, unit, dueOn }, index) => ({ id: index + 1, text: clear(text), unit, dueOn })), minutes: minutes === undefined ? undefined : clear(minutes),
  };
  return refusedByDeal({ kind: 'review', data }, facts) ?? [{ type: 'ItemConcluded', data }];
}

/** A decision. To approve, more than half of those who may vote must be for it; a quorum must be there whichever way it goes. */
export function decideItem(input: InputOf<'DecideItem'>, meeting: Meeting, item: Item, facts: MeetingFacts): Answer {
  const { decision, sha256, legal, fairCompetition, minutes } = input;
  if (meeting.scheduled.data.kind !== 'decision') return refuse('meeting.scores-not-votes');
  const refusal = concludable(meeting, item, facts);
  if (refusal) return refusal;
  const voters = votersOf(meeting, item);
  const voted = voters.filter((account) => under(item.ballots, account)).map((account) => ({ account, vote: readVote(under(facts.ballots, account)) })).filter(({ vote }) => vote !== undefined);
  const votes = tallyVotes(voted.flatMap(({ vote }) => vote ?? []));
  const blocked = decision === 'return' ? undefined : incomplete(item, voters, voted.map(({ account }) => account));
  if (blocked) return blocked;
  if (decision === 'approve' && votes.for * 2 <= voters.length) return refuse('meeting.majority-not-reached', { for: votes.for, voters: voters.length });
  const data: DataOf<'ItemDecided'> = {
    ...common(meeting, item, voted.map(({ account }) => account), facts), decision, votes, sha256, legal, fairCompetition, minutes: minutes === undefined ? undefined : clear(minutes),
  };
  return refusedByDeal({ kind: 'decision', data }, facts) ?? [{ type: 'ItemDecided', data }];
}

/** Held, on its day or after, with the attendance on record; recorded by somebody who is neither recused nor the submitter. */
function concludable(meeting: Meeting, item: Item, { actor, on, deal }: MeetingFacts): Refusal | undefined {
  const { on: day } = meeting.scheduled.data;
  if (item.outcome) return refuse('meeting.item-concluded');
  if (on < day) return refuse('meeting.before-its-day', { on, day });
  if (!meeting.present) return refuse('meeting.attendance-missing');
  if (handsOf(actor).some((account) => recusedOf(item).includes(account))) return refuse('meeting.recused');
  if (handsOf(actor).some((account) => item.added.data.submittedBy.includes(account))) return refuse('meeting.submitter-takes-part', { kind: meeting.scheduled.data.kind });
  return deal ? undefined : refuse('deal.unknown');
}

/** What decides something needs a quorum of voters, each with a declaration and a ballot. */
function incomplete({ added, declared }: Item, voters: readonly string[], balloted: readonly string[]): Refusal | undefined {
  const { quorum: required } = added.data;
  const silent = voters.filter((account) => !under(declared, account));
  if (silent.length > 0) return refuse('meeting.declarations-missing', { accounts: silent });
  if (voters.length < required) return refuse('meeting.quorum-not-reached', { present: voters.length, required });
  const waiting = voters.filter((account) => !balloted.includes(account));
  return waiting.length > 0 ? refuse('meeting.ballots-missing', { accounts: waiting }) : undefined;
}

function common(meeting: Meeting, item: Item, people: readonly string[], { deal }: MeetingFacts) {
  const { itemId, dealId, dossierId, quorum: required } = item.added.data;
  const present = meeting.present ?? [];
  return {
    itemId, dealId, dossierId, quorum: { present: present.length, required }, recused: recusedOf(item).filter((account) => present.includes(account)), people: [...people],
    deal: { stream: `deal-${dealId}`, revision: deal?.revision ?? 0 },
  };
}

/** An outcome as its event tells it. */
export type Outcome = { readonly kind: 'review'; readonly data: DataOf<'ItemConcluded'> } | { readonly kind: 'decision'; readonly data: DataOf<'ItemDecided'> };

/** The command by which a deal takes an outcome over; minutes, remarks and conditions stay in the meeting. */
export function adopting(outcome: Outcome, { stream, revision }: { readonly stream: string; readonly revision: number }): Adopting {
  const { itemId, dossierId, people } = outcome.data;
  const meeting: MeetingReference = { stream, revision, itemId, dossierId, people };
  if (outcome.kind === 'review') {
    const { outcome: concluded, quorum, votes, recused } = outcome.data;
    return { type: 'ConcludeReview', input: { outcome: concluded, quorum, votes, recused, conditions: [] }, meeting };
  }
  const { decision, sha256, legal, fairCompetition } = outcome.data;
  return { type: 'MakeDecision', input: { decision, sha256, legal, fairCompetition }, meeting };
}

/** Asks the deal's own rules beforehand, so that whoever concludes learns at once what the deal would refuse. */
function refusedByDeal(outcome: Outcome, { deal, on, today }: MeetingFacts): Refusal | undefined {
  const command = adopting(outcome, { stream: 'meeting', revision: 0 });
  const answer = dealDecider.decide(command, deal?.state ?? null, { actor: rule, on, today, settings: settingsOn(on), storedSha256: null, promises: deal?.promises ?? null, blacklist: null });
  return isRefusal(answer) ? answer : undefined;
}

/** What the deal did with an outcome; that it took it is the last word. */
export function recordAdoption(input: InputOf<'RecordAdoption'>, item: Item): Answer {
  const { itemId, dealId } = item.added.data;
  if (!item.outcome) return refuse('meeting.item-open');
  if (item.adoption && 'deal' in item.adoption.data) return refuse('meeting.adopted-already');
  if ('revision' in input) return [{ type: 'OutcomeAdopted', data: { itemId, dealId, deal: { stream: `deal-${dealId}`, revision: input.revision } } }];
  return item.adoption ? refuse('meeting.adopted-already') : [{ type: 'OutcomeNotAdopted', data: { itemId, dealId, code: input.code } }];
}
