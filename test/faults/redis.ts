import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { Redis as Client } from 'ioredis';
import { tryPort } from '../../apps/local/src/processes.ts';
import { eventually } from '../support/embedded-program.ts';
import type { Killable } from './server.ts';

/** A Redis that forgets everything when it is killed, as a queue that was wiped. */
export type Redis = Killable;

/** Whether this machine has a `redis-server`. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** Starts a Redis of its own with the setting that queues need (`noeviction`). */
export async function startRedis(directory: string): Promise<Redis> {
  await mkdir(directory, { recursive: true });
  const port = await tryPort(0);
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess;
  const launch = async (): Promise<void> => {
    child = spawn('redis-server', ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--dir', directory], { stdio: 'ignore' });
    await eventually(() => ping(url), 20_000);
  };
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    await ended;
  };
  await launch();
  return { url, kill: () => end('SIGKILL'), returned: launch, stop: () => end('SIGTERM') };
}

async function ping(url: string): Promise<void> {
  const client = new Client(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
