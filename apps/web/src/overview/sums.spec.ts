import { describe, expect, it } from '@jest/globals';
import type { BoardColumn, Stage } from '../api/answers.ts';
import { byKind, rowOf, sumOf } from './sums.ts';

const column = (stage: Stage, count: number, amount: number): BoardColumn => ({ stage, count, amount, cards: [], cursor: null });
const row = (unit: string, ...columns: BoardColumn[]) => rowOf({ columns }, unit);

describe('the figures of a unit', () => {
  it('leave what is closed out of what is open, and keep its cell', () => {
    const nm = row('nm', column('registered', 2, 300), column('signed', 1, 500), column('closed', 9, 9_000));
    expect(nm.open).toEqual({ count: 3, amount: 800 });
    expect(nm.cells.get('closed')).toEqual({ count: 9, amount: 9_000 });
    expect(sumOf(nm, ['registered', 'triaged', 'signed'])).toEqual({ count: 3, amount: 800 });
  });
});

describe('the figures of a stage by kind of unit', () => {
  it('add the units of a kind and have a place for every kind', () => {
    const rows = [row('team1', column('signed', 1, 100)), row('team5', column('signed', 2, 50)), row('squad10', column('signed', 4, 7)), row('pool', column('triaged', 3, 0))];
    const signed = byKind(rows, 'signed');
    expect(signed.get('team')).toEqual({ count: 3, amount: 150 });
    expect(signed.get('squad')).toEqual({ count: 4, amount: 7 });
    expect(signed.get('pool')).toEqual({ count: 0, amount: 0 });
    expect([...signed.values()].reduce((sum, { count }) => sum + count, 0)).toBe(7);
  });
});
