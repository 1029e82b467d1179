import { describe, expect, it } from '@jest/globals';
import { cny } from '#measures';
import { clear } from '#vault';
import { refused } from '../../event-store/src/testing.ts';
import { type CommitmentPast, approved, basis, budgetRead, by, clearIt, cleared, cost, costed, costingId, days, dealId, dealRead, funds, investors, investorsPromise, people, promise, propose, proposed, ready, reserved, uuid } from './commitment.fixtures.ts';
import { lacks } from './commitment.state.ts';
import { fittingCommitmentCommands } from './commitment.table.ts';

const { member, finance, legal, rule } = people;
const over = { refused: 'budget.over-authority-limit', facts: { asked: 900_00, free: 100_00 } };

describe('a promise', () => {
  it('is made while its deal negotiates, in either direction, its trigger in secret', () => {
    promise().when(propose({ trigger: '设备进场后' }), by(member, days.proposed)).then({ type: 'CommitmentProposed', data: { dealId, direction: 'zone-to-investor', conditions: [{ commitment: investors }], trigger: clear('设备进场后') } });
    promise().when(propose({ direction: 'investor-to-zone', kind: 'jobs', measure: { of: 'jobs', count: 300 }, conditions: [] }), by(member, days.proposed)).then({ type: 'CommitmentProposed', data: { kind: 'jobs' } });
    promise(proposed()).when(propose(), by(member, days.proposed)).then(refused('commitment.already-proposed'));
  });

  it('never fixes a land price', () => promise().when(propose({ kind: 'land-price' }), by(member, days.proposed)).then(refused('commitment.land-price')));

  it('is not added between the decision and the signing, nor to a closed deal; after signing it waits for an amendment', () => {
    const at = (stage: 'approved' | 'signed' | 'closed') => by(member, days.proposed, { deal: { ...dealRead, stage, enterpriseId: uuid(2), amendments: [] } });
    promise().when(propose(), at('approved')).then(refused('commitment.deal-approved'));
    promise().when(propose(), at('closed')).then(refused('commitment.deal-closed'));
    promise().when(propose(), at('signed')).then({ type: 'CommitmentProposed' });
  });

  it('depends on promises of the investor in the same deal alone, and the investor’s depend on nothing', () => {
    promise().when(propose({ conditions: [{ commitment: uuid(9) }] }), by(member, days.proposed)).then(refused('commitment.condition-unknown', { id: uuid(9) }));
    promise().when(propose(), by(member, days.proposed, { listed: [{ id: investors, direction: 'zone-to-investor' }] })).then(refused('commitment.condition-unknown'));
    promise().when(propose({ due: { days: 30, afterCommitment: uuid(9) } }), by(member, days.proposed)).then(refused('commitment.condition-unknown'));
    promise().when(propose({ direction: 'investor-to-zone' }), by(member, days.proposed)).then(refused('commitment.conditions-are-the-investors'));
  });

  it('is taken back only while it is proposed, and its money is free again', () => {
    promise(...ready).when({ type: 'WithdrawCommitment', input: { reason: '改为租金减免' } }, by(member, days.decided)).then({ type: 'CommitmentEnded', data: { cause: 'withdrawn', reason: clear('改为租金减免'), releases: funds } });
    promise(...ready, approved()).when({ type: 'WithdrawCommitment', input: { reason: '反悔' } }, by(member, days.decided)).then(refused('commitment.not-at-this-stage', { status: 'approved' }));
  });

  it('carries the reason why it is entered late', () => {
    const { answer } = promise().when({ type: 'ProposeCommitment', input: { ...(propose() as { input: object }).input, lateReason: '补录' } } as ReturnType<typeof propose>, by(member, days.proposed));
    expect(answer).toMatchObject([{ data: { lateReason: clear('补录') } }]);
  });

  it('takes no act of people that happened before it was proposed', () => promise(proposed()).when(clearIt(), by(legal, '2026-03-01')).then(refused('commitment.before-proposal', { proposedOn: days.proposed })));
});

describe('the costing', () => {
  it('names each year’s money and the budgets that were asked', () => {
    promise(proposed()).when(cost(900_00), by(finance, days.costed)).then({ type: 'CommitmentCosted', data: { authority: 'gwh', years: [{ year: 2026, amount: cny(900_00), fen: 900_00 }], budgets: [budgetRead], releases: [] } });
  });

  it('over what a year’s budget bears is refused, with what is free', () => {
    promise(proposed()).when(cost(900_00), by(finance, days.costed, { budgets: [{ ...budgetRead, year: 2026, no: over }] })).then(refused('budget.over-authority-limit', { year: 2026, free: 100_00 }));
  });

  it('reserves in every year of a promise of several years, and one year that cannot bear it stops them all', () => {
    const years = [{ year: 2026, amount: cny(500_00) }, { year: 2027, amount: cny(400_00) }];
    promise(proposed()).when(cost(0, { years }), by(finance, days.costed)).then({ type: 'CommitmentCosted', data: { years: [{ year: 2026, amount: cny(500_00), fen: 500_00 }, { year: 2027, amount: cny(400_00), fen: 400_00 }] } });
    const late = [{ ...budgetRead, year: 2026, no: undefined }, { ...budgetRead, year: 2027, no: over }];
    promise(proposed()).when(cost(0, { years }), by(finance, days.costed, { budgets: late })).then(refused('budget.over-authority-limit', { year: 2027 }));
  });

  it('covers all the money that is promised, foreign money at its rate', () => {
    promise(proposed()).when(cost(899_99), by(finance, days.costed)).then(refused('commitment.cost-below-promise', { promised: 900_00, costed: 899_99 }));
    const usd = { amount: 126_91, currency: 'USD', rate: { millionths: 7_092_100, on: '2026-03-09' } };
    promise(proposed()).when(cost(0, { years: [{ year: 2026, amount: usd }] }), by(finance, days.costed)).then({ type: 'CommitmentCosted', data: { years: [{ year: 2026, amount: usd, fen: 900_06 }] } });
  });

  it('names each year once, with its line', () => {
    promise(proposed()).when(cost(0, { years: [{ year: 2026, amount: cny(900_00) }, { year: 2026, amount: cny(1) }] }), by(finance, days.costed)).then(refused('commitment.years-unsound'));
    promise(proposed()).when(cost(900_00, { line: undefined }), by(finance, days.costed)).then(refused('commitment.line-missing'));
  });

  it('anew gives the money of the last one back', () => promise(...ready).when(cost(950_00), by(finance, days.cleared)).then({ type: 'CommitmentCosted', data: { releases: funds } }));

  it('is not made by who proposed it, nor for what the investor promises', () => {
    promise(proposed()).when(cost(900_00), by({ ...finance, onBehalfOf: member.account }, days.costed)).then(refused('commitment.proposer-costs'));
    promise(investorsPromise()).when(cost(900_00), by(finance, days.costed)).then(refused('commitment.not-the-zones'));
  });

  it('is void when a year declines it after all, and the other years are released', () => {
    const decline = { type: 'NoteDecline', costing: costingId, year: 2026, code: 'budget.over-line', budget: budgetRead } as const;
    promise(proposed(), costed()).when(decline, by(rule, days.costed)).then({ type: 'CostingDeclined', data: { code: 'budget.over-line', releases: funds } });
    promise(proposed(), costed(), reserved()).when(decline, by(rule, days.costed)).then(refused('command.nothing-to-do'));
  });

  it('is reserved year by year, each once', () => {
    const note = { type: 'NoteReservation', costing: costingId, year: 2026, budget: budgetRead } as const;
    promise(proposed(), costed()).when(note, by(rule, days.costed)).then({ type: 'CommitmentReserved', data: { year: 2026, budget: budgetRead, confirms: [] } });
    promise(proposed(), costed(), reserved()).when(note, by(rule, days.costed)).then(refused('command.nothing-to-do'));
  });
});

describe('the clearance', () => {
  it('names the legal basis and the fair-competition review', () => promise(proposed()).when(clearIt(), by(legal, days.cleared)).then({ type: 'CommitmentCleared', data: basis }));

  it('without a legal basis is refused, not warned; without a fair-competition review too', () => {
    promise(proposed()).when(clearIt({ legalBasis: undefined }), by(legal, days.cleared)).then(refused('commitment.legal-basis-missing'));
    promise(proposed()).when(clearIt({ fairCompetition: undefined }), by(legal, days.cleared)).then(refused('commitment.fair-competition-missing'));
  });

  it('of a case-by-case policy needs the reference of its approval', () => {
    const alone = proposed({ policy: 'case-by-case' });
    promise(alone).when(clearIt(), by(legal, days.cleared)).then(refused('commitment.case-by-case-unapproved'));
    promise(alone).when(clearIt({ approvalReference: '聊高新纪要〔2026〕5号' }), by(legal, days.cleared)).then({ type: 'CommitmentCleared', data: { approvalReference: '聊高新纪要〔2026〕5号' } });
    promise(proposed({ policy: 'case-by-case', approvalReference: '聊高新纪要〔2026〕5号' })).when(clearIt(), by(legal, days.cleared)).then({ type: 'CommitmentCleared' });
  });

  it('is not given by who proposed it, and may be refused with a reason, which voids one given before', () => {
    promise(proposed()).when(clearIt(), by({ ...legal, onBehalfOf: member.account }, days.cleared)).then(refused('commitment.proposer-clears'));
    promise(proposed(), cleared()).when({ type: 'ClearCommitment', input: { verdict: 'refuse', reason: '依据已废止' } }, by(legal, days.cleared)).then({ type: 'ClearanceRefused', data: { reason: clear('依据已废止') } });
    expect(promise(proposed(), cleared(), { type: 'ClearanceRefused', data: { dealId, reason: clear('依据已废止') } }).state?.clearance).toBeNull();
  });
});

describe('what a promise lacks', () => {
  const of = (...past: readonly CommitmentPast[]) => { const { state } = promise(...past); return state && lacks(state); };

  it('is its costing, the reservation, the clearance, one after the other', () => {
    expect(of(proposed())).toEqual(['costing', 'clearance']);
    expect(of(proposed(), costed())).toEqual(['reservation', 'clearance']);
    expect(of(proposed(), costed(), reserved())).toEqual(['clearance']);
    expect(of(...ready)).toEqual([]);
  });

  it('is nothing for what the investor promises', () => expect(of(investorsPromise())).toEqual([]));

  it('is judged by the day of the decision: what was cleared later was not there', () => {
    const { state } = promise(...ready);
    expect(state && lacks(state, days.costed)).toEqual(['clearance']);
    expect(state && lacks(state, '2026-03-05')).toEqual(['costing', 'clearance']);
  });

  it('keeps it from being approved, whatever the meeting was told', () => {
    const approve = { type: 'ApproveCommitment', decision: dealRead, decidedOn: days.decided } as const;
    promise(...ready).when(approve, by(rule, days.decided)).then({ type: 'CommitmentApproved', data: { decision: dealRead, decidedOn: days.decided } });
    promise(proposed(), costed(), cleared()).when(approve, by(rule, days.decided)).then(refused('commitment.not-ready', { missing: ['reservation'] }));
  });
});

describe('what people may do with a promise', () => {
  it('follows its standing', () => {
    const fits = (...past: readonly CommitmentPast[]) => { const { state } = promise(...past); return state && fittingCommitmentCommands(state); };
    expect(fits(proposed())).toEqual(['WithdrawCommitment', 'CostCommitment', 'ClearCommitment']);
    expect(fits(investorsPromise())).toEqual(['WithdrawCommitment']);
    expect(fits(...ready, approved())).toEqual([]);
  });
});
