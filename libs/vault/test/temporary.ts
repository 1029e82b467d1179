import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, jest } from '@jest/globals';

// A flush takes as long as the disk's other users let it.
jest.setTimeout(60_000);

const made: string[] = [];
afterAll(async () => {
  await Promise.all(made.splice(0).map((path) => rm(path, { recursive: true, force: true })));
});

/** A directory of its own below the system's temporary one, removed when the suite ends. */
export const temporaryDirectory = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'liuhen-vault-'));
  made.push(path);
  return path;
};

/** Every file below a directory with its bytes. */
export const allFiles = async (directory: string): Promise<{ path: string; bytes: Buffer }[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
};

/** Matches a vault fault by its code and, where given, by what its message names. */
export const fault = (code: string, naming = '') => expect.objectContaining({ name: 'VaultFault', code, message: expect.stringContaining(naming) });
