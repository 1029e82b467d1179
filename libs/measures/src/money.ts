import { z } from 'zod';

/**
 * An amount in integer minor units of its currency (分 for CNY). A foreign amount carries the rate to CNY and the day
 * of that rate; the rate is integer millionths (7.0921 CNY per USD = 7_092_100).
 */
export const money = z
  .strictObject({
    amount: z.int().min(0).max(9_000_000_000_000_000),
    currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as CNY'),
    rate: z.strictObject({ millionths: z.int().positive(), on: z.iso.date() }).optional(),
  })
  .refine((value) => value.currency === 'CNY' || value.rate !== undefined, { message: 'a foreign amount needs its rate to CNY and the day of the rate', path: ['rate'] });
export type Money = z.infer<typeof money>;

/** An amount of CNY, in 分. */
export const cny = (fen: number): Money => ({ amount: fen, currency: 'CNY' });

/** The amount in 分 of CNY, at the amount's own rate; halves round up. Both currencies must have two decimals. */
export function inFen({ amount, rate }: Money): number {
  if (!rate) return amount;
  return Number((BigInt(amount) * BigInt(rate.millionths) + 500_000n) / 1_000_000n);
}
