import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sourceDigest, staleInstall, unsuitableNode } from './prepare.mjs';

let clone = '';
beforeEach(async () => { clone = await mkdtemp(join(tmpdir(), 'liuhen-clone-')); });
afterEach(async () => { await rm(clone, { recursive: true, force: true }); });

const write = (path: string, content: string | object): void => {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), typeof content === 'string' ? content : JSON.stringify(content));
};

describe('the version of Node', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0'])('%s runs the product', (version) => {
    expect(unsuitableNode(version)).toBeUndefined();
  });

  it.each(['16.20.0', '18.20.4', '20.18.3', '21.7.3', '22.11.0'])('%s does not, and is named with what to install', (version) => {
    expect(unsuitableNode(version)).toMatch(new RegExp(`^Node ${version.replaceAll('.', '\\.')} .*20\\.19`));
  });
});

describe('an installation', () => {
  const lock = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/@s/b': { version: '2.0.0', optional: true } } };
  const install = (packages: object): void => write('node_modules/.package-lock.json', { packages });

  it('is made when npm never finished one', () => {
    write('package-lock.json', lock);
    write('node_modules/a/index.js', '');
    expect(staleInstall(clone)).toBe('no complete installation is there');
  });

  it('is kept while it holds what the lock file names, but for optional packages of other platforms', () => {
    write('package-lock.json', lock);
    install({ 'node_modules/a': { version: '1.0.0' } });
    expect(staleInstall(clone)).toBeUndefined();
  });

  it('is made again when the lock file names another version, also of an optional package', () => {
    write('package-lock.json', lock);
    install({ 'node_modules/a': { version: '0.9.0' } });
    expect(staleInstall(clone)).toBe('a 1.0.0 is missing');
    install({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/@s/b': { version: '1.0.0' } });
    expect(staleInstall(clone)).toBe('@s/b 2.0.0 is missing');
  });
});

describe('the digest of the sources', () => {
  it('follows content, names and settings, and leaves tests and packages out', () => {
    write('libs/deals/src/index.ts', 'export const a = 1;');
    write('package.json', {});
    const first = sourceDigest(clone);
    write('libs/deals/src/deal.spec.ts', 'x');
    write('apps/web/node_modules/a/index.js', 'x');
    write('apps/web/dist/a.js', 'x');
    expect(sourceDigest(clone)).toBe(first);
    const seen = new Set([first]);
    for (const [path, content] of [['libs/deals/src/index.ts', 'export const a = 2;'], ['libs/deals/src/other.ts', ''], ['seeds/plan.json', '{}'], ['package.json', '{ }']] as const) {
      write(path, content);
      seen.add(sourceDigest(clone));
    }
    expect(seen.size).toBe(5);
  });
});
