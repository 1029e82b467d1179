import { randomUUID } from 'node:crypto';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allFiles, fault, temporaryDirectory } from '../test/temporary.ts';
import { keyDirectory, subjectFiles } from './key-directory.ts';
import { openVault } from './open-vault.ts';
import { clear } from './sealed.ts';
import { entrySubject } from './vault.ts';

const note = { note: clear('对方希望在年底前开工') };

const inUse = async () => {
  const keysDir = await temporaryDirectory();
  const [vault, id] = [await openVault({ keysDir }), randomUUID()];
  const sealed = await vault.sealData(id, note);
  const { entries } = keyDirectory(keysDir);
  const segment = join(entries, `${sealed.note.slot!.split('/')[0]}.keys`);
  return { keysDir, vault, id, sealed, entries, segment };
};

describe('the key of an entry', () => {
  it('lies in a segment that its value names, and every process of today and tomorrow finds it there', async () => {
    const { keysDir, id, sealed } = await inUse();
    expect(await (await openVault({ keysDir })).openData(id, sealed)).toEqual({ note: { text: '对方希望在年底前开工' } });
  });

  it('costs no file of its own: thousands share a few, beginning a new one when one is full', async () => {
    const { keysDir, vault, entries } = await inUse();
    const ids = Array.from({ length: 3_000 }, () => randomUUID());
    const sealed = await Promise.all(ids.map((id) => vault.sealData(id, note)));
    expect(await readdir(entries)).toHaveLength(2);
    expect((await allFiles(join(keysDir, 'subjects')))).toEqual([]);
    expect(new Set(sealed.map(({ note: { slot } }) => slot)).size).toBe(3_000);
    const fresh = await openVault({ keysDir });
    for (const [index, id] of ids.entries()) expect(await fresh.openData(id, sealed[index]!)).toEqual({ note: { text: note.note.clear } });
  });

  it('is written by one process into segments of its own', async () => {
    const { keysDir, entries, id } = await inUse();
    const other = await (await openVault({ keysDir })).sealData(id, note);
    expect(await readdir(entries)).toHaveLength(2);
    expect(await (await openVault({ keysDir })).openData(id, other)).toEqual({ note: { text: note.note.clear } });
  });
});

describe('erasing an entry', () => {
  it('overwrites its key in the segment and leaves every other', async () => {
    const { vault, id, sealed, segment } = await inUse();
    const stays = randomUUID();
    const staying = await vault.sealData(stays, note);
    const before = await readFile(segment);
    await vault.eraseSubject(entrySubject(id));
    const after = await readFile(segment);
    expect(Array.from({ length: 92 }, (_, at) => at).filter((at) => before[at] === after[at]).length).toBeLessThan(10);
    expect(after.subarray(96)).toEqual(before.subarray(96));
    expect([await vault.openData(id, sealed), await vault.openData(stays, staying)]).toEqual([{ note: { erased: true } }, { note: { text: note.note.clear } }]);
  });

  it('destroys both keys of one that was sealed twice, whichever process sealed it', async () => {
    const { keysDir, vault, id, sealed } = await inUse();
    const again = await (await openVault({ keysDir })).sealData(id, note);
    await vault.eraseSubject(entrySubject(id));
    const hash = Buffer.from(subjectFiles(keyDirectory(keysDir), entrySubject(id)).key.match(/([0-9a-f]{64})\.key$/)![1]!, 'hex');
    expect((await allFiles(join(keysDir, 'entries'))).filter(({ bytes }) => bytes.includes(hash))).toEqual([]);
    for (const each of [sealed, again]) expect(await vault.openData(id, each)).toEqual({ note: { erased: true } });
  });

  it('holds for a segment that a restore brings back', async () => {
    const { keysDir, vault, id, sealed, segment } = await inUse();
    const copy = join(keysDir, 'copy');
    await copyFile(segment, copy);
    await vault.eraseSubject(entrySubject(id));
    await copyFile(copy, segment);
    const restored = await openVault({ keysDir });
    expect((await readFile(segment)).subarray(0, 92)).not.toEqual((await readFile(copy)).subarray(0, 92));
    expect(await restored.openData(id, sealed)).toEqual({ note: { erased: true } });
  });

  it('is seen by another process within a second, and at once when told', async () => {
    const { keysDir, vault, id, sealed } = await inUse();
    const told = await openVault({ keysDir });
    expect(await told.openData(id, sealed)).toEqual({ note: { text: note.note.clear } });
    await vault.eraseSubject(entrySubject(id));
    told.forget(entrySubject(id));
    expect(await told.openData(id, sealed)).toEqual({ note: { erased: true } });
    await expect(told.sealData(id, note)).rejects.toEqual(fault('vault.subject-destroyed'));
  });
});

describe('a segment that is not as it was', () => {
  it.each([
    ['is gone', (segment: string) => writeFile(segment, ''), 'vault.subject-key-missing'],
    ['was overwritten', async (segment: string) => writeFile(segment, Buffer.concat([(await readFile(segment)).subarray(0, 40), Buffer.alloc(56, 7)])), 'vault.subject-key-unreadable'],
    ['holds another subject where this one was', (segment: string) => writeFile(segment, Buffer.alloc(96, 7)), 'vault.tampered'],
  ] as const)('%s: that is told, and never taken for erased', async (_, spoil, code) => {
    const { keysDir, id, sealed, segment } = await inUse();
    await spoil(segment);
    await expect((await openVault({ keysDir })).openData(id, sealed)).rejects.toEqual(fault(code));
  });

  it('a slot of another form is refused before any file is looked for', async () => {
    const { vault, id, sealed } = await inUse();
    for (const slot of ['../../master.key/0', `${'0'.repeat(32)}/-1`, 7]) {
      await expect(vault.openData(id, { note: { ...sealed.note, slot } })).rejects.toEqual(fault('vault.sealed-malformed'));
    }
  });

  it('a value moved to the slot of another entry is told as tampering', async () => {
    const { vault, id, sealed } = await inUse();
    const other = await vault.sealData(randomUUID(), note);
    await expect(vault.openData(id, { note: { ...sealed.note, slot: other.note.slot } })).rejects.toEqual(fault('vault.tampered'));
  });
});
