import { describe, expect, it } from '@jest/globals';
import { amountText, wanNumber } from './money.ts';

const WAN = 1_000_000;
const YI = 10_000 * WAN;

describe('an amount in Chinese', () => {
  it('is in 万元 below one 亿, without decimals from ten 万 up', () => {
    expect(amountText(3_500 * WAN, 'zh')).toBe('3,500万元');
    expect(amountText(12.4 * WAN, 'zh')).toBe('12万元');
    expect(amountText(1.25 * WAN, 'zh')).toBe('1.25万元');
  });

  it('is in 亿元 from one 亿 up, with at most two decimals and no trailing zeros', () => {
    expect(amountText(YI, 'zh')).toBe('1亿元');
    expect(amountText(12.6 * YI, 'zh')).toBe('12.6亿元');
    expect(amountText(1_146.954 * YI, 'zh')).toBe('1,146.95亿元');
  });

  it('is never shown as 10,000 万元', () => {
    expect(amountText(YI - 1, 'zh')).toBe('1亿元');
    expect(amountText(9_999 * WAN, 'zh')).toBe('9,999万元');
  });

  it('keeps the sign of what was taken away', () => {
    expect(amountText(-2 * YI, 'zh')).toBe('-2亿元');
  });
});

describe('an amount in English', () => {
  it('is in thousands, millions or billions of yuan', () => {
    expect(amountText(250_000_00, 'en')).toBe('CNY 250k');
    expect(amountText(3_500 * WAN, 'en')).toBe('CNY 35m');
    expect(amountText(12.6 * YI, 'en')).toBe('CNY 1.26bn');
    expect(amountText(99_999_999_900, 'en')).toBe('CNY 1bn');
  });
});

describe('an amount nobody has named', () => {
  it('is no text, so that a screen says so in its own words', () => {
    expect(amountText(0, 'zh')).toBeNull();
    expect(amountText(0, 'en')).toBeNull();
  });
});

describe('万元 as a number', () => {
  it('has at most two decimals', () => {
    expect(wanNumber(123_456_789)).toBe('123.46');
    expect(wanNumber(2 * YI)).toBe('20,000');
  });
});
