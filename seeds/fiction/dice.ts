/** A source of chance that always falls the same way for the same seed (xmur3 into mulberry32). */
export type Dice = {
  /** 0 ≤ n < 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** One of several, each as likely as its weight. */
  weighted<T>(from: readonly (readonly [T, number])[]): T;
};

/** Dice of a seed. */
export function diceOf(seed: string): Dice {
  let state = hash(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[int(0, from.length - 1)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  };
  return { next, int, pick, chance: (probability) => next() < probability, weighted: (from) => weigh(from, next()) };
}

function weigh<T>(from: readonly (readonly [T, number])[], at: number): T {
  let left = at * from.reduce((sum, [, weight]) => sum + weight, 0);
  const found = from.find(([, weight]) => (left -= weight) < 0) ?? from.at(-1);
  if (!found) throw new RangeError('nothing to choose from');
  return found[0];
}

function hash(text: string): number {
  let mixed = 1_779_033_703 ^ text.length;
  for (const character of text) {
    mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 3_432_918_353);
    mixed = (mixed << 13) | (mixed >>> 19);
  }
  return Math.imul(mixed ^ (mixed >>> 16), 2_246_822_507);
}
