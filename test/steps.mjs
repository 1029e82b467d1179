// Plain JavaScript: what `npm run check` and `npm test` share.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../apps/local/prepare.mjs';

const NOTHING_ENDS_LATER_MS = 30 * 60_000;

const running = new Set();
// An interrupted run takes its children along: Jest then stops the database it started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    for (const child of running) child.kill('SIGTERM');
    process.exitCode = 130;
    setTimeout(() => process.exit(130), 15_000).unref();
    Promise.all([...running].map((child) => new Promise((resolve) => { child.once('close', resolve); }))).then(() => process.exit(130));
  });
}

/** Runs one program of node_modules; what it prints is kept when `quiet`, so that steps side by side do not mix. */
const runNode = (args, { quiet, env = {} }) => new Promise((resolve) => {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'] });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => { output += chunk; });
  const patience = setTimeout(() => {
    output += `\nended after ${NOTHING_ENDS_LATER_MS / 60_000} minutes`;
    child.kill('SIGKILL');
  }, NOTHING_ENDS_LATER_MS);
  child.once('close', (code) => {
    clearTimeout(patience);
    running.delete(child);
    resolve({ code, output });
  });
});

const bin = (path, ...args) => [`node_modules/${path}`, ...args];

/** A step is a name and a function that answers { passed, failed, output }. */
const tool = (name, ...commands) => ({
  name,
  run: async () => {
    let output = '';
    for (const command of commands) {
      const result = await runNode(command, { quiet: true });
      output += result.output;
      if (result.code !== 0) return { passed: 0, failed: 1, output };
    }
    return { passed: 0, failed: 0, output };
  },
});

const typesOfWeb = () => (existsSync(join(root, 'apps/web/tsconfig.json')) ? [bin('typescript/bin/tsc', '--noEmit', '-p', 'apps/web/tsconfig.json')] : []);
const partsThatExist = () => ['apps', 'libs', 'seeds', 'test'].filter((part) => existsSync(join(root, part)));

export const typesStep = () => tool('types', bin('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'), ...typesOfWeb());
export const lintStep = () => tool('lint', bin('eslint/bin/eslint.js', '--max-warnings', '0', '.'));
export const boundariesStep = () => tool('boundaries', bin('dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', ...partsThatExist()));

/** One Jest project; its counts come from Jest's own report. A suite that did not load counts as one failure. */
export const jestStep = (project, { quiet = false, workers = availableParallelism(), notRunList = '' } = {}) => ({
  name: project,
  run: async () => {
    const directory = mkdtempSync(join(tmpdir(), 'liuhen-report-'));
    const report = join(directory, 'report.json');
    const { code, output } = await runNode(['--experimental-vm-modules', '--no-warnings', ...bin('jest/bin/jest.js'),
      '--selectProjects', project, '--maxWorkers', String(workers), '--json', '--outputFile', report, '--silent=false'],
    { quiet, env: { LIUHEN_NOT_RUN: notRunList, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' } });
    const counts = readReport(report);
    rmSync(directory, { recursive: true, force: true });
    if (!counts) return { passed: 0, failed: 1, output: `${output}\n${project}: Jest left no report` };
    const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
    return { passed: counts.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: counts.numPendingTests + counts.numTodoTests, output };
  },
});

const readReport = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

/** Whether any file below the repository has this ending. */
export const hasSpecs = (ending) => {
  const search = (directory) => readdirSync(directory, { withFileTypes: true }).some((entry) => {
    if (entry.isDirectory()) return !['node_modules', 'dist', 'fixtures'].includes(entry.name) && search(join(directory, entry.name));
    return entry.name.endsWith(ending);
  });
  return partsThatExist().some((part) => search(join(root, part)));
};

/** Runs the steps, at most so many side by side, in the order given; tells each one's result as it ends. */
export const runSteps = async (steps, sideBySide) => {
  const waiting = [...steps];
  const results = [];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const began = Date.now();
      const result = await step.run();
      results.push({ name: step.name, ...result });
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      if (result.failed > 0 && result.output) process.stdout.write(`${result.output.trimEnd()}\n`);
      const counted = result.passed + result.failed > 0 ? ` (${result.passed} passed, ${result.failed} failed)` : '';
      process.stdout.write(`${result.failed > 0 ? 'FAILED' : 'ok'}  ${step.name}${counted} in ${seconds} s\n`);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return results;
};

export const total = (results, key) => results.reduce((sum, result) => sum + (result[key] ?? 0), 0);
