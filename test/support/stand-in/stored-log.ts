/** An event as the stand-in keeps it; `commit` is a byte offset, as far apart as the events are long. */
export type StoredRecord = {
  readonly commit: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly created: Date;
};

/** What a client proposes to append. */
export type Proposed = Pick<StoredRecord, 'id' | 'type' | 'contentType' | 'data'>;

/** What a stream must look like, as the protocol says it; a number is the revision of its last event. */
export type Expected = 'any' | 'none' | 'exists' | number;

/** The server's verdict: where the last event stands, or at which revision (-1: none) the stream is instead. */
export type Verdict = { readonly ok: true; readonly revision: number; readonly commit: number } | { readonly ok: false; readonly actual: number };

const HEADER_BYTES = 120;

/**
 * A log with the rules that EventStoreDB documents: byte offsets as positions, appends atomic, and idempotent as far as
 * what stands after the expected revision has the same ids; an append at the current revision is written, whatever
 * its ids. Expecting `any` it looks for the ids too. Survives a restart of the stand-in, not of the process.
 */
export class StoredLog {
  readonly records: StoredRecord[] = [];
  private readonly streams = new Map<string, StoredRecord[]>();
  private end = 4096;
  private waiting: (() => void)[] = [];
  /** How far the server's clock is ahead of this process's, in ms. */
  clockOffset = 0;
  /** Called after every append: specs put system events and other people's between ours. */
  afterAppend: (() => void) | undefined;

  stream(name: string): readonly StoredRecord[] {
    return this.streams.get(name) ?? [];
  }

  append(stream: string, expected: Expected, events: readonly Proposed[]): Verdict {
    const current = this.stream(stream);
    const revision = current.length - 1;
    const repeated = this.repeated(current, expected, events);
    if (repeated) return { ok: true, revision: repeated.revision, commit: repeated.commit };
    const fits = expected === 'any' || (expected === 'none' ? revision === -1 : expected === 'exists' ? revision >= 0 : revision === expected);
    if (!fits) return { ok: false, actual: revision };
    const last = this.write(stream, events);
    this.afterAppend?.();
    return { ok: true, revision: last.revision, commit: last.commit };
  }

  /** Writes what somebody else writes beside our streams. */
  write(stream: string, events: readonly Proposed[]): StoredRecord {
    const records = this.streams.get(stream) ?? [];
    this.streams.set(stream, records);
    for (const event of events) {
      const record = { ...event, commit: this.end, stream, revision: records.length, created: new Date(Date.now() + this.clockOffset) };
      this.end += HEADER_BYTES + stream.length + event.data.length;
      records.push(record);
      this.records.push(record);
    }
    for (const wake of this.waiting.splice(0)) wake();
    return records.at(-1)!;
  }

  /** Forgets the first events of a stream, as a scavenge after `$maxCount` does; the others keep their numbers. */
  truncate(stream: string, before: number): void {
    this.streams.set(stream, this.stream(stream).filter(({ revision }) => revision >= before));
  }

  /** Resolves at the next append. */
  grown(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The index of the first record at or after a commit position. */
  indexAt(commit: number): number {
    const index = this.records.findIndex((record) => record.commit >= commit);
    return index < 0 ? this.records.length : index;
  }

  private repeated(current: readonly StoredRecord[], expected: Expected, events: readonly Proposed[]): StoredRecord | undefined {
    const from = expected === 'any' ? current.findIndex(({ id }) => id === events[0]!.id) : expected === 'none' ? 0 : expected === 'exists' ? -1 : expected + 1;
    if (from < 0) return undefined;
    const standing = current.slice(from, from + events.length);
    return standing.length === events.length && standing.every(({ id }, n) => id === events[n]!.id) ? standing.at(-1) : undefined;
  }
}
