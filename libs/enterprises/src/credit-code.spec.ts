import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkCreditCode, creditCodeAlphabet, creditCodeCheckDigit } from './credit-code.ts';

/** Codes that their bearers publish: two banks, an oil company, three private firms. */
const published = ['91100000100003962T', '91110000100011743X', '91110000802100433B', '9144030071526726XG', '914403001922038216', '91330100799655058B'];

const characters = Array.from(creditCodeAlphabet);
const first17 = fc.array(fc.constantFrom(...characters), { minLength: 17, maxLength: 17 }).map((list) => list.join(''));
const validCode = first17.map((text) => text + creditCodeCheckDigit(text));

describe('a credit code', () => {
  it.each(published)('%s, as published, is valid', (code) => {
    expect(checkCreditCode(code)).toEqual({ kind: 'valid', code });
  });

  it('is read through full-width characters, lower case and white space', () => {
    expect(checkCreditCode(' ９１４４０３００\u3000７１５２６７２６ｘｇ\n')).toEqual({ kind: 'valid', code: '9144030071526726XG' });
  });

  it('with another check digit asks for confirmation and names the expected one', () => {
    expect(checkCreditCode('91100000100003962U')).toEqual({ kind: 'check-digit', code: '91100000100003962U', expected: 'T' });
  });

  it('of another shape is refused with the reason', () => {
    expect(checkCreditCode('')).toEqual({ kind: 'shape', reason: { code: 'empty' } });
    expect(checkCreditCode('9110000010000396')).toEqual({ kind: 'shape', reason: { code: 'length', actual: 16, expected: 18 } });
    expect(checkCreditCode('91100000100003962TT')).toEqual({ kind: 'shape', reason: { code: 'length', actual: 19, expected: 18 } });
    expect(checkCreditCode('9110O000100003962T')).toEqual({ kind: 'shape', reason: { code: 'character', position: 5, character: 'O' } });
    expect(checkCreditCode('一二三四五六七八九十一二三四五六七八')).toMatchObject({ reason: { code: 'character', position: 1 } });
  });

  it.each(['I', 'O', 'S', 'V', 'Z'])('never contains %s', (letter) => {
    expect(creditCodeAlphabet).not.toContain(letter);
    expect(checkCreditCode(`${letter}1100000100003962T`).kind).toBe('shape');
  });

  it('is valid with the computed check digit, and with no other', () => {
    fc.assert(fc.property(first17, (text) => {
      const verdicts = characters.map((digit) => checkCreditCode(text + digit));
      expect(verdicts.filter(({ kind }) => kind === 'valid')).toHaveLength(1);
      expect(verdicts.filter(({ kind }) => kind === 'check-digit')).toHaveLength(30);
    }));
  });

  it('betrays every single wrong character', () => {
    fc.assert(fc.property(validCode, fc.nat(17), fc.constantFrom(...characters), (code, position, wrong) => {
      fc.pre(code[position] !== wrong);
      expect(checkCreditCode(code.slice(0, position) + wrong + code.slice(position + 1)).kind).toBe('check-digit');
    }), { numRuns: 1000 });
  });

  it('betrays two neighbours exchanged before the check digit', () => {
    fc.assert(fc.property(validCode, fc.nat(15), (code, at) => {
      fc.pre(code[at] !== code[at + 1]);
      const exchanged = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
      expect(checkCreditCode(exchanged).kind).toBe('check-digit');
    }));
  });

  it('has no check digit unless 17 characters of the alphabet precede it', () => {
    expect(() => creditCodeCheckDigit('123')).toThrow(RangeError);
    expect(() => creditCodeCheckDigit('O'.repeat(17))).toThrow(RangeError);
  });

  it('never makes the check fail on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(['valid', 'check-digit', 'shape']).toContain(checkCreditCode(text).kind);
    }));
  });
});
