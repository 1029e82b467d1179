import { formatScaled, parseScaled, type QuantityFault } from './scaled.ts';

/** An amount as the API takes it: integer minor units, and for foreign money its rate to CNY in millionths with its day. */
export type Money = { readonly amount: number; readonly currency: string; readonly rate?: { readonly millionths: number; readonly on: string } };

/** The units an amount is typed in: 元, 万元, 亿元. */
export type AmountUnit = 'yuan' | 'wan' | 'yi';

/** Decimals that are still whole minor units (分): 1 元 = 10^2, 1 万元 = 10^6, 1 亿元 = 10^10. */
export const decimalsOf: Readonly<Record<AmountUnit, number>> = { yuan: 2, wan: 6, yi: 10 };

/** Currencies with two decimals that investors here name. */
export const CURRENCIES = ['CNY', 'USD', 'EUR', 'HKD', 'GBP', 'SGD'] as const;

const RATE_DECIMALS = 6;

/** What is in the boxes of a money field. */
export type TypedMoney = { readonly typed: string; readonly unit: AmountUnit; readonly currency: string; readonly rate: string; readonly rateOn: string | null };

export type MoneyFault = QuantityFault | 'rate-missing' | 'rate-day-missing';

/** The amount that was typed; undefined when nothing was, else what is wrong with it. */
export function parseMoney({ typed, unit, currency, rate, rateOn }: TypedMoney): Money | MoneyFault | undefined {
  if (typed.trim() === '') return undefined;
  const amount = parseScaled(typed, decimalsOf[unit]);
  if (typeof amount === 'string') return amount;
  if (currency === 'CNY') return { amount, currency };
  const millionths = rate.trim() === '' ? 0 : parseScaled(rate, RATE_DECIMALS);
  if (typeof millionths === 'string') return millionths;
  if (millionths === 0) return 'rate-missing';
  if (rateOn === null) return 'rate-day-missing';
  return { amount, currency, rate: { millionths, on: rateOn } };
}

/** The boxes that show an amount, in the unit it is shortest in. */
export function typedMoney(money: Money | undefined): TypedMoney {
  if (!money) return { typed: '', unit: 'wan', currency: 'CNY', rate: '', rateOn: null };
  const unit: AmountUnit = money.amount >= 10 ** decimalsOf.yi ? 'yi' : 'wan';
  return { typed: formatScaled(money.amount, decimalsOf[unit]), unit, currency: money.currency, rate: money.rate ? formatScaled(money.rate.millionths, RATE_DECIMALS) : '', rateOn: money.rate?.on ?? null };
}

/** An amount in 分 of CNY at its own rate; halves round up, as on the server. */
export function inFen({ amount, rate }: Money): number {
  return rate ? Number((BigInt(amount) * BigInt(rate.millionths) + 500_000n) / 1_000_000n) : amount;
}
