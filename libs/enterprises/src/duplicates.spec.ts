import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { suggestDuplicates, type DuplicateSuggestion, type EnterpriseSketch } from './duplicates.ts';

type Plan = { investors: string[]; others: string[]; projects: { investor: string | null; content: string }[] };
const plan = JSON.parse(readFileSync(new URL('./plan-names.json', import.meta.url), 'utf8')) as Plan;

const compare = (left: Omit<EnterpriseSketch, 'id'>, right: Omit<EnterpriseSketch, 'id'>): DuplicateSuggestion | undefined =>
  suggestDuplicates({ id: 'left', ...left }, [{ id: 'right', ...right }])[0];
const suggested = (left: string, right: string): boolean => compare({ name: left }, { name: right }) !== undefined;
const codes = (suggestion: DuplicateSuggestion | undefined): string[] => (suggestion?.reasons ?? []).map(({ code }) => code);

/** All unordered pairs that are suggested by name, each as "a ~ b: reason". */
function suggestedPairs(names: readonly string[]): string[] {
  return names.flatMap((left, index) => names.slice(index + 1).flatMap((right) => {
    const suggestion = compare({ name: left }, { name: right });
    return suggestion ? [`${left} ~ ${right}: ${codes(suggestion).join()}`] : [];
  }));
}

describe('names of different firms', () => {
  it.each([
    ['康莱德', '康莱美'],
    ['康莱德健康产业园', '山东康莱美科技有限公司'],
    ['山东康莱德科技有限公司', '山东康莱美科技有限公司'],
    ['聊城康莱德健康产业有限公司', '聊城康莱美健康产业有限公司'],
    ['山东贞元汽车车轮有限公司', '山东新贞元汽车科技有限公司'],
    ['贞元车轮', '山东新贞元汽车车轮有限公司'],
    ['聊城高新财金控股有限公司', '聊城市高新区财金建设发展有限公司'],
    ['聊城财金控股有限公司', '济南财金控股有限公司'],
    ['瑞柏', '瑞谱'],
    ['瑞柏生物（中国）股份有限公司', '瑞谱检测平台'],
    ['山东瑞柏生物科技有限公司', '山东瑞谱生物科技有限公司'],
    ['青岛啤酒股份有限公司', '青岛软件科技有限公司'],
    ['聊城九州人力资源服务有限公司', '山东九州云商电子商务有限公司'],
    ['山东博源精密机械有限公司', '山东精密机械有限公司'],
    ['山东鑫源机械有限公司', '山东兴源机械有限公司'],
    ['山东康莱美科技有限公司', '山东康兰米科技有限公司'],
    ['山东光明园科技有限公司', '山东光明园迪科技有限公司'],
  ])('%s and %s are not suggested', (left, right) => {
    expect(suggested(left, right)).toBe(false);
    expect(suggested(right, left)).toBe(false);
  });
});

describe('names of what may be one firm', () => {
  it.each([
    ['美国奥洛瑞集团', '美国奥洛瑞医疗科技有限公司', 'same-name-core'],
    ['奥洛瑞', '美国奥洛瑞医疗科技有限公司', 'same-name-core'],
    ['瑞柏生物', '瑞柏科技', 'same-name-core'],
    ['瑞柏生物（中国）股份有限公司', '山东瑞柏科技有限公司', 'same-name-core'],
    ['康莱美', '康莱米', 'similar-name'],
    ['山东康莱美科技有限公司', '康莱米智能终端', 'similar-name'],
    ['山东康莱美科技有限公司', '山东康來镁科技有限公司', 'same-pinyin'],
    ['山东颐德电气设备工程有限公司', '山东怡德电气设备工程有限公司', 'same-pinyin'],
    ['聊城高新财金控股有限公司', '聊城市高新区财金控股有限公司', 'same-name-core'],
    ['聊城高新财金控股有限公司', '财金控股', 'same-name-core'],
    ['高新生物', '聊城高新生物技术有限公司', 'same-name-core'],
    ['青岛啤酒', '青岛啤酒股份有限公司', 'same-name-core'],
    ['山东光明园迪儿童家具科技有限公司', '光明园迪木艺坊', 'similar-name'],
    ['山东康莱美科技有限公司', '山东康莱美科技有限公司聊城分公司', 'same-name-core'],
  ])('%s and %s are suggested: %s', (left, right, reason) => {
    expect(codes(compare({ name: left }, { name: right }))).toEqual([reason]);
    expect(codes(compare({ name: right }, { name: left }))).toEqual([reason]);
  });

  it('rank the nearer name first', () => {
    const existing = ['山东康莱米科技有限公司', '深圳康莱美电子有限公司', '山东康莱美科技有限公司', '山东康莱德科技有限公司'].map((name) => ({ id: name, name }));
    expect(suggestDuplicates({ id: 'new', name: '山东康莱美科技有限公司' }, existing).map(({ id }) => id))
      .toEqual(['山东康莱美科技有限公司', '深圳康莱美电子有限公司', '山东康莱米科技有限公司']);
  });

  it('are found by a former name or abbreviation', () => {
    expect(codes(compare({ name: '中国铁建', aliases: ['中铁建'] }, { name: '中铁建股份有限公司' }))).toEqual(['same-name-core']);
  });
});

describe('the names of the plan', () => {
  it('give no suggestion among its 35 investors: each is a firm of its own', () => {
    expect(plan.investors).toHaveLength(35);
    expect(suggestedPairs(plan.investors)).toEqual([]);
  });

  it('give exactly the pairs in which the text abbreviates a firm or speaks of its group', () => {
    expect(suggestedPairs([...plan.investors, ...plan.others])).toEqual([
      '鲁西化工集团股份有限公司 ~ 鲁西化工: same-name-core',
      '鲁西化工集团股份有限公司 ~ 鲁西集团: same-name-core',
      '山东博源精密机械有限公司 ~ 博源节能: same-name-core',
      '山东中宇航空科技发展有限公司 ~ 中宇航空: same-name-core',
      '山东聊城阿华制药有限公司 ~ 阿华制药: same-name-core',
      // 九州康养 and this firm are both of the zone's 九州 group.
      '聊城高新区九州人力资源服务有限公司 ~ 九州康养: same-name-core',
      '鲁西化工 ~ 鲁西集团: same-name-core',
      '山东贞元汽车车轮有限公司 ~ 贞元车轮: same-name-core',
      '瑞柏生物 ~ 瑞柏生物（中国）股份有限公司: same-name-core',
      '瑞柏生物 ~ 瑞柏科技: same-name-core',
      '奥洛瑞 ~ 美国奥洛瑞集团: same-name-core',
      '奥洛瑞 ~ 美国奥洛瑞医疗科技有限公司: same-name-core',
      '美国奥洛瑞集团 ~ 美国奥洛瑞医疗科技有限公司: same-name-core',
      '瑞柏生物（中国）股份有限公司 ~ 瑞柏科技: same-name-core',
    ]);
  });

  it('give no suggestion by content between firms of different names', () => {
    const found = plan.projects.flatMap(({ content }, index) => plan.projects.slice(index + 1)
      .filter((other) => compare({ name: `甲${index}`, content }, { name: '乙乙乙', content: other.content })));
    expect(found).toEqual([]);
  });
});

describe('other evidence', () => {
  const valid = '91330100799655058B';
  const otherValid = '9144030071526726XG';

  it('the same credit code is certain, however typed and whatever the names', () => {
    const suggestion = compare({ name: '阿里巴巴', creditCode: ' 91330100799655058b' }, { name: '某某网络', creditCode: valid });
    expect(suggestion).toEqual({ id: 'right', score: 1, reasons: [{ code: 'same-credit-code' }] });
  });

  it('different valid credit codes silence what names alone suggest', () => {
    for (const [left, right] of [['瑞柏生物', '瑞柏科技'], ['康莱美', '康莱米'], ['山东康莱美科技有限公司', '山东康莱美科技有限公司']] as const) {
      expect(compare({ name: left, creditCode: valid }, { name: right, creditCode: otherValid })).toBeUndefined();
    }
  });

  it('a credit code with a wrong check digit or shape silences nothing', () => {
    for (const creditCode of ['91330100799655058C', '123']) {
      expect(codes(compare({ name: '瑞柏生物', creditCode }, { name: '瑞柏科技', creditCode: otherValid }))).toEqual(['same-name-core']);
    }
  });

  it('a shared contact suggests by itself, and outweighs different codes, which it names', () => {
    expect(compare({ name: '甲乙丙', contactIndexes: ['k1', 'k2'] }, { name: '丁戊己', contactIndexes: ['k2'] }))
      .toEqual({ id: 'right', score: 0.75, reasons: [{ code: 'same-contact' }] });
    const shared = { contactIndexes: ['k1'] };
    expect(codes(compare({ name: '瑞柏生物', creditCode: valid, ...shared }, { name: '瑞柏科技', creditCode: otherValid, ...shared })))
      .toEqual(['different-credit-code', 'same-name-core', 'same-contact']);
    expect(compare({ name: '甲乙丙', contactIndexes: [] }, { name: '丁戊己', contactIndexes: [] })).toBeUndefined();
  });

  it('a similar content suggests weakly, and strengthens a name', () => {
    const content = { left: '年产5万台乳房专用核磁共振仪生产项目', right: '年产3万台乳房专用核磁共振仪项目' };
    const alone = compare({ name: '甲乙丙', content: content.left }, { name: '丁戊己', content: content.right });
    expect(codes(alone)).toEqual(['similar-content']);
    const name = compare({ name: '奥洛瑞' }, { name: '美国奥洛瑞集团' });
    const both = compare({ name: '奥洛瑞', content: content.left }, { name: '美国奥洛瑞集团', content: content.right });
    expect(both?.score).toBeGreaterThan(Math.max(name?.score ?? 1, alone?.score ?? 1));
  });
});

describe('suggesting', () => {
  const name = fc.oneof(fc.constantFrom(...plan.investors, ...plan.others, '康莱米', '康莱德', '瑞谱'), fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.tuple(fc.constantFrom('', '山东', '聊城高新'), fc.stringMatching(/^[康莱美米德瑞柏谱财金]{2,4}$/u), fc.constantFrom('', '科技', '生物', '有限公司')).map((parts) => parts.join('')));
  const sketch = fc.record({
    name,
    aliases: fc.array(name, { maxLength: 2 }),
    creditCode: fc.constantFrom(undefined, '91330100799655058B', '9144030071526726XG', '91330100799655058C'),
    contactIndexes: fc.uniqueArray(fc.constantFrom('k1', 'k2', 'k3'), { maxLength: 1 }),
    content: fc.constantFrom(undefined, ...plan.projects.map(({ content }) => content)),
  });

  it('is symmetric in score and reasons', () => {
    fc.assert(fc.property(sketch, sketch, (left, right) => {
      const [there, back] = [compare(left, right), compare(right, left)];
      expect(back?.score).toBe(there?.score);
      expect(codes(back)).toEqual(codes(there));
    }), { numRuns: 2000 });
  });

  it('finds the same particulars under another id, as high as anything, and never the firm itself', () => {
    fc.assert(fc.property(sketch, fc.array(sketch, { maxLength: 3 }), (particulars, others) => {
      fc.pre(/\p{L}/u.test(particulars.name));
      const copies = [{ id: 'new', ...particulars }, { id: 'copy', ...particulars }, ...others.map((other, index) => ({ id: `other${index}`, ...other }))];
      const found = suggestDuplicates({ id: 'new', ...particulars }, copies);
      const copy = found.find(({ id }) => id === 'copy');
      expect(copy?.score).toBeGreaterThanOrEqual(0.9);
      expect(found.some(({ id }) => id === 'new')).toBe(false);
      expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a));
    }), { numRuns: 500 });
  });

  it('keeps every score between 0 and 1 and gives a reason for each', () => {
    fc.assert(fc.property(sketch, sketch, (left, right) => {
      const suggestion = compare(left, right);
      expect(suggestion === undefined || (suggestion.score > 0 && suggestion.score <= 1 && suggestion.reasons.length > 0)).toBe(true);
    }), { numRuns: 500 });
  });
});
