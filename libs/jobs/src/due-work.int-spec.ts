import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/embedded-program.ts';
import { notRun } from '../../../test/support/not-run.ts';
import { hasRedis, type SpecRedis, startRedis } from '../../../test/support/redis.ts';
import { scheduleDueWork } from './due-work.ts';
import { UnsuitableRedis } from './redis-policy.ts';

type Line = { readonly pid: number; readonly ready?: boolean; readonly run?: number; readonly error?: string; readonly lateMs?: number; readonly ms?: number };
type Worker = { readonly child: ChildProcess; readonly lines: Line[]; until(wanted: (line: Line) => boolean): Promise<void>; end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> };

const program = fileURLToPath(new URL('../test/clockmaker.ts', import.meta.url));
const typescript = fileURLToPath(new URL('../../../test/support/typescript.mjs', import.meta.url));
const TIMEOUT = 90_000;

let database: FreshDatabase;
let sql: pg.Client;
const running: Worker[] = [];

beforeEach(async () => {
  database = await freshDatabase('jobs');
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
  await sql.query('create table tasks (id serial primary key, due_at timestamptz not null); create table done (id int primary key, by int not null, at timestamptz not null default clock_timestamp())');
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.end('SIGKILL')));
  await sql.end();
  await database.drop();
});

/** A worker in a process of its own, as soon as it says that it works. */
async function worker(redis: SpecRedis | undefined, { everyMs = 1000, takesMs = 0 } = {}): Promise<Worker> {
  const args = ['--conditions=source', '--no-warnings', '--import', typescript, program, database.url, redis?.url ?? '-', String(everyMs), String(takesMs)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Line));
  const gone = new Promise((resolve) => child.once('close', resolve));
  const until = async (wanted: (line: Line) => boolean): Promise<void> => eventually(async () => {
    if (!lines.some(wanted)) throw new Error(`it has not said so yet: ${JSON.stringify(lines.slice(-20))}`);
  }, 45_000);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  const made = { child, lines, until, end };
  running.push(made);
  await until(({ ready }) => ready === true);
  return made;
}

/** Adds tasks that fall due after so many milliseconds. */
async function tasks(count: number, inMs = 0): Promise<void> {
  await sql.query(`insert into tasks (due_at) select clock_timestamp() + make_interval(secs => $2::float8 / 1000) from generate_series(1, $1)`, [count, inMs]);
}

/** Waits until everything that is due has been done; answers who did it. `done` has a key: nothing can be in it twice. */
async function allDone(): Promise<readonly number[]> {
  return eventually(async () => {
    const { rows } = await sql.query<{ by: number | null }>('select d.by from tasks t left join done d on d.id = t.id where t.due_at <= now() order by t.id');
    if (rows.some(({ by }) => by === null)) throw new Error(`${rows.filter(({ by }) => by === null).length} of ${rows.length} are due and not done`);
    return rows.map(({ by }) => by!);
  }, 45_000);
}

const tick = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One suite for both backends; `wipe` loses the whole queue. */
function dueWork(name: string, redisOf: () => SpecRedis | undefined, wipe: () => Promise<void>): void {
  describe(`due work with its queue in ${name}`, () => {
    it('is done when its time comes, also what fell due while nobody worked', async () => {
      await tasks(3, -60_000);
      const one = await worker(redisOf());
      await allDone();
      await one.end('SIGTERM');
      await tasks(5, 0);
      await tick(2500);
      await worker(redisOf());
      expect(await allDone()).toHaveLength(8);
    }, TIMEOUT);

    it('is done though the queue is wiped while it runs, and again, and while it is stopped', async () => {
      const one = await worker(redisOf());
      for (let round = 0; round < 2; round++) {
        await tasks(2);
        await wipe();
        await tasks(2);
        await allDone();
      }
      await one.end('SIGTERM');
      await tasks(3);
      await wipe();
      await worker(redisOf());
      expect(await allDone()).toHaveLength(11);
    }, TIMEOUT);

    it('is gone on with by another worker when one is killed in the middle of a run', async () => {
      await tasks(40);
      const one = await worker(redisOf(), { takesMs: 50 });
      await one.until(({ run }) => run === 40);
      await tick(300);
      await one.end('SIGKILL');
      const two = await worker(redisOf());
      const by = await allDone();
      expect(by.filter((pid) => pid === one.child.pid).length).toBeGreaterThan(0);
      expect(by.filter((pid) => pid === two.child.pid).length).toBeGreaterThan(0);
    }, TIMEOUT);

    it('is run by one of two workers at a time', async () => {
      const both = await Promise.all([worker(redisOf()), worker(redisOf())]);
      await tick(6500);
      await tasks(10);
      await allDone();
      const runs = both.flatMap(({ lines }) => lines).filter(({ run }) => run !== undefined).length;
      // One schedule however many workers: some eight runs in as many seconds, not twice as many.
      expect(runs).toBeGreaterThanOrEqual(4);
      expect(runs).toBeLessThanOrEqual(14);
      expect(both.flatMap(({ lines }) => lines).filter(({ error }) => error !== undefined)).toEqual([]);
    }, TIMEOUT);

    it('tells how late a run began and how long it took, what waits, and fails and is tried again without losing its clock', async () => {
      const runs: { lateMs: number; ms: number; error?: Error }[] = [];
      let failures = 2;
      const run = async () => {
        await tick(20);
        if (failures-- > 0) throw new Error('not today');
      };
      const redis = redisOf();
      const schedule = await scheduleDueWork({ connectionString: database.url, ...(redis && { redisUrl: redis.url }), onError: () => {}, observe: (told) => runs.push(told) }, [{ name: 'fails.twice', everyMs: 1000, run }]);
      await eventually(async () => { if (runs.filter(({ error }) => !error).length < 3) throw new Error(`${runs.length} runs`); }, 30_000);
      expect(runs.filter(({ error }) => error?.message === 'not today')).toHaveLength(2);
      expect(runs.every(({ ms, lateMs }) => ms >= 19 && lateMs >= 0 && lateMs < 10_000)).toBe(true);
      expect(await schedule.state()).toEqual({ waiting: expect.any(Number), delayed: expect.any(Number), active: expect.any(Number), failed: expect.any(Number), oldestMs: expect.any(Number) });
      await schedule.close();
    }, TIMEOUT);
  });
}

dueWork('PostgreSQL', () => undefined, async () => void (await sql.query('drop schema jobs cascade')));

describe('the schema of the queue in PostgreSQL', () => {
  it('may also be emptied table by table', async () => {
    await worker(undefined);
    const { rows } = await sql.query<{ tables: string }>(`select string_agg(format('jobs.%I', tablename), ', ') as tables from pg_tables where schemaname = 'jobs' and tablename <> 'migration'`);
    await sql.query(`truncate ${rows[0]!.tables}`);
    await tasks(4);
    expect(await allDone()).toHaveLength(4);
  }, TIMEOUT);
});

if (!hasRedis()) notRun('due work with its queue in Redis', 'redis-server and redis-cli are not on this machine; apt-get install redis-server');
else {
  let redis: SpecRedis;
  beforeAll(async () => { redis = await startRedis(); });
  afterAll(() => redis.stop());
  // Every database of this spec uses the one queue: what an earlier test left must not run in the next.
  beforeEach(() => void redis.send('FLUSHALL'));

  dueWork('Redis', () => redis, async () => { expect(redis.send('FLUSHALL')).toBe('OK'); });

  describe('Redis', () => {
    it('may be restarted with nothing left in it', async () => {
      await worker(redis);
      await tasks(2);
      await allDone();
      await redis.restart();
      await tasks(4);
      expect(await allDone()).toHaveLength(6);
    }, TIMEOUT);

    const works = [{ name: 'never', everyMs: 1000, run: async () => {} }];
    const starting = (redisUrl: string) => scheduleDueWork({ connectionString: database.url, redisUrl, onError: () => {} }, works);

    /** What a worker is told that starts with a Redis of these settings. */
    const refusal = async (settings: readonly string[]): Promise<string> => {
      const unsuitable = await startRedis(settings);
      return starting(unsuitable.url).then(() => 'nothing', (error: Error) => error.message).finally(() => unsuitable.stop());
    };

    it('is refused at the start when it evicts keys, with what to set', async () => {
      expect(await refusal(['--maxmemory-policy', 'allkeys-lru'])).toMatch(/^REDIS_URL: this Redis runs with maxmemory-policy allkeys-lru.*set maxmemory-policy noeviction/);
    }, TIMEOUT);

    it('is asked by INFO where CONFIG is forbidden, and refused where both are', async () => {
      expect(await refusal(['--rename-command', 'CONFIG', '', '--maxmemory-policy', 'volatile-ttl'])).toContain('maxmemory-policy volatile-ttl');
      expect(await refusal(['--rename-command', 'CONFIG', '', '--rename-command', 'INFO', ''])).toContain('neither CONFIG GET maxmemory-policy nor INFO memory is allowed');
    }, TIMEOUT);

    it('is refused when nobody answers', async () => {
      await expect(starting('redis://127.0.0.1:1')).rejects.toThrow(UnsuitableRedis);
    });
  });
}
