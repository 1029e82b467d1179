import { afterAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const directories: string[] = [];
afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true }))));

/** A program that takes `ms` to stop and says so, sent signals at the given moments; its exit code and what it said. */
async function stopped(ms: number, moments: readonly number[]): Promise<{ code: number | null; said: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'liuhen-shutdown-'));
  directories.push(directory);
  const program = join(directory, 'program.mjs');
  const shutdown = new URL('./shutdown.ts', import.meta.url).href;
  await writeFile(program, `import { onShutdownSignal } from '${shutdown}';
    onShutdownSignal(async () => { await new Promise((done) => setTimeout(done, ${ms})); process.stdout.write('stopped'); }, () => {});
    process.stdout.write('up '); setInterval(() => {}, 1000);`);
  const child = spawn(process.execPath, ['--conditions=source', '--no-warnings', '--import', './test/support/typescript.mjs', program], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  while (!said.includes('up')) await sleep(20);
  let now = 0;
  for (const moment of moments) {
    await sleep(moment - now);
    now = moment;
    child.kill('SIGINT');
  }
  return { code: await ended, said };
}

describe('Ctrl-C', () => {
  it('stops cleanly', async () => {
    expect(await stopped(100, [0])).toEqual({ code: 0, said: 'up stopped' });
  });

  it('that npm passes on a moment after the terminal is the same Ctrl-C', async () => {
    expect(await stopped(600, [0, 10, 200])).toEqual({ code: 0, said: 'up stopped' });
  });

  it('pressed again by somebody who will not wait ends it at once', async () => {
    expect(await stopped(20_000, [0, 1300])).toEqual({ code: 130, said: 'up ' });
  });
});
