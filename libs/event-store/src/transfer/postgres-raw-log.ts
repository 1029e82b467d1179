import pg from 'pg';
import type { EventEnvelope, Position } from '../envelope.ts';
import { openPostgresEventStore } from '../postgres/postgres-event-store.ts';
import { LOG_LOCK } from '../postgres/schema.sql.ts';
import { LogsDiffer, type RawEvent, type RawLog } from './raw-log.ts';

/** Opens the log of a database as bytes, and creates its schema where there is none. */
export async function openPostgresRawLog(connectionString: string): Promise<RawLog> {
  await (await openPostgresEventStore({ connectionString })).close();
  const client = new pg.Client({ connectionString, options: '-c role=liuhen_log_writer', keepAlive: true });
  await client.connect();
  return new PostgresRawLog(client);
}

class PostgresRawLog implements RawLog {
  readonly log = '';

  constructor(private readonly client: pg.Client) {}

  async read(after: Position, limit: number): Promise<readonly RawEvent[]> {
    const { rows } = await this.client.query<{ position: string; canonical: Buffer }>('select position, canonical from log.events where position > $1 order by position limit $2', [after, limit]);
    return rows.map(({ position, canonical }) => rawEvent(Number(position), canonical));
  }

  async head(): Promise<Position> {
    return (await this.last()).position;
  }

  async write(after: Position, events: readonly RawEvent[]): Promise<void> {
    await this.client.query('begin');
    try {
      await this.client.query('select pg_advisory_xact_lock($1)', [LOG_LOCK]);
      const last = await this.last();
      if (last.position !== after) throw new LogsDiffer(`somebody else writes into the target: it ends at ${last.position}, not at ${after}; stop every api and worker on it`);
      await this.insert(last, events);
      await this.client.query('commit');
    } catch (error) {
      await this.client.query('rollback').catch(() => {});
      throw (error as { code?: string }).code === '23505' ? new LogsDiffer(`the source holds an id or a revision twice: ${(error as pg.DatabaseError).detail ?? ''}`) : error;
    }
  }

  close(): Promise<void> {
    return this.client.end();
  }

  // The bytes keep their stamp. The column beside them, from which the next append takes the time, never goes back.
  private async insert(last: { position: Position; stamp: string }, events: readonly RawEvent[]): Promise<void> {
    let latest = last.stamp;
    const stamps = events.map(({ recordedAt }) => (latest = recordedAt > latest ? recordedAt : latest));
    await this.client.query(
      `insert into log.events (position, recorded_at, id, revision, stream, type, canonical)
       select $1::bigint + n, e.recorded_at, e.id, e.revision, e.stream, e.type, e.canonical
       from unnest($2::timestamptz[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::bytea[]) with ordinality as e(recorded_at, id, revision, stream, type, canonical, n) order by n`,
      [last.position, stamps, events.map(({ id }) => id), events.map(({ revision }) => revision), events.map(({ stream }) => stream), events.map(({ type }) => type), events.map(({ canonical }) => Buffer.from(canonical))],
    );
  }

  private async last(): Promise<{ position: Position; stamp: string }> {
    const { rows } = await this.client.query<{ position: string; stamp: string }>(
      `select position, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as stamp from log.events order by position desc limit 1`,
    );
    return { position: Number(rows[0]?.position ?? 0), stamp: rows[0]?.stamp ?? '' };
  }
}

/** What a store must know of an event, read from its canonical bytes. */
export function rawEvent(position: Position, canonical: Uint8Array): RawEvent {
  const { id, type, stream, revision, recordedAt } = JSON.parse(Buffer.from(canonical).toString('utf8')) as EventEnvelope;
  return { position, canonical, id, type, stream, revision, recordedAt };
}
