import pg from 'pg';
import type { Position } from '../envelope.ts';
import { type CanonicalEvent, type LogImport, OtherLog } from '../transfer.ts';
import { LOG_LOCK, LOG_SCHEMA_SQL } from './schema.sql.ts';
import { assertSafeServer } from './safe-server.ts';

const INSERT = `
  insert into log.events (position, recorded_at, id, revision, stream, type, canonical)
  select e.position, e.recorded_at::timestamptz, e.id::uuid, e.revision, e.stream, e.type, convert_to(e.text, 'UTF8')
  from unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[]) as e(position, recorded_at, id, revision, stream, type, text)
  order by e.position`;

/** Opens a log in PostgreSQL to be written as it stood elsewhere; makes its schema. Positions are given from 1, without a gap. */
export async function openPostgresLogImport({ connectionString }: { connectionString: string }): Promise<LogImport> {
  const client = new pg.Client({ connectionString, keepAlive: true });
  await client.connect();
  try {
    await assertSafeServer(client);
    await client.query(LOG_SCHEMA_SQL);
  } catch (error) {
    await client.end();
    throw error;
  }
  return new PostgresLogImport(client);
}

class PostgresLogImport implements LogImport {
  private next: Position = 1;

  constructor(private readonly client: pg.Client) {}

  async write(events: readonly CanonicalEvent[]): Promise<readonly Position[]> {
    const placed = events.map((event, index) => ({ ...event, position: this.next + index }));
    await this.client.query('begin');
    try {
      await this.client.query('select pg_advisory_xact_lock($1)', [LOG_LOCK]);
      const missing = await this.missing(placed);
      const column = <K extends keyof (typeof placed)[number]>(key: K) => missing.map((event) => event[key]);
      if (missing.length > 0) await this.client.query(INSERT, [column('position'), column('recordedAt'), column('id'), column('revision'), column('stream'), column('type'), column('text')]);
      await this.client.query('commit');
    } catch (error) {
      await this.client.query('rollback').catch(() => {});
      throw error;
    }
    this.next += events.length;
    return placed.map(({ position }) => position);
  }

  close(): Promise<void> {
    return this.client.end();
  }

  /** What is not there yet: everything behind the last event that is there, and nothing before it. */
  private async missing<E extends CanonicalEvent & { readonly position: Position }>(placed: readonly E[]): Promise<readonly E[]> {
    const { rows } = await this.client.query<{ position: string; text: string }>(`select position, convert_from(canonical, 'UTF8') as text from log.events where position between $1 and $2 order by position`, [placed[0]?.position, placed.at(-1)?.position]);
    const there = new Map(rows.map(({ position, text }) => [Number(position), text]));
    const other = placed.find(({ position, text }) => there.has(position) && there.get(position) !== text);
    if (other) throw new OtherLog(`the log to write into holds another event at position ${other.position}; write into an empty database`);
    return placed.filter(({ position }) => !there.has(position));
  }
}
