import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { PassThrough } from 'node:stream';
import { UsageError } from './cli.ts';

/*
 * A backup is one gzip file of lines. The first says what it is; then come parts, each begun by `{"part": …}`: `log` (a line is
 * the canonical text of an event), `table` (a line is a row), `cursors`. The last line, `{"part":"end", …}`, carries the
 * SHA-256 of all bytes before it, so that the file tells by itself whether it is whole.
 */

/** What a line is when it begins a part. */
export type Part =
  | { readonly part: 'liuhen-backup'; readonly format: 1; readonly made: string; readonly version: string }
  | { readonly part: 'log' }
  | { readonly part: 'table'; readonly table: string }
  | { readonly part: 'cursors' }
  | { readonly part: 'end'; readonly events: number; readonly rows: number; readonly sha256: string };

/** Writes a backup under a name of its own, and gives it the one wanted when it is whole and on the disk. */
export async function writeBackup(file: string, lines: AsyncIterable<string>, counted: () => { events: number; rows: number }): Promise<Extract<Part, { part: 'end' }>> {
  const unfinished = `${file}.part`;
  const hash = createHash('sha256');
  const source = new PassThrough();
  const written = pipeline(source, createGzip(), createWriteStream(unfinished, { mode: 0o600, flags: 'wx' }));
  written.catch(() => {});
  try {
    for await (const line of lines) {
      hash.update(line).update('\n');
      if (!source.write(`${line}\n`)) await Promise.race([once(source, 'drain'), written]);
    }
    const end = { part: 'end', ...counted(), sha256: hash.digest('hex') } as const;
    source.end(`${JSON.stringify(end)}\n`);
    await written;
    await flushed(unfinished);
    await rename(unfinished, file);
    return end;
  } catch (error) {
    source.destroy();
    await written.catch(() => {});
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new UsageError(`${unfinished} is there: another backup is being written to it, or broke off; remove it`);
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Reads a backup line by line: `part` is the part a line belongs to, or the one it begins. Throws `UsageError` for what is none. */
export async function* readBackup(file: string): AsyncGenerator<{ readonly part: Part; readonly line: string; readonly begins: boolean }> {
  const hash = createHash('sha256');
  let part: Part | undefined;
  for await (const line of linesOf(file)) {
    const begun = line.startsWith('{"part":') ? (JSON.parse(line) as Part) : undefined;
    if (!part && begun?.part !== 'liuhen-backup') throw new UsageError(`${file} is no backup of Liuhen`);
    if (begun?.part === 'liuhen-backup' && begun.format !== 1) throw new UsageError(`${file} is of a newer format; restore it with the version that made it`);
    if (begun?.part === 'end' && begun.sha256 !== hash.digest('hex')) throw new UsageError(`${file} is damaged: its contents do not have the SHA-256 it says`);
    part = begun ?? part!;
    yield { part, line, begins: begun !== undefined };
    if (part.part === 'end') return;
    hash.update(line).update('\n');
  }
  throw new UsageError(`${file} is cut off: its last line is missing`);
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const [raw, text] = [createReadStream(file), createGunzip()];
  const piped = pipeline(raw, text);
  piped.catch(() => {});
  try {
    yield* createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
    await piped;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UsageError) throw error;
    throw new UsageError(code === 'ENOENT' ? `${file} is not there` : `${file} is damaged or no backup: it cannot be unpacked`);
  }
}

async function flushed(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
