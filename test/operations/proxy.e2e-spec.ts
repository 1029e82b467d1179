import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request, type RequestOptions } from 'node:https';
import { request as plainRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tryPort } from '../../apps/local/src/processes.ts';
import { done, filing } from '../journeys/script.ts';
import { compileSources } from '../support/compiled.ts';
import { freshDatabase } from '../support/database.ts';
import { eventually, query } from '../support/embedded-program.ts';
import { notRun } from '../support/not-run.ts';
import { clientsOf, createAccounts, PASSWORD, type Program, startProgram } from '../support/product.ts';

jest.setTimeout(120_000);

const has = (command: string, flag: string): boolean => spawnSync(command, [flag]).status === 0;

type Answer = { readonly status: number; readonly text: string; readonly headers: Readonly<Record<string, string | string[] | undefined>> };

/** One request through the proxy, whose certificate nobody has signed; or past it, over plain HTTP. */
function ask(url: string, { method = 'GET', headers = {}, body, localAddress }: Pick<RequestOptions, 'method' | 'headers' | 'localAddress'> & { body?: string } = {}): Promise<Answer> {
  const open = url.startsWith('https:') ? request : plainRequest;
  return new Promise((resolve, reject) => {
    const sent = open(url, { method, headers, localAddress, rejectUnauthorized: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    sent.on('error', reject).end(body);
  });
}

const json = { 'content-type': 'application/json' };
const credentials = (account: string): string => JSON.stringify({ account, password: PASSWORD });

function behindTheProxy(): void {
  let directory: string;
  let databaseUrl: string;
  let https: string;
  let http: string;
  let stop: () => Promise<void>;
  const apis: Program[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'liuhen-proxy-'));
    const [database, compiled] = await Promise.all([freshDatabase('proxy'), compileSources()]);
    databaseUrl = database.url;
    await createAccounts(databaseUrl);
    const [tls, plain] = [await tryPort(0), await tryPort(0)];
    [https, http] = [`https://127.0.0.1:${tls}`, `http://127.0.0.1:${plain}`];
    const installation = { databaseUrl, directory, compiled, env: { PUBLIC_URL: https, TRUST_PROXY: '127.0.0.1', LOG_LEVEL: 'debug' } };
    for (let n = 0; n < 2; n++) apis.push(await startProgram('api', installation));
    const worker = await startProgram('worker', installation);
    const proxy: { process?: ChildProcess } = {};
    stop = async () => {
      const gone = new Promise((resolve) => (proxy.process ? proxy.process.once('close', resolve) : resolve(undefined)));
      await Promise.all([...apis, worker].map((program) => program.kill('SIGTERM')));
      proxy.process?.kill('SIGTERM');
      await gone;
      await Promise.all([database.drop(), compiled.remove()]);
      await rm(directory, { recursive: true, force: true });
    };
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=localhost', '-keyout', join(directory, 'key.pem'), '-out', join(directory, 'certificate.pem')], { stdio: 'ignore' });
    // The file that ships, with this machine's addresses in place of the containers'.
    const shipped = await readFile(fileURLToPath(new URL('../../docker/nginx/nginx.conf', import.meta.url)), 'utf8');
    const here = shipped
      .replaceAll('/tmp/', `${directory}/`)
      // A pipe of Node is a socket, which nobody can open by a name.
      .replace('/dev/stdout', join(directory, 'access.log'))
      .replace('server api:3000', apis.map(({ ready }) => `server ${new URL(String(ready['url'])).host}`).join(' max_fails=2 fail_timeout=5s;\n    '))
      .replace('listen 8080', `listen 127.0.0.1:${plain}`).replace('listen 8443', `listen 127.0.0.1:${tls}`)
      .replace('/run/secrets/tls-certificate;', `${join(directory, 'certificate.pem')};`).replace('/run/secrets/tls-key;', `${join(directory, 'key.pem')};`);
    const file = join(directory, 'nginx.conf');
    await writeFile(file, here);
    const checked = spawnSync('nginx', ['-t', '-p', directory, '-c', file], { encoding: 'utf8' });
    expect(checked.stderr).toContain('test is successful');
    proxy.process = spawn('nginx', ['-p', directory, '-c', file, '-g', 'daemon off;'], { stdio: 'ignore' });
    await eventually(async () => { if ((await ask(`${https}/health/live`)).status !== 200) throw new Error('not yet'); });
  });

  afterAll(() => stop?.());

  async function signIn(account: string, more: Parameters<typeof ask>[1] = {}): Promise<string> {
    const { status, headers } = await ask(`${https}/api/v1/session`, { method: 'POST', body: credentials(account), ...more, headers: { ...json, ...more.headers } });
    expect(status).toBe(201);
    return String(headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
  }

  it('sends plain HTTP on to TLS', async () => {
    const { status, headers } = await ask(`${http}/deals/7?tab=history`);
    expect(status).toBe(308);
    expect(headers['location']).toBe('https://127.0.0.1/deals/7?tab=history');
  });

  it('a session made at one api is good at the other, and both have work', async () => {
    const cookie = await signIn('nm.member');
    expect(cookie).toMatch(/^__Host-liuhen=/);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(`${https}/api/v1/me`, { headers: { cookie } })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    // What an api says of a request is read after its answer.
    await eventually(async () => {
      const served = apis.map(({ said }) => said.filter((line) => line.includes('"route":"/api/v1/me"') && line.includes('"status":200')).length);
      expect([served[0]! + served[1]!, Math.min(...served) > 3]).toEqual([20, true]);
    });
  });

  it('what one api records is told at once to a screen that listens at the other, line by line', async () => {
    const cookie = await signIn('nm.member');
    const stop = new AbortController();
    // Two listeners in turn: one of them is at the api that does not get the command.
    const heard = await Promise.all([1, 2].map(async () => {
      const lines: { text: string; at: number }[] = [];
      const sent = request(`${https}/api/v1/stream`, { headers: { cookie, accept: 'text/event-stream' }, rejectUnauthorized: false, signal: stop.signal }, (response) => {
        lines.push({ text: String(response.headers['content-type']), at: Date.now() });
        response.on('data', (chunk: Buffer) => lines.push({ text: chunk.toString(), at: Date.now() })).on('error', () => {});
      });
      sent.on('error', () => {}).end();
      return lines;
    }));
    // A listener has its answer's head only with its first event; give both time to be connected.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const began = Date.now();
    const direct = clientsOf(() => String(apis[0]!.ready['url']));
    const { id } = done(await direct('nm.member').post('/leads', filing({ investor: '示例代理科技', title: '代理项目' })));
    await eventually(async () => { if (!heard.every((lines) => lines.some(({ text }) => text.includes(id)))) throw new Error(JSON.stringify(heard)); }, 10_000);
    for (const lines of heard) {
      expect(lines[0]?.text).toContain('text/event-stream');
      expect(lines.find(({ text }) => text.includes(id))!.at - began).toBeLessThan(5000);
    }
    stop.abort();
  });

  it('the sender\'s address is the one he came from, not the one he claims', async () => {
    const addresses = () => query<{ address: string }>(databaseUrl, `select address from access.log where action = 'sign-in' and outcome = 'done' order by position desc limit 1`).then(([row]) => row?.address);
    const localAddress = '127.0.0.2';
    await signIn('he.member', { localAddress });
    const through = await addresses();
    await signIn('he.member', { localAddress, headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(await addresses()).toBe(through);
    await ask(`${String(apis[0]!.ready['url'])}/api/v1/session`, { method: 'POST', body: credentials('he.member'), headers: json, localAddress });
    expect(await addresses()).toBe(through);
    await signIn('he.member');
    expect(await addresses()).not.toBe(through);
  });

  it('shows neither metrics nor the details of health to anybody, though the proxy runs on this machine', async () => {
    for (const path of ['/metrics', '/health/ready', '/api/v1/health/ready']) expect((await ask(`${https}${path}`)).status).toBe(404);
    const past = await Promise.all(['/metrics/', '/%6detrics', '//metrics', '/metrics?a=b'].map((path) => ask(`${https}${path}`)));
    expect(past.map(({ text }) => text.includes('liuhen_build_info'))).toEqual([false, false, false, false]);
  });

  it('goes on with the other api when one is killed', async () => {
    const cookie = await signIn('yy.member');
    await apis[1]!.kill('SIGKILL');
    const answers: number[] = [];
    for (let n = 0; n < 20; n++) answers.push((await ask(`${https}/api/v1/leads`, { method: 'POST', headers: { cookie, ...json, 'idempotency-key': `proxy-${n}` }, body: JSON.stringify(filing({ investor: `示例接力企业${n}`, title: `接力项目${n}` })) })).status);
    expect(answers).toEqual(Array.from({ length: 20 }, () => 201));
  });
}

describe('two api processes behind the proxy of docker/nginx', () => {
  if (has('nginx', '-v') && has('openssl', 'version')) behindTheProxy();
  else {
    notRun('two api processes behind the proxy of docker/nginx', 'nginx and openssl are not both on this machine; apt-get install nginx-light openssl');
    it('needs nginx and openssl, which are not here; the list of what was not run says so', () => expect(has('nginx', '-v') && has('openssl', 'version')).toBe(false));
  }
});
