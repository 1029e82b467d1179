import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { accountsFor, demonstrationAccounts, demonstrationDelegations, openAccessDataSource } from '#access';
import { type Client, clientOf } from './client.ts';
import { type Compiled, compileSources } from './compiled.ts';
import { freshDatabase } from './database.ts';
import { type LoggedEvent, readLog } from './log.ts';

/** The password of every account here. */
export const PASSWORD = 'the password of every spec';
const root = fileURLToPath(new URL('../../', import.meta.url));

/** A process of the product that has said it is ready; `said` is its log, line by line. */
export type Program = { readonly pid: number; readonly ready: Readonly<Record<string, unknown>>; readonly said: readonly string[]; readonly ended: Promise<number | null>; kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> };

/** What every process of one installation is told. */
export type Installation = { readonly databaseUrl: string; readonly directory: string; readonly compiled: Compiled; readonly env?: Readonly<Record<string, string>> };

/** The product as it runs: an api and a worker over one database, with the demonstration's accounts. */
export type Product = {
  readonly url: string;
  readonly databaseUrl: string;
  readonly api: Program;
  readonly worker: Program;
  /** The client of an account, the same one each time. */
  as(account: string): Client;
  /** The whole log, read where it is kept and not through the product. */
  log(): Promise<readonly LoggedEvent[]>;
  stop(): Promise<void>;
};

/** Starts api and worker as an operator would, over a database of their own. */
export async function startProduct(env: Readonly<Record<string, string>> = {}): Promise<Product> {
  const database = await freshDatabase('product');
  const directory = await mkdtemp(join(tmpdir(), 'liuhen-product-'));
  const compiled = await compileSources();
  const installation: Installation = { databaseUrl: database.url, directory, compiled, env };
  const programs: Program[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(programs.map((program) => program.kill('SIGTERM')));
    await Promise.all([database.drop(), compiled.remove()]);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await createAccounts(database.url);
    for (const name of ['api', 'worker'] as const) programs.push(await startProgram(name, installation));
  } catch (error) {
    await stop();
    throw error;
  }
  const [api, worker] = programs as [Program, Program];
  const url = String(api.ready['url']);
  return { url, api, worker, databaseUrl: database.url, as: clientsOf(() => url), log: () => readLog(env['EVENT_STORE_URL'] ?? database.url), stop };
}

/** Clients by account, each made once. */
export function clientsOf(urlOf: () => string): (account: string) => Client {
  const clients = new Map<string, Client>();
  return (account) => {
    const client = clients.get(account) ?? clientOf(urlOf, account, PASSWORD);
    clients.set(account, client);
    return client;
  };
}

/** The accounts of DESIGN 9, all of one password, since long ago. */
export async function createAccounts(databaseUrl: string): Promise<void> {
  const access = await openAccessDataSource({ connectionString: databaseUrl });
  try {
    await accountsFor(access, demonstrationAccounts, { password: PASSWORD, from: '2021-01-01' });
    await demonstrationDelegations(access, '2021-01-01');
  } finally {
    await access.destroy();
  }
}

const READY = { api: 'listening', worker: 'working' } as const;
const PATIENCE_MS = 90_000;

/** Starts one process from the sources as they are, and answers when it says that it is ready; throws with its log when it ends before. */
export async function startProgram(name: 'api' | 'worker', { databaseUrl, directory, compiled, env }: Installation): Promise<Program> {
  const child = spawn(process.execPath, ['--no-warnings', '--import', './test/support/with-parent.mjs', join(compiled.directory, 'apps', name, 'src', 'main.js')], {
    cwd: root,
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, KEYS_DIR: join(directory, 'keys'), DATA_DIR: join(directory, 'data'), PORT: '0', WEB_ROOT: join(directory, 'no-web'), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const ready = await new Promise<Record<string, unknown>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (line.includes(`"msg":"${READY[name]}"`)) resolve(JSON.parse(line) as Record<string, unknown>);
    });
    void ended.then((code) => reject(new Error(`the ${name} ended with ${code}: ${said.join('\n')}`)));
  }).finally(() => clearTimeout(patience));
  const kill = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { pid: child.pid ?? 0, ready, said, ended, kill };
}
