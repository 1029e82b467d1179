import type { Position, RecordedEvent } from './envelope.ts';
import type { EventStore } from './event-store.ts';

/** Lets followers sleep until something is appended; a wake-up before the sleep is not lost. */
export class Wakeup {
  private waiters: (() => void)[] = [];
  private count = 0;

  /** Changes with every wake-up. */
  get version(): number {
    return this.count;
  }

  wake(): void {
    this.count++;
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter();
  }

  /** Resolves at a wake-up after `seen`, after `ms`, or when the signal aborts, whichever comes first. */
  sleep(seen: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.count !== seen || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.waiters = this.waiters.filter((waiter) => waiter !== done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      this.waiters.push(done);
    });
  }
}

const POLL_MS = 500;

/** Follows a log in batches: woken by appends, with polling as the net for a lost notification. */
export async function* follow(
  store: Pick<EventStore, 'readAll'>,
  wakeup: Wakeup,
  { after, batch = 1000, signal }: { after: Position; batch?: number; signal: AbortSignal },
): AsyncGenerator<readonly RecordedEvent[]> {
  let position = after;
  while (!signal.aborted) {
    const seen = wakeup.version;
    const events = await store.readAll({ after: position, limit: batch });
    if (events.length === 0) {
      await wakeup.sleep(seen, POLL_MS, signal);
      continue;
    }
    yield events;
    position = events.at(-1)!.position;
  }
}
