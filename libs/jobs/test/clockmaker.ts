// A worker of its own over the table `tasks`: argv is the database, the Redis or "-", how often, and how long one task takes.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { scheduleDueWork } from '../src/due-work.ts';

const [connectionString = '', redis = '-', everyMs = '1000', takesMs = '0'] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify({ pid: process.pid, ...line })}\n`);
const pool = new pg.Pool({ connectionString, max: 2 });
pool.on('error', () => {});

/** Does what is due, in the way commands do it: a key that can be taken once. */
async function run(): Promise<void> {
  const { rows } = await pool.query<{ id: number }>('select id from tasks where due_at <= now() and not exists (select from done where done.id = tasks.id) order by id');
  say({ run: rows.length });
  for (const { id } of rows) {
    await sleep(Number(takesMs));
    await pool.query('insert into done (id, by) values ($1, $2) on conflict do nothing', [id, process.pid]);
  }
}

const schedule = await scheduleDueWork(
  { connectionString, ...(redis === '-' ? {} : { redisUrl: redis }), checkMs: 500, onError: (error) => say({ error: error.message }), observe: ({ lateMs, ms }) => say({ lateMs, ms }) },
  [{ name: 'tasks.do', everyMs: Number(everyMs), run }],
);
say({ ready: true, state: await schedule.state() });
process.once('SIGTERM', () => void schedule.close().then(() => pool.end()).then(() => process.exit(0)));
