import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Compiled } from '../support/compiled.ts';
import { withClient } from '../judge/feed.ts';
import { eventually } from '../support/embedded-program.ts';

/** The program that a build must hold to be run here. */
export const FAILING_WORKER = 'test/faults/failing-worker.ts';

/** The named places of a batch, in the order in which a runner passes them. */
export const PLACES = ['before-write', 'before-checkpoint', 'before-commit', 'after-commit'] as const;

/** What a worker is told: which schema to feed, and where and how to stop itself. */
export type Task = { readonly databaseUrl: string; readonly schema: string; readonly place?: (typeof PLACES)[number]; readonly signal?: 'SIGKILL' | 'SIGSTOP' };

/** A worker of a build that feeds one read schema; `ended` tells by which signal or code. */
export type Runner = { readonly ended: Promise<NodeJS.Signals | number | null>; readonly said: readonly string[]; asleep(): Promise<void>; wake(): void; stop(): Promise<void> };

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Starts a worker of a build. */
export function startRunner(compiled: Compiled, { databaseUrl, schema, place, signal }: Task): Runner {
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', '--import', './test/support/with-parent.mjs', join(compiled.directory, FAILING_WORKER.replace('.ts', '.js'))], {
    cwd: root,
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, SCHEMA: schema, ...(place && { PLACE: place }), ...(signal && { SIGNAL: signal }) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) => child.once('close', (code, by) => resolve(by ?? code)));
  const tell = (what: NodeJS.Signals): void => void child.kill(what);
  return {
    ended, said,
    asleep: () => eventually(async () => {
      if (stateOf(child.pid ?? 0) !== 'T') throw new Error(`the worker is not asleep: ${said.join('')}`);
    }, 30_000),
    wake: () => tell('SIGCONT'),
    async stop() {
      tell('SIGCONT');
      tell('SIGTERM');
      const patience = setTimeout(() => tell('SIGKILL'), 10_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** One letter as Linux has it: T is stopped. */
function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0];
}

/** Waits until a read schema has come to a position; answers whether it did in time. */
export async function reaches(databaseUrl: string, schema: string, position: number, milliseconds: number): Promise<boolean> {
  const look = async (): Promise<void> => {
    const { rows } = await withClient(databaseUrl, (client) => client.query<{ position: string }>(`select position from ${schema}.checkpoint`));
    if (Number(rows[0]?.position) < position) throw new Error(`at ${rows[0]?.position} of ${position}`);
  };
  return eventually(look, milliseconds).then(() => true, () => false);
}
