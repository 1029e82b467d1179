// Lets a child process of a test run the TypeScript sources: node --conditions=source --import ./typescript.mjs file.ts
import { register } from 'node:module';

const hooks = `
  import { readFile } from 'node:fs/promises';
  import { fileURLToPath } from 'node:url';
  import { transform } from '@swc/core';
  export const load = async (url, context, next) => {
    if (!url.endsWith('.ts')) return next(url, context);
    const { code } = await transform(await readFile(fileURLToPath(url), 'utf8'), { swcrc: false, jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } });
    return { format: 'module', source: code, shortCircuit: true };
  };
`;
// A data URL has no place to resolve packages from, so the one package is named by its file.
const swc = import.meta.resolve('@swc/core');
register(`data:text/javascript,${encodeURIComponent(hooks.replace("'@swc/core'", JSON.stringify(swc)))}`);
