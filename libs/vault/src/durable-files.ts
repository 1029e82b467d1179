import { randomUUID } from 'node:crypto';
import { link, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The `code` of a Node system error, else undefined. */
export const errorCode = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);

/** Runs a file operation; a file that is not there is undefined, every other error is thrown. */
export const ifThere = async <T>(operation: Promise<T>): Promise<T | undefined> => {
  try {
    return await operation;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
};

const syncPath = async (path: string): Promise<void> => {
  // Windows cannot open a directory for flushing; NTFS journals the names themselves.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const nextSync = new Map<string, Promise<void>>();
const runningSync = new Map<string, Promise<void>>();

/** Makes a directory's names durable. Callers that arrive while a flush runs share the one that follows it. */
export const syncDirectory = (path: string): Promise<void> => {
  const queued = nextSync.get(path);
  if (queued) return queued;
  const before = runningSync.get(path) ?? Promise.resolve();
  const sync = before.catch(() => undefined).then(() => {
    nextSync.delete(path);
    runningSync.set(path, sync);
    return syncPath(path);
  }).finally(() => {
    if (runningSync.get(path) === sync) runningSync.delete(path);
  });
  nextSync.set(path, sync);
  return sync;
};

const writeNew = async (path: string, content: Buffer): Promise<void> => {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Creates a file whole or not at all and never over another: written aside in `incoming`, flushed, then hard-linked.
 * False when the name was taken; either way the name that stands is durable when this returns.
 */
export const createWhole = async (incoming: string, target: string, content: Buffer): Promise<boolean> => {
  const aside = join(incoming, `${process.pid}-${randomUUID()}.tmp`);
  let created = true;
  try {
    await writeNew(aside, content);
    await link(aside, target);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    created = false;
  } finally {
    await ifThere(unlink(aside));
  }
  await syncDirectory(dirname(target));
  return created;
};

/** Overwrites a file's bytes, flushes, and removes its name, so that neither another hard link nor an undelete finds the content. */
export const shred = async (path: string, noise: (length: number) => Buffer): Promise<void> => {
  const handle = await ifThere(open(path, 'r+'));
  if (!handle) return;
  try {
    const { size } = await handle.stat();
    await handle.write(noise(size), 0, size, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await ifThere(unlink(path));
  await syncDirectory(dirname(path));
};
