import { type Actor, type Decider, isRefusal, type Refusal, refuse } from '#event-store';
import { type Deal, type DealPromises, handsOf } from '#deals';
import type { Day } from '#measures';
import { clear } from '#vault';
import { writeScore } from './ballots.ts';
import { judgeCondition, reportCondition } from './condition.rules.ts';
import type { InputOf, MeetingCommand } from './meeting.commands.ts';
import type { MeetingEvent } from './meeting.events.ts';
import { opinionsFor, quorumOf, reaches, type ReviewSettings, type ScoringScheme, tierOf } from './meeting.settings.ts';
import { evolve, type Item, type Meeting, type MeetingState, recusedOf, under } from './meeting.state.ts';
import { concludeItem, decideItem, recordAdoption } from './outcome.rules.ts';

/** What a decision about a meeting needs from outside its stream. */
export type MeetingFacts = {
  readonly actor: Actor;
  /** The day it happened, as claimed. */
  readonly on: Day;
  readonly today: Day;
  /** Names a new item; it derives from the command's key. */
  readonly newId: string;
  /** The rules in force on the day of the meeting. */
  readonly settings: ReviewSettings;
  readonly scheme: ScoringScheme;
  /** The deal of the item, for what rests on it. */
  readonly deal: { readonly id: string; readonly state: Deal; readonly revision: number; /** Its promises, where somebody keeps any. */ readonly promises?: DealPromises } | null;
  /** The departments that gave an opinion on the item's dossier by the day of the command. */
  readonly opinions: { readonly given: readonly string[]; readonly stream: string; readonly revision: number } | null;
  /** The opened ballots of the item by member, only while it is being concluded; null for one that was erased. */
  readonly ballots: { readonly [account: string]: string | null };
};

export type Answer = readonly MeetingEvent[] | Refusal;

/** A review or decision meeting: called, held, and concluded item by item. Members speak for themselves and in secret. */
export const meetingDecider: Decider<MeetingState, MeetingCommand, MeetingFacts, MeetingEvent> = {
  initial: null,
  decide: (command, meeting, facts) => explained(answer(command, meeting, facts), 'lateReason' in command.input ? command.input.lateReason : undefined),
  evolve,
};

function answer(command: MeetingCommand, meeting: MeetingState, facts: MeetingFacts): Answer {
  if (command.type === 'ScheduleMeeting') return meeting ? refuse('meeting.scheduled-already') : schedule(command.input, facts);
  if (!meeting) return refuse('meeting.unknown');
  if (meeting.cancelled) return refuse('meeting.cancelled', { on: meeting.cancelled.on });
  if (command.type === 'CancelMeeting') return cancel(command.input, meeting);
  if (command.type === 'AddAgendaItem') return addItem(meeting, facts);
  if (command.type === 'RecordAttendance') return recordAttendance(command.input, meeting, facts);
  const item = meeting.items[command.itemId];
  return item ? onItem(command, meeting, item, facts) : refuse('meeting.item-unknown', { itemId: command.itemId });
}

function onItem(command: Extract<MeetingCommand, { itemId: string }>, meeting: Meeting, item: Item, facts: MeetingFacts): Answer {
  switch (command.type) {
    case 'DeclareInterest':
      return declare(command.input, meeting, item, facts);
    case 'OpenDossier':
      return openDossier(meeting, item, facts);
    case 'GiveScore':
      return giveScore(command.input, meeting, item, facts);
    case 'CastVote':
      return castVote(command.input, meeting, item, facts);
    case 'ConcludeItem':
      return concludeItem(command.input, meeting, item, facts);
    case 'DecideItem':
      return decideItem(command.input, meeting, item, facts);
    case 'RecordAdoption':
      return recordAdoption(command.input, item);
    case 'ReportCondition':
      return reportCondition(command, item, facts);
    case 'JudgeCondition':
      return judgeCondition(command, item, facts);
  }
}

function schedule({ kind, body, on, members }: InputOf<'ScheduleMeeting'>, { settings, scheme }: MeetingFacts): Answer {
  if (new Set(members).size < members.length) return refuse('meeting.member-twice');
  if ((kind === 'decision') !== (body !== undefined)) return refuse('meeting.body-does-not-fit', { kind });
  if (kind === 'decision') return [{ type: 'MeetingScheduled', data: { kind, body, on, members, quorum: quorumOf(members.length, settings.tiers[0].quorumPercent), settings: settings.from } }];
  const least = settings.reviewMembersAtLeast;
  if (members.length < least) return refuse('meeting.too-few-members', { members: members.length, least });
  const quorum = Math.max(least, quorumOf(members.length, settings.reviewQuorumPercent));
  return [{ type: 'MeetingScheduled', data: { kind, on, members, quorum, settings: settings.from, scheme: scheme.from } }];
}

/** What concluded something was held. */
function cancel({ reason }: InputOf<'CancelMeeting'>, meeting: Meeting): Answer {
  return Object.values(meeting.items).some(({ outcome }) => outcome) ? refuse('meeting.held-already') : [{ type: 'MeetingCancelled', data: { reason: clear(reason) } }];
}

/** A dossier comes before a review; a reviewed one, with its review passed, before a body that is high enough for its amount. */
function addItem({ scheduled: { data: meeting }, items }: Meeting, { deal, newId, settings }: MeetingFacts): Answer {
  if (!deal) return refuse('deal.unknown');
  const { dossier, review, stage, kind, unit, amount, opened } = deal.state;
  if (stage !== 'in-review' || !dossier) return refuse('meeting.deal-not-in-review', { stage });
  if (Object.values(items).some(({ added, outcome }) => added.data.dossierId === dossier.id && !outcome)) return refuse('meeting.item-known', { dealId: deal.id });
  const tier = tierOf(amount, settings);
  if (meeting.kind === 'decision') {
    if (review?.data.outcome !== 'pass' && review?.data.outcome !== 'pass-with-conditions') return refuse('deal.review-not-passed');
    if (meeting.body && !reaches(meeting.body, tier.body)) return refuse('meeting.body-too-low', { body: meeting.body, least: tier.body });
  }
  const ofDecision = Math.max(meeting.quorum, quorumOf(meeting.members.length, tier.quorumPercent));
  return [{
    type: 'AgendaItemAdded',
    data: {
      itemId: newId, dealId: deal.id, title: opened.data.title, unit, amount, dossierId: dossier.id, submittedBy: [...handsOf(dossier.by)],
      reviewedBy: meeting.kind === 'decision' && review ? [...(review.data.meeting?.people ?? handsOf(review.by))] : [],
      quorum: meeting.kind === 'decision' ? ofDecision : meeting.quorum,
      opinions: meeting.kind === 'review' ? [...opinionsFor(kind, amount, settings)] : [],
      deal: { stream: `deal-${deal.id}`, revision: deal.revision },
    },
  }];
}

function recordAttendance({ present }: InputOf<'RecordAttendance'>, meeting: Meeting, { on }: MeetingFacts): Answer {
  const { members, on: day } = meeting.scheduled.data;
  if (on < day) return refuse('meeting.before-its-day', { on, day });
  const strangers = present.filter((account) => !members.includes(account));
  if (strangers.length > 0 || new Set(present).size < present.length) return refuse('meeting.not-a-member', { accounts: strangers });
  if (Object.values(meeting.items).some(({ outcome }) => outcome)) return refuse('meeting.attendance-fixed');
  return [{ type: 'AttendanceRecorded', data: { present } }];
}

/** A declaration is the member's own. Who had a hand in the dossier, or in its review, cannot say that there is no interest. */
function declare({ interest, text }: InputOf<'DeclareInterest'>, meeting: Meeting, item: Item, { actor }: MeetingFacts): Answer {
  const refusal = inPerson(meeting, item, actor) ?? (interest ? undefined : involved(meeting, item, actor));
  if (refusal) return refusal;
  const before = under(item.declared, actor.account);
  if (before && before.data.interest) return refuse('meeting.recused');
  if (before && !interest) return refuse('meeting.declared-already');
  return [{ type: 'InterestDeclared', data: { ...ids(item), interest, text: text === undefined ? undefined : clear(text) } }];
}

function inPerson({ scheduled }: Meeting, { outcome }: Item, { account, onBehalfOf }: Actor): Refusal | undefined {
  if (onBehalfOf !== undefined) return refuse('meeting.in-person');
  if (!scheduled.data.members.includes(account)) return refuse('meeting.not-a-member', { accounts: [account] });
  return outcome ? refuse('meeting.item-concluded') : undefined;
}

function involved({ scheduled }: Meeting, { added: { data } }: Item, { account }: Actor): Refusal | undefined {
  if (data.submittedBy.includes(account)) return refuse('meeting.submitter-takes-part', { kind: scheduled.data.kind });
  return data.reviewedBy.includes(account) ? refuse('meeting.reviewer-decides') : undefined;
}

/** No dossier before a declaration, and none after a recusal. */
function openDossier(meeting: Meeting, item: Item, { actor }: MeetingFacts): Answer {
  const refusal = inPerson(meeting, item, actor) ?? undeclared(item, actor);
  if (refusal) return refusal;
  return item.opened.includes(actor.account) ? refuse('meeting.dossier-opened') : [{ type: 'DossierOpened', data: ids(item) }];
}

function undeclared(item: Item, { account }: Actor): Refusal | undefined {
  if (!under(item.declared, account)) return refuse('meeting.interest-not-declared');
  return recusedOf(item).includes(account) ? refuse('meeting.recused') : undefined;
}

function ballotable(meeting: Meeting, item: Item, { actor, on }: MeetingFacts): Refusal | undefined {
  const { on: day } = meeting.scheduled.data;
  const refusal = inPerson(meeting, item, actor) ?? undeclared(item, actor);
  if (refusal) return refusal;
  if (!item.opened.includes(actor.account)) return refuse('meeting.dossier-not-opened');
  if (on < day) return refuse('meeting.before-its-day', { on, day });
  return meeting.present && !meeting.present.includes(actor.account) ? refuse('meeting.absent') : undefined;
}

function giveScore({ scores, remark }: InputOf<'GiveScore'>, meeting: Meeting, item: Item, facts: MeetingFacts): Answer {
  if (meeting.scheduled.data.kind !== 'review') return refuse('meeting.votes-not-scores');
  const written = writeScore(facts.scheme, scores);
  if (written === undefined) return refuse('meeting.criteria-do-not-fit', { criteria: facts.scheme.criteria.map(({ code }) => code) });
  return ballotable(meeting, item, facts) ?? [{ type: 'ScoreGiven', data: { ...ids(item), scores: clear(written), remark: remark === undefined ? undefined : clear(remark) } }];
}

function castVote({ vote, remark }: InputOf<'CastVote'>, meeting: Meeting, item: Item, facts: MeetingFacts): Answer {
  if (meeting.scheduled.data.kind !== 'decision') return refuse('meeting.scores-not-votes');
  return ballotable(meeting, item, facts) ?? [{ type: 'VoteCast', data: { ...ids(item), vote: clear(vote), remark: remark === undefined ? undefined : clear(remark) } }];
}

const ids = ({ added: { data } }: Item): { readonly itemId: string; readonly dealId: string } => ({ itemId: data.itemId, dealId: data.dealId });

/** A late entry says why, in every event it leads to. */
function explained(answered: Answer, lateReason: string | undefined): Answer {
  if (isRefusal(answered) || lateReason === undefined) return answered;
  return answered.map((event) => ({ ...event, data: { ...event.data, lateReason: clear(lateReason) } }) as MeetingEvent);
}
