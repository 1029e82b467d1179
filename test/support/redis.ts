import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryPort } from '../../apps/local/src/processes.ts';

/** A Redis of a spec's own; `restart` loses what it held, `send` is one command of redis-cli. */
export type SpecRedis = { readonly url: string; restart(): Promise<void>; send(...command: readonly string[]): string; stop(): Promise<void> };

/** Whether this machine has a Redis to start. */
export const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0 && spawnSync('redis-cli', ['--version']).status === 0;

/** Starts redis-server on a free port, without persistence; `settings` are lines of its configuration. */
export async function startRedis(settings: readonly string[] = ['--maxmemory-policy', 'noeviction']): Promise<SpecRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'liuhen-redis-'));
  const port = await tryPort(0);
  if (port === undefined) throw new Error('no port is free');
  let child = await begin(port, directory, settings);
  const end = async (): Promise<void> => {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart() {
      await end();
      child = await begin(port, directory, settings);
    },
    send: (...command) => spawnSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).stdout.trim(),
    async stop() {
      await end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function begin(port: number, directory: string, settings: readonly string[]): Promise<ChildProcess> {
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no', ...settings], { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ready to accept connections')) resolve(child);
    });
    child.once('close', (code) => reject(new Error(`redis-server ended with ${code}: ${said}`)));
  });
}
