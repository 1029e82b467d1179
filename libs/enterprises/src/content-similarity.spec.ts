import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contentKeys, contentSimilarity, shinglesOf, similarContent } from './content-similarity.ts';

const alike = (left: string, right: string): number => contentSimilarity(shinglesOf(left), shinglesOf(right));
const shingles = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), { minLength: 1, maxLength: 12 }).map((list) => new Set(list));

describe('project contents', () => {
  it('are the same whatever their amounts and the words every project uses', () => {
    expect(alike('年产10万套碳纤维复合材料轻量化无人机部件项目', '碳纤维复合材料轻量化无人机部件生产基地（二期）')).toBe(1);
    expect(alike('年产5万台乳房专用核磁共振仪生产项目', '年产3万台乳房专用核磁共振仪项目')).toBe(1);
  });

  it('are similar when one says a little more', () => {
    expect(alike('大型技术激光切割机设备基座生产项目', '大型激光切割机设备基座生产项目')).toBeGreaterThanOrEqual(similarContent);
  });

  it('differ by product, though of one line of business', () => {
    expect(alike('60万吨/年己内酰胺·尼龙6项目', '20万吨/年尼龙66一体化项目')).toBe(0);
    expect(alike('中赛科技智能终端组装项目', '中翔泰科技智能终端研发制造项目')).toBeLessThan(similarContent);
  });

  it('that say next to nothing are like nothing, not even themselves', () => {
    expect(alike('智能终端项目', '智能终端项目')).toBe(0);
    expect(alike('', '')).toBe(0);
  });

  it('are alike both ways, wholly only when equal', () => {
    fc.assert(fc.property(shingles, shingles, (left, right) => {
      const similarity = contentSimilarity(left, right);
      expect(contentSimilarity(right, left)).toBe(similarity);
      expect(similarity === 1).toBe(left.size === right.size && [...left].every((shingle) => right.has(shingle)));
    }));
  });

  it('share a key whenever they are similar', () => {
    const nearly = shingles.chain((left) => fc.tuple(fc.constant(left), fc.subarray([...left]), shingles.map((set) => [...set].slice(0, 2))));
    fc.assert(fc.property(nearly, ([left, kept, added]) => {
      const right = new Set([...kept, ...added]);
      const shared = contentKeys(left).some((key) => contentKeys(right).includes(key));
      expect(shared || contentSimilarity(left, right) < similarContent).toBe(true);
    }), { numRuns: 3000 });
  });
});
