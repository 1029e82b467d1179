import { RefusedError } from '#event-store';

/**
 * A token bucket for each key, in memory: `burst` at once, refilled at `perMinute`. Guards the costly part of signing
 * in from one address; the lock-out of an account is in the database, where every process sees it.
 */
export class Throttle {
  private readonly buckets = new Map<string, { left: number; at: number }>();

  constructor(
    private readonly limit: { readonly burst: number; readonly perMinute: number },
    private readonly now: () => number = Date.now,
  ) {}

  /** Takes one; throws 429 `wire.too-many` with the seconds until the next is there. */
  take(key: string): void {
    const { burst, perMinute } = this.limit;
    const now = this.now();
    const bucket = this.buckets.get(key) ?? { left: burst, at: now };
    const left = Math.min(burst, bucket.left + ((now - bucket.at) / 60_000) * perMinute);
    this.buckets.delete(key);
    this.buckets.set(key, { left: left < 1 ? left : left - 1, at: now });
    if (this.buckets.size > 10_000) this.buckets.delete(this.buckets.keys().next().value as string);
    if (left < 1) throw new RefusedError('too-many', 'wire.too-many', { retryAfter: Math.max(1, Math.ceil(((1 - left) / perMinute) * 60)) });
  }
}

/** Runs tasks of one key after each other; tasks of different keys do not wait for each other. */
export class PerKey {
  private readonly tails = new Map<string, { tail: Promise<unknown>; waiting: number }>();

  constructor(private readonly longest: number) {}

  /** Queues a task; throws 429 `wire.too-many` when too many wait for this key. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const queue = this.tails.get(key) ?? { tail: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= this.longest) throw new RefusedError('too-many', 'wire.too-many', { retryAfter: 5 });
    const result = queue.tail.then(task);
    queue.waiting++;
    queue.tail = result.catch(() => undefined);
    this.tails.set(key, queue);
    try {
      return await result;
    } finally {
      queue.waiting--;
      if (queue.waiting === 0) this.tails.delete(key);
    }
  }
}
