import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from '#wire';

const root = fileURLToPath(new URL('../../', import.meta.url));
const CODE = /(?:refuse\(\s*|RefusedError\(\s*'[a-z-]+',\s*|idParam\(\s*)'([a-z-]+\.[a-z.-]+)'/g;

const codes = ['libs', 'apps'].flatMap((directory) =>
  readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/spec|contract|node_modules|dist\//.test(path))
    .flatMap((path) => [...readFileSync(join(root, directory, path), 'utf8').matchAll(CODE)].map(([, code]) => [code ?? '', `${directory}/${path}`] as const)),
);

describe('every refusal in the sources', () => {
  it('is found by this spec', () => {
    expect(codes.length).toBeGreaterThan(60);
  });

  it.each([...new Map(codes)])('%s (%s) has its texts in the catalogue', (code) => {
    expect(Object.keys(catalogue)).toContain(code);
  });
});
