// `npm start`: needs only Node. Installs and builds when needed, then becomes the program.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, root, unsuitableNode } from './prepare.mjs';

const fail = (text) => {
  if (text) process.stderr.write(`liuhen: ${text}\n`);
  process.exit(1);
};

const unsuitable = unsuitableNode();
if (unsuitable) fail(unsuitable);
if (!ensureInstalled() || !ensureBuilt()) fail();

const main = join(root, 'dist/apps/local/src/main.js');
if (!existsSync(main)) fail(`the build did not make ${main}.`);
// Loaded into this very process: one process less, and signals reach the program directly.
await import(pathToFileURL(main).href);
