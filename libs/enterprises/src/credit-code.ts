/** The 31 characters of GB 32100-2015 in order of their values; I, O, S, V and Z are left out because they read like digits. */
export const creditCodeAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

const length = 18;
const modulus = 31;

/** Weights 3^(i−1) mod 31 of the positions 1…17 (GB 32100-2015, 4.7). */
const weights = Array.from({ length: length - 1 }, (_, index) => {
  let weight = 1;
  for (let step = 0; step < index; step += 1) weight = (weight * 3) % modulus;
  return weight;
});

/** Why a text cannot be a 统一社会信用代码 at all: nothing typed, not 18 characters, or a character outside the alphabet. */
export type CreditCodeShapeFault =
  | { code: 'empty' }
  | { code: 'length'; actual: number; expected: 18 }
  | { code: 'character'; position: number; character: string };

/** The verdict on a typed 统一社会信用代码; `check-digit` is a warning to confirm, `shape` a refusal. */
export type CreditCodeCheck =
  | { kind: 'valid'; code: string }
  | { kind: 'check-digit'; code: string; expected: string }
  | { kind: 'shape'; reason: CreditCodeShapeFault };

/** Full-width to half-width, upper case, and no white space: how a code pasted from a scan or a sheet becomes comparable. */
export function normaliseCreditCode(text: string): string {
  return text.normalize('NFKC').replace(/[\s\u200b-\u200d\u2060\ufeff]/gu, '').toUpperCase();
}

/**
 * Checks a 统一社会信用代码 against GB 32100-2015: 18 characters of {@link creditCodeAlphabet}, the last being
 * (31 − Σ value·weight mod 31) mod 31. As 31 is prime and no weight is 0, every single wrong character is found.
 */
export function checkCreditCode(text: string): CreditCodeCheck {
  const code = normaliseCreditCode(text);
  const reason = shapeFault(code);
  if (reason) return { kind: 'shape', reason };
  const expected = creditCodeCheckDigit(code.slice(0, length - 1));
  return code.endsWith(expected) ? { kind: 'valid', code } : { kind: 'check-digit', code, expected };
}

/** The 18th character for the 17 before it; throws a `RangeError` when they are not 17 characters of the alphabet. */
export function creditCodeCheckDigit(first17: string): string {
  const values = Array.from(first17, (character) => creditCodeAlphabet.indexOf(character));
  if (values.length !== length - 1 || values.includes(-1)) throw new RangeError('A credit code has 17 characters before its check digit.');
  const sum = values.reduce((total, value, index) => total + value * (weights[index] ?? 0), 0);
  return creditCodeAlphabet.charAt((modulus - (sum % modulus)) % modulus);
}

function shapeFault(code: string): CreditCodeShapeFault | undefined {
  const characters = Array.from(code);
  if (characters.length === 0) return { code: 'empty' };
  if (characters.length !== length) return { code: 'length', actual: characters.length, expected: length };
  const index = characters.findIndex((character) => !creditCodeAlphabet.includes(character));
  return index < 0 ? undefined : { code: 'character', position: index + 1, character: characters[index] ?? '' };
}
