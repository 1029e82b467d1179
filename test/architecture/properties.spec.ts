import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const below = (directory: string, ending: string): readonly string[] =>
  readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(ending) && !/node_modules|dist\//.test(path)).map((path) => `${directory}/${path}`);
const deciders = below('libs', '.decider.ts');
const managers = below('libs', '.reactions.ts');
const textOf = (path: string): string => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');

/** What a decider's sources lack of properties; empty when they have them. */
function lacking(decider: string, spec: string, source: string): readonly string[] {
  const path = decider.replace(/\.decider\.ts$/, '.property.spec.ts');
  if (spec === '') return [`${decider} has no ${path}: name its rules there with deciderProperties of test/properties (enterprise.property.spec.ts is a short one to begin from)`];
  const names = [...source.matchAll(/export const (\w*[dD]ecider)\b/g)].map(([, name]) => name!);
  return names.filter((name) => !new RegExp(`decider: ${name}\\b`).test(spec)).map((name) => `${path} says nothing of ${name}: deciderProperties({ decider: ${name}, … })`);
}

describe('every decider', () => {
  it('is found by this spec', () => {
    expect(deciders.length).toBeGreaterThanOrEqual(11);
    expect(deciders).toContain('libs/deals/src/deal.decider.ts');
  });

  it.each(deciders)('%s has properties', (decider) => {
    expect(lacking(decider, textOf(decider.replace(/\.decider\.ts$/, '.property.spec.ts')), textOf(decider))).toEqual([]);
  });

  it('would be told what it lacks', () => {
    const source = 'export const dealDecider: Decider<…> = {};\nexport const holdDecider = {};';
    expect(lacking('libs/deals/src/deal.decider.ts', '', source)).toHaveLength(1);
    expect(lacking('libs/deals/src/deal.decider.ts', 'deciderProperties({ decider: dealDecider })', source)).toEqual(['libs/deals/src/deal.property.spec.ts says nothing of holdDecider: deciderProperties({ decider: holdDecider, … })']);
    expect(lacking('libs/deals/src/deal.decider.ts', 'decider: dealDecider, decider: holdDecider', source)).toEqual([]);
  });
});

describe('every process manager', () => {
  it.each(managers)('%s is cut off between any two steps by a spec', (path) => {
    expect(crashed(path) || 'name it in a spec of test/processes with crashProof (lead-reactions.spec.ts shows how)').toBe(true);
  });
});

/** Whether some spec cuts a manager off. */
function crashed(path: string): boolean {
  const [manager] = [...textOf(path).matchAll(/export class (\w+Reactions)\b/g)].map(([, name]) => name!);
  return below('test/processes', '.spec.ts').some((spec) => new RegExp(`crashProof\\([^]*manager: ${manager}\\b`).test(textOf(spec)));
}
