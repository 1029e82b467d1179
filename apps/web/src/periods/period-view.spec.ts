import { describe, expect, it } from '@jest/globals';
import type { Figure } from '../figures/figure-view.ts';
import { comparedLines, openMonths } from './period-view.ts';

const figure = (lines: Readonly<Record<string, number>>): Figure => ({ columns: [{ name: 'count', scale: 'count' }], lines: Object.entries(lines).map(([key, count]) => ({ key, cells: { count } })) }) as unknown as Figure;

describe('a report as recognised beside as known now', () => {
  it('marks what differs, also what is in one of the two only', () => {
    const lines = comparedLines(figure({ nm: 1, he: 2, yy: 5 }), figure({ nm: 1, he: 3, xx: 1 }));
    expect(lines.map(({ line: { key }, differs, cells: [cell] }) => [key, differs, cell?.then, cell?.now])).toEqual([['nm', false, 1, 1], ['he', true, 2, 3], ['xx', true, null, 1], ['yy', true, 5, null]]);
  });

  it('has nothing to differ from while the present is on its way', () => {
    expect(comparedLines(figure({ nm: 1 }), undefined).map(({ differs }) => differs)).toEqual([false]);
  });
});

describe('the months that can be closed', () => {
  it('are over and not closed, a year of them, and further back to the oldest that was', () => {
    expect(openMonths('2026-02-10', ['2025-12']).slice(0, 3)).toEqual(['2026-01', '2025-11', '2025-10']);
    expect(openMonths('2026-02-10', []).at(-1)).toBe('2025-02');
    expect(openMonths('2026-02-10', ['2024-12']).at(-1)).toBe('2025-01');
  });
});
