import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { shredEntries } from './entry-segment.ts';
import { random } from './envelope.ts';
import { ifThere, shred, syncDirectory } from './durable-files.ts';
import { VaultFault } from './faults.ts';

const STALE_AFTER_MS = 60_000;
const PREFIXES = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

/** Where each thing lies under KEYS_DIR. */
export type KeyDirectory = { root: string; masterKey: string; masterMark: string; subjects: string; entries: string; destroyed: string; incoming: string };

/** The layout of a keys directory: `master.key`, `master.mark`, `subjects/<2 hex>/<hash>.key`, `entries/<segment>.keys`, `destroyed/<hash>.destroyed`, `incoming/`. */
export const keyDirectory = (root: string): KeyDirectory => ({
  root,
  masterKey: join(root, 'master.key'),
  masterMark: join(root, 'master.mark'),
  subjects: join(root, 'subjects'),
  entries: join(root, 'entries'),
  destroyed: join(root, 'destroyed'),
  incoming: join(root, 'incoming'),
});

/** The two files that tell of a subject. */
export type SubjectFiles = { key: string; tombstone: string };

/**
 * The file of a subject's wrapped key and the one that says it is destroyed. Tombstones lie apart from the keys: a start
 * looks at these few instead of at every key, and keys restored from a backup meet the tombstones that outlived them.
 */
const filesOfHash = (directory: KeyDirectory, hash: string): SubjectFiles => ({
  key: `${directory.subjects}${sep}${hash.slice(0, 2)}${sep}${hash}.key`,
  tombstone: `${directory.destroyed}${sep}${hash}.destroyed`,
});

/** The files of a subject; their names are hashes (SHA-256), so a listing of the directory names nobody. */
export const subjectFiles = (directory: KeyDirectory, subject: string): SubjectFiles => filesOfHash(directory, hash('sha256', subject));

/** Makes what is missing of the layout, readable by its owner only. */
export const prepareDirectory = async (directory: KeyDirectory): Promise<void> => {
  const mode = 0o700;
  if (await mkdir(directory.root, { recursive: true, mode })) await syncDirectory(dirname(directory.root));
  for (const path of [directory.subjects, directory.entries, directory.destroyed, directory.incoming]) await mkdir(path, { recursive: true, mode });
  if ((await readdir(directory.subjects)).length < PREFIXES.length) {
    await Promise.all(PREFIXES.map((prefix) => mkdir(join(directory.subjects, prefix), { recursive: true, mode })));
    await syncDirectory(directory.subjects);
  }
  await syncDirectory(directory.root);
};

/** Refuses a keys directory that others may write to (`vault.permissions`), warns of one they may list. */
export const checkDirectoryMode = async (directory: KeyDirectory, warn: (message: string) => void): Promise<void> => {
  if (process.platform === 'win32') return;
  const { mode } = await stat(directory.root);
  if (mode & 0o022) throw new VaultFault('vault.permissions', `others may write to ${directory.root}; mend it with chmod 700`);
  if (mode & 0o055) warn(`vault.permissions: others may list ${directory.root}; mend it with chmod 700`);
};

/** Whether any subject has a key; looks no further than the first. */
export const hasSubjectKeys = async (directory: KeyDirectory): Promise<boolean> => {
  if ((await readdir(directory.entries)).length > 0) return true;
  for (const prefix of await readdir(directory.subjects)) {
    if ((await readdir(join(directory.subjects, prefix))).some((name) => name.endsWith('.key'))) return true;
  }
  return false;
};

/** Finishes destructions that a crash cut short between tombstone and removal, also of keys that a restore brought back. */
export const finishDestructions = async (directory: KeyDirectory): Promise<void> => {
  const hashes = (await readdir(directory.destroyed)).map((name) => name.replace(/\.destroyed$/, ''));
  for (const hash of hashes) {
    const { key } = filesOfHash(directory, hash);
    if (existsSync(key)) await shred(key, random);
  }
  if (hashes.length > 0) await shredEntries(directory.entries, new Set(hashes));
};

/** Removes what creations cut short left aside; a younger file may belong to a process that is at work. */
export const clearIncoming = async (directory: KeyDirectory, now: number): Promise<void> => {
  for (const name of await readdir(directory.incoming)) {
    const path = join(directory.incoming, name);
    const left = await ifThere(stat(path));
    if (left && left.mtimeMs < now - STALE_AFTER_MS) await ifThere(unlink(path));
  }
};
