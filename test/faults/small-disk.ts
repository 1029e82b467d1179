import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of a few megabytes that can be filled to the last byte, and emptied again of what filled it. */
export type SmallDisk = { readonly directory: string; fill(): void; empty(): void; remove(): void };

/** Mounts a file system in memory (Linux, as root); undefined with the reason where that is not allowed. */
export function mountSmallDisk(megabytes: number): SmallDisk | string {
  const home = mkdtempSync(join(tmpdir(), 'liuhen-disk-'));
  const mounted = process.platform === 'linux' ? spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', home], { encoding: 'utf8' }) : undefined;
  if (mounted?.status !== 0) {
    rmSync(home, { recursive: true, force: true });
    return mounted ? `mount says: ${(mounted.stderr ?? String(mounted.error)).trim()}` : `no small disk can be mounted on ${process.platform}`;
  }
  const filler = join(home, 'filler');
  // A spec that is killed leaves no mount behind: the exit of its process takes it along.
  const unmount = (): void => void spawnSync('umount', ['-l', home]);
  process.once('exit', unmount);
  const directory = join(home, 'disk');
  mkdirSync(directory);
  return {
    directory,
    fill: () => writeUntilFull(filler),
    empty: () => unlinkSync(filler),
    remove() {
      process.removeListener('exit', unmount);
      execFileSync('umount', ['-l', home]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function writeUntilFull(file: string): void {
  const handle = openSync(file, 'a');
  try {
    for (const size of [1_048_576, 4_096]) {
      const block = Buffer.alloc(size);
      while (writes(handle, block)) { /* until nothing fits */ }
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function writes(handle: number, block: Buffer): boolean {
  try {
    return writeSync(handle, block) === block.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
