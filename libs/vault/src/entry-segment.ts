import { randomBytes } from 'node:crypto';
import { closeSync, fdatasync, openSync, readSync, write } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode, syncDirectory } from './durable-files.ts';
import { OVERHEAD, random } from './envelope.ts';

const HASH = 32;
const BOX = 32 + OVERHEAD;
/** A record: the SHA-256 of its subject, its wrapped key, and four bytes to spare. */
const RECORD = HASH + BOX + 4;
const RECORDS = 2_730;

const writeAt = promisify(write);
const flush = promisify(fdatasync);

/** A key on its way into a segment: whose it is (SHA-256, hex) and the key wrapped by the master's. */
type Entering = { readonly hash: string; readonly box: Buffer; readonly resolve: (slot: string) => void; readonly reject: (error: unknown) => void };

/**
 * Where one process writes the keys of entries: files of fixed size, made whole before the first key goes in, so that a
 * key costs one flush of data and no change of the directory; keys that arrive while a flush runs share the next one.
 * No two processes write to one segment.
 */
export class EntrySegment {
  private waiting: Entering[] = [];
  private writing = false;
  private file: { readonly name: string; readonly fd: number; used: number } | undefined;

  constructor(private readonly directory: string) {}

  /** Stores a key durably, and answers the slot where it lies. */
  add(hash: string, box: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ hash, box, resolve, reject });
      if (!this.writing) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, RECORDS - (this.file?.used ?? 0));
      try {
        this.file ??= await create(this.directory);
        const slots = await this.write(this.file, batch);
        batch.forEach(({ resolve }, index) => resolve(slots[index]!));
      } catch (error) {
        // What a failed flush has left in the file nobody can tell: the next key goes into another.
        this.leave();
        for (const { reject } of batch) reject(error);
      }
      if (this.file?.used === RECORDS) this.leave();
    }
    this.writing = false;
  }

  private async write(file: { readonly name: string; readonly fd: number; used: number }, batch: readonly Entering[]): Promise<readonly string[]> {
    const first = file.used;
    const bytes = Buffer.concat(batch.map(({ hash, box }) => Buffer.concat([Buffer.from(hash, 'hex'), box], RECORD)));
    await writeAt(file.fd, bytes, 0, bytes.length, first * RECORD);
    await flush(file.fd);
    file.used += batch.length;
    return batch.map((_, index) => `${file.name}/${first + index}`);
  }

  private leave(): void {
    if (this.file) closeSync(this.file.fd);
    this.file = undefined;
  }
}

async function create(directory: string): Promise<{ name: string; fd: number; used: number }> {
  const name = randomBytes(16).toString('hex');
  const path = fileOf(directory, name);
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(Buffer.alloc(RECORDS * RECORD));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncDirectory(directory);
  // A plain descriptor: it stays open for as long as the process lives.
  return { name, fd: openSync(path, 'r+'), used: 0 };
}

const fileOf = (directory: string, name: string): string => join(directory, `${name}.keys`);

/** The wrapped key of a subject (SHA-256, hex) in a slot; `none` when nothing was ever written there, `foreign` when it is another's. */
export function readSlot(directory: string, slot: string, hash: string): Buffer | 'none' | 'foreign' {
  const [name = '', record = ''] = slot.split('/');
  const bytes = Buffer.alloc(RECORD);
  try {
    const fd = openSync(fileOf(directory, name), 'r');
    try {
      readSync(fd, bytes, 0, RECORD, Number(record) * RECORD);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'none';
    throw error;
  }
  if (isEmpty(bytes, 0)) return 'none';
  return bytes.toString('hex', 0, HASH) === hash ? bytes.subarray(HASH, HASH + BOX) : 'foreign';
}

/** Overwrites every key that belongs to one of these subjects (SHA-256, hex), in all segments, and flushes. */
export async function shredEntries(directory: string, hashes: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(directory)) {
    const handle = await open(join(directory, name), 'r+');
    try {
      const bytes = await handle.readFile();
      const places = recordsOf(bytes).filter((at) => hashes.has(bytes.toString('hex', at, at + HASH)));
      for (const at of places) await handle.write(random(RECORD), 0, RECORD, at);
      if (places.length > 0) await handle.datasync();
    } finally {
      await handle.close();
    }
  }
}

// A record begins with a hash, which is never zero.
const isEmpty = (bytes: Buffer, at: number): boolean => bytes.readBigUInt64LE(at) === 0n;

/** Where the records of a segment begin; the first empty one ends what was written. */
function recordsOf(bytes: Buffer): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at + RECORD <= bytes.length && !isEmpty(bytes, at); at += RECORD) places.push(at);
  return places;
}
