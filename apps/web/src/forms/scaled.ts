/** Why a typed quantity is none: not a number, too many decimals, or beyond what the server stores. */
export type QuantityFault = 'not-a-number' | 'too-precise' | 'too-large';

const NUMBER = /^(\d+)(?:\.(\d*))?$/;
const LARGEST = 9_000_000_000_000_000n;

/**
 * Reads a typed decimal as an integer of its 10^-decimals, digit by digit and never through a float: '1.005' with 6
 * decimals is 1_005_000. Full-width digits, spaces and thousands separators are taken.
 */
export function parseScaled(typed: string, decimals: number): number | QuantityFault {
  const found = NUMBER.exec(typed.normalize('NFKC').replace(/[\s,，]/g, '').replace(/。/g, '.'));
  if (!found) return 'not-a-number';
  const [, whole = '0', given = ''] = found;
  const fraction = given.replace(/0+$/, '');
  if (fraction.length > decimals) return 'too-precise';
  const value = BigInt(whole) * 10n ** BigInt(decimals) + BigInt(fraction.padEnd(decimals, '0') || '0');
  return value > LARGEST ? 'too-large' : Number(value);
}

/** Writes an integer of 10^-decimals as the shortest decimal: 1_005_000 with 6 decimals is '1.005'. */
export function formatScaled(value: number, decimals: number): string {
  const digits = String(value).padStart(decimals + 1, '0');
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  const whole = decimals === 0 ? digits : digits.slice(0, -decimals);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
