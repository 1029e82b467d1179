import type { Position } from './envelope.ts';

/** A stream folded: its state, where it ends, and which commands it has answered. */
export type Folded<S> = {
  readonly state: S;
  /** The revision of the last event; -1 for an empty stream. */
  readonly revision: number;
  readonly position: Position;
  readonly keys: Map<string, { readonly digest: string; readonly revision: number; readonly position: Position }>;
};

/**
 * Folded states of the streams used last. Never an authority: an append is guarded by the revision it expects, and
 * whatever is refused from a cached state is decided again from the log.
 */
export class StateCache {
  private readonly entries = new Map<string, Folded<unknown>>();

  constructor(private readonly limit: number) {}

  /** The cached fold of a stream, moved to the young end. A stream name determines its decider, and so `S`. */
  get<S>(stream: string): Folded<S> | undefined {
    const entry = this.entries.get(stream);
    if (!entry) return undefined;
    this.entries.delete(stream);
    this.entries.set(stream, entry);
    return entry as Folded<S>;
  }

  /** Replaces the fold it grew from; a younger one stays. */
  put(stream: string, from: Folded<unknown>, to: Folded<unknown>): void {
    const current = this.entries.get(stream);
    if (current !== undefined && current !== from && current.revision >= to.revision) return;
    this.entries.delete(stream);
    this.entries.set(stream, to);
    if (this.entries.size > this.limit) this.entries.delete(this.entries.keys().next().value as string);
  }

  /** Forgets a stream, whose state does not follow from the fold that is kept. */
  drop(stream: string): void {
    this.entries.delete(stream);
  }

  /** Forgets a fold that proved wrong; a younger one stays. */
  evict(stream: string, wrong: Folded<unknown>): void {
    const current = this.entries.get(stream);
    if (current !== undefined && current.revision <= wrong.revision) this.entries.delete(stream);
  }
}
