import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryPort } from '../../apps/local/src/processes.ts';
import { type Compiled, compileSources } from '../support/compiled.ts';
import { send } from '../support/client.ts';
import { freshDatabase } from '../support/database.ts';
import { eventually } from '../support/embedded-program.ts';
import { createAccounts, type Program, startProgram } from '../support/product.ts';
import { type Caller, callersOf } from './callers.ts';
import { type Redis, startRedis } from './redis.ts';
import { type OwnServer, startOwnServer } from './server.ts';

/** A process of Node by its place in the installation. */
export type Member = `api${1 | 2}` | `worker${1 | 2}`;

/** What can be killed: a process of Node, PostgreSQL with all its children, Redis, or everything at once. */
export type Victim = Member | 'postgres' | 'redis' | 'everything';

/** Two apis and two workers over a database of the run's, unless told otherwise. */
export type InstallationOptions = {
  readonly members?: readonly Member[];
  /** A PostgreSQL of its own, which can be killed; it keeps its data in `serverDirectory` when that is given. */
  readonly ownServer?: boolean;
  readonly serverDirectory?: string;
  /** A Redis of its own, for the queue, as soon as `queueOnRedis` says so. */
  readonly withRedis?: boolean;
  /** The build to run; the sources as they are when it is left out. Whoever gives one removes it. */
  readonly compiled?: Compiled;
  readonly env?: (member: Member, directory: string) => Readonly<Record<string, string>>;
  /** Directories of the processes that shall lie elsewhere (a disk that can fill up). */
  readonly directory?: string;
  /** The address by which the processes reach the database, when that is not the database's own. */
  readonly reach?: (databaseUrl: string) => Promise<string>;
  /** The address by which clients reach an api, when that is not the api's own. */
  readonly reachApi?: (apiUrl: string, index: number) => Promise<string>;
  readonly patienceMs?: number;
};

/** An installation that can be hurt piece by piece and comes back at the same addresses. */
export type Installation = {
  readonly members: readonly Member[];
  /** Where clients reach the apis. */
  readonly urls: readonly string[];
  readonly databaseUrl: string;
  readonly directory: string;
  /** What the processes of Node said, also those that were killed. */
  said(): readonly string[];
  as(account: string): Caller;
  program(member: Member): Program;
  /** Kills by SIGKILL and begins to bring back what does not come back by itself; the second time, after it has come back. */
  kill(victim: Victim): Promise<void>;
  /** Resolves when everything that was killed is there again, and every api says that it is ready. */
  recovered(): Promise<void>;
  /** Ends a process by SIGTERM and starts it from another build. */
  replace(member: Member, compiled: Compiled): Promise<void>;
  /** Stops a process by SIGSTOP or lets it go on. */
  signal(member: Member, signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Workers that start from now on have their queue in Redis. */
  queueOnRedis(): void;
  stop(): Promise<void>;
};

const PATIENCE_MS = 60_000;
const EVERYBODY: readonly Member[] = ['api1', 'api2', 'worker1', 'worker2'];
const isApi = (member: Member): boolean => member.startsWith('api');

/** Starts an installation; whatever began is ended when a part of it does not start. */
export async function startInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of undo.splice(0).reverse()) await one();
  };
  try {
    return await install(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function install(options: InstallationOptions, undo: (() => Promise<unknown>)[], stop: () => Promise<void>): Promise<Installation> {
  const { members = EVERYBODY, env = () => ({}), reach = async (url: string) => url, reachApi = async (url: string) => url } = options;
  const home = await mkdtemp(join(tmpdir(), 'liuhen-faults-'));
  undo.push(() => rm(home, { recursive: true, force: true }));
  const directory = options.directory ?? home;
  await mkdir(directory, { recursive: true });
  const compiled = options.compiled ?? (await compileSources());
  if (options.compiled === undefined) undo.push(() => compiled.remove());
  const database = options.ownServer ? await startOwnServer(options.serverDirectory ?? join(home, 'database')) : await sharedServer();
  undo.push(() => database.stop());
  const redis: Redis | undefined = options.withRedis ? await startRedis(join(home, 'redis')) : undefined;
  if (redis) undo.push(() => redis.stop());
  await createAccounts(database.url);
  const databaseUrl = await reach(database.url);
  const ports = new Map<Member, number>();
  for (const member of members.filter(isApi)) ports.set(member, await freePort());
  const urls = await Promise.all([...ports.values()].map((port, index) => reachApi(`http://127.0.0.1:${port}`, index)));

  const running = new Map<Member, Program>();
  const coming = new Map<Victim, Promise<void>>();
  const said: string[] = [];
  let redisUrl: string | undefined;
  const start = async (member: Member, build: Compiled = compiled): Promise<void> => {
    const queue: Record<string, string> = isApi(member) || redisUrl === undefined ? {} : { REDIS_URL: redisUrl };
    const told = { databaseUrl, directory, compiled: build, env: { ...env(member, home), PORT: String(ports.get(member) ?? 0), ...queue } };
    // A process that starts while the database is still coming back ends with an error; whoever supervises it starts it again.
    running.set(member, await eventually(() => startProgram(isApi(member) ? 'api' : 'worker', told), PATIENCE_MS));
  };
  const end = async (member: Member): Promise<void> => {
    const program = running.get(member);
    await program?.kill('SIGKILL');
    said.push(...(program?.said ?? []));
    running.delete(member);
  };
  undo.push(async () => {
    await Promise.allSettled(coming.values());
    await Promise.all([...running.values()].map(stopGently));
    said.push(...[...running.values()].flatMap((program) => program.said));
  });

  const comes = (victim: Victim, back: Promise<void>): void => {
    back.catch(() => undefined);
    coming.set(victim, back);
  };
  const kill = async (victim: Victim): Promise<void> => {
    if (victim === 'everything' || victim === 'postgres' || victim === 'redis') {
      await Promise.all(coming.values());
      const dead = victim === 'everything' ? members : [];
      const parts = [...(victim === 'redis' ? [] : [database]), ...(victim !== 'postgres' && redis ? [redis] : [])];
      await Promise.all([...parts.map((part) => part.kill(victim === 'everything')), ...dead.map(end)]);
      comes(victim, Promise.all(parts.map((part) => part.returned())).then(async () => void (await Promise.all(dead.map((member) => start(member))))));
    } else {
      await Promise.all([coming.get(victim), coming.get('everything')]);
      await end(victim);
      comes(victim, start(victim));
    }
  };
  await Promise.all(members.map((member) => start(member)));
  return {
    members, urls, databaseUrl: database.url, directory: home, kill, stop,
    said: () => [...said, ...[...running.values()].flatMap((program) => program.said)],
    as: callersOf(urls, options.patienceMs),
    program: (member) => running.get(member) ?? missing(member),
    async recovered() {
      await Promise.all(coming.values());
      coming.clear();
      for (const url of [...ports.values()].map((port) => `http://127.0.0.1:${port}`)) await eventually(() => ready(url), PATIENCE_MS);
    },
    async replace(member, build) {
      const program = running.get(member);
      if (program) await stopGently(program);
      said.push(...(program?.said ?? []));
      await start(member, build);
    },
    signal: (member, signal) => void process.kill((running.get(member) ?? missing(member)).pid, signal),
    queueOnRedis() { redisUrl = redis?.url; },
  };
}

/** A database of its own on the PostgreSQL of the test run, which nobody here may kill. */
async function sharedServer(): Promise<OwnServer> {
  const database = await freshDatabase('faults');
  const refuse = (): never => { throw new Error('the PostgreSQL of the test run is not to be killed: ask for one of its own'); };
  return { url: database.url, kill: refuse, returned: refuse, stop: () => database.drop() };
}

function missing(member: Member): never {
  throw new Error(`${member} does not run`);
}

async function freePort(): Promise<number> {
  const port = await tryPort(0);
  if (port === undefined) throw new Error('no port is free');
  return port;
}

const GENTLY_MS = 15_000;

/** By SIGTERM, also when it sleeps; by SIGKILL when it does not end, since a spec leaves nothing behind. */
async function stopGently(program: Program): Promise<void> {
  try {
    process.kill(program.pid, 'SIGCONT');
  } catch { /* it has ended by itself */ }
  const patience = setTimeout(() => void program.kill('SIGKILL'), GENTLY_MS);
  await program.kill('SIGTERM');
  clearTimeout(patience);
}

/** Throws until the api answers that the log is there. */
async function ready(url: string): Promise<void> {
  const { status, text } = await send(url, '/health/ready', { signal: AbortSignal.timeout(5_000) });
  if (status !== 200) throw new Error(`not ready: ${status} ${text}`);
}
