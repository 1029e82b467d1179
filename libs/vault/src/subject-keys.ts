import type { KeyObject } from 'node:crypto';

/** What a look-up of a subject's key finds. */
export type Found = KeyObject | 'destroyed' | 'none';

/** Where subject keys live; the file store and the memory store both pass the vault's contract. */
export type SubjectKeys = {
  /** The key, making it when the subject has none; refuses a destroyed subject (`vault.subject-destroyed`). */
  keyToSeal(subject: string): Promise<KeyObject>;
  /** The key if there is one. */
  keyToOpen(subject: string): Found;
  /** Destroys the key for good; destroying twice is no error. */
  destroy(subject: string): Promise<void>;
  /** Drops whatever is cached of the subject. */
  forget(subject: string): void;
  isDestroyed(subject: string): Promise<boolean>;
};
