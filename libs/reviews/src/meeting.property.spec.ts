import fc from 'fast-check';
import { dealDecider } from '#deals';
import type { Actor, Happened } from '#event-store';
import { clear } from '#vault';
import { foldOf } from '../../event-store/src/testing.ts';
import { deciderProperties, on } from '../../../test/properties/decider-properties.ts';
import type { MeetingCommand } from './meeting.commands.ts';
import { meetingDecider } from './meeting.decider.ts';
import { type MeetingEvent, meetingEvents } from './meeting.events.ts';
import { dealId, dealPast, departments, documentId, flat, people, points } from './meeting.fixtures.ts';
import { reviewSettingsOn, schemeOn } from './meeting.settings.ts';

type Event = Happened<MeetingEvent>;
/** The points everybody's score comes to, the opinions that are there, and whether the deal is still in review. */
type Known = { readonly points: number; readonly opinions: readonly string[]; readonly open: boolean };

const { office, submitter, verifier, reviewers, leaders } = people;
const member: Actor = { account: 'nm.member', unit: 'nm', role: 'member' };
const standIn: Actor = { ...reviewers[0]!, onBehalfOf: 'reviewer2' };
const panel = reviewers.slice(0, 3);
const members = [...panel, submitter];
const MEETING_DAY = '2026-01-12';
const past = dealPast.map((event) => ({ ...event, occurredOn: '2026-01-05' }));
const inReview = foldOf(dealDecider, past);
const lost = foldOf(dealDecider, [...past, { type: 'DealLost', data: { code: 'cost' }, occurredOn: '2026-01-05' }]);

const usual = (command: MeetingCommand, by: Actor, known: Partial<Known> = {}) => ({ command, by, known: { points: 80, opinions: departments, open: true, ...known } });
const aimed = '00000000-0000-4000-8000-0000000000ff';
const call: MeetingCommand = { type: 'ScheduleMeeting', input: { kind: 'review', on: MEETING_DAY, members: members.map(({ account }) => account) } };
const declare = (interest: boolean): MeetingCommand => ({ type: 'DeclareInterest', itemId: aimed, input: { interest } });
const open: MeetingCommand = { type: 'OpenDossier', itemId: aimed, input: {} };
const score: MeetingCommand = { type: 'GiveScore', itemId: aimed, input: { scores: points(80) } };
const vote: MeetingCommand = { type: 'CastVote', itemId: aimed, input: { vote: 'for' } };
const attend = (...present: readonly Actor[]): MeetingCommand => ({ type: 'RecordAttendance', input: { present: present.map(({ account }) => account) } });
const condition = { text: '补充能评', unit: 'nm', dueOn: '2029-01-01' };
const conclude = (outcome: 'pass' | 'pass-with-conditions' | 'defer' | 'reject'): MeetingCommand => ({ type: 'ConcludeItem', itemId: aimed, input: { outcome, conditions: outcome === 'pass-with-conditions' ? [condition] : [] } });
const report: MeetingCommand = { type: 'ReportCondition', itemId: aimed, condition: 1, input: { evidence: [documentId] } };
const judge = (verdict: 'verify' | 'refuse'): MeetingCommand => ({ type: 'JudgeCondition', itemId: aimed, condition: 1, input: verdict === 'verify' ? { verdict } : { verdict, reason: '材料不全' } });
const adopt: MeetingCommand = { type: 'RecordAdoption', itemId: aimed, input: { revision: 5 } };
const notAdopted: MeetingCommand = { type: 'RecordAdoption', itemId: aimed, input: { code: 'deal.on-hold' } };

const command = fc.constantFrom<MeetingCommand>(
  call, { type: 'CancelMeeting', input: { reason: '改期' } }, { type: 'AddAgendaItem', input: { dealId } }, declare(true), declare(false), open, score, score, vote,
  attend(...members), attend(...panel.slice(0, 2)), conclude('pass'), conclude('defer'), conclude('reject'), conclude('pass-with-conditions'), report, judge('verify'), judge('refuse'), adopt, notAdopted,
);
const actor = fc.constantFrom<Actor>(office, ...members, standIn, leaders[0]!, member, verifier);

const itemIdOf = (event: Event): string => ('itemId' in event.data ? event.data.itemId : '');
const about = (event: Event, past: readonly Event[]): readonly Event[] => past.filter((other) => itemIdOf(other) === itemIdOf(event));
const wordOf = (event: Event, past: readonly Event[], account = event.actor.account): boolean | undefined => {
  const said = about(event, past).findLast((other) => other.type === 'InterestDeclared' && other.actor.account === account);
  return said?.type === 'InterestDeclared' ? said.data.interest : undefined;
};
const itemOf = (event: Event, past: readonly Event[]) => past.flatMap((other) => (other.type === 'AgendaItemAdded' && other.data.itemId === itemIdOf(event) ? [other.data] : []))[0];
const concludedIn = (event: Event, past: readonly Event[]) => about(event, past).find((other) => other.type === 'ItemConcluded' || other.type === 'ItemDecided');
const hands = ({ account, onBehalfOf }: Actor): readonly (string | undefined)[] => (onBehalfOf === undefined ? [account] : [account, onBehalfOf]);

const FIRST = 'no dossier opens for a member before their declaration, nor after a recusal';
const SECRET = 'a score is a member’s own, after the dossier, on the day or later, of who declared no interest';
const SUBMITTER = 'who submitted a dossier neither opens nor scores it';
const PASS = 'a pass has a quorum without the recused, a score of every voter, a majority, the mark, and every opinion';
const ONCE = 'an item is concluded once, and nobody declares, opens or scores after it';
const CONDITION = 'a condition is verified by another than who reported it last, and no earlier';
const CANCELLED = 'nothing happens at a meeting that was cancelled, and none is cancelled that concluded something';

deciderProperties<ReturnType<(typeof meetingDecider)['evolve']>, MeetingCommand, Parameters<(typeof meetingDecider)['decide']>[2], MeetingEvent, Known>({
  name: 'a review meeting',
  decider: meetingDecider,
  types: meetingEvents,
  noise: fc.record({ command, by: actor, known: fc.record<Known>({ points: fc.constantFrom(80, 80, 59), opinions: fc.constantFrom(departments, departments, ['legal']), open: fc.constantFrom(true, true, true, false) }) }),
  way: [
    [usual(call, office)],
    [usual({ type: 'AddAgendaItem', input: { dealId } }, office)],
    ...panel.flatMap((reviewer) => [[usual(declare(false), reviewer), usual(declare(true), reviewer)], [usual(open, reviewer)], [usual(score, reviewer)]]),
    [usual(attend(...panel), office), usual(attend(...members), office)],
    [usual(conclude('pass-with-conditions'), office), usual(conclude('pass'), office, { points: 59 }), usual(conclude('defer'), office)],
    [usual(adopt, office), usual(notAdopted, office)],
    [usual(report, member)],
    [usual(judge('verify'), verifier), usual(judge('refuse'), verifier), usual(judge('verify'), member)],
  ],
  aim: (sent, past) => ('itemId' in sent ? { ...sent, itemId: past.findLast((event) => event.type === 'AgendaItemAdded')?.data.itemId ?? aimed } : sent),
  facts: ({ by, on: day, today, known, nth }) => ({
    actor: by, on: day, today, newId: `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`, settings: reviewSettingsOn(MEETING_DAY), scheme: schemeOn(MEETING_DAY),
    deal: { id: dealId, state: (known.open ? inReview : lost)!, revision: 2 }, opinions: { given: known.opinions, stream: 'opinions-1', revision: 3 },
    ballots: Object.fromEntries(members.map(({ account }) => [account, flat(known.points)])),
  }),
  rules: {
    [FIRST]: on(['DossierOpened'], (event, past) => wordOf(event, past) === false),
    [SECRET]: on(['ScoreGiven', 'VoteCast'], (event, past) => wordOf(event, past) === false && event.actor.onBehalfOf === undefined && event.occurredOn >= MEETING_DAY && members.some(({ account }) => account === event.actor.account) && about(event, past).some((other) => other.type === 'DossierOpened' && other.actor.account === event.actor.account)),
    [SUBMITTER]: on(['DossierOpened', 'ScoreGiven'], (event, past) => !itemOf(event, past)?.submittedBy.includes(event.actor.account)),
    [PASS]: on(['ItemConcluded'], (event, past) => {
      const { outcome, votes, average, people: scored, quorum } = event.data;
      if (outcome !== 'pass' && outcome !== 'pass-with-conditions') return undefined;
      const there = past.flatMap((other) => (other.type === 'AttendanceRecorded' ? [other.data.present] : [])).at(-1) ?? [];
      const voters = there.filter((account) => wordOf(event, past, account) === false);
      const recused = there.filter((account) => wordOf(event, past, account) === true);
      const lastWord = (account: string) => about(event, past).findLast((other) => (other.type === 'ScoreGiven' || (other.type === 'InterestDeclared' && other.data.interest)) && other.actor.account === account);
      const allScored = voters.every((account) => lastWord(account)?.type === 'ScoreGiven') && [...voters].sort().join() === [...scored].sort().join();
      const opinions = (itemOf(event, past)?.opinions ?? []).every((department) => event.data.opinions.includes(department));
      return voters.length + recused.length === there.length && voters.length >= 3 && quorum.required === 3 && allScored && votes.for > votes.against && (average ?? 0) >= 60_00 && opinions;
    }),
    [ONCE]: on(['ItemConcluded', 'InterestDeclared', 'DossierOpened', 'ScoreGiven'], (event, past) => concludedIn(event, past) === undefined),
    [CONDITION]: on(['ConditionVerified', 'ConditionRefused'], (event, past) => {
      const reported = about(event, past).findLast((other) => other.type === 'ConditionMet');
      const settled = about(event, past).findLast((other) => other.type === 'ConditionMet' || other.type === 'ConditionVerified' || other.type === 'ConditionRefused');
      return reported !== undefined && settled === reported && !hands(event.actor).some((account) => hands(reported.actor).includes(account)) && event.occurredOn >= reported.occurredOn;
    }),
    [CANCELLED]: (event, past) => !past.some(({ type }) => type === 'MeetingCancelled') && (event.type !== 'MeetingCancelled' || !past.some(({ type }) => type === 'ItemConcluded')),
  },
  controls: [
    { without: 'meeting.interest-not-declared', breaks: FIRST, instead: ({ command: sent }) => ('itemId' in sent ? [{ type: 'DossierOpened', data: { itemId: sent.itemId, dealId } }] : []) },
    { without: 'meeting.recused', breaks: SECRET, instead: ({ command: sent }) => ('itemId' in sent ? [{ type: 'ScoreGiven', data: { itemId: sent.itemId, dealId, scores: clear(flat(80)) } }] : []) },
    { without: 'meeting.pass-mark-not-reached', breaks: PASS, lie: ({ facts }) => ({ facts: { ...facts, scheme: { ...facts.scheme, passMark: 0 } } }) },
    { without: 'meeting.reporter-verifies', breaks: CONDITION, lie: ({ facts }) => ({ facts: { ...facts, actor: { account: 'somebody', unit: null, role: 'verifier' } } }) },
  ],
});
