import { createSecretKey, type KeyObject } from 'node:crypto';
import { random } from './envelope.ts';
import { destroyed } from './faults.ts';
import type { SubjectKeys } from './subject-keys.ts';
import { vaultOver, type Vault } from './vault.ts';

const memoryKeys = (): SubjectKeys => {
  const keys = new Map<string, KeyObject>();
  const gone = new Set<string>();
  return {
    keyToSeal: async (subject) => {
      if (gone.has(subject)) throw destroyed(subject);
      const key = keys.get(subject) ?? createSecretKey(random(32));
      keys.set(subject, key);
      return { key };
    },
    keyToOpen: (subject) => (gone.has(subject) ? 'destroyed' : (keys.get(subject) ?? 'none')),
    destroy: async (subject) => {
      gone.add(subject);
      keys.delete(subject);
    },
    forget: () => undefined,
    isDestroyed: async (subject) => gone.has(subject),
  };
};

/** A vault whose keys live and die with the process, for unit tests. */
export const memoryVault = (): Vault => vaultOver(memoryKeys(), random(32));
