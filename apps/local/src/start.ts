import { accountsFor, demonstrationAccounts, demonstrationDelegations } from '#access';
import { dayOf } from '#event-store';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { InvalidConfig, readConfig } from '../../api/src/config.ts';
import { openCore } from '../../api/src/core.ts';
import { createLogger, tellable } from '../../api/src/logging.ts';
import { createApi } from '../../api/src/start.ts';
import { startTelemetry } from '../../api/src/telemetry.ts';
import { startWorker } from '../../worker/src/start.ts';
import { demonstrationClock, seedDemonstration } from './demonstration.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

const HOME = resolve('.data');
const PRODUCTION = ['DATABASE_URL', 'EVENT_STORE_URL', 'REDIS_URL', 'OIDC_ISSUER', 'PUBLIC_URL'] as const;

/**
 * Everything on this machine: PostgreSQL from npm's binaries, api, worker and web in one process, the plan's data and
 * the fictional demonstration. `onStop` is given what to call to end it, as soon as there is something to end.
 */
export async function startLocal(say: (text: string) => void, onStop: (stop: () => Promise<void>) => void): Promise<{ url: string }> {
  refuseProduction();
  const began = Date.now();
  const dataDir = resolve(process.env['DATA_DIR'] ?? join(HOME, 'database'));
  const keysDir = resolve(process.env['KEYS_DIR'] ?? join(HOME, 'keys'));
  const config = readConfig({ ...process.env, DATABASE_URL: 'postgres://not-yet@127.0.0.1/liuhen', DATA_DIR: dataDir, KEYS_DIR: keysDir, PORT: process.env['PORT'] ?? '3000' });
  const stops: (() => Promise<unknown>)[] = [];
  let stopped: Promise<void> | undefined;
  onStop(() => (stopped ??= (async () => { for (const stop of stops.splice(0).reverse()) await stop(); })()));

  await assertFree(config.host, config.port);
  mkdirSync(keysDir, { recursive: true, mode: 0o700 });
  const logger = createLogger(process.env['LOG_LEVEL'] ?? 'warn');
  const postgres = await startEmbeddedPostgres({ dataDir, log: (level, message) => (level === 'info' ? say(`liuhen: ${message}`) : logger[level](message)) });
  stops.push(() => postgres.stop());
  const local = { ...config, databaseUrl: postgres.url, webRoot: resolve('dist/apps/web') };
  const clock = demonstrationClock();
  const telemetry = await startTelemetry('local', config);
  const core = await openCore(local, { clock, telemetry, onError: (error) => logger.warn({ err: tellable(error) }, 'idle connection failed') });
  stops.push(async () => { await core.close(); await telemetry.tracing?.close(); });
  const password = passwordOf(dataDir, config.demoPassword);
  await accountsFor(core.access, demonstrationAccounts, { password, from: '2021-01-01' });
  await demonstrationDelegations(core.access, '2021-01-01');
  const api = await createApi(core, local, logger);
  stops.push(() => api.close());
  const worker = await startWorker(core, api.app, local, logger, () => seedDemonstration(core, api.app, clock, say));
  stops.push(() => worker.close());
  const url = await api.listen();
  welcome(say, url, password, Date.now() - began);
  return { url };
}

// A demonstration never starts beside production settings: it would fill a real log with fiction.
function refuseProduction(): void {
  const set = PRODUCTION.filter((name) => process.env[name]);
  if (set.length > 0) throw new InvalidConfig(`${set.join(', ')}: a production setting; npm start runs a demonstration on its own database. Unset it, or run the api and the worker (docs/operations.md)`);
}

function passwordOf(dataDir: string, given: string | undefined): string {
  const file = join(dataDir, 'demonstration-password');
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  const password = given ?? kept ?? randomBytes(9).toString('base64url');
  if (password !== kept) writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

function assertFree(host: string, port: number): Promise<void> {
  return new Promise((free, taken) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? `port ${port} on ${host} is taken; stop what runs there, or set PORT to another` : `${host}:${port} cannot be listened on (${error.code}); set HOST or PORT`;
      taken(new InvalidConfig(reason));
    });
    probe.listen(port, host, () => probe.close(() => free()));
  });
}

function welcome(say: (text: string) => void, url: string, password: string, ms: number): void {
  say(`
  留痕 Liuhen is ready (${(ms / 1000).toFixed(1)} s) — 演示数据均为虚构 / a demonstration, all of it fictional

    ${url}

    account 账号                         password 密码 (one for all, 通用)
    nm.member  nm.lead                   ${password}
    office  leader  auditor  finance  legal  reviewer1…5  service  verifier
    land  environment  safety  energy    (departments, 部门)
    <unit>.lead / <unit>.member          units: nm he yy xx team1…5 squad01…10 bj sh agent1

  API: ${url}/api/docs   Ctrl-C stops it. ${dayOf(new Date().toISOString())}
`);
}
