import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const root = fileURLToPath(new URL('../../', import.meta.url));
const SKIPPED = /^(node_modules|dist|web|fixtures)$/;

/** The sources as they are now, as JavaScript that Node starts at once; `directory` lies where packages are found. */
export type Compiled = { readonly directory: string; remove(): Promise<void> };

/** Compiles what processes of the product are made of: starting them again and again costs no compiling. */
export async function compileSources(): Promise<Compiled> {
  const directory = join(root, 'node_modules', '.cache', 'liuhen', `compiled-${randomUUID()}`);
  const files = (await Promise.all(['apps', 'libs', 'seeds'].map((part) => filesBelow(join(root, part))))).flat();
  await Promise.all(files.map((file) => compile(file, join(directory, relative(root, file)))));
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

async function compile(file: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (!file.endsWith('.ts')) return cp(file, to);
  const { code } = await transform(await readFile(file, 'utf8'), {
    filename: file, swcrc: false, configFile: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true } },
    module: { type: 'es6' },
  });
  await writeFile(to.replace(/\.ts$/, '.js'), code.replace(/((?:from|import)\s*\(?\s*['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'));
}
