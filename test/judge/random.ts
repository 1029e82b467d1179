/** Numbers that are random and the same in every run. */
export type Random = {
  /** From 0 to below 1. */
  next(): number;
  /** An integer from 0 to below `count`. */
  upTo(count: number): number;
  pick<T>(from: readonly T[]): T;
  chance(probability: number): boolean;
};

/** The generator mulberry32 of a seed. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (count: number): number => Math.floor(next() * count);
  return { next, upTo, pick: (from) => from[upTo(from.length)]!, chance: (probability) => next() < probability };
}
