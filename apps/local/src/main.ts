import 'reflect-metadata';
import { InvalidConfig } from '../../api/src/config.ts';
import { PostgresProblem } from './postgres-problem.ts';
import { onShutdownSignal } from './shutdown.ts';
import { startLocal } from './start.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const fail = (error: unknown): void => {
  const known = error instanceof PostgresProblem || error instanceof InvalidConfig || (error as { code?: string }).code === 'EADDRINUSE';
  process.stderr.write(`liuhen: ${known ? (error as Error).message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
};

const stopping: { stop?: () => Promise<void> } = {};
onShutdownSignal(async () => {
  say('\nliuhen: stopping');
  await stopping.stop?.();
}, fail);

await startLocal(say, (stop) => (stopping.stop = stop)).catch(async (error: unknown) => {
  fail(error);
  await stopping.stop?.().catch(() => {});
  process.exit(1);
});
