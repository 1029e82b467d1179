// `npm run bench [names…]`: needs only Node. Installs the product and the peers and builds when needed, then measures
// what is in dist. Figures go to stdout, one JSON object a line; everything else goes to stderr.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, ensureInstalled, staleInstall, unsuitableNode } from '../../apps/local/prepare.mjs';

const here = dirname(fileURLToPath(import.meta.url));

const fail = (text) => {
  if (text) process.stderr.write(`bench: ${text}\n`);
  process.exit(1);
};

/** The peers live in a package of their own, so that the product never carries them. */
const ensurePeers = () => {
  const reason = staleInstall(here);
  if (reason === undefined) return;
  process.stderr.write(`bench: installing the peers (${reason})\n`);
  const script = process.env.npm_execpath ?? join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const args = ['ci', '--no-audit', '--no-fund'];
  const options = { cwd: here, stdio: ['ignore', 2, 2] };
  const { status } = existsSync(script)
    ? spawnSync(process.execPath, [script, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (status !== 0) fail('npm could not install the peers; its own message is above.');
};

const unsuitable = unsuitableNode();
if (unsuitable) fail(unsuitable);
if (!ensureInstalled() || !ensureBuilt()) fail();
ensurePeers();

await import('../support/typescript.mjs');
const { bench } = await import('./bench.ts');
await bench(process.argv.slice(2)).catch((error) => fail(error.stack));
