import type { KeyObject } from 'node:crypto';

/** What a look-up of a subject's key finds; `foreign` when the slot holds another subject's. */
export type Found = KeyObject | 'destroyed' | 'none' | 'foreign';

/** A key to seal with, and where an entry's key lies; a person's key is found by its name alone. */
export type SealingKey = { readonly key: KeyObject; readonly slot?: string };

/** Where subject keys live; the file store and the memory store both pass the vault's contract. */
export type SubjectKeys = {
  /** The key, making it when the subject has none; refuses a destroyed subject (`vault.subject-destroyed`). */
  keyToSeal(subject: string): Promise<SealingKey>;
  /** The key if there is one; `slot` is what the sealed value says of it. */
  keyToOpen(subject: string, slot?: string): Found;
  /** Destroys the key for good; destroying twice is no error. */
  destroy(subject: string): Promise<void>;
  /** Drops whatever is cached of the subject. */
  forget(subject: string): void;
  isDestroyed(subject: string): Promise<boolean>;
};
