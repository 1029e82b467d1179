import { describe, expect, it } from '@jest/globals';
import { STAGES } from '../domain/stages.ts';
import { UNIT_CODES, UNIT_KINDS } from '../domain/units.ts';
import { textsIn } from './index.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

const facts = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

describe('both catalogues', () => {
  it('have the same texts with the same facts in them', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    // A language may leave a fact unsaid, but never asks for one that the other is not given.
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) expect({ key, extra: facts(en[key]).filter((fact) => !facts(zh[key]).includes(fact)) }).toEqual({ key, extra: [] });
  });

  it('name every column and every unit', () => {
    for (const language of ['zh', 'en'] as const) {
      const t = textsIn(language);
      for (const stage of STAGES) expect(t.code('stage', stage)).not.toBe(stage);
      for (const unit of UNIT_CODES) expect(t.code('unit', unit)).not.toBe(unit);
      for (const kind of UNIT_KINDS) expect(t.code('unit-kind', kind)).not.toBe(kind);
    }
  });
});

describe('a text', () => {
  it('is filled from its facts', () => {
    expect(textsIn('zh')('board.age', { n: 12 })).toBe('在本阶段 12 天');
    expect(textsIn('en')('board.age', { n: 12 })).toBe('12 d in this stage');
  });

  it('of a code that has none is the code itself, never nothing', () => {
    expect(textsIn('zh').code('unit', 'unit-of-tomorrow')).toBe('unit-of-tomorrow');
    expect(textsIn('zh').code('unit', '../constructor')).toBe('../constructor');
  });
});
