// GB 32100-2015, as the server checks it; here only a hint while typing, the server alone decides.
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const LENGTH = 18;

/** What a typed 统一社会信用代码 looks like so far. */
export type CreditCodeHint =
  | { readonly kind: 'empty' }
  | { readonly kind: 'typing'; readonly left: number }
  | { readonly kind: 'shape'; readonly position?: number }
  | { readonly kind: 'check-digit'; readonly expected: string }
  | { readonly kind: 'valid' };

/** Half-width, upper case, without white space: how a code pasted from a scan becomes comparable. */
export const normaliseCreditCode = (text: string): string => text.normalize('NFKC').replace(/[\s\u200b-\u200d\u2060\ufeff]/gu, '').toUpperCase();

/** Tells, while somebody types, whether a code can still become one, and whether its check digit fits once it is complete. */
export function creditCodeHint(text: string): CreditCodeHint {
  const code = normaliseCreditCode(text);
  if (code === '') return { kind: 'empty' };
  const wrong = [...code].findIndex((character) => !ALPHABET.includes(character));
  if (wrong >= 0) return { kind: 'shape', position: wrong + 1 };
  if (code.length > LENGTH) return { kind: 'shape' };
  if (code.length < LENGTH) return { kind: 'typing', left: LENGTH - code.length };
  const expected = checkDigit(code);
  return code.endsWith(expected) ? { kind: 'valid' } : { kind: 'check-digit', expected };
}

/** (31 − Σ value · 3^(i−1) mod 31) mod 31 over the first 17 characters. */
function checkDigit(code: string): string {
  let weight = 1;
  let sum = 0;
  for (const character of code.slice(0, LENGTH - 1)) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}
