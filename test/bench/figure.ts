/** What a figure may use: databases on the one PostgreSQL of the run, and a line to the person who waits. */
export type Bench = {
  /** An empty database of its own. */
  database(name: string): Promise<string>;
  note(text: string): void;
};

/** One figure as printed. A ratio is ours ÷ theirs: the median over the rounds, `spread` its lowest and highest. */
export type Measured = {
  readonly value: number;
  readonly unit: string;
  readonly p50?: number;
  readonly p99?: number;
  readonly spread?: Readonly<Record<string, readonly [lowest: number, highest: number]>>;
  /** Other numbers of the same rounds, by name with their unit. */
  readonly also?: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Record<string, number>>;
  readonly pool?: Readonly<Record<string, string>>;
  readonly rounds: number;
};

/** A figure of DESIGN 11. A family is a file `<family>.bench.ts` that exports `figures`; nothing else has to know it. */
export type Figure = { readonly name: string; measure(bench: Bench): Promise<Measured> };

/** The value in the middle; the mean of the two when there is an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The nearest-rank percentile, `p` in 0…100. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Four significant digits: what a bench can know. */
export const rounded = (value: number): number => Number(value.toPrecision(4));

/**
 * Runs the contenders in turn, A B C A B C …, and answers one number for each and round, so that whatever else the
 * machine does hits all of them alike and ratios are taken within a round.
 */
export async function interleaved<C extends { readonly name: string }>(
  contenders: readonly C[],
  rounds: number,
  run: (contender: C, round: number) => Promise<number>,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const results: Record<string, number[]> = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) results[contender.name]!.push(await run(contender, round));
  }
  return results;
}

/** The ratios of one contender to all others, round by round: median and spread, ready to print. */
export function ratiosOf(results: Readonly<Record<string, readonly number[]>>, ours: string): Pick<Measured, 'ratios' | 'spread'> {
  const spread: Record<string, [number, number]> = { value: limits(results[ours]!) };
  const ratios: Record<string, number> = {};
  for (const [name, theirs] of Object.entries(results)) {
    if (name === ours) continue;
    const each = results[ours]!.map((value, round) => value / theirs[round]!);
    ratios[name] = rounded(median(each));
    spread[name] = limits(each);
  }
  return { ratios, spread };
}

const limits = (values: readonly number[]): [number, number] => [rounded(Math.min(...values)), rounded(Math.max(...values))];
