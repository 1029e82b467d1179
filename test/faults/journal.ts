import type { Client, Reply } from '../support/client.ts';

/** One request as the client wrote it down before sending it, and what it came to know of it. */
export type Entry = {
  readonly correlation: string;
  readonly account: string;
  readonly path: string;
  /** How often it was sent without an answer that says whether it happened: no answer at all, or a 5xx. */
  unknown: number;
  /** The 5xx among those answers. */
  readonly failures: { readonly status: number; readonly code: string | undefined }[];
  /** The first answer that says so. */
  reply?: Reply;
};

const PAUSE_MS = 150;
const LONGEST_MS = 180_000;

/** A client's own record of what it asked for. It sends again, under the same key, until it knows. */
export class Journal {
  readonly entries: Entry[] = [];

  get answered(): number {
    return this.entries.filter(({ reply }) => reply !== undefined).length;
  }

  /** Sends a command until its outcome is known, and answers that. */
  async send(client: Client, path: string, body: unknown, ifMatch?: string): Promise<Reply> {
    const correlation = `fault-${String(this.entries.length).padStart(8, '0')}`;
    const entry: Entry = { correlation, account: client.account, path, unknown: 0, failures: [] };
    this.entries.push(entry);
    const reply = await until(
      () => client.post(path, body, { key: correlation, correlation, ifMatch }),
      (failure) => {
        entry.unknown++;
        if (!(failure instanceof Error)) entry.failures.push({ status: failure.status, code: failure.code });
      },
    );
    entry.reply = reply;
    return reply;
  }

  /** Reads until there is an answer. */
  read(client: Client, path: string): Promise<Reply> {
    return until(() => client.get(path), () => undefined);
  }
}

async function until(ask: () => Promise<Reply>, failed: (failure: Reply | Error) => void): Promise<Reply> {
  const end = Date.now() + LONGEST_MS;
  for (;;) {
    const reply = await ask().catch((error: Error) => error);
    if (!(reply instanceof Error) && reply.status < 500 && reply.status !== 429) return reply;
    failed(reply);
    if (Date.now() > end) throw reply instanceof Error ? reply : new Error(`no answer in ${LONGEST_MS} ms, at last ${reply.status}: ${reply.text}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
