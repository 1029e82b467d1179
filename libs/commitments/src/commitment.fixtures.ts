import type { Actor } from '#event-store';
import { cny, type Day } from '#measures';
import { given, type Past } from '../../event-store/src/testing.ts';
import { commitmentDecider } from './commitment.decider.ts';
import type { CommitmentData, CommitmentEvent } from './commitment.events.ts';
import type { CommitmentCommand, CommitmentFacts } from './commitment.facts.ts';
import { commitmentSettingsOn } from './commitment.settings.ts';

/** What specs of a promise are told in: a subsidy of the zone for a fictional investor, and the commands that lead there. */
export type CommitmentPast = Past<CommitmentEvent>;

export const uuid = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;
export const dealId = uuid(1);
export const enterpriseId = uuid(2);
/** A promise of the investor in the same deal. */
export const investors = uuid(3);
export const paper = uuid(4);
export const costingId = uuid(5);
export const days = { proposed: '2026-03-02', costed: '2026-03-09', cleared: '2026-03-10', decided: '2026-03-23', signed: '2026-03-30', due: '2026-06-30' } as const satisfies Record<string, Day>;
export const people = {
  member: { account: 'nm.member', unit: 'nm', role: 'member' },
  finance: { account: 'finance', unit: null, role: 'finance' },
  legal: { account: 'legal', unit: null, role: 'legal' },
  leader: { account: 'leader', unit: null, role: 'leader' },
  office: { account: 'office', unit: null, role: 'office' },
  service: { account: 'service', unit: null, role: 'service-owner' },
  verifier: { account: 'verifier', unit: null, role: 'verifier' },
  rule: { account: 'rule', unit: null, role: 'rule' },
} as const satisfies Record<string, Actor>;

/** Starts a sentence about a promise with this past. */
export const promise = (...events: readonly CommitmentPast[]) => given(commitmentDecider, ...events);

const read = (stream: string, revision = 3) => ({ stream, revision });
export const budgetRead = read('budget-gwh-2026');
export const dealRead = read(`deal-${dealId}`, 6);

/** Facts of a command: who gives it, when it happened, and what was read elsewhere. */
export const by = (actor: Actor, on: Day, more: Partial<CommitmentFacts> = {}): CommitmentFacts => ({
  actor, on, today: on, dealId,
  deal: { ...dealRead, stage: 'negotiating', enterpriseId, amendments: [] },
  settings: commitmentSettingsOn(on),
  listed: [{ id: investors, direction: 'investor-to-zone' }],
  budgets: [{ ...budgetRead, year: 2026, no: undefined }],
  conditions: [],
  blacklist: { blacklisted: null, ...read(`enterprise-${enterpriseId}`, 0) },
  happened: [],
  ...more,
});

type Terms = Omit<Extract<CommitmentCommand, { type: 'ProposeCommitment' }>['input'], 'lateReason'>;
export const subsidy: Terms = { direction: 'zone-to-investor', kind: 'subsidy', title: '设备投资补贴', measure: { of: 'money', money: cny(900_00) }, due: { on: days.due }, conditions: [{ commitment: investors }], policy: 'published' };
export const propose = (change: Partial<Terms> = {}): CommitmentCommand => ({ type: 'ProposeCommitment', input: { ...subsidy, ...change } });
export const cost = (fen: number, more: object = {}): CommitmentCommand => ({ type: 'CostCommitment', input: { authority: 'gwh', line: '2150899', years: [{ year: 2026, amount: cny(fen) }], ...more } });
export const basis = { legalBasis: { document: '聊城高新区招商引资扶持办法' }, fairCompetition: { outcome: 'no-concern' as const, reference: '公平竞争〔2026〕3号' } };
export const clearIt = (more: object = {}): CommitmentCommand => ({ type: 'ClearCommitment', input: { verdict: 'clear', ...basis, ...more } });
export const report = (more: object = {}): CommitmentCommand => ({ type: 'ReportFulfilment', input: { evidence: [paper], ...more } });
export const verify: CommitmentCommand = { type: 'JudgeFulfilment', input: { verdict: 'verify' } };
export const funds = [{ costing: costingId, authority: 'gwh', years: [2026] }];

export const proposed = (change: Partial<CommitmentData<'CommitmentProposed'>> = {}): CommitmentPast => ({
  type: 'CommitmentProposed',
  data: { dealId, deal: { ...dealRead, revision: 0 }, enterpriseId, direction: 'zone-to-investor', kind: 'subsidy', title: '设备投资补贴', measure: { of: 'money', money: cny(900_00) }, due: { on: days.due }, conditions: [{ commitment: investors }], policy: 'published', ...change },
  occurredOn: days.proposed,
  actor: people.member,
});
export const investorsPromise = (): CommitmentPast => proposed({ direction: 'investor-to-zone', kind: 'investment', title: '固定资产投资', conditions: [] });
export const costed = (id = costingId, occurredOn: Day = days.costed): CommitmentPast => ({
  type: 'CommitmentCosted',
  data: { dealId, deal: { ...dealRead, revision: 2 }, authority: 'gwh', line: '2150899', years: [{ year: 2026, amount: cny(900_00), fen: 900_00 }], budgets: [budgetRead], releases: [] },
  occurredOn, actor: people.finance, id,
});
export const reserved = (costing = costingId): CommitmentPast => ({ type: 'CommitmentReserved', data: { dealId, costing, year: 2026, budget: budgetRead, confirms: [] }, occurredOn: days.costed });
export const cleared = (): CommitmentPast => ({ type: 'CommitmentCleared', data: { dealId, deal: { ...dealRead, revision: 2 }, ...basis }, occurredOn: days.cleared, actor: people.legal });
export const approved = (): CommitmentPast => ({ type: 'CommitmentApproved', data: { dealId, decision: { ...dealRead, revision: 5 }, decidedOn: days.decided }, occurredOn: days.decided });
export const enforced = (dueOn: Day | null = days.due): CommitmentPast => ({ type: 'CommitmentEnforced', data: { dealId, agreement: 'formal', signing: dealRead, signedOn: days.signed, dueOn, confirms: funds }, occurredOn: days.signed });
export const fellDue = (): CommitmentPast => ({ type: 'CommitmentFellDue', data: { dealId, dueOn: days.due }, occurredOn: days.due });
export const reported = (more: Partial<CommitmentData<'FulfilmentReported'>> = {}): CommitmentPast => ({ type: 'FulfilmentReported', data: { dealId, evidence: [paper], conditions: [], ...more }, occurredOn: '2026-07-01', actor: people.service });
export const fulfilled = (): CommitmentPast => ({ type: 'CommitmentFulfilled', data: { dealId, reportedBy: 'service', evidence: [paper], conditions: [] }, occurredOn: '2026-07-01', actor: people.verifier });

/** The past of a promise up to a standing. */
export const ready: readonly CommitmentPast[] = [proposed(), costed(), reserved(), cleared()];
export const inForce: readonly CommitmentPast[] = [...ready, approved(), enforced()];
export const due: readonly CommitmentPast[] = [...inForce, fellDue()];
