import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { normaliseName } from './enterprise-name.ts';

const plan = JSON.parse(readFileSync(new URL('./plan-names.json', import.meta.url), 'utf8')) as { investors: string[]; others: string[] };

const anyName = fc.oneof(
  fc.constantFrom(...plan.investors, ...plan.others),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom('山东', '聊城市', '高新区', '康莱美', '(', ')', '（中国）', '集团', '科技', ' ', '有限公司', 'ABC', 'Ltd.', '\u0301', '分公司')).map((parts) => parts.join('')),
);

describe('a name taken apart', () => {
  it.each([
    ['山东康莱美科技有限公司', '康莱美', '山东', ['科技'], '有限公司'],
    ['聊城市鑫之源新材料科技有限公司', '鑫之源', '聊城', ['新材料', '科技'], '有限公司'],
    ['鲁西化工集团股份有限公司', '鲁西', undefined, ['化工'], '集团股份有限公司'],
    ['聊城高新区九州人力资源服务有限公司', '九州', '聊城高新', ['人力资源', '服务'], '有限公司'],
    ['名客(山东)物流科技有限公司', '名客', '山东', ['物流', '科技'], '有限公司'],
    ['瑞柏生物（中国）股份有限公司', '瑞柏', '中国', ['生物'], '股份有限公司'],
    ['美国奥洛瑞集团', '奥洛瑞', '美国', [], '集团'],
    ['山东省聊城市东昌府区博源精密机械有限公司', '博源', '山东聊城东昌府', ['精密', '机械'], '有限公司'],
    ['内蒙古自治区鄂尔多斯市准格尔旗能源有限公司', '准格尔旗', '内蒙古鄂尔多斯', ['能源'], '有限公司'],
    ['中宇航空', '中宇', undefined, ['航空'], undefined],
  ])('%s has the core %s', (name, core, region, descriptors, form) => {
    expect(normaliseName(name)).toMatchObject({ core, descriptors, distinctive: true, ...(region && { region }), ...(form && { form }) });
    expect(normaliseName(name).region).toBe(region);
    expect(normaliseName(name).form).toBe(form);
  });

  it.each([
    ['青岛啤酒股份有限公司', '青岛'],
    ['聊城高新生物技术有限公司', '高新'],
    ['聊城高新财金控股有限公司', '财金'],
    ['新材料科技有限公司', '新材料'],
    ['聊城大学', '聊城'],
  ])('%s has a core, %s, that identifies nobody by itself', (name, core) => {
    expect(normaliseName(name)).toMatchObject({ core, distinctive: false });
  });

  it('keeps two characters of a core however much they look like a region or a line of business', () => {
    expect(normaliseName('山东安康美医疗有限公司').core).toBe('安康美');
    expect(normaliseName('澳昆园区建设有限公司').core).toBe('澳昆');
    expect(normaliseName('山东智汇街区置业有限公司')).toMatchObject({ core: '智汇街区', region: '山东' });
  });

  it('sounds the core out without tones', () => {
    expect(normaliseName('山东康莱美科技有限公司')).toMatchObject({ pinyin: 'kang lai mei', initials: 'klm' });
    expect(normaliseName('绿谷')).toMatchObject({ pinyin: 'lv gu', initials: 'lg' });
  });

  it('sees through width, brackets, quotation marks and spaces', () => {
    const plain = normaliseName('阿法龙(山东)科技有限公司');
    for (const variant of ['阿法龙（山东）科技有限公司', ' 阿法龙 【山东】 科技 有限公司　', '“阿法龙”〔山东〕科技有限公司', '阿法龙\u200b(山东)科技有限公司']) {
      expect(normaliseName(variant)).toEqual(plain);
    }
    expect(normaliseName('ＡＢＣ科技')).toEqual(normaliseName('abc 科技'));
  });

  it('takes a branch for its company', () => {
    const { core, region, form } = normaliseName('山东康莱美科技有限公司聊城分公司');
    expect({ core, region, form }).toEqual({ core: '康莱美', region: '山东', form: '有限公司' });
  });

  it('reads names in Latin letters', () => {
    expect(normaliseName('Aurora  Medical Technology Co., Ltd.')).toMatchObject({ core: 'aurora', descriptors: ['medical', 'technology'], form: 'co ltd' });
  });

  it('is the same when taken apart again', () => {
    fc.assert(fc.property(anyName, (name) => {
      const once = normaliseName(name);
      expect(normaliseName(once.full)).toEqual(once);
    }), { numRuns: 3000 });
  });

  it('has a core whenever it has a letter', () => {
    fc.assert(fc.property(anyName, (name) => {
      fc.pre(/[\p{L}\p{N}]/u.test(normaliseName(name).full));
      expect(normaliseName(name).core).not.toBe('');
    }));
  });
});
