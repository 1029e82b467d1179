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
const BATCH = 128;
const LANES = 2;

/**
 * Appends that arrive while a commit is in flight form the next batch, so the cost of a flush is shared. A full batch
 * does not wait for that: it goes down a second lane and has reached the server when the first lets go of the lock.
 * A stream is in flight once, and a batch has one simulated instant: whatever does not fit goes into a later batch.
 */
export class AppendQueue {
  private waiting: QueuedAppend[] = [];
  private readonly streams = new Set<string>();
  private lanes = 0;
  private gathering = false;

  constructor(private readonly flush: (batch: readonly QueuedAppend[]) => Promise<void>) {}

  push(append: QueuedAppend): void {
    this.waiting.push(append);
    this.gather();
  }

  // The next tick comes when every promise that is ready has gone on: callers that were answered together queue together.
  private gather(): void {
    if (this.gathering) return;
    this.gathering = true;
    process.nextTick(() => {
      this.gathering = false;
      while (this.waiting.length >= (this.lanes === 0 ? 1 : BATCH) && this.lanes < LANES) {
        const batch = this.take();
        if (batch.length === 0) return;
        void this.send(batch);
      }
    });
  }

  private async send(batch: readonly QueuedAppend[]): Promise<void> {
    this.lanes++;
    await this.flush(batch);
    this.lanes--;
    for (const { stream } of batch) this.streams.delete(stream);
    this.gather();
  }

  private take(): readonly QueuedAppend[] {
    const batch: QueuedAppend[] = [];
    const rest: QueuedAppend[] = [];
    for (const append of this.waiting) {
      const fits = batch.length < BATCH && !this.streams.has(append.stream) && (batch.length === 0 || batch[0]!.at === append.at);
      (fits ? batch : rest).push(append);
      if (fits) this.streams.add(append.stream);
    }
    this.waiting = rest;
    return batch;
  }
}

/** The statement that writes a batch, and its parameters. */
export function batchStatement(batch: readonly QueuedAppend[]): { readonly name: string; readonly text: string; readonly values: unknown[] } {
  const [first] = batch;
  if (batch.length > 1 || first!.ids.length > 1) return { name: 'log.append', text: 'select * from log.append($1, $2)', values: batchParameters(batch) };
  const { stream, expected, ids, types, halves, at } = first!;
  const values = [stream, expectedCode(expected), ids[0], types[0], halves[0]!.before, halves[0]!.after, at ?? null];
  return { name: 'log.append-one', text: 'select * from log.append_one($1, $2, $3, $4, $5, $6, $7)', values };
}

/**
 * The parameters of `log.append` for a batch: an item for each event, which says itself what its append expects. The
 * bytes are joined rather than the text: one long string of 16-bit characters costs five times as much to make and send.
 */
export function batchParameters(batch: readonly QueuedAppend[]): [events: Buffer, at: string | null] {
  const items: Buffer[] = [];
  for (const { stream, expected, ids, types, halves } of batch) {
    for (let k = 0; k < ids.length; k++) {
      const item = [stream, expectedCode(expected), k + 1, ids.length, ids[k], types[k], halves[k]!.before, halves[k]!.after].join(UNIT);
      items.push(Buffer.from(items.length === 0 ? item : RECORD + item));
    }
  }
  return [Buffer.concat(items), batch[0]!.at ?? null];
}

function expectedCode(expected: ExpectedRevision): number {
  if (expected === 'any') return -2;
  if (expected === 'exists') return -3;
  return expected === 'none' ? -1 : expected;
}
