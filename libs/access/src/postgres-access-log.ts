import { canonicalJson, type Json } from '#event-store';
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { AccessEntry, AccessLog } from './access-log.ts';

/** An entry as it is hashed. `at` is ISO 8601 in UTC with milliseconds; `previousHash` and `hash` are hexadecimal. */
export type ChainedEntry = {
  readonly position: number;
  readonly at: string;
  readonly account: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly subject: string;
  readonly address: string | null;
  readonly detail: Readonly<Record<string, Json>>;
  readonly previousHash: string;
  readonly hash: string;
};

/** The end of the access log, to be kept outside the database: only against it a cut tail or a full re-hash shows. */
export type AccessLogHead = { readonly position: number; readonly hash: string };

/** Where the chain begins. */
export const emptyHead: AccessLogHead = { position: 0, hash: '0'.repeat(64) };

type Waiting = { readonly entry: AccessEntry; readonly resolve: () => void; readonly reject: (error: unknown) => void };

const LOCK = 4_711_013;
const LONGEST_BATCH = 200;

/**
 * The access log in PostgreSQL. Entries that arrive while a commit is in flight form the next batch. It writes as
 * a role that may only insert and select; the hash of an address is keyed, so that it cannot be tried out.
 */
export class PostgresAccessLog implements AccessLog {
  private readonly pool: pg.Pool;
  private readonly digest: (text: string) => string;
  private waiting: Waiting[] = [];
  private flushing: Promise<void> | undefined;

  constructor(options: { connectionString: string; digest: (text: string) => string; onError?: (error: Error) => void }) {
    this.digest = options.digest;
    this.pool = new pg.Pool({ connectionString: options.connectionString, max: 1, options: '-c role=liuhen_access_writer', keepAlive: true, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
    this.pool.on('error', options.onError ?? (() => {}));
    // The pool listens to idle clients only: one that breaks while it writes would end the process, and the write is told anyway.
    this.pool.on('connect', (client) => client.on('error', () => {}));
  }

  record(entry: AccessEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ entry, resolve, reject });
      this.flushing ??= this.flushAll();
    });
  }

  /** Writes what waits and closes the connection. */
  async close(): Promise<void> {
    await this.flushing;
    await this.pool.end();
  }

  private async flushAll(): Promise<void> {
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, LONGEST_BATCH);
      await this.write(batch.map(({ entry }) => entry)).then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      );
    }
    // In the same turn as the last look at the queue: what is recorded from now on starts a flush of its own.
    this.flushing = undefined;
  }

  private async write(entries: readonly AccessEntry[]): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      // The lock in a statement of its own: the next one must see what was committed while this one waited.
      await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
      const { rows } = await client.query<AccessLogHead & { at: string }>(LAST);
      await client.query(INSERT, [JSON.stringify(this.chained(entries, rows[0] ?? { ...emptyHead, at: '' }))]);
      await client.query('commit');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** Time never goes back along the chain, also when another machine's clock was ahead. */
  private chained(entries: readonly AccessEntry[], head: AccessLogHead & { at: string }): readonly ChainedEntry[] {
    const now = new Date().toISOString();
    const at = now < head.at ? head.at : now;
    const chain: ChainedEntry[] = [];
    for (const { account, action, outcome, subject, address, detail = {} } of entries) {
      const last = chain.at(-1) ?? head;
      const hashed = address === undefined ? null : this.digest(`address/${address}`);
      const body = { position: last.position + 1, at, account, action, outcome, subject: storable(subject), address: hashed, detail, previousHash: last.hash };
      chain.push({ ...body, hash: hashOfEntry(body) });
    }
    return chain;
  }
}

/** SHA-256 over the canonical JSON (RFC 8785) of an entry without its own hash. */
export function hashOfEntry({ position, at, account, action, outcome, subject, address, detail, previousHash }: Omit<ChainedEntry, 'hash'>): string {
  return createHash('sha256').update(canonicalJson({ position, at, account, action, outcome, subject, address, detail, previousHash })).digest('hex');
}

/** A name somebody typed may hold anything; what PostgreSQL cannot store is replaced, and never 200 characters exceeded. */
function storable(text: string): string {
  return [...text.slice(0, 200)].map((character) => (/[\u0000\p{Surrogate}]/u.test(character) ? '\uFFFD' : character)).join('');
}

const LAST = `
  select position::float8 as position, encode(hash, 'hex') as hash, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
  from access.log order by access.log.position desc limit 1`;

const INSERT = `
  insert into access.log (position, at, account, action, outcome, subject, address, detail, previous_hash, hash)
  select e.position, e.at, e.account, e.action, e.outcome, e.subject, e.address, e.detail, decode(e."previousHash", 'hex'), decode(e.hash, 'hex')
  from jsonb_to_recordset($1::jsonb) as e(position bigint, at timestamptz, account text, action text, outcome text, subject text, address text, detail jsonb, "previousHash" text, hash text)`;
