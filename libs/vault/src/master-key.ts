import { existsSync } from 'node:fs';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { derive } from './derived-keys.ts';
import { createWhole, ifThere } from './durable-files.ts';
import { random } from './envelope.ts';
import { VaultFault } from './faults.ts';
import { hasSubjectKeys, type KeyDirectory } from './key-directory.ts';

const LENGTH = 32;

const read = async (path: string, handle: FileHandle): Promise<Buffer> => {
  try {
    const { mode } = await handle.stat();
    if (process.platform !== 'win32' && mode & 0o077) {
      throw new VaultFault('vault.permissions', `others may read ${path}; mend it with chmod 600, and if strangers had access treat every key as known`);
    }
    const key = await handle.readFile();
    if (key.length !== LENGTH) throw new VaultFault('vault.master-key-invalid', `${path} holds ${key.length} bytes instead of ${LENGTH}; restore it from the backup of the keys`);
    return key;
  } finally {
    await handle.close();
  }
};

const readIfThere = async (path: string): Promise<Buffer | undefined> => {
  try {
    const handle = await ifThere(open(path, 'r'));
    return handle && (await read(path, handle));
  } catch (error) {
    if (error instanceof VaultFault) throw error;
    throw new VaultFault('vault.permissions', `${path} cannot be read by this user`, { cause: error });
  }
};

const create = async (directory: KeyDirectory): Promise<void> => {
  if (existsSync(directory.masterMark) || (await hasSubjectKeys(directory))) {
    // Another process may have made the key and its first subject since we looked.
    if (existsSync(directory.masterKey)) return;
    throw new VaultFault('vault.master-key-missing', `${directory.masterKey} is missing although keys were made under it; restore it from the backup of the keys (a new one could open nothing)`);
  }
  await createWhole(directory.incoming, directory.masterKey, random(LENGTH));
};

/** Compares the key with the mark of the one this directory began with, before anything is sealed under two masters. */
const checkMark = async (directory: KeyDirectory, key: Buffer): Promise<void> => {
  const mark = derive(key, 'master-mark');
  const known = (await ifThere(readFile(directory.masterMark))) ?? mark;
  if (!known.equals(mark)) throw new VaultFault('vault.master-key-differs', `${directory.masterKey} is not the key that ${directory.masterMark} was made with; restore the one that belongs to this directory`);
  if (!existsSync(directory.masterMark)) await createWhole(directory.incoming, directory.masterMark, mark);
};

/** The 32-byte master key, made at the very first start; refuses to replace one that is lost (`vault.master-key-missing`). */
export const loadMasterKey = async (directory: KeyDirectory): Promise<Buffer> => {
  let key = await readIfThere(directory.masterKey);
  if (!key) {
    await create(directory);
    key = await readIfThere(directory.masterKey);
  }
  if (!key) throw new VaultFault('vault.master-key-missing', `${directory.masterKey} disappeared during the start`);
  await checkMark(directory, key);
  return key;
};
