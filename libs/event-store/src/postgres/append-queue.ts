import type { CanonicalHalves } from '../envelope.ts';
import type { Appended, ExpectedRevision } from '../event-store.ts';

/** One append waiting for its batch. */
export type QueuedAppend = {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly ids: readonly string[];
  readonly types: readonly string[];
  readonly halves: readonly CanonicalHalves[];
  readonly at: string | undefined;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
};

const RECORD = '\u001e';
const UNIT = '\u001f';
const BATCH = 512;

/**
 * Appends that arrive while a commit is in flight form the next batch, so the cost of a flush is shared. A batch holds
 * a stream once, and one simulated instant: the next append to the same stream goes into the next batch.
 */
export class AppendQueue {
  private waiting: QueuedAppend[] = [];
  private flushing = false;

  constructor(private readonly flush: (batch: readonly QueuedAppend[]) => Promise<void>) {}

  push(append: QueuedAppend): void {
    this.waiting.push(append);
    if (!this.flushing) void this.run();
  }

  private async run(): Promise<void> {
    this.flushing = true;
    // One turn of the event loop lets callers that were answered together queue together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.flush(this.take());
    this.flushing = false;
  }

  private take(): readonly QueuedAppend[] {
    const streams = new Set<string>();
    const batch: QueuedAppend[] = [];
    const rest: QueuedAppend[] = [];
    for (const append of this.waiting) {
      const fits = batch.length < BATCH && !streams.has(append.stream) && (batch.length === 0 || batch[0]!.at === append.at);
      (fits ? batch : rest).push(append);
      if (fits) streams.add(append.stream);
    }
    this.waiting = rest;
    return batch;
  }
}

/** The parameters of `log.append` for a batch: an item for each event, which says itself what its append expects. */
export function batchParameters(batch: readonly QueuedAppend[]): [events: string, at: string | null] {
  const items: string[] = [];
  for (const { stream, expected, ids, types, halves } of batch) {
    for (let k = 0; k < ids.length; k++) {
      items.push([stream, expectedCode(expected), k + 1, ids.length, ids[k], types[k], halves[k]!.before, halves[k]!.after].join(UNIT));
    }
  }
  return [items.join(RECORD), batch[0]!.at ?? null];
}

function expectedCode(expected: ExpectedRevision): number {
  if (expected === 'any') return -2;
  if (expected === 'exists') return -3;
  return expected === 'none' ? -1 : expected;
}
