import { accountsFor, demonstrationAccounts, openAccessDataSource } from '#access';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DataSource } from 'typeorm';
import { freshDatabase } from './database.ts';

/** The password of every account in a spec. */
export const PASSWORD = 'demo password';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** An API process of its own over a database of its own, with the demonstration accounts; `logged` are its log lines. */
export type SpecApi = { readonly access: DataSource; readonly url: string; readonly databaseUrl: string; readonly logged: string[]; stop(): Promise<void> };

/** Starts `main.ts` on a free port, as an operator would; further environment may be given. */
export async function startSpecApi(env: Readonly<Record<string, string>> = {}): Promise<SpecApi> {
  const database = await freshDatabase('api');
  const directory = await mkdtemp(join(tmpdir(), 'liuhen-api-'));
  const access = await openAccessDataSource({ connectionString: database.url });
  await accountsFor(access, demonstrationAccounts, { password: PASSWORD, from: '2025-01-01' });
  const program = runApi({ DATABASE_URL: database.url, KEYS_DIR: join(directory, 'keys'), DATA_DIR: join(directory, 'data'), PORT: '0', LOG_LEVEL: 'debug', ...env });
  const stop = async () => {
    await program.stop();
    await access.destroy();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  };
  return { access, url: await program.listening, databaseUrl: database.url, logged: program.logged, stop };
}

/** The API in a process of its own: `listening` is its address, and rejects when it ends without one. */
export function runApi(env: Readonly<Record<string, string>>): { readonly listening: Promise<string>; readonly logged: string[]; readonly ended: Promise<number | null>; stop(): Promise<void> } {
  const child = spawn(process.execPath, ['--conditions=source', '--no-warnings', '--import', './test/support/typescript.mjs', 'apps/api/src/main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logged: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stderr.on('data', (chunk: Buffer) => logged.push(chunk.toString()));
  const listening = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      logged.push(line);
      if (line.includes('"msg":"listening"')) resolve((JSON.parse(line) as { url: string }).url);
    });
    void ended.then((code) => reject(new Error(`the API ended with ${code}: ${logged.join('\n')}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { listening, logged, ended, stop };
}

/** What came back: status, headers and the body, parsed when it is JSON. */
export type Reply = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown>; readonly text: string };

/** One request over real HTTP. */
export async function send(url: string, path: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(`${url}${path}`, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown> };
}

/** Somebody signed in: sends with the cookie; `post` with a fresh Idempotency-Key unless one is given. */
export type Client = {
  readonly cookie: string;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  delete(path: string, headers?: Record<string, string>): Promise<Reply>;
};

let keys = 0;

/** A client with a cookie, which need not be valid. */
export function clientOf(url: string, cookie: string): Client {
  return {
    cookie,
    get: (path, headers = {}) => send(url, path, { headers: { cookie, ...headers } }),
    post: (path, body, headers = {}) => send(url, path, { method: 'POST', body: JSON.stringify(body), headers: { cookie, 'content-type': 'application/json', 'idempotency-key': `spec-${++keys}`, ...headers } }),
    delete: (path, headers = {}) => send(url, path, { method: 'DELETE', headers: { cookie, ...headers } }),
  };
}

/** Tries to sign in. */
export function trySignIn(url: string, account: string, password = PASSWORD, headers: Record<string, string> = {}): Promise<Reply> {
  return send(url, '/api/v1/session', { method: 'POST', body: JSON.stringify({ account, password }), headers: { 'content-type': 'application/json', ...headers } });
}

/** Signs in; throws when that fails. */
export async function signIn(url: string, account: string): Promise<Client> {
  const reply = await trySignIn(url, account);
  const cookie = reply.headers.get('set-cookie')?.split(';', 1)[0];
  if (reply.status !== 201 || cookie === undefined) throw new Error(`${account} could not sign in: ${reply.status} ${reply.text}`);
  return clientOf(url, cookie);
}
