import { describe, expect, it } from '@jest/globals';
import { given, type Past, refused } from '../../event-store/src/testing.ts';
import { type BudgetCommand, budgetDecider, sumsOf, unbearable } from './budget.decider.ts';
import type { BudgetEvent } from './budget.events.ts';
import { budgetView } from './commitment.view.ts';

const uuid = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;
const dealId = uuid(1);
const claim = (n: number) => ({ dealId, commitmentId: uuid(n), costing: uuid(n) });
const budget = (...events: readonly Past<BudgetEvent>[]) => given(budgetDecider, ...events);
const reserve = (n: number, fen: number, line = '2150899'): BudgetCommand => ({ type: 'ReserveFunds', line, fen, ...claim(n) });

const limit = (limitFen: number, occurredOn = '2026-01-05'): Past<BudgetEvent> => ({ type: 'AuthorityLimitSet', data: { limitFen, approvalReference: '聊高新财〔2026〕1号' }, occurredOn });
const line = (code: string, budgetFen: number): Past<BudgetEvent> => ({ type: 'BudgetLineSet', data: { line: code, name: '产业扶持', budgetFen, approvalReference: '聊高新财〔2026〕1号' }, occurredOn: '2026-01-06' });
const reserved = (n: number, fen: number, code = '2150899'): Past<BudgetEvent> => ({ type: 'FundsReserved', data: { ...claim(n), line: code, fen } });
const set = [limit(1_000), line('2150899', 800), line('2159904', 600)];

describe('the budget of an authority’s year', () => {
  it('is set by finance, line by line and over all lines, each on its day and with its approval', () => {
    budget().when({ type: 'SetAuthorityLimit', limitFen: 1_000, approvalReference: '一号' }, undefined).then({ type: 'AuthorityLimitSet', data: { limitFen: 1_000, approvalReference: '一号' } });
    budget().when({ type: 'SetBudgetLine', line: '2150899', name: '产业扶持', budgetFen: 800, approvalReference: '一号' }, undefined).then({ type: 'BudgetLineSet', data: { budgetFen: 800 } });
    expect(budget(limit(1_000), limit(2_000, '2026-03-01')).state).toMatchObject({ limitFen: 2_000, limitSince: '2026-03-01' });
  });

  it('reserves what the line and the limit bear', () => {
    budget(...set).when(reserve(2, 800), undefined).then({ type: 'FundsReserved', data: { fen: 800, line: '2150899' } });
  });

  it('declines, on the record, what is over the line, and tells what is free', () => {
    budget(...set, reserved(2, 500)).when(reserve(3, 301), undefined).then({ type: 'ReservationDeclined', data: { code: 'budget.over-line', free: 300 } });
    budget(...set, reserved(2, 500)).when(reserve(3, 300), undefined).then({ type: 'FundsReserved' });
  });

  it('declines what is over the authority’s limit, cumulatively over all lines, though the line would bear it', () => {
    budget(...set, reserved(2, 800)).when(reserve(3, 201, '2159904'), undefined).then({ type: 'ReservationDeclined', data: { code: 'budget.over-authority-limit', free: 200 } });
    budget(...set, reserved(2, 800)).when(reserve(3, 200, '2159904'), undefined).then({ type: 'FundsReserved' });
  });

  it('bears nothing before its limit and its lines are set', () => {
    budget().when(reserve(2, 1), undefined).then({ type: 'ReservationDeclined', data: { code: 'budget.line-unknown', free: 0 } });
    budget(line('2150899', 800)).when(reserve(2, 1), undefined).then({ type: 'ReservationDeclined', data: { code: 'budget.over-authority-limit', free: 0 } });
  });

  it('counts what is confirmed as what is reserved, and no longer what is released', () => {
    const confirmed: Past<BudgetEvent> = { type: 'FundsConfirmed', data: { ...claim(2), fen: 800 } };
    budget(...set, reserved(2, 800)).when({ type: 'ConfirmFunds', ...claim(2) }, undefined).then({ type: 'FundsConfirmed', data: { fen: 800 } });
    budget(...set, reserved(2, 800), confirmed).when(reserve(3, 1), undefined).then({ type: 'ReservationDeclined' });
    budget(...set, reserved(2, 800), confirmed).when({ type: 'ReleaseFunds', ...claim(2) }, undefined).then({ type: 'FundsReleased', data: { fen: 800, was: 'confirmed' } });
    budget(...set, reserved(2, 800), { type: 'FundsReleased', data: { ...claim(2), fen: 800, was: 'reserved' } }).when(reserve(3, 800), undefined).then({ type: 'FundsReserved' });
  });

  it('reserves, confirms and releases for one costing once', () => {
    const released: Past<BudgetEvent> = { type: 'FundsReleased', data: { ...claim(2), fen: 100, was: 'reserved' } };
    budget(...set, reserved(2, 100)).when(reserve(2, 100), undefined).then(refused('budget.costing-settled'));
    budget(...set, reserved(2, 100), released).when({ type: 'ConfirmFunds', ...claim(2) }, undefined).then(refused('budget.nothing-reserved'));
    budget(...set, reserved(2, 100), released).when({ type: 'ReleaseFunds', ...claim(2) }, undefined).then(refused('command.nothing-to-do'));
  });

  it('never reserves for what was released before it was asked for', () => {
    const early = budget(...set).when({ type: 'ReleaseFunds', ...claim(2) }, undefined);
    early.then({ type: 'FundsReleased', data: { fen: 0, was: 'nothing' } });
    budget(...set, { type: 'FundsReleased', data: { ...claim(2), fen: 0, was: 'nothing' } }).when(reserve(2, 100), undefined).then(refused('budget.costing-settled'));
  });

  it('is not cut below what is taken', () => {
    budget(...set, reserved(2, 500)).when({ type: 'SetAuthorityLimit', limitFen: 499, approvalReference: '二号' }, undefined).then(refused('budget.below-what-is-taken', { taken: 500 }));
    budget(...set, reserved(2, 500)).when({ type: 'SetBudgetLine', line: '2150899', name: '产业扶持', budgetFen: 499, approvalReference: '二号' }, undefined).then(refused('budget.below-what-is-taken', { taken: 500 }));
    budget(...set, reserved(2, 500)).when({ type: 'SetBudgetLine', line: '2159904', name: '产业扶持', budgetFen: 0, approvalReference: '二号' }, undefined).then({ type: 'BudgetLineSet' });
  });

  it('tells before it is asked whether it would bear a costing, without the one that this replaces', () => {
    const { state } = budget(...set, reserved(2, 700));
    expect(unbearable(state, { line: '2150899', fen: 700 })).toMatchObject({ refused: 'budget.over-line', facts: { free: 100 } });
    expect(unbearable(state, { line: '2150899', fen: 700 }, [uuid(2)])).toBeUndefined();
  });

  it('shows limit, reserved, confirmed, released and free, of each line no more than the limit leaves', () => {
    const { state } = budget(...set, reserved(2, 500), { type: 'FundsConfirmed', data: { ...claim(2), fen: 500 } }, reserved(3, 300, '2159904'));
    expect(sumsOf(state)).toEqual({ reserved: 300, confirmed: 500, released: 0 });
    expect(budgetView('gwh', 2026, { state, revision: 6 })).toMatchObject({
      limit: 1_000, reserved: 300, confirmed: 500, released: 0, free: 200,
      lines: [{ line: '2150899', budget: 800, confirmed: 500, free: 200 }, { line: '2159904', budget: 600, reserved: 300, free: 200 }],
    });
  });
});
