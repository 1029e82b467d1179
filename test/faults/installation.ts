import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryPort, waitForExit } from '../../apps/local/src/processes.ts';
import { compileSources } from '../support/compiled.ts';
import { send } from '../support/client.ts';
import { type Program as Host, eventually, runProgram, serverPid } from '../support/embedded-program.ts';
import { createAccounts, type Program, startProgram } from '../support/product.ts';

/** What can be killed: a process of Node, PostgreSQL with all its children, or everything at once. */
export const victims = ['api', 'worker', 'postgres', 'api+worker', 'everything'] as const;
export type Victim = (typeof victims)[number];

/** An installation that can be killed piece by piece and comes back at the same addresses. */
export type Installation = {
  readonly url: string;
  readonly databaseUrl: string;
  /** What the processes of Node said, also those that were killed. */
  readonly said: readonly string[];
  /** Kills by SIGKILL, brings back what does not come back by itself, and waits until the api is ready and reads are fed. */
  kill(victim: Victim): Promise<void>;
  stop(): Promise<void>;
};

const PORT_GONE = 'no port is free';

/** Starts PostgreSQL in a process of its own on a new directory, and api and worker over it. */
export async function startInstallation(): Promise<Installation> {
  const directory = await mkdtemp(join(tmpdir(), 'liuhen-faults-'));
  const database = join(directory, 'database');
  const port = await tryPort(0);
  if (port === undefined) throw new Error(PORT_GONE);
  const url = `http://127.0.0.1:${port}`;
  const said: string[] = [];
  let host: Host = runProgram(database);
  const databaseUrl = (await host.until((line) => line.url !== undefined)).url ?? '';
  await createAccounts(databaseUrl);
  const compiled = await compileSources();

  const running = new Map<'api' | 'worker', Program>();
  const start = async (name: 'api' | 'worker'): Promise<void> => {
    // A process that starts while the database is still coming back ends with an error; whoever supervises it starts it again.
    const program = await eventually(() => startProgram(name, { databaseUrl, directory, compiled, env: { PORT: String(port) } }), 60_000);
    running.set(name, program);
  };
  const end = async (name: 'api' | 'worker'): Promise<void> => {
    const program = running.get(name);
    await program?.kill('SIGKILL');
    said.push(...(program?.said ?? []));
  };
  const restart = async (...names: readonly ('api' | 'worker')[]): Promise<void> => void (await Promise.all(names.map(start)));

  const kill = async (victim: Victim): Promise<void> => {
    if (victim === 'everything') {
      host.child.kill('SIGKILL');
      await Promise.all([host.ended, killServer(serverPid(database)), end('api'), end('worker')]);
      host = runProgram(database);
      await host.until((line) => line.url !== undefined);
      await restart('api', 'worker');
    } else if (victim === 'postgres') {
      // Its host notices and starts it again; api and worker have to live through it.
      await killServer(serverPid(database));
    } else {
      const names = victim.split('+') as ('api' | 'worker')[];
      await Promise.all(names.map(end));
      await restart(...names);
    }
    await eventually(() => ready(url), 60_000);
  };
  await restart('api', 'worker');
  await ready(url);
  return {
    url, databaseUrl, said, kill,
    async stop() {
      await Promise.all([...running.values()].map((program) => program.kill('SIGTERM')));
      said.push(...[...running.values()].flatMap((program) => program.said));
      host.child.kill('SIGTERM');
      await host.ended;
      await Promise.all([compiled.remove(), rm(directory, { recursive: true, force: true })]);
    },
  };
}

/** Kills the postmaster and every process it made. */
async function killServer(postmaster: number): Promise<void> {
  const family = [postmaster, ...childrenOf(postmaster)];
  for (const pid of family) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch { /* it ended by itself */ }
  }
  for (const pid of family) if (!(await waitForExit(pid, 10_000))) throw new Error(`process ${pid} outlives SIGKILL`);
}

function childrenOf(parent: number): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/).map(Number)).flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}

/** Throws until the api answers that the log is there. */
async function ready(url: string): Promise<void> {
  const { status, text } = await send(url, '/health/ready', { signal: AbortSignal.timeout(5_000) });
  if (status !== 200) throw new Error(`not ready: ${status} ${text}`);
}
