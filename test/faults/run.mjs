// `npm run faults -- --kills 500 --minutes 30 [names…]`: the faults in their long form; without options, as `npm test` has them.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ensureInstalled, root, unsuitableNode } from '../../apps/local/prepare.mjs';

const fail = (text) => {
  if (text) process.stderr.write(`faults: ${text}\n`);
  process.exit(1);
};

const parsed = (() => {
  try {
    return parseArgs({ options: { kills: { type: 'string' }, minutes: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    return fail(`${error.message}. Say how many kills and how many minutes of bad network: npm run faults -- --kills 500 --minutes 30`);
  }
})();
const { values: { kills, minutes }, positionals } = parsed;
if (kills !== undefined && !/^[1-9]\d{0,5}$/.test(kills)) fail(`--kills takes a whole number from 1, not "${kills}"`);
if (minutes !== undefined && !/^\d{1,4}(\.\d+)?$/.test(minutes)) fail(`--minutes takes a number from 0, not "${minutes}"`);
const unsuitable = unsuitableNode();
if (unsuitable) fail(unsuitable);
if (!ensureInstalled()) fail();

const args = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--selectProjects', 'faults', '--maxWorkers', '1', ...positionals.map((name) => `test/faults/${name}`)];
const env = { ...process.env, ...(kills && { FAULT_KILLS: kills }), ...(minutes && { FAULT_MINUTES: minutes }) };
const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
process.exit(status ?? 1);
