import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildDuplicateIndex } from './duplicate-index.ts';
import { suggestDuplicates, type EnterpriseSketch } from './duplicates.ts';

const name = fc.tuple(
  fc.constantFrom('', '山东', '聊城市', '聊城高新区', '深圳', '美国'),
  fc.oneof(fc.stringMatching(/^[康莱美米镁德瑞锐柏佰谱重长行]{2,5}$/u), fc.constantFrom('财金', '高新', '青岛', 'abc', '康莱美', '康莱米', '康来镁', '康莱美木艺', '美美康莱', '美米康莱', '瑞柏', '锐佰')),
  fc.constantFrom('', '科技', '生物', '控股', '木艺坊', '医疗科技'),
  fc.constantFrom('', '有限公司', '集团'),
).map((parts) => parts.join(''));
const sketch = fc.record({
  name,
  aliases: fc.array(name, { maxLength: 1 }),
  creditCode: fc.constantFrom(undefined, undefined, '91330100799655058B', '9144030071526726XG', '91330100799655058C'),
  contactIndexes: fc.uniqueArray(fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5', 'k6'), { maxLength: 2 }),
  content: fc.stringMatching(/^[碳纤维复合材料激光]{0,9}$/u),
});
const sketches = fc.array(sketch, { maxLength: 60 }).map((list) => list.map((one, index): EnterpriseSketch => ({ id: `e${index}`, ...one })));

describe('the duplicate index', () => {
  it('finds exactly what comparing with every firm finds', () => {
    fc.assert(fc.property(sketches, sketch, (existing, particulars) => {
      const candidate = { id: 'new', ...particulars };
      expect(buildDuplicateIndex(existing).find(candidate, Infinity)).toEqual(suggestDuplicates(candidate, existing));
    }), { numRuns: 400 });
  });

  it('after adding, replacing and removing is the index of what is left', () => {
    fc.assert(fc.property(sketches, sketches, fc.array(fc.nat(59)), sketch, (first, second, removed, particulars) => {
      const index = buildDuplicateIndex(first);
      second.forEach((one) => index.add(one));
      removed.forEach((at) => index.remove(`e${at}`));
      const gone = new Set(removed.map((at) => `e${at}`));
      const left = [...new Map([...first, ...second].map((one) => [one.id, one])).values()].filter(({ id }) => !gone.has(id));
      expect(index.size).toBe(left.length);
      expect(index.find({ id: 'new', ...particulars }, Infinity)).toEqual(suggestDuplicates({ id: 'new', ...particulars }, left));
      left.forEach(({ id }) => expect(index.remove(id)).toBe(true));
      expect(index.reach({ id: 'new', ...particulars })).toBe(0);
    }), { numRuns: 200 });
  });

  it('answers whether a removed firm was there, and limits what it finds', () => {
    const index = buildDuplicateIndex(Array.from({ length: 30 }, (_, at) => ({ id: `e${at}`, name: `瑞柏科技${at}号有限公司`, aliases: ['瑞柏'] })));
    expect(index.remove('e0')).toBe(true);
    expect(index.remove('e0')).toBe(false);
    expect(index.find({ id: 'new', name: '瑞柏生物' })).toHaveLength(20);
    expect(index.find({ id: 'new', name: '瑞柏生物' }, 3)).toHaveLength(3);
  });

  it('compares with a few among twenty thousand', () => {
    const characters = Array.from('华泰恒源鑫天润金德瑞康美安达宏盛博科中东方正大信诚永兴隆昌和顺利丰富强海洋山河龙凤祥云星光明辉煌');
    const at = (index: number): string => characters[index % characters.length] ?? '';
    const existing = Array.from({ length: 20_000 }, (_, index) => ({
      id: `e${index}`, name: `山东${at(index)}${at(Math.floor(index / 48))}${at(Math.floor(index / 2304))}科技有限公司`,
    }));
    const index = buildDuplicateIndex(existing);
    expect(index.size).toBe(20_000);
    expect(index.reach({ id: 'new', name: '山东康瑞华生物有限公司' })).toBeLessThan(200);
    expect(index.find({ id: 'new', name: '山东康瑞华生物有限公司' }).map(({ id }) => existing.find((one) => one.id === id)?.name))
      .toContain('山东康瑞华科技有限公司');
  });
});
