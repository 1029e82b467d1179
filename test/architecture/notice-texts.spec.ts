import { describe, expect, it } from '@jest/globals';
import { noticedTypes, noticeKinds } from '#notices';
import { catalogue as texts } from '#wire';
import { catalogue } from '../../apps/api/src/event-catalogue.ts';
import { noticesEn } from '../../apps/web/src/texts/notices.en.ts';
import { noticesZh } from '../../apps/web/src/texts/notices.zh.ts';

const onScreen: Readonly<Record<'zh' | 'en', Readonly<Record<string, string>>>> = { zh: noticesZh, en: noticesEn };

describe('the notices', () => {
  it('are of events that there are', () => {
    expect(noticedTypes.filter((type) => !Object.hasOwn(catalogue.types, type))).toEqual([]);
    expect(noticedTypes.length).toBeGreaterThan(30);
  });

  it('have the same kinds and the same words on the screen and outside the house', () => {
    expect(Object.keys(noticesZh).filter((key) => key.startsWith('notice.kind.')).map((key) => key.slice('notice.kind.'.length))).toEqual(noticeKinds);
    const shared = Object.keys(texts).filter((key) => /^notice\.(code|kind)\./.test(key) || noticeKinds.some((kind) => key === `notice.${kind}`));
    expect(shared.length).toBeGreaterThan(80);
    for (const language of ['zh', 'en'] as const) expect(shared.filter((key) => onScreen[language][key] !== texts[key]?.[language])).toEqual([]);
  });
});
