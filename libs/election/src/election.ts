import { endWhenSilent } from '#event-store';
import pg from 'pg';
import { beatFor } from './pulse.ts';
import { untilAborted } from './until-aborted.ts';

/** What one process of many leads. `lock` is the class of the advisory lock, `name` what it is about; `settings` go to the leader's connection. */
export type Candidacy = {
  readonly connectionString: string;
  readonly lock: number;
  readonly name: string;
  readonly settings?: string;
  /** Called when somebody else leads. */
  readonly onStandby?: () => void;
};

/** A server that says nothing for so long is taken for lost. What a leader asks at once, as a batch of rows, takes less. */
const SILENCE_MS = 15_000;
const ASK_AGAIN_MS = 400;
/** A leader that has not been heard of for so long is asleep or cut off: its connection is ended, and with it its lead. */
const LEASE = `interval '3 seconds'`;

const ELECTION_SQL = `
select pg_advisory_xact_lock(4711007);
create schema if not exists election;
create unlogged table if not exists election.leaders (name text primary key, backend int not null, beat_at timestamptz not null);
`;

// One statement: nobody can hold the lock without having left a beat that grows old.
const WIN_SQL = `
with won as (select pg_try_advisory_lock($1::int, hashtext($2)) as won)
insert into election.leaders select $3, pg_backend_pid(), clock_timestamp() from won where won
on conflict (name) do update set backend = excluded.backend, beat_at = excluded.beat_at returning backend`;

const DEPOSE_SQL = `
select pg_terminate_backend(l.pid) from pg_locks l join election.leaders e on e.name = $3 and e.backend = l.pid
where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = $1::int::oid and l.objid = (hashtext($2)::bigint & 4294967295)::oid
  and l.database = (select oid from pg_database where datname = current_database()) and e.beat_at < clock_timestamp() - ${LEASE}`;

/**
 * Waits for the lead, then does the work on the connection that holds it, until the work ends; `ended` says that the
 * signal aborted or the lead was lost.
 * A leader that is killed is followed at once, one that sleeps (SIGSTOP, a lost network) within 4 s: the database ends
 * its connection. What it still believes when it wakes must be fenced by whoever writes. Throws what the work throws,
 * and the reason when the lead was lost.
 */
export function lead(candidacy: Candidacy, signal: AbortSignal, work: (client: pg.Client, ended: AbortSignal) => Promise<void>): Promise<void> {
  return untilAborted(signal, (ended) => stand(candidacy, ended, work));
}

async function stand(candidacy: Candidacy, ended: AbortController, work: (client: pg.Client, ended: AbortSignal) => Promise<void>): Promise<void> {
  const { connectionString, settings, lock, name } = candidacy;
  const client = new pg.Client({ connectionString, keepAlive: true, connectionTimeoutMillis: SILENCE_MS, ...(settings === undefined ? {} : { options: settings }) });
  let lost: Error | undefined;
  const lose = (reason: Error): void => {
    lost ??= reason;
    ended.abort(reason);
  };
  client.on('error', lose);
  client.on('end', () => lose(new Error(`the connection that leads ${name} has ended`)));
  try {
    await client.connect();
    endWhenSilent(client, SILENCE_MS);
    const backend = await win(client, candidacy, ended.signal);
    if (backend === undefined) return;
    // Ending the connection makes an answer that never comes an error.
    const stepDown = (reason: Error): void => {
      lose(reason);
      void client.end().catch(() => {});
    };
    const stop = beatFor(connectionString, `${lock}/${name}`, { backend, stepDown });
    try {
      await work(client, ended.signal);
      if (lost) throw lost;
    } catch (error) {
      // What the work says then is only that its connection has ended; why it has is worth more.
      throw lost ?? error;
    } finally {
      await stop();
    }
  } finally {
    await client.end().catch(() => {});
  }
}

async function win(client: pg.Client, { lock, name, onStandby }: Candidacy, signal: AbortSignal): Promise<number | undefined> {
  await client.query(ELECTION_SQL);
  const about = [lock, name, `${lock}/${name}`];
  while (!signal.aborted) {
    const { rows } = await client.query<{ backend: number }>(WIN_SQL, about);
    if (rows[0]) return rows[0].backend;
    onStandby?.();
    await client.query(DEPOSE_SQL, about);
    await pause(ASK_AGAIN_MS, signal);
  }
  return undefined;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
