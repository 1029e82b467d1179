import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Pages built from the sources as they are, and how to be rid of them. */
export type WebBuild = { readonly directory: string; remove(): Promise<void> };

/** The web build: the one in `dist` when it is newer than every source of it, else one made in a temporary directory. */
export async function webBuild(): Promise<WebBuild> {
  const built = join(root, 'dist/apps/web');
  if (existsSync(join(built, 'index.html')) && statSync(join(built, 'index.html')).mtimeMs > (await newestSource())) return { directory: built, remove: async () => {} };
  const directory = await mkdtemp(join(tmpdir(), 'liuhen-web-build-'));
  await build(directory);
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function newestSource(): Promise<number> {
  const web = join(root, 'apps/web');
  const files = await readdir(web, { recursive: true, withFileTypes: true });
  return Math.max(...files.filter((file) => file.isFile()).map((file) => statSync(join(file.parentPath, file.name)).mtimeMs));
}

async function build(directory: string): Promise<void> {
  const child = spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--outDir', directory, '--emptyOutDir', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the web build ended with ${code}: ${said}`);
}
