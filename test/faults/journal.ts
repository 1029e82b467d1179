import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { Reply } from '../support/client.ts';
import type { Caller } from './callers.ts';

/** What a command came back with, as far as the checks need it; `position` only of a 2xx. */
export type Outcome = { readonly status: number; readonly code?: string; readonly position?: number };

/** One request as the client wrote it down before sending it, and what it came to know of it. */
export type Entry = {
  readonly correlation: string;
  readonly account: string;
  readonly path: string;
  /** Whether the client knows, from answers it has had, that no rule forbids the command. */
  readonly permitted: boolean;
  /** Attempts without an answer that says whether it happened: no answer at all (then without a status), or a 5xx. */
  readonly failures: readonly { readonly status?: number; readonly code?: string }[];
  /** The first answer that says so. */
  readonly outcome?: Outcome;
};

/** How a command is sent: under which names, at which revision, and whether the client knows it to be permitted. */
export type Sending = { readonly ifMatch?: string; readonly permitted?: boolean; readonly key?: string; readonly correlation?: string };

type Line = { readonly entry: number } & (
  | { readonly sent: Pick<Entry, 'correlation' | 'account' | 'path' | 'permitted'> }
  | { readonly failed: { readonly status?: number; readonly code?: string } }
  | { readonly answered: Outcome });

const PAUSE_MS = 100;
const LONGEST_MS = 120_000;

/**
 * A client's own record of what it asked for, on disk before the request leaves. It sends again, under the same key and
 * to the next process, until it knows.
 */
export class Journal {
  private next = 0;
  private known = 0;
  private waiting: string[] = [];
  private flushing: Promise<void> | undefined;

  private constructor(private readonly file: string, private readonly handle: FileHandle) {}

  static async open(file: string): Promise<Journal> {
    return new Journal(file, await open(file, 'wx'));
  }

  /** How many requests have an outcome by now. */
  get answered(): number {
    return this.known;
  }

  /** Sends a command until its outcome is known, and answers that. */
  async send(caller: Caller, path: string, body: unknown, sending: Sending = {}): Promise<Reply> {
    const entry = this.next++;
    const { permitted = false, ifMatch, correlation = `fault-${String(entry).padStart(8, '0')}`, key = correlation } = sending;
    await this.write({ entry, sent: { correlation, account: caller.account, path, permitted } });
    const reply = await until(
      (attempt) => caller.at(entry + attempt).post(path, body, { key, correlation, ifMatch }),
      (failure) => this.write({ entry, failed: 'status' in failure ? { status: failure.status, code: failure.code } : {} }),
    );
    const position = Number(reply.body['position']);
    await this.write({ entry, answered: { status: reply.status, code: reply.code, ...(reply.status < 300 && { position }) } });
    this.known++;
    return reply;
  }

  /** Reads until there is an answer. */
  read(caller: Caller, path: string): Promise<Reply> {
    const start = this.next;
    return until((attempt) => caller.at(start + attempt).get(path), async () => undefined);
  }

  /** Everything written down so far, read back from the disk. */
  async entries(): Promise<readonly Entry[]> {
    return entriesOf(await readFile(this.file, 'utf8'));
  }

  async close(): Promise<void> {
    await this.flushing;
    await this.handle.close();
  }

  // Lines that arrive while a flush runs share the next one.
  private async write(line: Line): Promise<void> {
    this.waiting.push(`${JSON.stringify(line)}\n`);
    const before = this.flushing;
    await (this.flushing = before === undefined ? this.flush() : before.then(() => this.flush()));
  }

  private async flush(): Promise<void> {
    if (this.waiting.length === 0) return;
    const lines = this.waiting.splice(0).join('');
    await this.handle.appendFile(lines);
    await this.handle.datasync();
  }
}

/** Reads a journal; a last line that a crash cut short counts as not written. */
export function entriesOf(text: string): readonly Entry[] {
  const entries = new Map<number, Entry>();
  for (const line of text.split('\n').slice(0, -1).map((one) => JSON.parse(one) as Line)) {
    const entry = entries.get(line.entry);
    if ('sent' in line) entries.set(line.entry, { ...line.sent, failures: [] });
    else if (entry) entries.set(line.entry, 'failed' in line ? { ...entry, failures: [...entry.failures, line.failed] } : { ...entry, outcome: line.answered });
  }
  return [...entries.values()];
}

async function until(ask: (attempt: number) => Promise<Reply>, failed: (failure: Reply | Error) => Promise<void>): Promise<Reply> {
  const end = Date.now() + LONGEST_MS;
  for (let attempt = 0; ; attempt++) {
    // An error of fetch is none of Jest's: it is told by what it lacks.
    const reply = await ask(attempt).catch((error: Error) => error);
    if ('status' in reply && reply.status < 500 && reply.status !== 429) return reply;
    await failed(reply);
    if (Date.now() > end) throw !('status' in reply) ? reply : new Error(`no answer in ${LONGEST_MS} ms, at last ${reply.status}: ${reply.text}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
