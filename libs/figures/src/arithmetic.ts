/** A share in basis points (hundredths of a per cent), halves rounded up; null when there is nothing to be a share of. */
export function basisPoints(part: number, whole: number): number | null {
  if (whole <= 0) return null;
  const [doubled, divisor] = [2n * BigInt(part) * 10_000n + BigInt(whole), 2n * BigInt(whole)];
  return Number(doubled >= 0n ? doubled / divisor : -((-doubled + divisor - 1n) / divisor));
}

/** `amount × part ÷ whole` without the fraction; null when there is no whole. Exact beyond 2⁵³ in between. */
export function portion(amount: number, part: number, whole: number): number | null {
  return whole <= 0 ? null : Number((BigInt(amount) * BigInt(part)) / BigInt(whole));
}

/** Whether `a × b` is at least `c × d`, exactly. */
export const productAtLeast = (a: number, b: number, c: number, d: number): boolean => BigInt(a) * BigInt(b) >= BigInt(c) * BigInt(d);

/** The nearest-rank percentile: the smallest value that at least so many per cent do not exceed; null of nothing. The 50th is the median. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(Math.ceil((percent * sorted.length) / 100), 1) - 1] ?? null;
}

/** The sum of what a function reads from each. */
export const sumOf = <T>(items: readonly T[], read: (item: T) => number): number => items.reduce((sum, item) => sum + read(item), 0);
