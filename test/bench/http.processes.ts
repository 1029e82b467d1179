import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { accountsFor, demonstrationAccounts, openAccessDataSource } from '../../libs/access/src/index.ts';
import type { Bench } from './figure.ts';
import { type Connection, openConnection } from './http.client.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PASSWORD = 'bench password';

/** A Node process of its own. `line` waits for a line of its output. */
export type Program = { readonly pid: number; line(holds: string): Promise<string>; stop(): Promise<void> };

/** Whether this run measures what is built in dist, as `npm run bench` does, or the sources. */
export const measuresBuild = !process.execArgv.includes('--conditions=source');

/** Starts a script, a program of `apps/` as it is installed (what is built in dist), or one of `test/bench/` from its source. */
export function run(program: string, env: Readonly<Record<string, string>>): Program {
  const fromSource = ['--conditions=source', '--no-warnings', '--import', './test/support/typescript.mjs', `${program}.ts`];
  const args = program.endsWith('.mjs') ? [program] : measuresBuild && program.startsWith('apps/') ? [`dist/${program}.js`] : fromSource;
  const child = spawn(process.execPath, args, { cwd: root, env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const listener of listeners) listener();
    });
  }
  return {
    pid: child.pid ?? 0,
    line: (holds) => new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines.find((line) => line.includes(holds));
        if (found !== undefined) resolve(found);
      };
      listeners.add(look);
      void ended.then((code) => reject(new Error(`${program} ended with ${code}: ${lines.join('\n')}`)));
      look();
    }),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Resident memory of a process in MB; NaN where the system does not tell. */
export function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** The product as in production: an api and a worker, two processes over one database, keys in a directory of their own. */
export type Product = {
  readonly url: string;
  readonly api: Program;
  readonly worker: Program;
  readonly database: string;
  /** Ends the processes, and starts them again over the same database, at another address. */
  stopPrograms(): Promise<void>;
  startPrograms(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts the product with the demonstration's accounts; whatever is logged below `warn` is not. */
export async function startProduct(bench: Bench, name: string): Promise<Product> {
  const database = await bench.database(name);
  const directory = await mkdtemp(join(tmpdir(), 'liuhen-bench-http-'));
  const access = await openAccessDataSource({ connectionString: database });
  await accountsFor(access, demonstrationAccounts, { password: PASSWORD, from: '2025-01-01' });
  await access.destroy();
  const env = { DATABASE_URL: database, KEYS_DIR: join(directory, 'keys'), DATA_DIR: join(directory, 'data'), PORT: '0' };
  const started = async (): Promise<Pick<Product, 'url' | 'api' | 'worker'>> => {
    const api = run('apps/api/src/main', env);
    const { url } = JSON.parse(await api.line('"listening"')) as { url: string };
    const worker = run('apps/worker/src/main', env);
    await worker.line('"working"');
    return { url, api, worker };
  };
  const stopPrograms = async ({ worker, api }: Pick<Product, 'api' | 'worker'>): Promise<void> => {
    await worker.stop();
    await api.stop();
  };
  const product: Product = {
    ...(await started()),
    database,
    stopPrograms: () => stopPrograms(product),
    async startPrograms(): Promise<void> { Object.assign(product, await started()); },
    async stop(): Promise<void> {
      await stopPrograms(product);
      await rm(directory, { recursive: true, force: true });
    },
  };
  return product;
}

/** Somebody signed in, over a connection of their own. */
export type Client = Connection & { readonly cookie: string; get(path: string): Promise<Record<string, unknown>>; post(path: string, body: unknown, ifMatch?: number): Promise<Record<string, unknown>> };

let keys = 0;

/** The headers of a command: the session, a key of its own, and the revision seen. */
export const commandHeaders = (cookie: string, ifMatch?: number): Record<string, string> => ({ cookie, 'idempotency-key': `bench-${process.pid}-${++keys}`, ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }) });

/** Signs in; `get` and `post` throw at what is not answered with 2xx. */
export async function signIn(url: string, account: string): Promise<Client> {
  const response = await fetch(`${url}/api/v1/session`, { method: 'POST', body: JSON.stringify({ account, password: PASSWORD }), headers: { 'content-type': 'application/json' } });
  const cookie = response.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  if (response.status !== 201) throw new Error(`${account} could not sign in: ${await response.text()}`);
  return clientOf(url, cookie);
}

/** One more connection of somebody who is signed in. */
export async function clientOf(url: string, cookie: string): Promise<Client> {
  const connection = await openConnection(url);
  const done = ({ status, body }: { status: number; body: string }): Record<string, unknown> => {
    if (status < 200 || status > 299) throw new Error(`${status} ${body}`);
    return JSON.parse(body) as Record<string, unknown>;
  };
  return {
    ...connection,
    cookie,
    get: async (path) => done(await connection.send('GET', `/api/v1${path}`, { cookie })),
    post: async (path, body, ifMatch) => done(await connection.send('POST', `/api/v1${path}`, commandHeaders(cookie, ifMatch), body)),
  };
}
