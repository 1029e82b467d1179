import { describe, expect, it } from '@jest/globals';
import { textsIn } from '../texts/index.ts';
import { cellText, columnText, lineText, periodText } from './figure-text.ts';
import { lineBehind, optionsIn, periodsOn } from './figure-view.ts';

const t = textsIn('zh');

describe('a number of a figure', () => {
  it('is told in its scale, and a dash where there is none', () => {
    expect([cellText(1234, 'count', t), cellText(4321, 'bp', t), cellText(52_000_000_000, 'fen', t), cellText(1_500_000, 'millionths', t), cellText(null, 'bp', t)]).toEqual(['1,234', '43.2%', '5.2亿元', '1.5', '—']);
    expect([cellText(31, 'days', t), cellText(456_000_000, 'fen-per-mu', t), cellText(12_050, 'centi-mu', t), cellText(9876, 'points', t)]).toEqual(['31 天', '456 万元/亩', '120.5 亩', '98.76']);
  });
});

describe('a line', () => {
  it('is a column, a unit, a unit and a measure, or a link of a chain', () => {
    expect([lineText({ key: 'signed' }, t), lineText({ key: 'nm' }, t), lineText({ key: 'nm paid-in' }, t), lineText({ key: 'NM-01', facts: { name: '碳纤维' } }, t)]).toEqual(['签约', '新材料专班', '新材料专班 · 到位资金', '碳纤维']);
  });

  it('leads to the cases behind it; in the league each measure does', () => {
    expect([lineBehind({ name: 'stale' }, { key: 'signed' }), lineBehind({ name: 'stale' }, { key: 'signed' }, 'count'), lineBehind({ name: 'forecast' }, { key: 'total' })]).toEqual(['signed', undefined, undefined]);
    expect([lineBehind({ name: 'league' }, { key: 'nm' }), lineBehind({ name: 'league' }, { key: 'nm' }, 'leads.actual'), lineBehind({ name: 'league' }, { key: 'nm' }, 'leads.points')]).toEqual([undefined, 'nm leads', undefined]);
  });
});

it('columns and periods have names', () => {
  expect([columnText('rate', t), columnText('leads.points', t)]).toEqual(['占比', '线索数 · 得分']);
  expect(periodsOn('2026-05-03')).toEqual(['2026-ytd', '2026-Q2', '2026-Q1', '2026', '2025']);
  expect(periodsOn('2026-05-03').map((code) => periodText(code, t))).toEqual(['2026 年至今', '2026 年第 2 季度', '2026 年第 1 季度', '2026 年全年', '2025 年全年']);
});

describe('the options of an address', () => {
  const params = new URLSearchParams('kind=talent&from=signed&chain=NM&investmentPerMu=300000000&intensity=fixed&taxPerMu=-1');

  it('are those that the figure takes and that can be read', () => {
    expect(optionsIn(params, ['kind', 'from'])).toEqual({ kind: 'talent', from: 'signed' });
    expect(optionsIn(params, ['standard', 'chain'])).toEqual({ chain: 'NM', intensity: 'fixed', investmentPerMu: 300_000_000 });
  });

  it('never ask for an adopted standard and a thought one at once', () => {
    expect(optionsIn(new URLSearchParams('standard=2026-01-01&investmentPerMu=1'), ['standard'])).toEqual({ standard: '2026-01-01' });
    expect(optionsIn(new URLSearchParams('from=closed&kind=x&chain=nm'), ['kind', 'from', 'chain'])).toEqual({});
  });
});
