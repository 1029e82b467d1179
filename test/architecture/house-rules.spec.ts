import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { breachesOf, LINE_LIMIT, LONG_FILES } from './house-rules.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const LEFT_OUT = new Set(['node_modules', 'dist', 'fixtures', 'results']);

const sourcesBelow = (directory: string): string[] => (existsSync(join(root, directory)) ? readdirSync(join(root, directory), { withFileTypes: true }) : [])
  .flatMap((entry) => {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : sourcesBelow(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.gen.ts') ? [path] : [];
  });

const rulesBroken = (text: string, path = 'libs/deals/src/deal.spec.ts'): string[] => breachesOf(path, text).map(({ rule }) => rule);

describe('the house rules', () => {
  it.each([
    ['it.skip("x", () => {});', 'skipped-test'],
    ['describe.skip.each([1])("x", () => {});', 'skipped-test'],
    ['xdescribe("x", () => {});', 'skipped-test'],
    ['test.todo("x");', 'skipped-test'],
    ['it.failing("x", () => {});', 'skipped-test'],
    ['it.only("x", () => {});', 'focused-test'],
    ['fit("x", () => {});', 'focused-test'],
    ['const a = (b: any) => b;', 'any'],
    ['type A = Record<string, any>;', 'any'],
    ['\n'.repeat(LINE_LIMIT + 1), 'too-long'],
  ])('refuse %j', (text, rule) => {
    expect(new Set(rulesBroken(text))).toEqual(new Set([rule]));
  });

  it('let pass the same words where they mean something else', () => {
    expect(rulesBroken('it.each([1])("skip any", () => { list.skip(3); }); // any, it.only(')).toEqual([]);
    expect(rulesBroken('\n'.repeat(LINE_LIMIT), 'libs/deals/src/deal.ts')).toEqual([]);
    expect(rulesBroken('\n'.repeat(LINE_LIMIT + 1), 'test/judge.ts')).toEqual([]);
  });

  it('hold in every source of this repository', () => {
    const sources = ['apps', 'libs', 'seeds', 'test'].flatMap(sourcesBelow);
    expect(sources).toContain('test/architecture/house-rules.ts');
    const broken = sources.flatMap((path) => breachesOf(path, readFileSync(join(root, path), 'utf8')).map(({ line, rule }) => `${rule} ${path}:${line}`));
    expect(broken).toEqual([]);
  });

  it('name no exception that is gone or no longer needed', () => {
    const needless = Object.keys(LONG_FILES).filter((path) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8').split('\n').length <= LINE_LIMIT);
    expect(needless).toEqual([]);
  });
});
