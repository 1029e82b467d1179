import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A build of the web app in a directory of its own, for `WEB_ROOT`; `remove` takes it away. */
export type WebBuild = { readonly directory: string; remove(): Promise<void> };

/** Builds the web app from the sources as they are, so that a spec never looks at an older one. */
export async function buildWeb(): Promise<WebBuild> {
  const directory = await mkdtemp(join(tmpdir(), 'liuhen-web-'));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  const child = spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--outDir', directory, '--emptyOutDir', '--logLevel', 'error'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) {
    await remove();
    throw new Error(`the web app does not build: ${said.join('')}`);
  }
  return { directory, remove };
}
