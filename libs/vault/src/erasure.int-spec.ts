import { createDecipheriv, hkdfSync, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rmdir, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { allFiles, fault, temporaryDirectory } from '../test/temporary.ts';
import { keyDirectory, subjectFiles } from './key-directory.ts';
import { openVault } from './open-vault.ts';
import { clear, type Sealed } from './sealed.ts';

const text = '王建国 13800138000';

/** AES-256-GCM written out here, so that the attacker shares no code with the vault; undefined when the tag does not fit. */
const attempt = (key: Buffer, box: Buffer, additional: string): Buffer | undefined => {
  if (key.length !== 32 || box.length < 28) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12)).setAAD(Buffer.from(additional)).setAuthTag(box.subarray(-16));
  try {
    return Buffer.concat([decipher.update(box.subarray(12, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
};

/** Every run of `length` bytes in a buffer. */
const windows = (bytes: Buffer, length: number): Buffer[] => Array.from({ length: Math.max(0, bytes.length - length + 1) }, (_, at) => bytes.subarray(at, at + length));

/** Tries everything that a holder of some files can: each 32 bytes as a key, and all that the master key unwraps. */
const attack = (files: Buffer[], eventId: string, path: string, sealed: Sealed): string | undefined => {
  const raw = files.flatMap((bytes) => windows(bytes, 32));
  const wraps = raw.map((master) => Buffer.from(hkdfSync('sha256', master, '', 'liuhen/vault/subject-wrap/1', 32)));
  const unwrapped = files.flatMap((bytes) => windows(bytes, 60)).flatMap((box) =>
    wraps.flatMap((wrap) => attempt(wrap, box, JSON.stringify(['liuhen.subject-key.1', sealed.subject])) ?? []));
  for (const key of [...unwrapped, ...raw]) {
    const dataKey = attempt(key, Buffer.from(sealed.key, 'base64url'), JSON.stringify(['liuhen.data-key.1', sealed.subject]));
    const padded = dataKey && attempt(dataKey, Buffer.from(sealed.text, 'base64url'), JSON.stringify(['liuhen.text.1', eventId, path]));
    if (padded) return padded.toString('utf8', 0, padded.lastIndexOf(0x80));
  }
  return undefined;
};

const inUse = async () => {
  const keysDir = await temporaryDirectory();
  const [id, subject] = [randomUUID(), `person-${randomUUID()}`];
  const vault = await openVault({ keysDir });
  const { who } = await vault.sealData(id, { who: clear(text, subject) });
  return { keysDir, id, subject, vault, who, key: subjectFiles(keyDirectory(keysDir), subject).key };
};

describe('what is left on disk', () => {
  it('before erasure suffices for the attacker, so that the next sentences mean something', async () => {
    const { keysDir, id, who } = await inUse();
    const files = (await allFiles(keysDir)).map(({ bytes }) => bytes);
    expect(attack(files, id, '/who', who)).toBe(text);
  });

  it('after erasure opens nothing, and holds no four bytes of the key or the text', async () => {
    const { keysDir, id, subject, vault, who, key } = await inUse();
    const wrapped = await readFile(key);
    const master = await readFile(join(keysDir, 'master.key'));
    const wrap = Buffer.from(hkdfSync('sha256', master, '', 'liuhen/vault/subject-wrap/1', 32));
    const subjectKey = attempt(wrap, wrapped, JSON.stringify(['liuhen.subject-key.1', subject]))!;
    expect(subjectKey).toHaveLength(32);

    await vault.eraseSubject(subject);
    const files = (await allFiles(keysDir)).map(({ bytes }) => bytes);
    expect(attack(files, id, '/who', who)).toBeUndefined();
    const secrets = [subjectKey, wrapped, Buffer.from(text), Buffer.from(subject)].flatMap((secret) => windows(secret, 4));
    const everything = Buffer.concat(files);
    expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
  });

  it('after erasure is noise even under another hard link of the key file', async () => {
    const { keysDir, id, subject, vault, who, key } = await inUse();
    const before = await readFile(key);
    const leftover = join(keysDir, 'incoming', 'left-by-a-crash.tmp');
    await link(key, leftover);
    await vault.eraseSubject(subject);
    const after = await readFile(leftover);
    expect(windows(before, 4).filter((bytes) => after.includes(bytes))).toEqual([]);
    expect(attack((await allFiles(keysDir)).map(({ bytes }) => bytes), id, '/who', who)).toBeUndefined();
  });

  it('names nobody: neither file names nor tombstones show the subject', async () => {
    const { keysDir, subject, vault } = await inUse();
    await vault.eraseSubject(subject);
    const names = (await readdir(keysDir, { recursive: true })).join('\n');
    expect(names).not.toContain(subject.slice(7));
    expect(names).toContain(basename(subjectFiles(keyDirectory(keysDir), subject).tombstone));
  });
});

describe('a backup of the events alone', () => {
  it('is unreadable: it holds neither text nor any key that opens it', async () => {
    const { id, who } = await inUse();
    const backup = Buffer.from(JSON.stringify({ id, data: { who } }));
    const parts = [backup, Buffer.from(who.key, 'base64url'), Buffer.from(who.text, 'base64url'), Buffer.from(who.subject), Buffer.from(id)];
    expect(attack(parts, id, '/who', who)).toBeUndefined();
    expect(parts.some((part) => windows(Buffer.from(text), 4).some((bytes) => part.includes(bytes)))).toBe(false);
  });

  it('does not open with the keys of another installation', async () => {
    const [{ id, who }, other] = [await inUse(), await inUse()];
    await expect(other.vault.openData(id, { who })).rejects.toEqual(fault('vault.subject-key-missing'));
    expect(attack((await allFiles(other.keysDir)).map(({ bytes }) => bytes), id, '/who', who)).toBeUndefined();
  });
});

describe('an erasure that fails', () => {
  it('for want of a tombstone has left the key alone, and succeeds when repeated', async () => {
    const { keysDir, id, subject, vault, who } = await inUse();
    const { destroyed } = keyDirectory(keysDir);
    await rename(destroyed, `${destroyed}-away`);
    await writeFile(destroyed, '');
    await expect(vault.eraseSubject(subject)).rejects.toMatchObject({ code: 'ENOTDIR' });
    await unlink(destroyed);
    await rename(`${destroyed}-away`, destroyed);
    vault.forget(subject);
    expect(await vault.openData(id, { who })).toEqual({ who: { text } });
    await vault.eraseSubject(subject);
    expect(await vault.openData(id, { who })).toEqual({ who: { erased: true } });
  });

  it('to remove the key is an erasure all the same for every reader', async () => {
    const { keysDir, id, subject, vault, who, key } = await inUse();
    await rename(key, `${key}-away`);
    await mkdir(key);
    await expect(vault.eraseSubject(subject)).rejects.toMatchObject({ code: 'EISDIR' });
    await rmdir(key);
    await rename(`${key}-away`, key);
    expect([await vault.isErased(subject), await vault.openData(id, { who })]).toEqual([true, { who: { erased: true } }]);
    await openVault({ keysDir });
    await expect(readFile(key)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('another process that holds the key in memory', () => {
  it('stops opening within a second of the erasure, and at once when told', async () => {
    const { keysDir, id, subject, who, vault } = await inUse();
    const [told, untold] = [await openVault({ keysDir }), await openVault({ keysDir })];
    for (const each of [told, untold]) expect(await each.openData(id, { who })).toEqual({ who: { text } });
    await vault.eraseSubject(subject);
    told.forget(subject);
    expect(await told.openData(id, { who })).toEqual({ who: { erased: true } });
    await sleep(1001);
    expect(await untold.openData(id, { who })).toEqual({ who: { erased: true } });
  });

  it('refuses at once to seal for the subject', async () => {
    const { keysDir, id, subject, vault } = await inUse();
    const other = await openVault({ keysDir });
    await other.sealData(id, clear('a', subject));
    await vault.eraseSubject(subject);
    await expect(other.sealData(id, clear('b', subject))).rejects.toEqual(fault('vault.subject-destroyed'));
  });
});
