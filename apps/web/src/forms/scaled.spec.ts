import { describe, expect, it } from '@jest/globals';
import { formatScaled, parseScaled } from './scaled.ts';
import { inFen, parseMoney, typedMoney } from './money-input.ts';

const typed = { typed: '', unit: 'wan', currency: 'CNY', rate: '', rateOn: null } as const;

describe('a typed quantity', () => {
  it('becomes an integer without passing through a float', () => {
    expect(parseScaled('1.005', 6)).toBe(1_005_000);
    expect(parseScaled('0.29', 2)).toBe(29);
    expect(parseScaled('37.5', 2)).toBe(3750);
  });

  it('is taken with full-width digits, separators and trailing zeros', () => {
    expect(parseScaled('１，２００．５０', 1)).toBe(12_005);
    expect(parseScaled(' 12,000 ', 0)).toBe(12_000);
    expect(parseScaled('3.', 2)).toBe(300);
  });

  it('is refused when it is no number, negative, or finer than the unit', () => {
    expect(parseScaled('abc', 2)).toBe('not-a-number');
    expect(parseScaled('-1', 2)).toBe('not-a-number');
    expect(parseScaled('1e5', 2)).toBe('not-a-number');
    expect(parseScaled('1.234', 2)).toBe('too-precise');
    expect(parseScaled('99999999', 10)).toBe('too-large');
  });

  it('is written back as it was typed', () => {
    expect(formatScaled(1_005_000, 6)).toBe('1.005');
    expect(formatScaled(5, 2)).toBe('0.05');
    expect(formatScaled(300, 2)).toBe('3');
    expect(formatScaled(7, 0)).toBe('7');
  });
});

describe('a typed amount', () => {
  it('is 分 whatever unit it was typed in', () => {
    expect(parseMoney({ ...typed, typed: '5', unit: 'yi' })).toEqual({ amount: 50_000_000_000, currency: 'CNY' });
    expect(parseMoney({ ...typed, typed: '50000', unit: 'wan' })).toEqual({ amount: 50_000_000_000, currency: 'CNY' });
    expect(parseMoney({ ...typed, typed: '0.01', unit: 'yuan' })).toEqual({ amount: 1, currency: 'CNY' });
    expect(parseMoney({ ...typed, typed: ' ' })).toBeUndefined();
  });

  it('in foreign money needs a rate and the day of the rate', () => {
    const dollars = { ...typed, typed: '1000', currency: 'USD' };
    expect(parseMoney(dollars)).toBe('rate-missing');
    expect(parseMoney({ ...dollars, rate: '0' })).toBe('rate-missing');
    expect(parseMoney({ ...dollars, rate: '7.0921' })).toBe('rate-day-missing');
    expect(parseMoney({ ...dollars, rate: '7.0921', rateOn: '2026-11-20' })).toEqual({ amount: 1_000_000_000, currency: 'USD', rate: { millionths: 7_092_100, on: '2026-11-20' } });
  });

  it('comes back into the boxes as the same amount, and is worth its rate in CNY', () => {
    for (const money of [{ amount: 50_000_000_000, currency: 'CNY' }, { amount: 1, currency: 'CNY' }, { amount: 123_456_789, currency: 'USD', rate: { millionths: 7_092_100, on: '2026-11-20' } }]) {
      expect(parseMoney(typedMoney(money))).toEqual(money);
    }
    expect(inFen({ amount: 3, currency: 'USD', rate: { millionths: 500_000, on: '2026-11-20' } })).toBe(2);
  });
});
