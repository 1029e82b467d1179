import { describe, expect, it } from '@jest/globals';
import type { Actor } from '#event-store';
import type { AttractionKind, MilestoneKind } from '#deals';
import { type Day, cny } from '#measures';
import { clear } from '#vault';
import { given, type Past, refused } from '../../event-store/src/testing.ts';
import type { DeliveryCommand } from './delivery.commands.ts';
import { deliveryDecider, type DeliveryFacts, type SignedDeal } from './delivery.decider.ts';
import type { DeliveryEvent } from './delivery.events.ts';
import { columnReached, milestonesOf, milestonesOn, type Particulars } from './milestones.ts';

const service: Actor = { account: 'service', unit: null, role: 'service-owner' };
const verifier: Actor = { account: 'verifier', unit: null, role: 'verifier' };
const paper = '00000000-0000-4000-8000-000000000001';
const newId = '00000000-0000-4000-8000-000000000002';
const capital: SignedDeal = { kind: 'capital', signedOn: '2026-03-30', closed: false, designOutput: cny(600_000_000_00), revision: 6 };
const by = (actor: Actor, on: Day, deal: Partial<SignedDeal> = {}): DeliveryFacts => ({ actor, on, newId, deal: { ...capital, ...deal } });
const delivery = (...events: readonly Past<DeliveryEvent>[]) => given(deliveryDecider, ...events);

const shown: Record<MilestoneKind, Particulars> = {
  'company-registered': { kind: 'company-registered', creditCode: '91350100M000100Y43', confirmed: false },
  'site-secured': { kind: 'site-secured', site: 'standard-workshop', reference: '厂房3号' },
  'construction-started': { kind: 'construction-started', basis: 'fit-out-contract', reference: '装修合同1号' },
  'production-started': { kind: 'production-started', invoices: ['00000001'] },
  'capacity-reached': { kind: 'capacity-reached', outputPerYear: cny(600_000_000_00) },
  arrived: { kind: 'arrived', reference: '入驻协议' },
  performing: { kind: 'performing', reference: '年度考核' },
};
const report = (kind: MilestoneKind, change: object = {}): DeliveryCommand => ({ type: 'ReportMilestone', input: { particulars: { ...shown[kind], ...change } as Particulars, evidence: [paper] } });
const verify = (kind: MilestoneKind): DeliveryCommand => ({ type: 'JudgeMilestone', kind, input: { verdict: 'verify' } });
const reported = (kind: MilestoneKind, occurredOn: Day): Past<DeliveryEvent> => ({ type: 'MilestoneReported', data: { particulars: shown[kind], evidence: [paper] }, occurredOn, actor: service });
const verified = (type: 'CompanyRegistered' | 'SiteSecured' | 'ConstructionStarted' | 'ProductionStarted', kind: MilestoneKind, occurredOn: Day): readonly Past<DeliveryEvent>[] => [
  reported(kind, occurredOn),
  { type, data: { reportedBy: 'service', particulars: shown[kind], evidence: [paper], dealRevision: 6 }, occurredOn, actor: verifier },
];
const landed = [...verified('CompanyRegistered', 'company-registered', '2026-04-10'), ...verified('SiteSecured', 'site-secured', '2026-04-20')];

describe('a milestone', () => {
  it('is reported with its evidence, and happens on its own day when somebody else verifies it', () => {
    delivery().when(report('company-registered'), by(service, '2026-04-10')).then({ type: 'MilestoneReported', data: { evidence: [paper] } });
    delivery(reported('company-registered', '2026-04-10')).when(verify('company-registered'), by(verifier, '2026-04-15')).then({ type: 'CompanyRegistered', data: { reportedBy: 'service', dealRevision: 6 }, occurredOn: '2026-04-10' });
  });

  it('is never verified by who reported it, neither by typing nor by being acted for', () => {
    delivery(reported('site-secured', '2026-04-10')).when(verify('site-secured'), by({ ...verifier, account: 'service' }, '2026-04-15')).then(refused('delivery.reporter-verifies'));
    delivery(reported('site-secured', '2026-04-10')).when(verify('site-secured'), by({ ...verifier, onBehalfOf: 'service' }, '2026-04-15')).then(refused('delivery.reporter-verifies'));
  });

  it('needs a signed formal agreement, and comes after it', () => {
    delivery().when(report('company-registered'), by(service, '2026-04-10', { signedOn: null })).then(refused('delivery.no-formal-agreement'));
    delivery().when(report('company-registered'), by(service, '2026-03-29')).then(refused('delivery.before-signing', { signedOn: '2026-03-30' }));
    delivery().when(report('company-registered'), by(service, '2026-04-10', { closed: true })).then(refused('delivery.deal-closed'));
  });

  it('belongs to the path of its kind', () => {
    delivery().when(report('construction-started'), by(service, '2026-04-10', { kind: 'talent' })).then(refused('delivery.not-on-path'));
    delivery().when(report('arrived'), by(service, '2026-04-10')).then(refused('delivery.not-on-path'));
    delivery().when(report('arrived'), by(service, '2026-04-10', { kind: 'platform' })).then({ type: 'MilestoneReported' });
  });

  it('skips no column: construction waits for both milestones of the landing', () => {
    const half = verified('CompanyRegistered', 'company-registered', '2026-04-10');
    delivery(...half, reported('construction-started', '2026-05-01')).when(verify('construction-started'), by(verifier, '2026-05-02')).then(refused('delivery.earlier-milestone-missing', { missing: ['site-secured'] }));
    delivery(...landed, reported('construction-started', '2026-05-01')).when(verify('construction-started'), by(verifier, '2026-05-02')).then({ type: 'ConstructionStarted', occurredOn: '2026-05-01' });
  });

  it('is not entered before the column ahead of it, whatever the order of the entries', () => {
    delivery(reported('construction-started', '2026-04-15'), ...landed).when(verify('construction-started'), by(verifier, '2026-05-02')).then(
      refused('delivery.before-earlier-milestone', { earlier: 'site-secured', earlierOn: '2026-04-20' }),
    );
  });

  it('of a landing may come in either order', () => {
    delivery(...verified('SiteSecured', 'site-secured', '2026-04-20'), reported('company-registered', '2026-04-10')).when(verify('company-registered'), by(verifier, '2026-05-02')).then({ type: 'CompanyRegistered', occurredOn: '2026-04-10' });
  });

  it('is reported once at a time and reached once', () => {
    delivery(reported('site-secured', '2026-04-10')).when(report('site-secured'), by(service, '2026-04-11')).then(refused('delivery.report-open'));
    delivery(...landed).when(report('site-secured'), by(service, '2026-04-21')).then(refused('delivery.milestone-reached', { on: '2026-04-20' }));
    delivery(...landed).when(verify('site-secured'), by(verifier, '2026-04-21')).then(refused('delivery.nothing-reported'));
  });

  it('that was refused may be reported again', () => {
    const refusal = { type: 'JudgeMilestone', kind: 'site-secured', input: { verdict: 'refuse', reason: '照片不清' } } as const;
    delivery(reported('site-secured', '2026-04-10')).when(refusal, by(verifier, '2026-04-11')).then({ type: 'MilestoneRefused', data: { kind: 'site-secured', reason: clear('照片不清') } });
    delivery(reported('site-secured', '2026-04-10'), { type: 'MilestoneRefused', data: { kind: 'site-secured', reason: clear('照片不清') } }).when(report('site-secured'), by(service, '2026-04-12')).then({ type: 'MilestoneReported' });
  });

  it('is not judged before it happened', () => delivery(reported('site-secured', '2026-04-10')).when(verify('site-secured'), by(verifier, '2026-04-09')).then(refused('delivery.judged-before-it-happened')));

  it('carries the reason why it comes late', () => {
    const late: DeliveryCommand = { type: 'ReportMilestone', input: { particulars: shown['site-secured'], evidence: [paper], lateReason: '材料补交' } };
    delivery().when(late, by(service, '2026-04-10')).then({ type: 'MilestoneReported', data: { lateReason: clear('材料补交') } });
  });
});

describe('what a milestone must show', () => {
  it('a credit code of the right shape; a failing check digit is confirmed, not swallowed', () => {
    delivery().when(report('company-registered', { creditCode: '9135' }), by(service, '2026-04-10')).then(refused('delivery.credit-code-malformed'));
    delivery().when(report('company-registered', { creditCode: '91350100M000100Y44' }), by(service, '2026-04-10')).then(refused('delivery.credit-code-check-digit', { expected: '3' }));
    delivery().when(report('company-registered', { creditCode: '91350100M000100Y44', confirmed: true }), by(service, '2026-04-10')).then({ type: 'MilestoneReported' });
  });

  it('an output at or over the design', () => {
    delivery().when(report('capacity-reached', { outputPerYear: cny(599_999_999_99) }), by(service, '2027-04-10')).then(refused('delivery.output-below-design'));
    delivery().when(report('capacity-reached'), by(service, '2027-04-10')).then({ type: 'MilestoneReported' });
  });
});

describe('money', () => {
  const paid = (fen: number): DeliveryCommand => ({ type: 'ReportPaidIn', input: { amount: cny(fen), evidence: [paper] } });
  const first: Past<DeliveryEvent> = { type: 'PaidInReported', data: { reportId: newId, amount: cny(300_00), evidence: [paper] }, occurredOn: '2026-04-10', actor: service };
  const counted: Past<DeliveryEvent> = { type: 'PaidInVerified', data: { reportId: newId, amount: cny(300_00), cumulativeFen: 300_00, reportedBy: 'service', dealRevision: 6 }, occurredOn: '2026-04-10', actor: verifier };
  const judge = (reportId: string): DeliveryCommand => ({ type: 'JudgePaidIn', reportId, input: { verdict: 'verify' } });

  it('before a formal agreement is no capital', () => {
    delivery().when(paid(100), by(service, '2026-04-10', { signedOn: null })).then(refused('delivery.no-formal-agreement'));
    delivery().when(paid(100), by(service, '2026-03-29')).then(refused('delivery.before-signing'));
    delivery().when(paid(0), by(service, '2026-04-10')).then(refused('delivery.nothing-paid-in'));
  });

  it('counts when somebody else verified it, on the day it came in, and adds up', () => {
    delivery().when(paid(300_00), by(service, '2026-04-10')).then({ type: 'PaidInReported', data: { reportId: newId, amount: cny(300_00) } });
    delivery(first).when(judge(newId), by(verifier, '2026-04-20')).then({ type: 'PaidInVerified', data: { cumulativeFen: 300_00 }, occurredOn: '2026-04-10' });
    const second: Past<DeliveryEvent> = { type: 'PaidInReported', data: { reportId: paper, amount: { amount: 100_00, currency: 'USD', rate: { millionths: 7_100_000, on: '2026-05-01' } }, evidence: [paper] }, occurredOn: '2026-05-01', actor: service };
    delivery(first, counted, second).when(judge(paper), by(verifier, '2026-05-02')).then({ type: 'PaidInVerified', data: { cumulativeFen: 1010_00 } });
  });

  it('is never verified by who reported it, nor twice, nor unreported', () => {
    delivery(first).when(judge(newId), by(service, '2026-04-20')).then(refused('delivery.reporter-verifies'));
    delivery(first, counted).when(judge(newId), by(verifier, '2026-04-20')).then(refused('delivery.paid-in-judged', { verdict: 'verified' }));
    delivery().when(judge(newId), by(verifier, '2026-04-20')).then(refused('delivery.paid-in-unknown'));
  });

  it('that was refused does not count', () => {
    const refusal: DeliveryCommand = { type: 'JudgePaidIn', reportId: newId, input: { verdict: 'refuse', reason: '凭证不符' } };
    delivery(first).when(refusal, by(verifier, '2026-04-20')).then({ type: 'PaidInRefused', data: { reason: clear('凭证不符') } });
    expect(delivery(first, { type: 'PaidInRefused', data: { reportId: newId, reason: clear('凭证不符') } }).state.paidInFen).toBe(0);
  });
});

describe('the column of a signed deal', () => {
  it('is reached only when all before it are', () => {
    const column = (kind: AttractionKind, ...milestones: readonly MilestoneKind[]) => columnReached(kind, new Set(milestones));
    expect(column('capital')).toBeUndefined();
    expect(column('capital', 'company-registered')).toBeUndefined();
    expect(column('capital', 'company-registered', 'site-secured')).toBe('landed');
    expect(column('capital', 'company-registered', 'construction-started')).toBeUndefined();
    expect(column('talent', 'arrived', 'performing')).toBe('performing');
    expect(column('capital', ...milestonesOn('capital'))).toBe('at-capacity');
  });

  it('of no kind has a milestone twice', () => {
    const all = Object.values(milestonesOf).flat();
    expect(new Set(all).size).toBe(all.length);
  });
});
