/** Tells the time of recording. A demonstration runs on a simulated clock, always before now and never going back. */
export type Clock = {
  /** The instant, ISO 8601 in UTC. */
  now(): string;
  /** The simulated instant to stamp events with; undefined on the real clock, where the store stamps. */
  stamp(): string | undefined;
};

/** The injection token of the `Clock` in use. */
export const CLOCK = Symbol('Clock');

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date().toISOString(), stamp: () => undefined };

/** A clock that stands still until it is moved forward; `set` refuses to go back or beyond now. */
export function simulatedClock(start: string): Clock & { set(instant: string): void } {
  let current = new Date(start).toISOString();
  return {
    now: () => current,
    stamp: () => current,
    set(instant) {
      const next = new Date(instant).toISOString();
      if (next < current) throw new RangeError(`the simulated clock cannot go back from ${current} to ${next}`);
      if (next > new Date().toISOString()) throw new RangeError(`the simulated clock cannot go beyond now to ${next}`);
      current = next;
    },
  };
}

const shanghaiDate = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The calendar day in Asia/Shanghai of an instant, `YYYY-MM-DD`. */
export function dayOf(instant: string): string {
  return shanghaiDate.format(new Date(instant));
}
