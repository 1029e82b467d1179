import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { derivedKeys, normalisePhone } from './derived-keys.ts';

describe('a phone number', () => {
  it.each([
    ['13800138000', '13800138000'],
    ['138 0013 8000', '13800138000'],
    ['+86 138-0013-8000', '13800138000'],
    ['0086 138 0013 8000', '13800138000'],
    ['8613800138000', '13800138000'],
    ['＋８６（１３８）００１３８０００', '13800138000'],
    ['0635-8512345', '6358512345'],
    ['+86 635 8512345', '6358512345'],
    ['+86 (0)635 8512345', '6358512345'],
    ['010-86001234', '1086001234'],
    ['86001234', '86001234'],
    ['+1 (415) 555-0100', '+14155550100'],
    ['001 415 555 0100', '+14155550100'],
    ['微信同号', ''],
    ['+', ''],
  ])('%s is looked up as %j', (written, digits) => {
    expect(normalisePhone(written)).toBe(digits);
  });

  it('is the same however it is spaced, punctuated or set in full width', () => {
    const mobile = fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }).map(String);
    const separator = fc.constantFrom('', ' ', '-', '　', '·', '.');
    const fullWidth = (digit: string): string => String.fromCodePoint(0xff10 + Number(digit));
    fc.assert(fc.property(mobile, fc.constantFrom('', '+86', '0086', '86'), separator, fc.boolean(), (digits, prefix, between, wide) => {
      const written = prefix + [...digits].map((digit) => (wide ? fullWidth(digit) : digit)).join(between);
      expect(normalisePhone(written)).toBe(digits);
    }));
  });
});

describe('a blind index', () => {
  const keyed = derivedKeys(Buffer.alloc(32, 7));

  it.each([
    ['email', 'Wang@Example.COM ', 'wang@example.com'],
    ['email', 'ｗａｎｇ@example.com', 'wang@example.com'],
    ['id-number', '37250119900101123x', '37250119900101123X'],
    ['id-number', '372501 19900101 1239', '372501199001011239'],
  ] as const)('of %s %j is that of %j', (kind, written, normal) => {
    expect(keyed.blindIndex(kind, written)).toBe(keyed.blindIndex(kind, normal));
  });

  it('is fixed for a master key, so that what was indexed years ago is still found', () => {
    expect(keyed.blindIndex('phone', '13800138000')).toBe('fKscAKyJqBgGFkClw7fPPibTpnQdNeZsh4tKsxk4E8I');
    expect(keyed.blindIndex('email', 'a@b.cn')).toBe('sXxQdAjF5GzBmqziBFjIL_nKaRmHiYZAZaKzZsjplso');
    expect(keyed.blindIndex('id-number', '372501199001011239')).toBe('z_mnXZOxrXeShPJqOiKEm1IPeu8i2LDkULG8pu1gL4g');
    expect(keyed.requestDigest('{"a":1}')).toBe('WKa4Q4DPxABOr5z-CL01TcZakQ_zG7Oqd9qLA9CsSMY');
  });
});
