import { randomUUID } from 'node:crypto';
import { appendFile, chmod, copyFile, mkdir, readdir, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fault, temporaryDirectory } from '../test/temporary.ts';
import { keyDirectory, subjectFiles } from './key-directory.ts';
import { openVault } from './open-vault.ts';
import { clear } from './sealed.ts';

const subject = `person-${randomUUID()}`;
const id = randomUUID();

/** A keys directory in use: one subject with one text. */
const inUse = async () => {
  const keysDir = await temporaryDirectory();
  const sealed = await (await openVault({ keysDir })).sealData(id, { note: clear('secret', subject) });
  return { keysDir, sealed, layout: keyDirectory(keysDir), key: subjectFiles(keyDirectory(keysDir), subject).key };
};

describe('the first start', () => {
  it('makes a directory and a master key that only their owner can read', async () => {
    const keysDir = join(await temporaryDirectory(), 'new', 'keys');
    await openVault({ keysDir });
    expect((await stat(keysDir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(keysDir, 'master.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(keysDir, 'master.key'))).size).toBe(32);
    expect(await readdir(join(keysDir, 'incoming'))).toEqual([]);
  });
});

describe('a later start', () => {
  it('opens what an earlier one sealed', async () => {
    const { keysDir, sealed } = await inUse();
    expect(await (await openVault({ keysDir })).openData(id, sealed)).toEqual({ note: { text: 'secret' } });
  });

  it('refuses a missing master key while keys were made under it, and makes no new one', async () => {
    const { keysDir, layout } = await inUse();
    await unlink(layout.masterKey);
    await expect(openVault({ keysDir })).rejects.toEqual(fault('vault.master-key-missing', layout.masterKey));
    await unlink(layout.masterMark);
    await expect(openVault({ keysDir })).rejects.toEqual(fault('vault.master-key-missing', 'backup'));
    expect(await readdir(keysDir)).not.toContain('master.key');
  });

  it('refuses the master key of another directory', async () => {
    const [{ keysDir, layout }, other] = [await inUse(), await inUse()];
    await copyFile(other.layout.masterKey, layout.masterKey);
    await expect(openVault({ keysDir })).rejects.toEqual(fault('vault.master-key-differs', layout.masterKey));
  });

  it.each([0, 31, 33])('refuses a master key of %i bytes', async (length) => {
    const { keysDir, layout } = await inUse();
    await writeFile(layout.masterKey, Buffer.alloc(length));
    await expect(openVault({ keysDir })).rejects.toEqual(fault('vault.master-key-invalid', `${length} bytes`));
  });

  it('refuses a master key that others may read, and a directory that others may write to', async () => {
    const { keysDir, layout } = await inUse();
    await chmod(layout.masterKey, 0o640);
    await expect(openVault({ keysDir })).rejects.toEqual(fault('vault.permissions', 'chmod 600'));
    await chmod(layout.masterKey, 0o600);
    await chmod(keysDir, 0o770);
    await expect(openVault({ keysDir })).rejects.toEqual(fault('vault.permissions', 'chmod 700'));
  });

  it('warns of a directory that others may list', async () => {
    const { keysDir } = await inUse();
    const warnings: string[] = [];
    await chmod(keysDir, 0o755);
    await openVault({ keysDir, warn: (message) => warnings.push(message) });
    expect(warnings).toEqual([expect.stringContaining(keysDir)]);
  });

  it('refuses a master key that is no file', async () => {
    const { keysDir, layout } = await inUse();
    await unlink(layout.masterKey);
    await rename(layout.incoming, layout.masterKey);
    await chmod(layout.masterKey, 0o600);
    await expect(openVault({ keysDir })).rejects.toEqual(fault('vault.permissions', layout.masterKey));
  });

  it.each([
    ['was overwritten', (path: string) => writeFile(path, Buffer.alloc(60, 1))],
    ['is empty', (path: string) => writeFile(path, '')],
    ['has a byte too many', (path: string) => appendFile(path, Buffer.alloc(1))],
    ['is a directory', async (path: string) => { await unlink(path); await mkdir(path); }],
  ])('names the key file that %s, for opening and for sealing, and never takes it for erased', async (_, spoil) => {
    const { keysDir, sealed, key } = await inUse();
    await spoil(key);
    const vault = await openVault({ keysDir });
    await expect(vault.openData(id, sealed)).rejects.toEqual(fault('vault.subject-key-unreadable', key));
    await expect(vault.sealData(id, clear('more', subject))).rejects.toEqual(fault('vault.subject-key-unreadable', key));
  });

  it('refuses the key file of another subject under this one\'s name', async () => {
    const { keysDir, sealed, key, layout } = await inUse();
    const other = `person-${randomUUID()}`;
    await (await openVault({ keysDir })).sealData(id, clear('x', other));
    await copyFile(subjectFiles(layout, other).key, key);
    await expect((await openVault({ keysDir })).openData(id, sealed)).rejects.toEqual(fault('vault.subject-key-unreadable', key));
  });

  it('tells a lost key file from an erased subject', async () => {
    const { keysDir, sealed, key } = await inUse();
    await unlink(key);
    await expect((await openVault({ keysDir })).openData(id, sealed)).rejects.toEqual(fault('vault.subject-key-missing', subject));
  });
});

describe('after a crash', () => {
  it('between tombstone and removal the next start finishes the destruction', async () => {
    const { keysDir, sealed, key, layout } = await inUse();
    await writeFile(subjectFiles(layout, subject).tombstone, '');
    const vault = await openVault({ keysDir });
    await expect(stat(key)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await vault.openData(id, sealed)).toEqual({ note: { erased: true } });
    await expect(vault.sealData(id, clear('more', subject))).rejects.toEqual(fault('vault.subject-destroyed', subject));
  });

  it('in the middle of the overwriting likewise', async () => {
    const { keysDir, sealed, key, layout } = await inUse();
    await writeFile(subjectFiles(layout, subject).tombstone, '');
    await writeFile(key, Buffer.alloc(17));
    expect(await (await openVault({ keysDir })).openData(id, sealed)).toEqual({ note: { erased: true } });
    await expect(stat(key)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('a process that was running all along sees the tombstone, not the key', async () => {
    const { keysDir, sealed, layout } = await inUse();
    const vault = await openVault({ keysDir });
    await writeFile(subjectFiles(layout, subject).tombstone, '');
    expect(await vault.openData(id, sealed)).toEqual({ note: { erased: true } });
  });

  it('keys that a restore brings back meet their tombstones', async () => {
    const { keysDir, sealed, key } = await inUse();
    await copyFile(key, join(keysDir, 'copy'));
    await (await openVault({ keysDir })).eraseSubject(subject);
    await copyFile(join(keysDir, 'copy'), key);
    expect(await (await openVault({ keysDir })).openData(id, sealed)).toEqual({ note: { erased: true } });
    await expect(stat(key)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('old leftovers of creations go, and what is under way stays', async () => {
    const { keysDir, layout } = await inUse();
    const [old, young] = [join(layout.incoming, 'old.tmp'), join(layout.incoming, 'young.tmp')];
    await Promise.all([writeFile(old, 'x'), writeFile(young, 'x')]);
    await utimes(old, new Date(Date.now() - 120_000), new Date(Date.now() - 120_000));
    await openVault({ keysDir });
    expect(await readdir(layout.incoming)).toEqual(['young.tmp']);
  });
});
