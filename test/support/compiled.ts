import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const root = fileURLToPath(new URL('../../', import.meta.url));
const SKIPPED = /^(node_modules|dist|web|fixtures)$/;

/** The sources as they are now, as JavaScript that Node starts at once; `directory` lies where packages are found. */
export type Compiled = { readonly directory: string; remove(): Promise<void> };

/** One text of one source file, which must stand there exactly once, and what a deliberately different build has instead. */
export type Patch = { readonly file: string; readonly find: string; readonly replace: string };

/**
 * Compiles what processes of the product are made of: starting them again and again costs no compiling. `programs` are
 * sources of tests that run beside them, `patches` make another build than the sources are. Throws when a patch does not fit.
 */
export async function compileSources({ patches = [], programs = [] }: { readonly patches?: readonly Patch[]; readonly programs?: readonly string[] } = {}): Promise<Compiled> {
  const directory = join(root, 'node_modules', '.cache', 'liuhen', `compiled-${randomUUID()}`);
  const found = (await Promise.all(['apps', 'libs', 'seeds'].map((part) => filesBelow(join(root, part))))).flat();
  const files = [...found, ...programs.map((program) => join(root, program))];
  const strays = patches.filter(({ file }) => !files.includes(join(root, file)));
  if (strays.length > 0) throw new Error(`no source is called ${strays.map(({ file }) => file).join(', ')}: mend the patch`);
  try {
    await Promise.all(files.map((file) => compile(file, join(directory, relative(root, file)), patches)));
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  await writeFile(join(directory, 'package.json'), JSON.stringify({ type: 'module', imports: { '#*': './libs/*/src/index.js' } }));
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return SKIPPED.test(entry.name) ? [] : filesBelow(path);
    return /\.json$|(?<!spec)\.ts$/.test(entry.name) ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

async function compile(file: string, to: string, patches: readonly Patch[]): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (!file.endsWith('.ts')) return cp(file, to);
  const { code } = await transform(patched(await readFile(file, 'utf8'), patches.filter((patch) => join(root, patch.file) === file)), {
    filename: file, swcrc: false, configFile: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true } },
    module: { type: 'es6' },
  });
  await writeFile(to.replace(/\.ts$/, '.js'), code.replace(/((?:from|import)\s*\(?\s*['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'));
}

/** A source text with every patch in it; a text that does not stand there exactly once is refused by its file. */
export function patched(source: string, patches: readonly Patch[]): string {
  return patches.reduce((text, { file, find, replace }) => {
    const times = text.split(find).length - 1;
    if (times !== 1) throw new Error(`${file} holds ${times} times what a patch replaces, not once; the source has changed, mend the patch: ${find}`);
    return text.replace(find, () => replace);
  }, source);
}
