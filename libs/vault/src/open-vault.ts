import { resolve } from 'node:path';
import { derive } from './derived-keys.ts';
import { withEntryKeys } from './entry-keys.ts';
import { fileKeys } from './file-keys.ts';
import { checkDirectoryMode, clearIncoming, finishDestructions, keyDirectory, prepareDirectory } from './key-directory.ts';
import { loadMasterKey } from './master-key.ts';
import { vaultOver, type Vault } from './vault.ts';

const CACHE_SIZE = 20_000;

/** How to open a vault on disk. */
export type VaultOptions = {
  /** KEYS_DIR: apart from database and uploads, and never in one backup with them. */
  keysDir: string;
  /** How many subject keys stay in memory (default 20,000, some 500 bytes each). */
  cacheSize?: number;
  /** Where warnings for the operator go (default `process.emitWarning`). */
  warn?: (message: string) => void;
};

/**
 * Opens the vault in a directory, making it at the very first start and finishing destructions that were cut short.
 * Refuses to start when the master key is missing, differs, or is open to others.
 */
export const openVault = async ({ keysDir, cacheSize = CACHE_SIZE, warn = (message) => process.emitWarning(message) }: VaultOptions): Promise<Vault> => {
  const directory = keyDirectory(resolve(keysDir));
  await prepareDirectory(directory);
  await checkDirectoryMode(directory, warn);
  const master = await loadMasterKey(directory);
  await finishDestructions(directory);
  await clearIncoming(directory, Date.now());
  const wrapKey = derive(master, 'subject-wrap');
  return vaultOver(withEntryKeys(fileKeys(directory, wrapKey, cacheSize), directory, wrapKey, cacheSize), master);
};
