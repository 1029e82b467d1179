import { createSecretKey, type KeyObject } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createWhole, errorCode, shred, syncDirectory } from './durable-files.ts';
import { decrypt, encrypt, OVERHEAD, random } from './envelope.ts';
import { destroyed, VaultFault } from './faults.ts';
import { subjectFiles, type KeyDirectory, type SubjectFiles } from './key-directory.ts';
import type { Found, SubjectKeys } from './subject-keys.ts';

const KEY_LENGTH = 32;
const FILE_LENGTH = KEY_LENGTH + OVERHEAD;
/** How long a cached key is trusted before its tombstone is looked for again. */
export const RECHECK_MS = 1000;

type Cached = { key: KeyObject; checkedAt: number; durable: boolean };
type Store = { directory: KeyDirectory; wrapKey: Buffer; cache: Map<string, Cached>; cacheSize: number; making: Map<string, Promise<KeyObject>> };

/** The additional data of a wrapped subject key. */
export const wrapContext = (subject: string): string => JSON.stringify(['liuhen.subject-key.1', subject]);

/** Subject keys as one file each, shared by any number of processes; keeps the `cacheSize` last used in memory. */
export const fileKeys = (directory: KeyDirectory, wrapKey: Buffer, cacheSize: number): SubjectKeys => {
  const store: Store = { directory, wrapKey, cache: new Map(), cacheSize, making: new Map() };
  return {
    keyToSeal: async (subject) => ({ key: await sharedMaking(store, subject) }),
    keyToOpen: (subject) => keyToOpen(store, subject),
    destroy: (subject) => destroy(store, subject),
    forget: (subject) => void store.cache.delete(subject),
    isDestroyed: async (subject) => hasTombstone(subjectFiles(directory, subject)),
  };
};

// Synchronous file calls: a stat costs some 3 µs and a small read 10 µs; through the thread pool twenty times that.
/** Whether a subject is destroyed. */
export const hasTombstone = (files: SubjectFiles): boolean => statSync(files.tombstone, { throwIfNoEntry: false }) !== undefined;

const keyToOpen = (store: Store, subject: string): Found => {
  const cached = store.cache.get(subject);
  const now = performance.now();
  if (!cached) return load(store, subject, subjectFiles(store.directory, subject));
  if (now - cached.checkedAt < RECHECK_MS) {
    remember(store, subject, cached);
    return cached.key;
  }
  if (hasTombstone(subjectFiles(store.directory, subject))) {
    store.cache.delete(subject);
    return 'destroyed';
  }
  cached.checkedAt = now;
  remember(store, subject, cached);
  return cached.key;
};

const remember = (store: Store, subject: string, entry: Cached): void => {
  store.cache.delete(subject);
  store.cache.set(subject, entry);
  if (store.cache.size > store.cacheSize) store.cache.delete(store.cache.keys().next().value!);
};

/** Reads the key first and looks for the tombstone second: without one, what was read was no half-shredded file. */
const load = (store: Store, subject: string, files: SubjectFiles): KeyObject | 'destroyed' | 'none' => {
  const box = readKeyFile(files.key);
  if (hasTombstone(files)) return 'destroyed';
  if (box === undefined) return 'none';
  const bytes = Buffer.isBuffer(box) ? decrypt(store.wrapKey, box, wrapContext(subject)) : undefined;
  if (!bytes) {
    throw new VaultFault('vault.subject-key-unreadable', `${files.key} cannot be opened with this master key; restore it from the backup of the keys`, Buffer.isBuffer(box) ? undefined : box);
  }
  const key = createSecretKey(bytes);
  remember(store, subject, { key, checkedAt: performance.now(), durable: false });
  return key;
};

/** The file's bytes, undefined when there is none, or why it cannot be read. */
const readKeyFile = (path: string): Buffer | undefined | { cause: unknown } => {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(FILE_LENGTH + 1);
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : { cause: error };
  }
};

/** Callers that want the same new key at once share its making. */
const sharedMaking = (store: Store, subject: string): Promise<KeyObject> => {
  const running = store.making.get(subject);
  if (running) return running;
  const making = keyToSeal(store, subject).finally(() => store.making.delete(subject));
  store.making.set(subject, making);
  return making;
};

const keyToSeal = async (store: Store, subject: string): Promise<KeyObject> => {
  const files = subjectFiles(store.directory, subject);
  if (hasTombstone(files)) throw refusal(store, subject);
  const cached = store.cache.get(subject);
  if (cached?.durable) return cached.key;
  const found = cached?.key ?? load(store, subject, files);
  if (found === 'destroyed') throw refusal(store, subject);
  return found === 'none' ? make(store, subject, files) : durable(store, subject, files, found);
};

/** Another process may have named the key file an instant ago; nothing is sealed under a name that a power cut could undo. */
const durable = async (store: Store, subject: string, files: SubjectFiles, key: KeyObject): Promise<KeyObject> => {
  await syncDirectory(dirname(files.key));
  const cached = store.cache.get(subject);
  if (cached?.key === key) cached.durable = true;
  return key;
};

const make = async (store: Store, subject: string, files: SubjectFiles): Promise<KeyObject> => {
  const bytes = random(KEY_LENGTH);
  const created = await createWhole(store.directory.incoming, files.key, encrypt(store.wrapKey, bytes, wrapContext(subject)));
  if (hasTombstone(files)) {
    // Destroyed while it was being made: whoever destroyed it may have looked before the key had its name.
    await shred(files.key, random);
    throw refusal(store, subject);
  }
  if (!created) return keyToSeal(store, subject);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  remember(store, subject, { key, checkedAt: performance.now(), durable: true });
  return key;
};

const refusal = (store: Store, subject: string): VaultFault => {
  store.cache.delete(subject);
  return destroyed(subject);
};

/** Tombstone first, then the key: whatever happens in between, the subject stays destroyed. */
const destroy = async (store: Store, subject: string): Promise<void> => {
  const files = subjectFiles(store.directory, subject);
  await createWhole(store.directory.incoming, files.tombstone, Buffer.from(`destroyed ${new Date().toISOString()}\n`));
  store.cache.delete(subject);
  await shred(files.key, random);
};
