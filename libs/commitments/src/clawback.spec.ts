import { describe, expect, it } from '@jest/globals';
import type { Actor } from '#event-store';
import { cny, type Day } from '#measures';
import { clear } from '#vault';
import { given, type Past, refused } from '../../event-store/src/testing.ts';
import { type ClawbackCommand, clawbackDecider, type ClawbackFacts } from './clawback.decider.ts';
import type { ClawbackEvent } from './clawback.events.ts';
import { commitmentSettingsOn } from './commitment.settings.ts';
import { dealRead, paper, people, uuid } from './commitment.fixtures.ts';

const { finance, verifier, leader, office, rule } = people;
const terminatedOn = '2026-08-01';
const by = (actor: Actor, on: Day, more: Partial<ClawbackFacts> = {}): ClawbackFacts => ({ actor, on, today: on, newId: uuid(7), settings: commitmentSettingsOn(on), terminated: { ...dealRead, on: terminatedOn }, ...more });
const clawback = (...events: readonly Past<ClawbackEvent>[]) => given(clawbackDecider, ...events);
const claim: ClawbackCommand = { type: 'ClaimClawback', input: { amount: cny(900_00) } };
const claimed: Past<ClawbackEvent> = { type: 'ClawbackClaimed', data: { amount: cny(900_00), deadline: '2026-10-30', settings: '2000-01-01', termination: dealRead }, occurredOn: terminatedOn };
const payment = (fen: number, paymentId = uuid(7)): Past<ClawbackEvent> => ({ type: 'ClawbackPaymentRecorded', data: { paymentId, amount: cny(fen), evidence: [paper] }, occurredOn: '2026-09-01', actor: finance });
const verify = (paymentId = uuid(7)): ClawbackCommand => ({ type: 'JudgeClawbackPayment', paymentId, input: { verdict: 'verify' } });

describe('a clawback', () => {
  it('is claimed after a termination, due within the time the settings give, or by a day that is named', () => {
    clawback().when(claim, by(office, terminatedOn)).then({ type: 'ClawbackClaimed', data: { deadline: '2026-10-30', settings: '2000-01-01', termination: dealRead } });
    clawback().when({ type: 'ClaimClawback', input: { amount: cny(900_00), deadline: '2026-12-31' } }, by(office, terminatedOn)).then({ type: 'ClawbackClaimed', data: { deadline: '2026-12-31', settings: null } });
    clawback().when(claim, by(office, terminatedOn, { terminated: null })).then(refused('clawback.not-terminated'));
    clawback().when(claim, by(office, '2026-07-31')).then(refused('clawback.before-termination'));
    clawback().when({ type: 'ClaimClawback', input: { amount: cny(0) } }, by(office, terminatedOn)).then(refused('clawback.nothing-claimed'));
    clawback(claimed).when(claim, by(office, terminatedOn)).then(refused('clawback.claimed-already'));
  });

  it('counts money when somebody else has verified it, and is closed by the payment that completes it', () => {
    clawback(claimed).when({ type: 'RecordClawbackPayment', input: { amount: cny(400_00), evidence: [paper] } }, by(finance, '2026-09-01')).then({ type: 'ClawbackPaymentRecorded', data: { paymentId: uuid(7) } });
    clawback(claimed, payment(400_00)).when(verify(), by(verifier, '2026-09-02')).then({ type: 'ClawbackPaymentVerified', data: { cumulativeFen: 400_00, recordedBy: 'finance' }, occurredOn: '2026-09-01' });
    clawback(claimed, payment(900_00)).when(verify(), by(verifier, '2026-09-02')).then({ type: 'ClawbackPaymentVerified', data: { cumulativeFen: 900_00 } }, { type: 'ClawbackClosed', data: { outcome: 'paid' } });
    clawback(claimed, payment(900_00)).when(verify(), by(finance, '2026-09-02')).then(refused('clawback.recorder-verifies'));
    clawback(claimed).when(verify(), by(verifier, '2026-09-02')).then(refused('clawback.payment-unknown'));
  });

  it('counts no money that was refused, nor the same payment twice', () => {
    const refusedPayment: Past<ClawbackEvent> = { type: 'ClawbackPaymentRefused', data: { paymentId: uuid(7), reason: clear('重复登记') } };
    clawback(claimed, payment(900_00)).when({ type: 'JudgeClawbackPayment', paymentId: uuid(7), input: { verdict: 'refuse', reason: '重复登记' } }, by(verifier, '2026-09-02')).then({ type: 'ClawbackPaymentRefused', data: { reason: clear('重复登记') } });
    clawback(claimed, payment(900_00), refusedPayment).when(verify(), by(verifier, '2026-09-02')).then(refused('clawback.payment-judged', { verdict: 'refused' }));
    expect(clawback(claimed, payment(900_00), refusedPayment).state).toMatchObject({ paidFen: 0, closed: null });
  });

  it('is marked once when its deadline has passed', () => {
    clawback(claimed).when({ type: 'MarkClawbackOverdue' }, by(rule, '2026-10-30')).then(refused('clawback.not-yet-due'));
    clawback(claimed).when({ type: 'MarkClawbackOverdue' }, by(rule, '2026-11-05')).then({ type: 'ClawbackOverdue', occurredOn: '2026-10-31' });
    clawback(claimed, { type: 'ClawbackOverdue', data: { deadline: '2026-10-30' } }).when({ type: 'MarkClawbackOverdue' }, by(rule, '2026-11-05')).then(refused('command.nothing-to-do'));
  });

  it('is given up by a leader alone, with reason and approval', () => {
    const close: ClawbackCommand = { type: 'CloseClawback', input: { reason: '企业破产', approvalReference: '聊高新纪要〔2026〕12号' } };
    clawback(claimed).when(close, by(leader, '2026-11-05')).then({ type: 'ClawbackClosed', data: { outcome: 'waived', reason: clear('企业破产') } });
    clawback(claimed).when(close, by(office, '2026-11-05')).then(refused('commitment.leader-not-named'));
    clawback(claimed, { type: 'ClawbackClosed', data: { outcome: 'waived' } }).when(claim, by(leader, '2026-11-05')).then(refused('clawback.claimed-already'));
    clawback(claimed, { type: 'ClawbackClosed', data: { outcome: 'waived' } }).when(close, by(leader, '2026-11-05')).then(refused('clawback.closed', { outcome: 'waived' }));
  });
});
