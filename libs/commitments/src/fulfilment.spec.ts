import { describe, expect, it } from '@jest/globals';
import { addDays, cny } from '#measures';
import { clear } from '#vault';
import { refused } from '../../event-store/src/testing.ts';
import type { CommitmentCommand } from './commitment.facts.ts';
import { approved, by, budgetRead, days, dealId, dealRead, due, enforced, fellDue, fulfilled, funds, inForce, investors, investorsPromise, paper, people, promise, proposed, ready, report, reported, uuid, verify } from './commitment.fixtures.ts';

const { leader, office, service, verifier, finance, rule } = people;
const later = '2026-07-01';
const sha256 = 'c'.repeat(64);
const enforce = { type: 'EnforceCommitment', agreement: 'formal', signing: dealRead, signedOn: days.signed } as const;
const condition = (met: boolean) => ({ conditions: [{ condition: { commitment: investors }, met, stream: `commitment-${investors}`, revision: 4 }] });
const listed = { blacklist: { blacklisted: { ground: 'idle-land' as const, since: '2026-06-01' }, stream: `enterprise-${uuid(2)}`, revision: 1 } };

describe('in force', () => {
  it('a promise comes by the formal signing of what was approved, its money confirmed', () => {
    promise(...ready, approved()).when(enforce, by(rule, days.signed)).then({ type: 'CommitmentEnforced', data: { signing: dealRead, dueOn: days.due, confirms: funds } });
  });

  it('what was not approved does not come: it is over, its money free', () => {
    promise(...ready).when(enforce, by(rule, days.signed)).then({ type: 'CommitmentEnded', data: { cause: 'not-in-agreement', releases: funds } });
  });

  it('what is added after signing comes by a supplementary agreement, when it lacks nothing', () => {
    const supplementary = { ...enforce, agreement: 'supplementary', signedOn: '2026-05-01' } as const;
    promise(...ready).when(supplementary, by(rule, '2026-05-01')).then({ type: 'CommitmentEnforced', data: { agreement: 'supplementary' } });
    promise(proposed()).when(supplementary, by(rule, '2026-05-01')).then(refused('commitment.not-ready'));
  });

  it('a due date may count from the signing, from a milestone, or from another promise kept', () => {
    const after = (due: Parameters<typeof proposed>[0]) => promise(proposed(due), ...ready.slice(1), approved());
    after({ due: { days: 30, after: 'signing' } }).when(enforce, by(rule, days.signed)).then({ type: 'CommitmentEnforced', data: { dueOn: '2026-04-29' } });
    after({ due: { days: 30, after: 'production-started' } }).when(enforce, by(rule, days.signed)).then({ type: 'CommitmentEnforced', data: { dueOn: null } });
    const waiting = promise(proposed({ due: { days: 30, after: 'production-started' } }), ...ready.slice(1), approved(), enforced(null));
    const fix = { type: 'FixDueDate', happening: { anchor: 'production-started', on: '2026-08-01' }, because: dealRead } as const;
    waiting.when(fix, by(rule, '2026-08-05')).then({ type: 'DueDateFixed', data: { dueOn: '2026-08-31' } });
    waiting.when({ ...fix, happening: { anchor: 'construction-started', on: '2026-08-01' } }, by(rule, '2026-08-05')).then(refused('command.nothing-to-do'));
    const another = promise(proposed({ due: { days: 10, afterCommitment: investors } }), ...ready.slice(1), approved(), enforced(null));
    another.when({ ...fix, happening: { commitment: investors, on: '2026-08-01' } }, by(rule, '2026-08-05')).then({ type: 'DueDateFixed', data: { dueOn: '2026-08-11' } });
  });
});

describe('the days', () => {
  it('make a promise due on its day, whenever it is noticed', () => {
    promise(...inForce).when({ type: 'FallDue' }, by(rule, addDays(days.due, 5))).then({ type: 'CommitmentFellDue', data: { dueOn: days.due }, occurredOn: days.due });
    promise(...inForce).when({ type: 'FallDue' }, by(rule, addDays(days.due, -1))).then(refused('commitment.not-yet-due'));
    promise(...due).when({ type: 'FallDue' }, by(rule, later)).then(refused('commitment.not-at-this-stage'));
  });

  it('mark it overdue once, after the time that the settings give', () => {
    promise(...due).when({ type: 'MarkOverdue' }, by(rule, days.due)).then(refused('commitment.not-yet-due'));
    promise(...due).when({ type: 'MarkOverdue' }, by(rule, later)).then({ type: 'CommitmentOverdue', data: { dueOn: days.due }, occurredOn: addDays(days.due, 1) });
    const patient = by(rule, later, { settings: { from: '2026-06-01', overdueAfterDays: 10, clawbackDays: 90 } });
    promise(...due).when({ type: 'MarkOverdue' }, patient).then(refused('commitment.not-yet-due'));
    const marked = promise(...due, { type: 'CommitmentOverdue', data: { dealId, dueOn: days.due, settings: '2000-01-01' }, occurredOn: later });
    marked.when({ type: 'MarkOverdue' }, by(rule, later)).then(refused('command.nothing-to-do'));
  });
});

describe('the zone keeps its promise', () => {
  it('only when the investor’s conditions for it are verified, and the event says what was read', () => {
    promise(...due).when(report(), by(service, later, condition(false))).then(refused('commitment.conditions-unverified'));
    promise(...due).when(report(), by(service, later, condition(true))).then({ type: 'FulfilmentReported', data: { conditions: [{ condition: { commitment: investors }, stream: `commitment-${investors}`, revision: 4 }] } });
    promise(...due, reported()).when(verify, by(verifier, later, condition(false))).then(refused('commitment.conditions-unverified'));
    promise(...due, reported()).when(verify, by(verifier, '2026-07-05', condition(true))).then({ type: 'CommitmentFulfilled', data: { reportedBy: 'service', evidence: [paper] }, occurredOn: later });
  });

  it('not to a firm on the blacklist, unless a leader says why', () => {
    promise(...due).when(report(), by(service, later, { ...condition(true), ...listed })).then(refused('commitment.investor-blacklisted', { ground: 'idle-land' as const, since: '2026-06-01' }));
    promise(...due).when(report({ overrideReason: '已整改' }), by(service, later, { ...condition(true), ...listed })).then(refused('commitment.leader-not-named'));
    promise(...due).when(report({ overrideReason: '已整改' }), by({ ...office, onBehalfOf: 'leader' }, later, { ...condition(true), ...listed })).then({
      type: 'FulfilmentReported', data: { blacklist: { stream: `enterprise-${uuid(2)}`, revision: 1, listed: true, ground: 'idle-land' as const, since: '2026-06-01', override: clear('已整改'), overriddenBy: 'leader' } },
    });
    promise(...due).when(report({ overrideReason: '已整改' }), by(leader, later, condition(true))).then(refused('commitment.nothing-to-override'));
  });

  it('the blacklist is read again at the verdict, where an override that was named stands', () => {
    const entry = { stream: `enterprise-${uuid(2)}`, revision: 1, listed: true };
    promise(...due, reported()).when(verify, by(verifier, later, { ...condition(true), ...listed })).then(refused('commitment.investor-blacklisted'));
    promise(...due, reported({ blacklist: { ...entry, overriddenBy: 'leader' } })).when(verify, by(verifier, later, { ...condition(true), ...listed })).then({ type: 'CommitmentFulfilled' });
  });

  it('by a report that another verifies, and may be refused and made again', () => {
    promise(...due, reported()).when(verify, by({ ...finance, account: 'service' }, later)).then(refused('commitment.reporter-verifies'));
    promise(...due, reported()).when(verify, by({ ...verifier, onBehalfOf: 'service' }, later)).then(refused('commitment.reporter-verifies'));
    promise(...due, reported()).when(verify, by(verifier, days.due)).then(refused('commitment.judged-before-it-happened'));
    promise(...due, reported()).when(report(), by(service, later)).then(refused('commitment.report-open'));
    promise(...due).when(verify, by(verifier, later)).then(refused('commitment.nothing-reported'));
    promise(...due, reported()).when({ type: 'JudgeFulfilment', input: { verdict: 'refuse', reason: '凭证不符' } }, by(verifier, later)).then({ type: 'FulfilmentRefused', data: { reason: clear('凭证不符') } });
    promise(...due, reported(), { type: 'FulfilmentRefused', data: { dealId, reason: clear('凭证不符') } }).when(report(), by(service, later)).then({ type: 'FulfilmentReported' });
  });

  it('before it is due as well, but not before the signing', () => {
    promise(...inForce).when(report(), by(service, '2026-05-01')).then({ type: 'FulfilmentReported' });
    promise(...inForce).when(report(), by(service, '2026-03-29')).then(refused('commitment.before-signing'));
    promise(...ready, approved()).when(report(), by(service, later)).then(refused('commitment.not-at-this-stage'));
  });
});

describe('the investor keeps its promise', () => {
  it('with evidence that another verifies, whatever the blacklist says', () => {
    promise(investorsPromise(), approved(), enforced()).when(report(), by(service, later, listed)).then({ type: 'FulfilmentReported', data: { conditions: [] } });
    promise(investorsPromise(), approved(), enforced(), reported()).when(verify, by(verifier, later, listed)).then({ type: 'CommitmentFulfilled', data: { reportedBy: 'service' } });
  });
});

describe('a promise that is not kept', () => {
  const waive = { type: 'WaiveCommitment', input: { reason: '双方同意', approvalReference: '聊高新纪要〔2026〕9号' } } as const;

  it('is waived by a leader with reason and approval, and its money is free again', () => {
    promise(...due).when(waive, by(leader, later)).then({ type: 'CommitmentWaived', data: { reason: clear('双方同意'), approvalReference: '聊高新纪要〔2026〕9号', releases: funds } });
    promise(...due).when(waive, by(office, later)).then(refused('commitment.leader-not-named'));
  });

  it('is broken only once it was due', () => {
    promise(...due).when({ type: 'DeclareBreach', input: { reason: '逾期未兑现' } }, by(leader, later)).then({ type: 'CommitmentBreached', data: { reason: clear('逾期未兑现') } });
    promise(...inForce).when({ type: 'DeclareBreach', input: { reason: '逾期未兑现' } }, by(leader, later)).then(refused('commitment.not-at-this-stage'));
    promise(...due).when({ type: 'DeclareBreach', input: { reason: '逾期未兑现' } }, by(leader, '2026-06-29')).then(refused('commitment.not-yet-due'));
  });
});

describe('an amendment', () => {
  const amend = (more: object): CommitmentCommand => ({ type: 'AmendCommitment', input: { sha256, approvalReference: '聊高新纪要〔2026〕8号', years: [], ...more } });
  const signed = { deal: { ...dealRead, stage: 'signed' as const, enterpriseId: uuid(2), amendments: [{ sha256, on: '2026-05-01', revision: 9 }] } };

  it('rests on a signed supplementary agreement, in a leader’s name, and changes something', () => {
    promise(...inForce).when(amend({ due: { on: '2026-12-31' } }), by(leader, '2026-05-02', signed)).then({ type: 'CommitmentAmended', data: { dueOn: '2026-12-31', amendment: { stream: dealRead.stream, revision: 9, sha256 } } });
    promise(...inForce).when(amend({ due: { on: '2026-12-31' } }), by(leader, '2026-05-02')).then(refused('commitment.amendment-unsigned'));
    promise(...inForce).when(amend({ due: { on: '2026-12-31' } }), by(office, '2026-05-02', signed)).then(refused('commitment.leader-not-named'));
    promise(...inForce).when(amend({ due: { on: '2026-12-31' } }), by(leader, '2026-04-30', signed)).then(refused('commitment.before-its-amendment'));
    promise(...inForce).when(amend({}), by(leader, '2026-05-02', signed)).then(refused('commitment.nothing-amended'));
  });

  it('that promises more money is costed, and what it costs more is confirmed when it is reserved', () => {
    const more = { measure: { of: 'money', money: cny(1000_00) } };
    const years = { authority: 'gwh', line: '2150899', years: [{ year: 2026, amount: cny(100_00) }] };
    promise(...inForce).when(amend(more), by(leader, '2026-05-02', signed)).then(refused('commitment.increase-uncosted', { more: 100_00, costed: 0 }));
    promise(...inForce).when(amend({ ...more, ...years }), by(leader, '2026-05-02', signed)).then({ type: 'CommitmentAmended', data: { costing: { authority: 'gwh', line: '2150899', years: [{ year: 2026, amount: cny(100_00), fen: 100_00 }] } } });
    const amended = promise(...inForce, { type: 'CommitmentAmended', id: uuid(8), occurredOn: '2026-05-02', data: { dealId, measure: { of: 'money', money: cny(1000_00) }, dueOn: days.due, amendment: { ...dealRead, sha256 }, approvalReference: '8号', budgets: [], costing: { authority: 'gwh', line: '2150899', years: [{ year: 2026, amount: cny(100_00), fen: 100_00 }] } } });
    amended.when({ type: 'NoteReservation', costing: uuid(8), year: 2026, budget: budgetRead }, by(rule, '2026-05-02')).then({ type: 'CommitmentReserved', data: { confirms: [{ costing: uuid(8), authority: 'gwh', years: [2026] }] } });
  });

  it('of the due date makes a promise that had fallen due pending again', () => {
    const past = promise(...inForce, fellDue(), { type: 'CommitmentAmended', occurredOn: later, data: { dealId, due: { on: '2026-12-31' }, dueOn: '2026-12-31', amendment: { ...dealRead, sha256 }, approvalReference: '8号', budgets: [] } });
    expect(past.state).toMatchObject({ status: 'pending', dueOn: '2026-12-31', overdue: false });
  });
});

describe('what the process manager tells again', () => {
  const old = (revision: number) => ({ stream: dealRead.stream, revision });

  it('of the deal before a promise was approved, or made, changes nothing', () => {
    promise(...ready, approved()).when({ type: 'ReturnCommitment', cause: 'resubmitted', by: old(4) }, by(rule, later)).then(refused('commitment.told-already'));
    promise(proposed({ deal: old(8) })).when({ ...enforce, signing: old(7) }, by(rule, later)).then(refused('commitment.told-already'));
    promise(proposed({ deal: old(8) })).when({ type: 'EndCommitment', cause: 'deal-closed', by: old(7), clawback: false }, by(rule, later)).then(refused('commitment.told-already'));
  });

  it('approves nothing by a decision that was made before it was costed', () => {
    promise(...ready).when({ type: 'ApproveCommitment', decision: old(2), decidedOn: days.decided }, by(rule, later)).then(refused('commitment.told-already'));
    promise(...ready).when({ type: 'ApproveCommitment', decision: old(3), decidedOn: days.decided }, by(rule, later)).then({ type: 'CommitmentApproved' });
  });

  it('releases nothing that was reserved after it', () => promise(...ready).when({ type: 'ReturnCommitment', cause: 'rejected', by: old(2) }, by(rule, later)).then(refused('command.nothing-to-do')));
});

describe('the deal', () => {
  const back = (cause: 'rejected' | 'lapsed' | 'resubmitted') => ({ type: 'ReturnCommitment', cause, by: dealRead }) as const;
  const end = (cause: 'deal-closed' | 'terminated', clawback = false) => ({ type: 'EndCommitment', cause, by: dealRead, clawback }) as const;

  it('rejected, or its decision lapsed, gives the money back and asks for everything anew', () => {
    for (const cause of ['rejected', 'lapsed'] as const) promise(...ready, approved()).when(back(cause), by(rule, later)).then({ type: 'CommitmentReturned', data: { cause, releases: funds } });
    expect(promise(...ready, approved(), { type: 'CommitmentReturned', data: { dealId, cause: 'rejected', by: dealRead, releases: funds } }).state).toMatchObject({ status: 'proposed', approval: null, costings: [{ is: 'released' }] });
  });

  it('with another dossier asks only for the approval anew', () => {
    promise(...ready, approved()).when(back('resubmitted'), by(rule, later)).then({ type: 'CommitmentReturned', data: { releases: [] } });
    promise(...ready).when(back('resubmitted'), by(rule, later)).then(refused('command.nothing-to-do'));
  });

  it('closed before signing ends its promises; terminated ends those in force', () => {
    promise(...ready).when(end('deal-closed'), by(rule, later)).then({ type: 'CommitmentEnded', data: { cause: 'deal-closed', releases: funds } });
    promise(...due).when(end('terminated'), by(rule, later)).then({ type: 'CommitmentEnded', data: { cause: 'terminated', releases: funds } });
  });

  it('terminated with a clawback claims back what the zone has given, and that alone', () => {
    promise(...due, fulfilled()).when(end('terminated', true), by(rule, later)).then({ type: 'CommitmentClawedBack', data: { termination: dealRead } });
    promise(...due, fulfilled()).when(end('terminated'), by(rule, later)).then(refused('command.nothing-to-do'));
    promise(investorsPromise(), approved(), enforced(), fulfilled()).when(end('terminated', true), by(rule, later)).then(refused('command.nothing-to-do'));
  });
});
