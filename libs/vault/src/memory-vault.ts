import { createSecretKey, type KeyObject } from 'node:crypto';
import { random } from './envelope.ts';
import { VaultFault } from './faults.ts';
import type { SubjectKeys } from './subject-keys.ts';
import { vaultOver, type Vault } from './vault.ts';

const memoryKeys = (): SubjectKeys => {
  const keys = new Map<string, KeyObject>();
  const destroyed = new Set<string>();
  return {
    keyToSeal: async (subject) => {
      if (destroyed.has(subject)) throw new VaultFault('vault.subject-destroyed', `the key of ${subject} was destroyed; nothing can be sealed for it again`);
      const key = keys.get(subject) ?? createSecretKey(random(32));
      keys.set(subject, key);
      return key;
    },
    keyToOpen: (subject) => (destroyed.has(subject) ? 'destroyed' : (keys.get(subject) ?? 'none')),
    destroy: async (subject) => {
      destroyed.add(subject);
      keys.delete(subject);
    },
    forget: () => undefined,
    isDestroyed: async (subject) => destroyed.has(subject),
  };
};

/** A vault whose keys live and die with the process, for unit tests. */
export const memoryVault = (): Vault => vaultOver(memoryKeys(), random(32));
