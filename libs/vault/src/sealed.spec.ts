import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { clear, Clear, isClear, isSealed, Sealed, SecretText } from './sealed.ts';
import { memoryVault } from './memory-vault.ts';

describe('the schema of a sealed field', () => {
  const Noted = z.object({ note: SecretText, contacts: z.array(z.object({ phone: SecretText, rank: z.number() })), remark: SecretText.optional() });

  it('takes an event both as decided and as stored, and types what a reader gets', async () => {
    const vault = memoryVault();
    const decided: z.infer<typeof Noted> = Noted.parse({ note: clear('a'), contacts: [{ phone: clear('1', 'person-1'), rank: 1 }] });
    const stored = Noted.parse(await vault.sealData('e1', decided));
    const read = await vault.openData('e1', stored);
    const texts: ({ text: string } | { erased: true } | undefined)[] = [read.note, read.contacts[0]!.phone, read.remark];
    expect(texts).toEqual([{ text: 'a' }, { text: '1' }, undefined]);
  });

  it.each([
    ['nothing', {}], ['a bare string', 'a'], ['a lone surrogate', { clear: '\ud800' }], ['a foreign subject', { clear: 'a', subject: 'team-1' }],
    ['an unknown part', { clear: 'a', more: 1 }], ['another version', { sealed: 2, subject: 'person-1', key: 'a', text: 'a' }], ['a sealed value without key', { sealed: 1, subject: 'person-1', text: 'a' }],
  ])('refuses %s', (_, value) => {
    expect(SecretText.safeParse(value).success).toBe(false);
  });

  it('tells clear from sealed', async () => {
    const sealed = await memoryVault().sealData('e1', clear('a'));
    expect([Clear.safeParse(clear('a')).success, Sealed.safeParse(sealed).success]).toEqual([true, true]);
    expect([isClear(clear('a')), isSealed(clear('a')), isClear(sealed), isSealed(sealed)]).toEqual([true, false, false, true]);
    expect([null, 1, 'clear', [], { clear: true }].some((value) => isClear(value) || isSealed(value))).toBe(false);
  });
});
