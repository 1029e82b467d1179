import { amountText } from '../format/money.ts';
import type { Texts } from '../texts/index.ts';
import { formatScaled } from './scaled.ts';
import { inFen, type Money } from './money-input.ts';

/** An amount for the eye; a foreign one with what it is in CNY at its own rate. */
export function moneyText(money: Money, t: Texts): string {
  const cny = amountText(inFen(money), t.language) ?? t('money.zero');
  if (money.currency === 'CNY' || !money.rate) return cny;
  const own = Number(formatScaled(money.amount, 6)).toLocaleString('en-US', { maximumFractionDigits: 2 });
  return t('money.foreign', { currency: money.currency, amount: own, cny, rate: formatScaled(money.rate.millionths, 6), on: money.rate.on });
}

/** Hundredths of a 亩 for the eye. */
export const areaText = (centiMu: number, t: Texts): string => t('area.mu', { n: Number(formatScaled(centiMu, 2)).toLocaleString('en-US') });

/** 万元 for one 亩, at most one decimal; null without land. */
export function perMu(money: Money | undefined, centiMu: number | undefined): string | null {
  if (!money || !centiMu) return null;
  // 分 per hundredth of a 亩 is 元 per 亩.
  return (inFen(money) / centiMu / 10_000).toLocaleString('en-US', { maximumFractionDigits: 1 });
}
