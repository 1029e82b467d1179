// `npm run cli -- <command>`: installs and builds when needed, then becomes the program.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, root, unsuitableNode } from '../local/prepare.mjs';

const unsuitable = unsuitableNode();
if (unsuitable) process.stderr.write(`liuhen: ${unsuitable}\n`);
if (unsuitable || !ensureInstalled() || !ensureBuilt()) process.exit(1);
await import(pathToFileURL(join(root, 'dist/apps/cli/src/main.js')).href);
