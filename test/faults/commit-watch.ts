/** What a conversation with PostgreSQL has just made durable: an append to the log, or a transaction by COMMIT. */
export type Committed = 'append' | 'commit';

type Asked = Committed | 'other';

const LENGTH = 4;

/**
 * Follows one conversation of the PostgreSQL protocol (version 3, not encrypted) just far enough to know when a commit
 * is done. That is at ReadyForQuery: an append is a statement of its own, sent by the extended protocol, where
 * CommandComplete comes before the commit.
 */
export class CommitWatch {
  private readonly client = new Messages(true);
  private readonly server = new Messages(false);
  private readonly asked: Asked[] = [];
  private bound: Asked = 'other';

  /** Takes what the client has sent. */
  fromClient(chunk: Buffer): void {
    for (const { type, body } of this.client.take(chunk)) {
      if (type === '') this.asked.push('other');
      if (type === 'Q') this.asked.push(/^commit\b/i.test(body.toString('utf8').trim()) ? 'commit' : 'other');
      if (type === 'B') this.bound = statementOf(body).startsWith('log.append') ? 'append' : 'other';
      if (type !== 'S') continue;
      this.asked.push(this.bound);
      this.bound = 'other';
    }
  }

  /** Takes what the server has answered; tells which commits are done by it. */
  fromServer(chunk: Buffer): readonly Committed[] {
    const done: Committed[] = [];
    for (const { type } of this.server.take(chunk)) {
      if (type !== 'Z') continue;
      const asked = this.asked.shift();
      if (asked === 'append' || asked === 'commit') done.push(asked);
    }
    return done;
  }

  /** Whether the answer that is due now is that of a commit. */
  get committing(): boolean {
    return this.asked[0] === 'append' || this.asked[0] === 'commit';
  }
}

/** The prepared statement that a Bind names, after the name of its portal. */
function statementOf(body: Buffer): string {
  const portal = body.indexOf(0);
  return body.toString('utf8', portal + 1, body.indexOf(0, portal + 1));
}

/** Cuts a stream of bytes into messages: a letter, a length that counts itself, a body. The client's first has no letter. */
class Messages {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private startup: boolean) {}

  take(chunk: Buffer): readonly { readonly type: string; readonly body: Buffer }[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const messages: { type: string; body: Buffer }[] = [];
    for (;;) {
      const letter = this.startup ? 0 : 1;
      if (this.rest.length < letter + LENGTH) return messages;
      const end = letter + this.rest.readInt32BE(letter);
      if (this.rest.length < end) return messages;
      messages.push({ type: this.rest.toString('latin1', 0, letter), body: this.rest.subarray(letter + LENGTH, end) });
      this.rest = this.rest.subarray(end);
      this.startup = false;
    }
  }
}
