import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, type Figure, type Measured, median, rounded } from './figure.ts';
import { measuresBuild, type Program, residentMb, run } from './http.processes.ts';

/*
 * start.second: milliseconds from starting the program of `npm start` to its words that it is ready, on data that a
 * first start has made (embedded PostgreSQL, the plan, the demonstration); the median of five starts. resident is the
 * memory of its Node processes together five seconds after that, in MB; PostgreSQL is none of them. It has no peer: the
 * bars are 5,000 ms and 400 MB.
 */
const STARTS = 5;
const SETTLE_MS = 5000;

export const figures: readonly Figure[] = [{ name: 'start.second', measure }];

async function measure(bench: Bench): Promise<Measured> {
  const directory = await mkdtemp(join(tmpdir(), 'liuhen-bench-start-'));
  const env = { DATA_DIR: join(directory, 'data'), KEYS_DIR: join(directory, 'keys'), PORT: String(await freePort()) };
  bench.note('the first start makes the data');
  await (await ready(env)).program.stop();
  const [times, residents]: [number[], number[]] = [[], []];
  for (let start = 0; start < STARTS; start++) {
    const { program, ms } = await ready(env);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const resident = (await nodesOf(program.pid)).map(residentMb).reduce((sum, mb) => sum + mb, 0);
    await program.stop();
    bench.note(`  start ${start + 1} ${rounded(ms)} ms, ${rounded(resident)} MB`);
    times.push(ms);
    residents.push(resident);
  }
  await rm(directory, { recursive: true, force: true });
  const limits = (values: readonly number[]): [number, number] => [rounded(Math.min(...values)), rounded(Math.max(...values))];
  return { value: rounded(median(times)), unit: 'ms', ratios: {}, also: { 'resident (MB)': rounded(median(residents)) }, spread: { value: limits(times), 'resident (MB)': limits(residents) }, rounds: STARTS };
}

async function ready(env: Readonly<Record<string, string>>): Promise<{ program: Program; ms: number }> {
  const start = performance.now();
  const program = run(measuresBuild ? 'apps/local/start.mjs' : 'apps/local/src/main', env);
  await program.line('is ready');
  return { program, ms: performance.now() - start };
}

/** A program and those it has started that are Node, where the system tells. */
async function nodesOf(pid: number): Promise<readonly number[]> {
  const children = await readdir(`/proc/${pid}/task`).then((tasks) => Promise.all(tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8'))), () => []);
  const pids = children.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  const names = await Promise.all(pids.map((each) => readFile(`/proc/${each}/comm`, 'utf8').catch(() => '')));
  return [pid, ...pids.filter((_, index) => /^(node|MainThread)/.test(names[index]!))];
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
