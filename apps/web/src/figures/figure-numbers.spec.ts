import { describe, expect, it } from '@jest/globals';
import { textsIn } from '../texts/index.ts';
import { columnText, lineText, numberText, scaleOf, spoken } from './figure-numbers.ts';
import { periodsOn, periodText } from './periods.ts';

const [zh, en] = [textsIn('zh'), textsIn('en')];

describe('a number of a figure', () => {
  it.each([
    [123_450_000_000, 'fen', '12.35亿元'],
    [30_000_000_000, 'fen-per-mu', '3亿元/亩'],
    [5_625, 'bp', '56.3%'],
    [1_500_000, 'millionths', '1.5'],
    [12_345, 'centi-mu', '123.5 亩'],
    [8_765, 'points', '87.65'],
    [31, 'days', '31 天'],
    [1_234, 'count', '1,234'],
    [null, 'fen', '—'],
    [0, 'fen', '0'],
  ] as const)('%p in %s is shown as %s', (value, scale, shown) => {
    expect(numberText(value, scale, zh)).toBe(shown);
  });

  it('takes the scale of its line where the column leaves it to the line', () => {
    expect([scaleOf({ name: 'actual', scale: 'line' }, { key: 'nm paid-in', scale: 'fen', cells: {} }), scaleOf({ name: 'gap', scale: 'bp' }, { key: 'x', cells: {} })]).toEqual(['fen', 'bp']);
  });
});

describe('a table of a figure', () => {
  it('leaves out columns in which no line says anything', () => {
    expect(spoken([{ name: 'a', scale: 'count' }, { name: 'b', scale: 'count' }], [{ key: 'x', cells: { a: 0, b: null } }]).map(({ name }) => name)).toEqual(['a']);
  });

  it('names lines and columns in the reader’s language', () => {
    expect([lineText({ key: 'nm', cells: {} }, zh), lineText({ key: 'all', cells: {} }, en), lineText({ key: 'nm leads', facts: { unit: 'nm', measure: 'leads' }, cells: {} }, zh)]).toEqual(['新材料专班', 'Whole zone', '新材料专班 · 报备线索']);
    expect([columnText('league', 'paid-in.points', zh), columnText('paid-in-rate', 'signed', zh), columnText('start-rate', 'signed', zh)]).toEqual(['到位资金 · 得分', '合同金额', '签约']);
  });
});

describe('periods', () => {
  it('are offered up to the day, the year to date first', () => {
    const codes = periodsOn('2026-05-20', zh).map(({ value }) => value);
    expect(codes).toEqual(['2026-ytd', '2026', '2026-H1', '2026-Q2', '2026-Q1', '2026-05', '2026-04', '2026-03', '2026-02', '2026-01', '2025', '2024']);
  });

  it('are said in words', () => {
    expect(['2026', '2026-ytd', '2026-H2', '2026-Q3', '2026-05'].map((code) => periodText(code, zh))).toEqual(['2026 年全年', '2026 年至今', '2026 年下半年', '2026 年第 3 季度', '2026 年 5 月']);
  });
});
