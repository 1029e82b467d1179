// `npm test`: on a fresh clone with only Node, installs, builds and runs everything this machine can run.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, unsuitableNode } from '../apps/local/prepare.mjs';
import { boundariesStep, hasSpecs, jestStep, lintStep, runSteps, total, typesStep } from './steps.mjs';

const finish = (passed, failed) => {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
};

const unsuitable = unsuitableNode();
if (unsuitable) process.stdout.write(`${unsuitable}\n`);
if (unsuitable || !ensureInstalled()) finish(0, 1);
// A failed build counts, and the tests still run: they read the sources.
const build = { name: 'build', passed: 0, failed: ensureBuilt() ? 0 : 1 };

const directory = mkdtempSync(join(tmpdir(), 'liuhen-not-run-'));
const notRunList = join(directory, 'list');

// Projects in the order of how much they need: nothing, a database, the API, a machine to break, a browser.
const PROJECTS = [['integration', '.int-spec.ts'], ['journeys', '.e2e-spec.ts'], ['faults', '.fault-spec.ts', 1], ['browser', '.browser-spec.ts', 1]];

const results = [build];
results.push(...await runSteps([jestStep('unit', { quiet: true, notRunList }), typesStep(), lintStep(), boundariesStep()], 2));
const present = PROJECTS.filter(([, ending]) => hasSpecs(ending));
results.push(...await runSteps(present.map(([project, , workers]) => jestStep(project, { workers, notRunList })), 1));

const notRun = existsSync(notRunList) ? readFileSync(notRunList, 'utf8').split('\n').filter(Boolean) : [];
rmSync(directory, { recursive: true, force: true });
for (const { name, skipped } of results) if (skipped > 0) notRun.push(`not run: ${skipped} tests of ${name} (skipped)`);
for (const line of new Set(notRun)) process.stdout.write(`${line}\n`);
finish(total(results, 'passed'), total(results, 'failed'));
