import { dealDecider, type DealEvent, type DealState } from '#deals';
import type { Actor } from '#event-store';
import { type Day, cny } from '#measures';
import { clear } from '#vault';
import { foldOf, given, type Past } from '../../event-store/src/testing.ts';
import type { InputOf, MeetingCommand } from './meeting.commands.ts';
import { meetingDecider, type MeetingFacts } from './meeting.decider.ts';
import type { MeetingEvent, Vote } from './meeting.events.ts';
import { reviewSettingsOn, schemeOn } from './meeting.settings.ts';

/** What specs of a meeting are told in: a deal of five hundred million before three reviewers, then before three leaders. */
export type MeetingPast = Past<MeetingEvent>;

const uuid = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;
export const [dealId, itemId, documentId, enterpriseId] = [uuid(1), uuid(2), uuid(7), uuid(9)] as const;
export const sha = 'a'.repeat(64);
export const days = { opened: '2026-03-02', submitted: '2026-03-09', called: '2026-03-10', reviewed: '2026-03-16', decided: '2026-03-23' } as const satisfies Record<string, Day>;

const person = (account: string, role: string, unit: string | null = null): Actor => ({ account, unit, role });
export const people = {
  office: person('office', 'office'), submitter: person('nm.lead', 'team-lead', 'nm'), verifier: person('verifier', 'verifier'),
  reviewers: [1, 2, 3, 4].map((n) => person(`reviewer${n}`, 'reviewer')),
  leaders: [1, 2, 3].map((n) => person(`leader${n}`, 'leader')),
} as const;
export const [one, two, three] = people.reviewers as [Actor, Actor, Actor];
export const [first, second, third] = people.leaders as [Actor, Actor, Actor];
const names = (members: readonly Actor[]): string[] => members.map(({ account }) => account);
export const panel = [one, two, three];

/** The deal before the meetings: opened, its agreement drafted, its dossier submitted; the dossier's event is the third. */
export const dossierId = '00000000-0000-4000-8000-000000000002';
const dossier = { totalInvestment: cny(500_000_000_00), fixedInvestment: cny(400_000_000_00), land: 12_000, outputPerYear: cny(600_000_000_00), taxPerYear: cny(30_000_000_00), jobs: 300, energyTce: 8_000, environmentClass: 'form' as const, timetable: [{ milestone: 'construction-started' as const, plannedOn: '2026-09-01' }] };
export const dealPast: readonly Past<DealEvent>[] = [
  { type: 'DealOpened', data: { leadId: dealId, enterpriseId, unit: 'nm', title: '年产两万吨电池材料项目', kind: 'capital', amount: cny(450_000_000_00) }, occurredOn: days.opened },
  { type: 'AgreementDrafted', data: { kind: 'formal', documentId, sha256: sha, title: '投资协议', fixesLandPrice: false }, occurredOn: days.opened },
  { type: 'DossierSubmitted', data: { dossier }, occurredOn: days.submitted, actor: people.submitter },
];
export const reviewPassed: Past<DealEvent> = {
  type: 'ReviewConcluded',
  data: { outcome: 'pass', quorum: { present: 3, required: 3 }, votes: { for: 3, against: 0 }, recused: [], conditions: [], meeting: { stream: 'meeting-0', revision: 9, itemId, dossierId, people: names(panel) } },
  occurredOn: days.reviewed,
  actor: { account: 'rule', role: 'rule' },
};
export const dealAfter = (...more: readonly Past<DealEvent>[]): DealState => foldOf(dealDecider, [...dealPast, ...more]);

/** Starts a sentence about a meeting with this past. */
export const meeting = (...events: readonly MeetingPast[]) => given(meetingDecider, ...events);

type Around = Partial<Pick<MeetingFacts, 'settings' | 'scheme' | 'ballots'>> & { readonly deal?: DealState; readonly opinions?: readonly string[] };
export const departments = ['finance', 'legal', 'land', 'environment', 'safety', 'energy'];

/** Facts of a command: who gives it, when it happened, and the deal in review with every opinion given, unless told otherwise. */
export function by(actor: Actor, on: Day, { deal = dealAfter(), opinions = departments, ...around }: Around = {}): MeetingFacts {
  const state = deal ? { id: dealId, state: deal, revision: 4 } : null;
  return { actor, on, today: on, newId: itemId, settings: reviewSettingsOn(on), scheme: schemeOn(on), deal: state, opinions: { given: opinions, stream: `opinions-${dealId}`, revision: 6 }, ballots: {}, ...around };
}

const ids = { itemId, dealId };
export const called = (members: readonly Actor[] = panel): MeetingPast => ({
  type: 'MeetingScheduled', data: { kind: 'review', on: days.reviewed, members: names(members), quorum: Math.max(3, Math.ceil(members.length * 0.67)), settings: '2000-01-01', scheme: '2000-01-01' }, occurredOn: days.called, actor: people.office,
});
export const calledToDecide = (members: readonly Actor[] = people.leaders): MeetingPast => ({
  type: 'MeetingScheduled', data: { kind: 'decision', body: 'directors-meeting', on: days.decided, members: names(members), quorum: 2, settings: '2000-01-01' }, occurredOn: days.reviewed, actor: people.office,
});
export const onAgenda = (change: Partial<Extract<MeetingEvent, { type: 'AgendaItemAdded' }>['data']> = {}): MeetingPast => ({
  type: 'AgendaItemAdded',
  data: { ...ids, title: '电池材料', unit: 'nm', amount: cny(500_000_000_00), dossierId, submittedBy: ['nm.lead'], reviewedBy: [], quorum: 3, opinions: departments, deal: { stream: `deal-${dealId}`, revision: 2 }, ...change },
  occurredOn: days.called, actor: people.office,
});
export const declared = (actor: Actor, interest = false): MeetingPast => ({ type: 'InterestDeclared', data: { ...ids, interest }, actor, occurredOn: days.called });
export const opened = (actor: Actor): MeetingPast => ({ type: 'DossierOpened', data: ids, actor, occurredOn: days.called });
export const scored = (actor: Actor): MeetingPast => ({ type: 'ScoreGiven', data: { ...ids, scores: clear('080 080 080 080 080') }, actor, occurredOn: days.reviewed });
export const voted = (actor: Actor): MeetingPast => ({ type: 'VoteCast', data: { ...ids, vote: clear('for') }, actor, occurredOn: days.decided });
export const attended = (members: readonly Actor[], occurredOn: Day = days.reviewed): MeetingPast => ({ type: 'AttendanceRecorded', data: { present: names(members) }, actor: people.office, occurredOn });

/** A member who has declared no interest, opened the dossier and given a ballot. */
export const ready = (actor: Actor, ballot: (actor: Actor) => MeetingPast): readonly MeetingPast[] => [declared(actor), opened(actor), ballot(actor)];
export const reviewed: readonly MeetingPast[] = [called(), onAgenda(), ...panel.flatMap((actor) => ready(actor, scored)), attended(panel)];
export const debated: readonly MeetingPast[] = [
  calledToDecide(), onAgenda({ reviewedBy: names(panel), quorum: 2, opinions: [] }), ...people.leaders.flatMap((actor) => ready(actor, voted)), attended(people.leaders, days.decided),
];

/** A score of so many points in every criterion, as it is written. */
export const flat = (points: number): string => Array.from({ length: 5 }, () => String(points).padStart(3, '0')).join(' ');
export const scores = (...points: readonly number[]): MeetingFacts['ballots'] => Object.fromEntries(points.map((each, index) => [`reviewer${index + 1}`, flat(each)]));
export const votes = (...cast: readonly Vote[]): MeetingFacts['ballots'] => Object.fromEntries(cast.map((vote, index) => [`leader${index + 1}`, vote]));

export const points = (each: number, criteria = schemeOn(days.reviewed).criteria) => criteria.map(({ code }) => ({ criterion: code, points: each }));
export const schedule = (input: Partial<InputOf<'ScheduleMeeting'>> = {}): MeetingCommand => ({ type: 'ScheduleMeeting', input: { kind: 'review', on: days.reviewed, members: names(panel), ...input } });
export const add: MeetingCommand = { type: 'AddAgendaItem', input: { dealId } };
export const declare = (interest = false): MeetingCommand => ({ type: 'DeclareInterest', itemId, input: { interest } });
export const open: MeetingCommand = { type: 'OpenDossier', itemId, input: {} };
export const score = (each = 80): MeetingCommand => ({ type: 'GiveScore', itemId, input: { scores: points(each) } });
export const vote = (cast: Vote = 'for'): MeetingCommand => ({ type: 'CastVote', itemId, input: { vote: cast } });
export const attend = (...members: readonly Actor[]): MeetingCommand => ({ type: 'RecordAttendance', input: { present: names(members) } });
export const conclude = (input: Partial<InputOf<'ConcludeItem'>> = {}): MeetingCommand => ({ type: 'ConcludeItem', itemId, input: { outcome: 'pass', conditions: [], ...input } });
const cleared = { by: 'legal', on: days.reviewed };
export const decide = (input: Partial<InputOf<'DecideItem'>> = {}): MeetingCommand => ({ type: 'DecideItem', itemId, input: { decision: 'approve', sha256: sha, legal: cleared, fairCompetition: cleared, ...input } });
