import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { ESLint } from 'eslint';

jest.setTimeout(60_000);

type Configuration = { forbidden: { name: string }[]; options: ICruiseOptions };

const root = fileURLToPath(new URL('../../', import.meta.url));
const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));
const configuration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as Configuration;
const ruleNames = configuration.forbidden.map(({ name }) => name);

const PARTS = ['apps', 'libs', 'seeds', 'test'];

/** The rules broken below a directory, each with the file that breaks it. */
const violations = async (directory: string, exclude: string): Promise<string[]> => {
  const parts = PARTS.filter((part) => existsSync(join(directory, part)));
  const { forbidden, options: { exclude: _, ...options } } = configuration;
  const { output } = await cruise(parts, {
    ...options, exclude: { path: exclude }, baseDir: directory, validate: true, outputType: 'json',
    ruleSet: { forbidden } as ICruiseOptions['ruleSet'],
  }, { ...options.enhancedResolveOptions });
  const { summary } = JSON.parse(output as string) as ICruiseResult;
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
};

const fixture = async (name: string): Promise<string[]> => [...new Set(await violations(join(fixtures, name), 'node_modules/none'))].sort();

describe('every boundary', () => {
  it('has a fixture, and every fixture a boundary', () => {
    const directories = readdirSync(fixtures).filter((name) => !['allowed', 'read-side-names'].includes(name));
    expect(directories.sort()).toEqual([...ruleNames].sort());
  });

  it.each(ruleNames)('%s fails on its fixture, and no other rule does', async (name) => {
    const broken = await fixture(name);
    // A handler can only be named directly by also going past its library's index.
    const alsoBroken = name === 'read-not-handlers' ? 'libs-by-name' : name;
    expect(broken.filter((line) => ![name, alsoBroken].includes(line.split(':')[0] ?? ''))).toEqual([]);
    expect(broken.map((line) => line.split(':')[0])).toContain(name);
  });

  it('is broken once by each file that should', async () => {
    expect(await fixture('write-not-read')).toEqual(['agreements', 'commitments', 'deals', 'delivery', 'leads', 'reviews'].map((slice) => `write-not-read: libs/${slice}/src/index.ts`));
    expect(await fixture('libs-by-name')).toEqual(['libs-by-name: apps/api/src/main.ts', 'libs-by-name: libs/deals/src/index.ts']);
    expect(await fixture('pure-core-no-framework')).toEqual(['decider', 'events', 'requirements'].map((kind) => `pure-core-no-framework: libs/deals/src/deal.${kind}.ts`));
    expect(await fixture('pure-core-no-node')).toEqual(['decider', 'events'].map((kind) => `pure-core-no-node: libs/deals/src/deal.${kind}.ts`));
  });

  it('lets pass what looks alike and is allowed', async () => {
    expect(await fixture('allowed')).toEqual([]);
  });
});

describe('the read side', () => {
  it('may take events from a write slice by name, not handlers', async () => {
    const eslint = new ESLint({ cwd: root, ignore: false });
    const [result] = await eslint.lintFiles([join(fixtures, 'read-side-names/libs/pipeline/src/board.ts')]);
    expect(result?.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([expect.stringMatching(/^no-restricted-imports: .*RegisterDealHandler/)]);
  });
});

describe('this repository', () => {
  let broken: string[] = [];
  beforeAll(async () => { broken = await violations(root, String((configuration.options.exclude as { path: string }).path)); });

  it('keeps every boundary', () => {
    expect(broken).toEqual([]);
  });
});
