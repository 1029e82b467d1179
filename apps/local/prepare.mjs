// Plain JavaScript on purpose: runs on a fresh clone, before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const say = (text) => process.stderr.write(`liuhen: ${text}\n`);

/** Why this Node cannot run the product, or undefined. The limits are those of Vite and Nest, which need require(esm). */
export const unsuitableNode = (version = process.versions.node) => {
  const [major, minor] = version.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  return fits ? undefined : `Node ${version} is too old. Install Node 20.19 or newer (22 from 22.12 on) from https://nodejs.org and start again.`;
};

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

/**
 * Why the packages must be installed, or undefined. npm writes its record of what it installed last, so an
 * interrupted install has none; a package npm left out for another platform is optional and may lack.
 */
export const staleInstall = (directory = root) => {
  const installed = readJson(join(directory, 'node_modules/.package-lock.json'))?.packages;
  if (!installed) return 'no complete installation is there';
  const wanted = readJson(join(directory, 'package-lock.json'))?.packages ?? {};
  for (const [path, { version, optional, link }] of Object.entries(wanted)) {
    if (path === '' || link) continue;
    if (installed[path] ? installed[path].version !== version : !optional) return `${path.replace(/^.*node_modules\//, '')} ${version} is missing`;
  }
  return undefined;
};

const run = (command, args, options = {}) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (error) say(`${command} could not be run: ${error.message}`);
  return status === 0;
};

const npm = (args) => {
  const script = process.env.npm_execpath ?? join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  return /npm-cli\.[cm]?js$/.test(script) && existsSync(script)
    ? run(process.execPath, [script, ...args])
    : run('npm', args, { shell: process.platform === 'win32' });
};

/** Installs what package-lock.json names unless it is there. Answers whether it is there now. */
export const ensureInstalled = () => {
  const reason = staleInstall();
  if (reason === undefined) return true;
  // npm would empty the directory behind the link, which belongs to another checkout.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    say(`node_modules is a link to another installation, which is not right for this checkout (${reason}); remove the link, or install where it points.`);
    return false;
  }
  say(`installing packages (${reason}); the first time this takes a minute or two`);
  if (npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'])) return true;
  say('npm could not install the packages. Its own message is above; with no network, copy node_modules from a machine that has one.');
  return false;
};

const SOURCES = ['apps', 'libs', 'seeds'];
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const isTest = /\.(spec|int-spec|e2e-spec|fault-spec|browser-spec)\.tsx?$/;

const filesBelow = (directory) => (existsSync(directory) ? readdirSync(directory, { withFileTypes: true }) : [])
  .filter(({ name }) => name !== 'node_modules' && name !== 'dist' && !name.startsWith('.'))
  .flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : isTest.test(entry.name) ? [] : [path];
  });

/** One digest of everything the build reads; tests are left out, they are never built. */
export const sourceDigest = (directory = root) => {
  const files = [...SOURCES.flatMap((name) => filesBelow(join(directory, name))), ...SETTINGS.map((name) => join(directory, name)).filter(existsSync)];
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(relative(directory, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
};

/** Builds server and web unless dist was made from these very sources. Answers whether dist is good now. */
export const ensureBuilt = () => {
  const stamp = join(root, 'dist/.sources');
  const digest = sourceDigest();
  const built = existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
  if (built === digest) return true;
  say(built === undefined ? 'building' : 'building again, the sources changed');
  // Without a stamp an earlier build was interrupted: what the compiler believes it wrote may not be there.
  if (built === undefined) rmSync(join(root, 'dist'), { recursive: true, force: true });
  else rmSync(stamp);
  const node = (file, ...args) => run(process.execPath, [join(root, 'node_modules', file), ...args]);
  const good = node('typescript/bin/tsc', '-p', 'tsconfig.build.json')
    && (!existsSync(join(root, 'apps/web/index.html')) || node('vite/bin/vite.js', 'build', 'apps/web', '--logLevel', 'warn'));
  if (!good) {
    say('the build failed; the message is above.');
    return false;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
  return true;
};
