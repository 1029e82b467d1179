import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { chooseUser, locateBinaries, type PostgresBinaries, type RunAs } from './postgres-binaries.ts';
import { claimDirectory, DATABASE_USER, type DataPaths, ensureInitialised, openDataDirectory, readIfThere, readPassword, writeDurably } from './postgres-data.ts';
import { explainOutput, portTaken, PostgresProblem } from './postgres-problem.ts';
import { argumentsOf, isAlive, isTaken, tryPort, waitForExit } from './processes.ts';

/** Receives one line for the operator. */
export type PostgresLog = (level: 'info' | 'warn' | 'error', message: string) => void;

/** `dataDir` is DATA_DIR; a `port` is taken or refused, without one a free port is chosen and remembered. */
export type EmbeddedPostgresOptions = {
  dataDir: string;
  port?: number;
  log: PostgresLog;
  /** Settings over the built-in ones, as for `postgres -c`. */
  settings?: Record<string, string>;
};

/** A running embedded PostgreSQL; `url` connects to its database as the superuser and stays valid over restarts. */
export type EmbeddedPostgres = { url: string; port: number; stop(): Promise<void> };

/** Meant for a small machine. Durability is on and stays on: the event log is the only copy of the truth. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '100',
  fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on',
  shared_buffers: '128MB', work_mem: '8MB', maintenance_work_mem: '64MB', effective_cache_size: '512MB',
  max_wal_size: '512MB', min_wal_size: '80MB', max_wal_senders: '2', jit: 'off',
  timezone: 'UTC', log_timezone: 'UTC', lc_messages: 'C', log_min_messages: 'log', log_checkpoints: 'off',
};

/**
 * Starts PostgreSQL on `dataDir`: makes the database the first time, stops a server that a killed run left
 * behind, restarts it with growing pauses when it dies. Throws PostgresProblem with a sentence to act on.
 */
export const startEmbeddedPostgres = async ({ dataDir, port, log, settings = {} }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const paths = openDataDirectory(dataDir);
  const release = claimDirectory(paths);
  try {
    const binaries = locateBinaries();
    const as = chooseUser(binaries, paths.directory);
    const password = readPassword(paths);
    await ensureInitialised(paths, binaries, as, password, (message) => log('info', message));
    await stopOrphan(paths, binaries, as, log);
    const server: Server = { paths, binaries, as, log, settings: { ...SETTINGS, ...settings }, port: 0, stopping: false, pause: new AbortController() };
    await startOnSomePort(server, port);
    const url = `postgres://${DATABASE_USER}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${DATABASE_USER}`;
    const stop = once(async () => { await stopServer(server); release(); });
    await ensureDatabase(url).catch(async (error: unknown) => { await stop(); throw error; });
    return { url, port: server.port, stop };
  } catch (error) {
    release();
    throw error;
  }
};

type Server = {
  paths: DataPaths; binaries: PostgresBinaries; as: RunAs; log: PostgresLog; settings: Record<string, string>;
  port: number; child?: ChildProcess; stopping: boolean; pause: AbortController; restarting?: Promise<void>;
};

const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
};

const startOnSomePort = async (server: Server, wanted: number | undefined): Promise<void> => {
  if (wanted !== undefined && (await tryPort(wanted)) === undefined) throw portTaken(wanted);
  const remembered = Number(readIfThere(server.paths.port)) || 0;
  for (let attempt = 0; ; attempt += 1) {
    server.port = wanted ?? (attempt === 0 && remembered > 0 ? await tryPort(remembered) : undefined) ?? (await tryPort(0)) ?? 0;
    try {
      await launch(server);
      writeDurably(server.paths.port, `${server.port}\n`);
      return;
    } catch (error) {
      // Another program may take a free port between the look and the start.
      if (wanted !== undefined || attempt > 4 || !(error instanceof PostgresProblem) || error.code !== 'port-taken') throw error;
    }
  }
};

/** Starts the server process and waits until it accepts connections, however long a recovery takes. */
const launch = async (server: Server): Promise<void> => {
  const { binaries, as, paths, settings } = server;
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = '', ...rest] = [...as.wrapper, binaries.postgres, '-D', paths.pgData, '-p', String(server.port), ...options];
  // A session of its own: Ctrl-C in the terminal must reach this program only, which then stops things in order.
  const child = spawn(command, rest, { uid: as.uid, gid: as.gid, cwd: '/', detached: true, env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] });
  server.child = child;
  const output: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    output.push(chunk.toString('utf8'));
    if (output.length > 50) output.shift();
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(output.join('')));
  });
  for (;;) {
    const result = await Promise.race([ended, sleep(20, undefined)]);
    if (result !== undefined) throw explainOutput('start', result, paths.directory, server.port);
    const pidFile = readPidFile(paths);
    if (pidFile?.pid === child.pid && pidFile?.status === 'ready') break;
  }
  void ended.then((last) => { if (!server.stopping && server.child === child) server.restarting = restart(server, last); });
};

const PAUSES_MS = [200, 500, 1_000, 2_000, 5_000, 10_000];

const restart = async (server: Server, output: string): Promise<void> => {
  const { log, paths, port } = server;
  log('error', `PostgreSQL stopped by itself and is being restarted. ${explainOutput('start', output, paths.directory, port).message}`);
  for (let attempt = 0; !server.stopping; attempt += 1) {
    const pause = PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 0;
    await sleep(pause, undefined, { signal: server.pause.signal }).catch(() => undefined);
    if (server.stopping) return;
    try {
      await stopOrphan(paths, server.binaries, server.as, log);
      if (server.stopping) return;
      await launch(server);
      log('info', `PostgreSQL runs again on port ${port}`);
      return;
    } catch (error) {
      if (!server.stopping) log('error', `restart ${attempt + 1} of PostgreSQL failed: ${(error as Error).message}`);
    }
  }
};

const stopServer = async (server: Server): Promise<void> => {
  server.stopping = true;
  server.pause.abort();
  const pid = server.child?.pid;
  const stopped = pid === undefined || await shutDown(pid, server.paths, server.binaries, server.as);
  await server.restarting;
  if (!stopped) throw stuck(pid);
};

/** Fast shutdown, then immediate (the next start recovers from the log): false only if it outlives both. */
const shutDown = async (pid: number, paths: DataPaths, binaries: PostgresBinaries, as: RunAs): Promise<boolean> => {
  const modes = [['fast', 'SIGINT', 30_000], ['immediate', 'SIGQUIT', 10_000]] as const;
  for (const [mode, signal, patience] of modes) {
    if (!isAlive(pid)) return true;
    if (platform() === 'win32') {
      spawnSync(binaries.pgCtl, ['stop', '-D', paths.pgData, '-m', mode, '-w'], { uid: as.uid, gid: as.gid });
    } else {
      try {
        process.kill(pid, signal);
      } catch { /* it ended meanwhile */ }
    }
    if (await waitForExit(pid, patience)) return true;
  }
  return false;
};

/** A killed run leaves its server behind. It is stopped cleanly, but only if it is surely the one of this directory. */
const stopOrphan = async (paths: DataPaths, binaries: PostgresBinaries, as: RunAs, log: PostgresLog): Promise<void> => {
  const found = readPidFile(paths);
  if (found === undefined || !isTaken(found.pid)) return;
  if (!isAlive(found.pid) || !servesDirectory(found.pid, paths.pgData)) {
    // The id now belongs to another program, or to a zombie, and PostgreSQL would refuse to start. An id of its own parent it takes
    // for stale, and still checks by shared memory that no process of the old server lives; deleting the file would not.
    const file = pidFilePath(paths);
    writeFileSync(file, (readIfThere(file) ?? '').replace(/^\d+/, String(process.pid)));
    return;
  }
  log('warn', `stopping the PostgreSQL (process ${found.pid}) that an earlier run left behind`);
  if (await shutDown(found.pid, paths, binaries, as)) return;
  throw stuck(found.pid);
};

const stuck = (pid: number | undefined): PostgresProblem => new PostgresProblem('orphan-stuck',
  `PostgreSQL (process ${pid}) does not stop. End that process, then start again.`);

const servesDirectory = (pid: number, pgData: string): boolean => {
  if (platform() === 'win32') return true; // pg_ctl speaks to a server of this directory only
  const args = argumentsOf(pid);
  return basename(args[0] ?? '').startsWith('postgres') && args.join(' ').includes(`-D ${pgData} `);
};

const pidFilePath = (paths: DataPaths): string => join(paths.pgData, 'postmaster.pid');

const readPidFile = (paths: DataPaths): { pid: number; status: string } | undefined => {
  const lines = readIfThere(pidFilePath(paths))?.split('\n');
  const pid = Number(lines?.[0]);
  return lines && pid > 0 ? { pid, status: (lines[7] ?? '').trim() } : undefined;
};

const ensureDatabase = async (url: string): Promise<void> => {
  const target = new URL(url);
  target.pathname = '/postgres';
  const client = new pg.Client({ connectionString: target.href });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE_USER]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE_USER}`);
  } finally {
    await client.end();
  }
};
