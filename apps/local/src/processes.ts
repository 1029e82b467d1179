import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { platform } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether this id is taken, be it by a zombie that nobody has waited for yet. */
export const isTaken = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Whether a process with this id runs; a zombie does not. */
export const isAlive = (pid: number): boolean => isTaken(pid) && (platform() !== 'linux' || statFields(pid)?.[0] !== 'Z');

/** The arguments a process was started with, or none when they cannot be read (also on Windows). */
export const argumentsOf = (pid: number): string[] => {
  try {
    if (platform() === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    if (platform() === 'win32') return [];
    return execFileSync('ps', ['-ww', '-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).trim().split(' ');
  } catch {
    return [];
  }
};

/** Tells one use of a process id from a later one: the moment the process began, in the system's own terms. */
export const startOf = (pid: number): string => {
  try {
    if (platform() === 'linux') return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${statFields(pid)?.[19] ?? ''}`;
    if (platform() === 'win32') return '';
    return execFileSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
};

/** Fields of /proc/<pid>/stat from the state on; the name before them may hold spaces and brackets. */
const statFields = (pid: number): string[] | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
};

/** Waits until the process is gone; false when it still runs after `milliseconds`. */
export const waitForExit = async (pid: number, milliseconds: number): Promise<boolean> => {
  const until = Date.now() + milliseconds;
  while (isAlive(pid)) {
    if (Date.now() > until) return false;
    await sleep(25);
  }
  return true;
};

/** Whether 127.0.0.1:port can be listened on now; port 0 asks for any and answers the one given, else undefined. */
export const tryPort = (port: number): Promise<number | undefined> => new Promise((resolve) => {
  const server = createServer();
  server.once('error', () => resolve(undefined));
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
  });
});
