import { microsBetween, nextStamp } from '../stamp.ts';
import { UnusableServer } from './faults.ts';

const TOLERATED_MICROS = 5_000_000;

/**
 * Stamps what this process appends: later than every stamp it has read or given, so stamps increase along each stream
 * and wherever one event answers another (ADR 6). Refuses while this machine's clock and the log's, or the server's, are
 * more than 5 s apart in the direction that would date events into the future or past.
 */
export class Stamps {
  private last: string | undefined;
  private ahead = 0;

  constructor(private readonly now: () => string = () => new Date().toISOString()) {}

  /** Takes notice of a stamp in the log. */
  seen(stamp: string | null): void {
    if (stamp !== null && (this.last === undefined || stamp > this.last)) this.last = stamp;
  }

  /** The stamps of the next events, on the real clock or at a simulated instant. Throws `UnusableServer`, or `RangeError` for an instant to come. */
  next(count: number, at?: string): readonly string[] {
    const now = this.now();
    if (at !== undefined && microsBetween(now, at) > 0) throw new RangeError('a simulated clock cannot run ahead of now');
    if (this.last !== undefined && microsBetween(now, this.last) > TOLERATED_MICROS) {
      throw new UnusableServer(`the clock of this machine is behind the log by more than 5 s: an event is stamped ${this.last}; set the clock`);
    }
    if (this.ahead > TOLERATED_MICROS) throw this.tooFarAhead();
    const stamps: string[] = [];
    for (let n = 0; n < count; n++) {
      this.last = nextStamp(this.last, at ?? now);
      stamps.push(this.last);
    }
    return stamps;
  }

  /** Compares this machine's clock at an instant with the server's `created` just after it; throws `UnusableServer` when it runs more than 5 s ahead. */
  compare(ours: string, created: Date): void {
    this.ahead = microsBetween(created.toISOString(), ours);
    if (this.ahead > TOLERATED_MICROS) throw this.tooFarAhead();
  }

  /** The same for an event that is stored already: it stands, the next one is refused until the clocks agree again. */
  note(ours: string, created: Date): void {
    this.ahead = microsBetween(created.toISOString(), ours);
  }

  /** Whether the clocks were found too far apart, and are to be compared again. */
  get suspect(): boolean {
    return this.ahead > TOLERATED_MICROS;
  }

  private tooFarAhead(): UnusableServer {
    return new UnusableServer(`the clock of this machine is ${(this.ahead / 1e6).toFixed(1)} s ahead of the event store's; set one of the two (at most 5 s are tolerated)`);
  }
}
