/** Stamps are UTC with microseconds, `2026-11-24T02:30:00.000001Z`; they stay text, since a `Date` drops microseconds. */
const epochMicros = (stamp: string): bigint => {
  const fraction = /\.(\d+)/.exec(stamp)?.[1] ?? '';
  const seconds = BigInt(Math.floor(Date.parse(stamp) / 1000));
  return seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
};

const ofMicros = (micros: bigint): string =>
  `${new Date(Number(micros / 1_000_000n) * 1000).toISOString().slice(0, 19)}.${String(micros % 1_000_000n).padStart(6, '0')}Z`;

/** Microseconds from one stamp to another; negative when `to` is earlier. */
export function microsBetween(from: string, to: string): number {
  return Number(epochMicros(to) - epochMicros(from));
}

/** The stamp of the next event: the given instant (or now), and later than the last one in any case. */
export function nextStamp(last: string | undefined, at?: string): string {
  const wanted = epochMicros(at ?? new Date().toISOString());
  const least = last === undefined ? wanted : epochMicros(last) + 1n;
  return ofMicros(wanted > least ? wanted : least);
}
