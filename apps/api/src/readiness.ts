import { constants } from 'node:fs';
import { access as mayUse, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lagOf } from '#telemetry';
import type { Config } from './config.ts';
import type { Core } from './core.ts';
import { cursorsOf, parkedOf, positionOf } from './telemetry.ts';

/** `degraded` works, and somebody should look; `unavailable` does not do its work. */
export type Status = 'ok' | 'degraded' | 'unavailable';

/** What one check says: its status, and numbers or names of the code. */
export type Check = { readonly status: Status; readonly [fact: string]: string | number | undefined };

/** Checks by name; one that throws or takes 3 s is `unavailable`. */
export type Checks = Readonly<Record<string, () => Promise<Check>>>;

/** Whether a process can do its work: the worst of its checks, the position of the log and the one the read side has reached. */
export type Readiness = { readonly status: Status; readonly log: number | null; readonly read: number | null; readonly checks: Readonly<Record<string, Check>> };

/** The injection token of the function that answers `Readiness`. */
export const READINESS = Symbol('Readiness');

const PATIENCE_MS = 3000;
const KEPT_MS = 1000;
const READ_LAG_SECONDS = 10;
const PROCESS_LAG_SECONDS = 60;
const FREE_BYTES = 512 * 1024 * 1024;

type Watched = Pick<Core, 'store' | 'access' | 'read' | 'reached'>;

/** Readiness of a process over its core and directories; a worker adds checks of its own. */
export function readinessOf(core: Watched, directories: Pick<Config, 'dataDir' | 'keysDir'>, further: Checks = {}): () => Promise<Readiness> {
  const checks = { ...checksOf(core, directories), ...further };
  return shared(async () => {
    const answers = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await within(check)] as const));
    const results = Object.fromEntries(answers);
    const statuses = answers.map(([, { status }]) => status);
    const status = statuses.includes('unavailable') ? 'unavailable' : statuses.includes('degraded') ? 'degraded' : 'ok';
    const position = (name: string): number | null => (typeof results[name]?.['position'] === 'number' ? results[name]['position'] : null);
    return { status, log: position('log'), read: position('readSide'), checks: results };
  });
}

/** Whoever asks within the same second gets the same answer: the door is open to everybody, and looking costs queries. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (!last || now - last.at > KEPT_MS) last = { at: now, answer: ask() };
    return last.answer;
  };
}

function checksOf({ store, access, read, reached }: Watched, { dataDir, keysDir }: Pick<Config, 'dataDir' | 'keysDir'>): Checks {
  return {
    log: async () => ({ status: 'ok', position: (await store.head()).position }),
    async accounts() {
      await access.query('select 1');
      return { status: 'ok' };
    },
    async readSide() {
      // A new read schema that has never held the whole log would show boards with hardly anything on them.
      const { filling } = await reached.health((await store.head()).position);
      if (filling) return { status: 'unavailable', state: 'filling', position: filling.position, of: filling.head };
      const [position, parked] = await Promise.all([positionOf(read), parkedOf(read)]);
      const { events, seconds } = await lagOf(store, position);
      return { status: parked > 0 || seconds > READ_LAG_SECONDS ? 'degraded' : 'ok', position, behindEvents: events, behindSeconds: Math.round(seconds), parked };
    },
    async processes() {
      const lags = await Promise.all((await cursorsOf(access, store.log)).map(async ({ name, position }) => ({ name, ...(await lagOf(store, position)) })));
      const behind = lags.filter(({ seconds }) => seconds > PROCESS_LAG_SECONDS);
      return { status: behind.length > 0 ? 'degraded' : 'ok', ...Object.fromEntries(behind.map(({ name, seconds }) => [name, Math.round(seconds)])) };
    },
    disk: () => disk({ dataDir, keysDir }),
  };
}

/** Room for uploads and keys, and the right to write keys: without it nothing with a text in it can be recorded. */
async function disk(directories: Readonly<Record<string, string>>): Promise<Check> {
  const facts: Record<string, string | number> = {};
  for (const [name, directory] of Object.entries(directories)) {
    const existing = await firstThatExists(directory);
    const { bavail, bsize } = await statfs(existing);
    facts[`${name}FreeMb`] = Math.round((bavail * bsize) / 1_048_576);
    if (bavail * bsize < FREE_BYTES) facts[name] = 'nearly full';
    if (!(await mayUse(existing, constants.W_OK).then(() => true, () => false))) facts[name] = 'not writable';
  }
  return { status: Object.keys(directories).some((name) => name in facts) ? 'degraded' : 'ok', ...facts };
}

/** A directory that is made on first use counts as the one it will be made in. */
async function firstThatExists(directory: string): Promise<string> {
  const there = await statfs(directory).then(() => true, () => false);
  return there || dirname(directory) === directory ? directory : firstThatExists(dirname(directory));
}

async function within(check: () => Promise<Check>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<Check>((resolve) => { timer = setTimeout(() => resolve({ status: 'unavailable' }), PATIENCE_MS); });
  try {
    return await Promise.race([check(), patience]);
  } catch {
    return { status: 'unavailable' };
  } finally {
    clearTimeout(timer);
  }
}
