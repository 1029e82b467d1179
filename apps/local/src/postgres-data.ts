import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync, openSync, fsyncSync, closeSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { isAlive, startOf } from './processes.ts';
import type { PostgresBinaries, RunAs } from './postgres-binaries.ts';
import { directoryProblem, explainOutput, PostgresProblem } from './postgres-problem.ts';

/** The superuser and the database of the embedded PostgreSQL. */
export const DATABASE_USER = 'liuhen';

/** Where the embedded database keeps its things below DATA_DIR. */
export type DataPaths = { directory: string; pgData: string; password: string; port: string; owner: string };

/** Written last into a new database directory: one that lacks it was never finished. */
const STAMP = 'liuhen.initialised';

/** Makes DATA_DIR if need be and names its parts. Throws `directory-unwritable` or `disk-full`. */
export const openDataDirectory = (dataDir: string): DataPaths => {
  try {
    // Passable but not listable: PostgreSQL may run as another user and must reach its own directory.
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    const directory = realpathSync(dataDir);
    rmSync(mkdtempSync(join(directory, '.writable-')), { recursive: true });
    const inside = (name: string): string => join(directory, name);
    return { directory, pgData: inside('postgres'), password: inside('postgres.password'), port: inside('postgres.port'), owner: inside('postgres.owner') };
  } catch (error) {
    throw directoryProblem(dataDir, error);
  }
};

/**
 * Takes the data directory for this process, so that two programs never manage one database.
 * Returns the release; a dead owner's claim is taken over. Throws `directory-in-use`.
 */
export const claimDirectory = (paths: DataPaths): (() => void) => {
  const claim = `${process.pid}\n${startOf(process.pid)}\n`;
  const draft = `${paths.owner}.${process.pid}`;
  writeDurably(draft, claim);
  try {
    for (;;) {
      const holder = livingOwner(paths.owner);
      if (holder !== undefined) {
        throw new PostgresProblem('directory-in-use',
          `Liuhen already runs on ${paths.directory} (process ${holder}). Stop it first, or set DATA_DIR to another directory.`);
      }
      rmSync(paths.owner, { force: true });
      try {
        linkSync(draft, paths.owner); // unlike a rename, a link never replaces what another process just made
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw directoryProblem(paths.directory, error);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readIfThere(paths.owner) === claim) rmSync(paths.owner, { force: true });
  };
};

const livingOwner = (file: string): number | undefined => {
  const [pidText = '', started = ''] = (readIfThere(file) ?? '').split('\n');
  const pid = Number(pidText);
  return pid > 0 && isAlive(pid) && startOf(pid) === started ? pid : undefined;
};

/** The password of the superuser: generated once, readable by the owner only. */
export const readPassword = (paths: DataPaths): string => {
  const stored = readIfThere(paths.password)?.trim();
  if (stored) return stored;
  if (isInitialised(paths.pgData)) {
    throw new PostgresProblem('password-missing',
      `${paths.password} is gone, but the database beside it needs it. Put the file back from a backup; the data is untouched.`);
  }
  const password = randomBytes(24).toString('base64url');
  writeDurably(`${paths.password}.new`, `${password}\n`);
  renameSync(`${paths.password}.new`, paths.password);
  return password;
};

/** Whether the directory holds a database that was finished: PostgreSQL's version file and our own stamp. */
export const isInitialised = (pgData: string): boolean => existsSync(join(pgData, 'PG_VERSION')) && existsSync(join(pgData, STAMP));

/**
 * Makes the database unless it is there. It is made in a directory of its own and moved into place when
 * finished, so a process killed in between leaves only a remnant, which the next start clears.
 * A directory in the way that this product did not finish is moved aside, never deleted.
 */
export const ensureInitialised = async (paths: DataPaths, binaries: PostgresBinaries, as: RunAs, password: string, log: (message: string) => void): Promise<void> => {
  clearRemnants(paths.directory);
  if (isInitialised(paths.pgData)) return;
  if (existsSync(paths.pgData)) {
    const aside = `${paths.pgData}.unfinished-${Date.now()}`;
    renameSync(paths.pgData, aside);
    log(`moved an unfinished database directory aside to ${aside}`);
  }
  log(`making a new database in ${paths.pgData}`);
  let draft = '';
  try {
    draft = mkdtempSync(join(paths.directory, REMNANT));
    const owner = databaseOwner(as);
    const passwordFile = `${draft}.password`;
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    for (const path of [draft, passwordFile]) if (owner) chownSync(path, owner.uid, owner.gid);
    await runInitdb(binaries, as, draft, passwordFile, paths.directory);
    rmSync(passwordFile);
    writeDurably(join(draft, STAMP), `${new Date().toISOString()}\n`);
    syncDirectory(draft);
    renameSync(draft, paths.pgData);
    syncDirectory(paths.directory);
  } catch (error) {
    if (draft !== '') clearRemnants(paths.directory);
    throw directoryProblem(paths.directory, error);
  }
};

const REMNANT = 'postgres.making-';

const clearRemnants = (directory: string): void => {
  for (const name of readdirSync(directory)) {
    if (!name.startsWith(REMNANT)) continue;
    try {
      // An initdb whose parent was killed may still write here for a moment; what resists is cleared next time.
      rmSync(join(directory, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch { /* see above */ }
  }
};

/** The builtin locale needs nothing from the operating system: the order of texts is the same on every machine. */
const runInitdb = (binaries: PostgresBinaries, as: RunAs, draft: string, passwordFile: string, directory: string): Promise<void> => new Promise((resolve, reject) => {
  const args = [`--pgdata=${draft}`, `--username=${DATABASE_USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8',
    '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--lc-messages=C', '--no-instructions'];
  const [command = binaries.initdb, ...rest] = [...as.wrapper, binaries.initdb, ...args];
  const child = spawn(command, rest, { uid: as.uid, gid: as.gid, cwd: draft, env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => { output += chunk.toString('utf8'); });
  child.once('error', reject);
  child.once('close', (code) => (code === 0 ? resolve() : reject(explainOutput('init', output, directory))));
});

/** Under the wrapper the ids are in its arguments, not in the spawn options. */
const databaseOwner = ({ uid, gid, wrapper }: RunAs): { uid: number; gid: number } | undefined => {
  const id = (flag: string): number => Number(wrapper.find((part) => part.startsWith(flag))?.slice(flag.length));
  if (wrapper.length > 0) return { uid: id('--reuid='), gid: id('--regid=') };
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
};

/** The text of a small file, or undefined when it is not there. */
export const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** Writes a private file and waits until it is on the disk. */
export const writeDurably = (file: string, text: string): void => {
  try {
    const handle = openSync(file, 'w', 0o600);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw directoryProblem(file, error);
  }
};

const syncDirectory = (directory: string): void => {
  if (platform() === 'win32') return; // directories cannot be opened there
  const handle = openSync(directory, 'r');
  fsyncSync(handle);
  closeSync(handle);
};
