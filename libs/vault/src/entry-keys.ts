import { createSecretKey, hash, type KeyObject } from 'node:crypto';
import { EntrySegment, readSlot, shredEntries } from './entry-segment.ts';
import { decrypt, encrypt, random } from './envelope.ts';
import { destroyed, VaultFault } from './faults.ts';
import { hasTombstone, RECHECK_MS, wrapContext } from './file-keys.ts';
import { subjectFiles, type KeyDirectory } from './key-directory.ts';
import type { Found, SealingKey, SubjectKeys } from './subject-keys.ts';

type Cached = { readonly slot: string; readonly key: KeyObject; checkedAt: number };
type Store = { readonly directory: KeyDirectory; readonly wrapKey: Buffer; readonly segment: EntrySegment; readonly cache: Map<string, Cached>; readonly cacheSize: number };

/**
 * Keys of entries in segments beside the persons' key files: an entry is sealed once, and its value says where its key
 * lies. An entry sealed twice (by a command that was sent twice) has two keys; erasing it destroys both.
 */
export const withEntryKeys = (persons: SubjectKeys, directory: KeyDirectory, wrapKey: Buffer, cacheSize: number): SubjectKeys => {
  const store: Store = { directory, wrapKey, segment: new EntrySegment(directory.entries), cache: new Map(), cacheSize };
  const forget = (subject: string): void => {
    store.cache.delete(subject);
    persons.forget(subject);
  };
  return {
    keyToSeal: (subject) => (isEntry(subject) ? keyToSeal(store, subject) : persons.keyToSeal(subject)),
    keyToOpen: (subject, slot) => (slot === undefined ? persons.keyToOpen(subject) : keyToOpen(store, subject, slot)),
    async destroy(subject) {
      await persons.destroy(subject);
      forget(subject);
      if (isEntry(subject)) await shredEntries(directory.entries, new Set([hashOf(subject)]));
    },
    forget,
    isDestroyed: (subject) => persons.isDestroyed(subject),
  };
};

const isEntry = (subject: string): boolean => subject.startsWith('entry-');
const hashOf = (subject: string): string => hash('sha256', subject);

const keyToSeal = async (store: Store, subject: string): Promise<SealingKey> => {
  const files = subjectFiles(store.directory, subject);
  if (hasTombstone(files)) throw destroyed(subject);
  const bytes = random(32);
  const key = createSecretKey(bytes);
  const slot = await store.segment.add(hashOf(subject), encrypt(store.wrapKey, bytes, wrapContext(subject)));
  bytes.fill(0);
  if (hasTombstone(files)) {
    // Destroyed while it was being made: whoever destroyed it may have looked before the key was there.
    await shredEntries(store.directory.entries, new Set([hashOf(subject)]));
    throw destroyed(subject);
  }
  remember(store, subject, { slot, key, checkedAt: performance.now() });
  return { key, slot };
};

const keyToOpen = (store: Store, subject: string, slot: string): Found => {
  const cached = store.cache.get(subject);
  const now = performance.now();
  if (cached?.slot === slot && now - cached.checkedAt < RECHECK_MS) return cached.key;
  // The key first and the tombstone second: without one, what was read was no half-shredded record.
  const key = cached?.slot === slot ? cached.key : load(store, subject, slot);
  if (hasTombstone(subjectFiles(store.directory, subject))) {
    store.cache.delete(subject);
    return 'destroyed';
  }
  if (key === 'none' || key === 'foreign') return key;
  if (key === 'unreadable') throw new VaultFault('vault.subject-key-unreadable', `slot ${slot} of ${store.directory.entries} cannot be opened with this master key; restore its segment from the backup of the keys`);
  remember(store, subject, { slot, key, checkedAt: now });
  return key;
};

const load = ({ directory, wrapKey }: Store, subject: string, slot: string): KeyObject | 'none' | 'foreign' | 'unreadable' => {
  const box = readSlot(directory.entries, slot, hashOf(subject));
  if (!Buffer.isBuffer(box)) return box;
  const bytes = decrypt(wrapKey, box, wrapContext(subject));
  return bytes ? createSecretKey(bytes) : 'unreadable';
};

const remember = (store: Store, subject: string, entry: Cached): void => {
  store.cache.delete(subject);
  store.cache.set(subject, entry);
  if (store.cache.size > store.cacheSize) store.cache.delete(store.cache.keys().next().value!);
};
