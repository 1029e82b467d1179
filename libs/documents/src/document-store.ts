import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { RefusedError } from '#event-store';
import { clear, Sealed, type Vault } from '#vault';
import { z } from 'zod';

/** What a document is and who brought it; the key of its bytes and its name are sealed, so that both can be shredded. */
const header = z.strictObject({
  id: z.uuid(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int().min(0),
  type: z.string(),
  account: z.string(),
  unit: z.string().nullable(),
  name: Sealed,
  key: Sealed,
});
type Header = z.infer<typeof header>;

/** A stored document without its bytes; the name is null once its key was destroyed. `sha256` and `size` are of the clear bytes. */
export type DocumentInfo = Omit<Header, 'name' | 'key'> & { readonly name: string | null };

/** What comes with the bytes of a new document. The id derives from the command's key, so a repeat meets what it stored. */
export type NewDocument = { readonly id: string; readonly name: string; readonly type: string; readonly account: string; readonly unit: string | null };

/** Keeps documents encrypted (AES-256-GCM) in a directory, each under a key of its own that the vault seals. */
export type DocumentStore = {
  /** Stores bytes durably. The same id with the same bytes answers as the first time; with others it throws `command.key-reused`. */
  store(document: NewDocument, bytes: Buffer): Promise<DocumentInfo>;
  /** The document of this id, or undefined. */
  find(id: string): Promise<DocumentInfo | undefined>;
  /** The same, but throws `document.unknown`. */
  describe(id: string): Promise<DocumentInfo>;
  /** The clear bytes; throws `document.unknown`, `document.erased`, or an error when the file was tampered with. */
  read(id: string): Promise<{ readonly info: DocumentInfo; readonly bytes: Buffer }>;
};

/** The injection token of the `DocumentStore`. */
export const DOCUMENTS = Symbol('Documents');

/** The vault's subject of a document: to erase it makes bytes and name unreadable. */
export const documentSubject = (id: string): string => `entry-document-${id}`;

const NONCE = 12;
const TAG = 16;
const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Opens the store in a directory, which it makes. */
export async function openDocumentStore(directory: string, vault: Pick<Vault, 'sealData' | 'openData'>): Promise<DocumentStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const pathOf = (id: string): string => join(directory, id);

  const find = async (id: string): Promise<{ head: Header; box: Buffer } | undefined> => {
    const file = z.uuid().safeParse(id).success ? await readFile(pathOf(id)).catch(missing) : undefined;
    if (!file) return undefined;
    const end = file.indexOf(0x0a);
    return { head: header.parse(JSON.parse(file.subarray(0, end).toString('utf8'))), box: file.subarray(end + 1) };
  };
  const load = async (id: string): Promise<{ head: Header; box: Buffer }> => {
    const found = await find(id);
    if (!found) throw new RefusedError('not-found', 'document.unknown', { id });
    return found;
  };
  const opened = async (head: Header): Promise<{ info: DocumentInfo; key: Buffer | null }> => {
    const { name: _, key: __, ...rest } = head;
    const { name, key } = await vault.openData(head.id, { name: head.name, key: head.key });
    return { info: { ...rest, name: 'text' in name ? name.text : null }, key: 'text' in key ? Buffer.from(key.text, 'base64') : null };
  };

  const store = async (document: NewDocument, bytes: Buffer): Promise<DocumentInfo> => {
    const key = randomBytes(32);
    const subject = documentSubject(document.id);
    const sealed = await vault.sealData(document.id, { name: clear(document.name, subject), key: clear(key.toString('base64'), subject) });
    const head: Header = { ...document, sha256: sha256Of(bytes), size: bytes.length, ...sealed };
    await writeOnce(directory, pathOf(document.id), Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), encrypt(key, bytes, document.id)]));
    const { head: standing } = await load(document.id);
    if (standing.sha256 !== head.sha256 || standing.account !== head.account) throw new RefusedError('rule', 'command.key-reused', { document: document.id });
    return (await opened(standing)).info;
  };
  const read = async (id: string): Promise<{ info: DocumentInfo; bytes: Buffer }> => {
    const { head, box } = await load(id);
    const { info, key } = await opened(head);
    if (!key) throw new RefusedError('not-found', 'document.erased', { id });
    const bytes = decrypt(key, box, id);
    if (sha256Of(bytes) !== head.sha256) throw new Error(`document ${id} does not have the hash it was stored with`);
    return { info, bytes };
  };
  return {
    store,
    read,
    describe: async (id) => (await opened((await load(id)).head)).info,
    find: async (id) => {
      const found = await find(id);
      return found && (await opened(found.head)).info;
    },
  };
}

function encrypt(key: Buffer, bytes: Buffer, id: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when key, id or any bit differs. */
function decrypt(key: Buffer, box: Buffer, id: string): Buffer {
  const end = box.length - TAG;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(id)).setAuthTag(box.subarray(end));
  return Buffer.concat([decipher.update(box.subarray(NONCE, end)), decipher.final()]);
}

/** Creates a file whole or not at all, never over another, and durable with its name before it returns. */
async function writeOnce(directory: string, target: string, content: Buffer): Promise<void> {
  const aside = `${target}.${randomUUID()}.tmp`;
  try {
    await flushed(aside, 'wx', (file) => file.writeFile(content));
    await link(aside, target).catch(taken);
  } finally {
    // Also when the disk is full: what could be written of it would only take more room.
    await unlink(aside).catch(missing);
  }
  // Windows cannot open a directory for flushing; NTFS journals the names themselves.
  if (process.platform !== 'win32') await flushed(directory, 'r');
}

async function flushed(path: string, flags: string, write?: (file: Awaited<ReturnType<typeof open>>) => Promise<void>): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await write?.(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
function missing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}
function taken(error: unknown): undefined {
  if (codeOf(error) !== 'EEXIST') throw error;
}
