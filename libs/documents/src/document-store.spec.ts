import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryVault, type Vault } from '#vault';
import { type DocumentStore, documentSubject, openDocumentStore } from './document-store.ts';

const document = { id: '0f0e0d0c-0b0a-4908-8706-050403020100', name: '投资协议（定稿）.pdf', type: 'application/pdf', account: 'nm.member', unit: 'nm' };
const bytes = Buffer.from('甲方：示例产业园；乙方：示例材料公司');

describe('the store of documents', () => {
  let directory: string;
  let vault: Vault;
  let store: DocumentStore;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'documents-'));
    vault = memoryVault();
    store = await openDocumentStore(directory, vault);
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('gives back what it took, with the hash of the clear bytes', async () => {
    const info = await store.store(document, bytes);
    expect(info).toEqual({ ...document, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect(await store.read(document.id)).toEqual({ info, bytes });
    expect(await store.describe(document.id)).toEqual(info);
  });

  it('holds neither text nor name in clear, and leaves no half-written file', async () => {
    await store.store(document, bytes);
    expect(await readdir(directory)).toEqual([document.id]);
    const file = await readFile(join(directory, document.id));
    expect(file.includes(bytes.subarray(0, 12))).toBe(false);
    expect(file.includes(Buffer.from(document.name))).toBe(false);
  });

  it('answers a repeat as the first time and refuses other bytes under the same id', async () => {
    const first = await store.store(document, bytes);
    expect(await store.store(document, bytes)).toEqual(first);
    await expect(store.store(document, Buffer.from('另一份'))).rejects.toMatchObject({ code: 'command.key-reused' });
    expect((await store.read(document.id)).bytes).toEqual(bytes);
  });

  it('knows nothing of ids that were never stored, or are no ids', async () => {
    await expect(store.read('0f0e0d0c-0b0a-4908-8706-050403020101')).rejects.toMatchObject({ kind: 'not-found', code: 'document.unknown' });
    await expect(store.describe('../etc/passwd')).rejects.toMatchObject({ code: 'document.unknown' });
  });

  it('cannot be read, by bytes or name, once its key is destroyed', async () => {
    await store.store(document, bytes);
    await vault.eraseSubject(documentSubject(document.id));
    await expect(store.read(document.id)).rejects.toMatchObject({ code: 'document.erased' });
    expect(await store.describe(document.id)).toMatchObject({ name: null, size: bytes.length });
  });

  it('notices a single changed bit', async () => {
    await store.store(document, bytes);
    const path = join(directory, document.id);
    const file = await readFile(path);
    file[file.length - 20]! ^= 1;
    await writeFile(path, file);
    await expect(store.read(document.id)).rejects.toThrow();
  });
});
