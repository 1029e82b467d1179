import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldedInitial, initialsOf, isNearSound, syllablesOf } from './sound.ts';

const syllable = fc.constantFrom(...syllablesOf('康莱美米德瑞柏谱奥洛贞元新高财金博源天亚达鑫之龙普鲁西科维锦华澳昆润宏颐合光明园迪日发中宇阿尔和创智汇信恒芯道图名客台振绿云二安恩欧爱'));

describe('sound', () => {
  it('is one syllable a character, without tones; other writing stands for itself', () => {
    expect(syllablesOf('绿谷5G')).toEqual(['lv', 'gu', '5', 'g']);
    expect(initialsOf(syllablesOf('奥洛瑞'))).toBe('alr');
    expect(syllablesOf('')).toEqual([]);
  });

  it.each([['mei', 'mi'], ['zhang', 'zang'], ['lan', 'nan'], ['xin', 'xing'], ['hui', 'fui'], ['luo', 'lo'], ['sheng', 'sen'], ['an', 'ang']])('of %s and %s is near', (left, right) => {
    expect(isNearSound(left, right)).toBe(true);
  });

  it.each([['de', 'mei'], ['bai', 'pu'], ['bai', 'pai'], ['mei', 'mao'], ['li', 'lu'], ['yuan', 'xin'], ['ma', 'mei'], ['a', 'b'], ['5', '6']])('of %s and %s is not near', (left, right) => {
    expect(isNearSound(left, right)).toBe(false);
  });

  it('is near both ways or neither, near to itself, and only where the folded initials agree', () => {
    fc.assert(fc.property(syllable, syllable, (left, right) => {
      expect(isNearSound(left, left)).toBe(true);
      expect(isNearSound(right, left)).toBe(isNearSound(left, right));
      expect(isNearSound(left, right) && foldedInitial(left) !== foldedInitial(right)).toBe(false);
    }), { numRuns: 2000 });
  });
});
