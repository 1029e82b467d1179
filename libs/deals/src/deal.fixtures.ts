import type { Actor } from '#event-store';
import { type Day, cny } from '#measures';
import { clear } from '#vault';
import { given, type Past } from '../../event-store/src/testing.ts';
import type { DealCommand, InputOf } from './deal.commands.ts';
import { dealDecider } from './deal.decider.ts';
import type { DealEvent, Dossier, MeetingReference } from './deal.events.ts';
import type { DealFacts } from './deal.facts.ts';
import { settingsOn } from './deal.settings.ts';

/** What specs of a deal are told in: the events of a fictional deal, one a week, and the commands that lead to them. */
export type DealPast = Past<DealEvent>;

export const sha = 'a'.repeat(64);
export const otherSha = 'b'.repeat(64);
const uuid = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;
export const documentId = uuid(7);

export const days = { opened: '2026-03-02', submitted: '2026-03-09', reviewed: '2026-03-16', decided: '2026-03-23', signed: '2026-03-30' } as const satisfies Record<string, Day>;
export const people = {
  member: { account: 'nm.member', unit: 'nm', role: 'member' },
  lead: { account: 'nm.lead', unit: 'nm', role: 'team-lead' },
  office: { account: 'office', unit: null, role: 'office' },
  leader: { account: 'leader', unit: null, role: 'leader' },
} as const satisfies Record<string, Actor>;

/** Starts a sentence about a deal with this past. */
export const deal = (...events: readonly DealPast[]) => given(dealDecider, ...events);

/** Facts of a command: who gives it, and when it happened. */
export const by = (actor: Actor, on: Day, today: Day = on): DealFacts => ({ actor, on, today, settings: settingsOn(on), storedSha256: null, promises: null, blacklist: { blacklisted: null, stream: 'enterprise-1', revision: 0 } });

export const dossier: Dossier = {
  totalInvestment: cny(500_000_000_00),
  fixedInvestment: cny(400_000_000_00),
  land: 12_000,
  outputPerYear: cny(600_000_000_00),
  taxPerYear: cny(30_000_000_00),
  jobs: 300,
  energyTce: 8_000,
  environmentClass: 'form',
  timetable: [{ milestone: 'construction-started', plannedOn: '2026-09-01' }],
};

export const opened = (kind: InputOf<'OpenDeal'>['kind'] = 'capital'): DealPast => ({
  type: 'DealOpened',
  data: { leadId: uuid(1), enterpriseId: uuid(2), unit: 'nm', title: '年产两万吨电池材料项目', kind, amount: cny(450_000_000_00) },
  occurredOn: days.opened,
});
export const drafted = (data: Partial<Omit<InputOf<'DraftAgreement'>, 'lateReason'>> = {}): DealPast => ({
  type: 'AgreementDrafted',
  data: { kind: 'formal', documentId, sha256: sha, title: '投资协议', fixesLandPrice: false, ...data },
  occurredOn: days.submitted,
});
export const submitted = (occurredOn: Day = days.submitted, actor: Actor = people.lead): DealPast => ({ type: 'DossierSubmitted', data: { dossier }, occurredOn, actor });
export const reviewed = (outcome: InputOf<'ConcludeReview'>['outcome'] = 'pass', occurredOn: Day = days.reviewed): DealPast => ({
  type: 'ReviewConcluded',
  data: { outcome, quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: [], conditions: [] },
  occurredOn,
  actor: people.office,
});
export const decided = (decision: InputOf<'MakeDecision'>['decision'] = 'approve', occurredOn: Day = days.decided): DealPast => ({
  type: 'DecisionMade',
  data: { decision, sha256: sha, amount: cny(500_000_000_00), legal: cleared, fairCompetition: cleared },
  occurredOn,
  actor: people.leader,
});
export const signed = (kind: InputOf<'SignAgreement'>['kind'] = 'formal', occurredOn: Day = days.signed): DealPast => ({
  type: 'AgreementSigned',
  data: { kind, documentId, sha256: sha, amount: cny(500_000_000_00) },
  occurredOn,
});
export const revalued = (fen: number): DealPast => ({ type: 'DealRevalued', data: { from: cny(500_000_000_00), to: cny(fen), reason: clear('扩大规模') }, occurredOn: days.decided });
export const held = (): DealPast => ({ type: 'DealPutOnHold', data: { code: 'land-pending', reason: clear('等待用地指标'), reviewOn: '2026-06-01' }, occurredOn: days.opened });
export const lost = (occurredOn: Day = days.submitted): DealPast => ({ type: 'DealLost', data: { code: 'competitor', destination: '外地园区' }, occurredOn });
export const transferOffered = (to = 'gd'): DealPast => ({ type: 'DealTransferOffered', data: { from: 'nm', to, creditKept: 40 }, occurredOn: days.submitted });

const cleared = { by: 'legal', on: days.reviewed };

/** The past of a deal up to a column. */
export const inReview: readonly DealPast[] = [opened(), drafted(), submitted()];
export const passed: readonly DealPast[] = [...inReview, reviewed()];
export const approved: readonly DealPast[] = [...passed, decided()];
export const formallySigned: readonly DealPast[] = [...approved, signed()];

export const submit = (change: Dossier = {}): DealCommand => ({ type: 'SubmitDossier', input: { ...dossier, ...change } });
export const conclude = (input: Partial<InputOf<'ConcludeReview'>> = {}): Extract<DealCommand, { type: 'ConcludeReview' }> => ({
  type: 'ConcludeReview',
  input: { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: [], conditions: [], ...input },
});
export const decide = (input: Partial<InputOf<'MakeDecision'>> = {}): Extract<DealCommand, { type: 'MakeDecision' }> => ({ type: 'MakeDecision', input: { decision: 'approve', sha256: sha, legal: cleared, fairCompetition: cleared, ...input } });
export const lapse: DealCommand = { type: 'LapseDecision', input: {} };
/** The item of a meeting in the system; `dossierId` is that of `inReview` unless another is named. */
export const meetingOf = (people: readonly string[], dossierId = uuidOfRevision(2)): MeetingReference => ({ stream: 'meeting-1', revision: 9, itemId: uuid(8), dossierId, people: [...people] });
const uuidOfRevision = (revision: number): string => `00000000-0000-4000-8000-${String(revision).padStart(12, '0')}`;
export const sign = (input: Partial<InputOf<'SignAgreement'>> = {}): DealCommand => ({ type: 'SignAgreement', input: { kind: 'formal', documentId, sha256: sha, ...input } });
export const revalue = (fen: number): DealCommand => ({ type: 'Revalue', input: { amount: cny(fen), reason: '重新测算' } });
export const round = (input: InputOf<'RecordRound'>): DealCommand => ({ type: 'RecordRound', input });
