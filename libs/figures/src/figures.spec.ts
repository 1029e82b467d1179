import { describe, expect, it } from '@jest/globals';
import { catalogue } from '#wire';
import { basisPoints, percentile, portion } from './arithmetic.ts';
import { partDays, periodOf } from './period.ts';
import { definitions } from './registry.ts';
import { inForce, referencesOf, targetOf } from './references.ts';
import { figureSettingsOn } from './settings.ts';

describe('a period', () => {
  it.each([
    ['2026', '2026-01-01', '2026-12-31'],
    ['2026-H2', '2026-07-01', '2026-12-31'],
    ['2026-Q1', '2026-01-01', '2026-03-31'],
    ['2028-02', '2028-02-01', '2028-02-29'],
    ['2026-ytd', '2026-01-01', '2026-05-20'],
    ['2025-ytd', '2025-01-01', '2025-12-31'],
  ])('%s lasts from %s to %s', (code, from, to) => {
    expect(periodOf(code, '2026-05-20')).toMatchObject({ code, from, to });
  });

  it('to date is measured against the target of the whole year', () => {
    expect(partDays(periodOf('2026-ytd', '2026-05-20'))).toEqual({ from: '2026-01-01', to: '2026-12-31' });
    expect(partDays(periodOf('2026-Q4', '2026-05-20'))).toEqual({ from: '2026-10-01', to: '2026-12-31' });
  });
});

describe('arithmetic', () => {
  it('rounds shares half up, and knows no share of nothing', () => {
    expect([basisPoints(1, 3), basisPoints(1, 8), basisPoints(1, 20_000), basisPoints(-1, 3), basisPoints(1, 0)]).toEqual([3333, 1250, 1, -3333, null]);
  });

  it('stays exact beyond 2⁵³', () => {
    expect(portion(9_000_000_000_000_001, 9_000_000_000_000_000, 9_000_000_000_000_000)).toBe(9_000_000_000_000_001);
    expect(basisPoints(9_000_000_000_000_000, 9_000_000_000_000_000)).toBe(10_000);
  });

  it('takes percentiles by nearest rank', () => {
    expect([percentile([4, 1, 3, 2], 50), percentile([5, 1, 9], 50), percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), percentile([], 50)]).toEqual([2, 5, 9, null]);
  });
});

describe('what figures compare with', () => {
  const references = referencesOf([
    { type: 'UnitEstablished', data: { code: 'nm', name: '新材料', kind: 'task-force', from: '2025-01-01' }, unit: 'nm' },
    { type: 'UnitRenamed', data: { name: '新材料专班', from: '2025-06-01' }, unit: 'nm' },
    { type: 'TargetSet', data: { unit: 'nm', year: 2026, period: 'year', measure: 'starts', value: 5 }, unit: null },
    { type: 'TargetRevised', data: { unit: 'nm', year: 2026, period: 'year', measure: 'starts', from: 5, to: 7 }, unit: null },
    { type: 'EntryStandardAdopted', data: { from: '2026-07-01', reference: '新' }, unit: null },
    { type: 'EntryStandardAdopted', data: { from: '2025-01-01', reference: '旧' }, unit: null },
  ]);

  it('is folded from its entries', () => {
    expect(references.units.get('nm')).toMatchObject({ name: '新材料专班' });
    expect([targetOf(references, 'nm', 2026, 'year', 'starts'), targetOf(references, 'nm', 2026, 'Q1', 'starts')]).toEqual([7, null]);
  });

  it('is in force from its own day, whenever it was entered', () => {
    expect(['2024-12-31', '2026-06-30', '2026-07-01'].map((on) => inForce(references.standards, on)?.reference)).toEqual([undefined, '旧', '新']);
  });
});

describe('the settings', () => {
  it('hold from their day until the next ones', () => {
    const settings = [{ from: '2020-01-01', staleAfterDays: 30 }, { from: '2026-07-01', staleAfterDays: 20 }];
    expect(['2026-06-30', '2026-07-01'].map((on) => figureSettingsOn(on, settings).staleAfterDays)).toEqual([30, 20]);
  });
});

describe('the registry', () => {
  it('holds every version once', () => {
    const keys = definitions.map(({ name, version }) => `${name}@${version}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(definitions.map(({ name, version }) => [name, version] as const))('says in words what %s version %i is', (name, version) => {
    expect(Object.keys(catalogue)).toEqual(expect.arrayContaining([`figure.${name}.title`, `figure.${name}.${version}.formula`]));
  });
});
