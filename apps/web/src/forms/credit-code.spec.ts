import { describe, expect, it } from '@jest/globals';
import { creditCodeHint, normaliseCreditCode } from './credit-code.ts';

describe('the hint under a credit code', () => {
  it('says nothing of an empty box and counts what is left while typing', () => {
    expect(creditCodeHint('')).toEqual({ kind: 'empty' });
    expect(creditCodeHint('91350100M0001')).toEqual({ kind: 'typing', left: 5 });
  });

  it('takes the example of the standard, pasted however', () => {
    expect(creditCodeHint('91350100M000100Y43')).toEqual({ kind: 'valid' });
    expect(creditCodeHint('９１350100 m000100y43')).toEqual({ kind: 'valid' });
    expect(normaliseCreditCode(' 91350100m000100y43 ')).toBe('91350100M000100Y43');
  });

  it('names the check digit that would fit when one character is wrong', () => {
    expect(creditCodeHint('91350100M000100Y44')).toEqual({ kind: 'check-digit', expected: '3' });
    expect(creditCodeHint('91350100M000200Y43').kind).toBe('check-digit');
  });

  it('says where a letter stands that no code has, and refuses what is too long', () => {
    expect(creditCodeHint('9135O')).toEqual({ kind: 'shape', position: 5 });
    expect(creditCodeHint('91350100M000100Y431')).toEqual({ kind: 'shape' });
  });
});
