import { execFileSync } from 'node:child_process';
import { waitForExit } from '../../apps/local/src/processes.ts';
import { eventually, type Program, query, runProgram, serverPid } from '../support/embedded-program.ts';

/** A part that can be killed and comes back at the same address. */
export type Killable = {
  readonly url: string;
  /** Kills by SIGKILL; `whole` takes along what would start it again. */
  kill(whole?: boolean): Promise<void>;
  /** Resolves when it answers again. */
  returned(): Promise<void>;
  stop(): Promise<void>;
};

/** A PostgreSQL, and the program that starts it again when it dies. */
export type OwnServer = Killable;

/** Starts PostgreSQL in a process of its own on a directory. */
export async function startOwnServer(directory: string): Promise<OwnServer> {
  let host: Program = runProgram(directory);
  const url = (await host.until((line) => line.url !== undefined)).url ?? '';
  return {
    url,
    async kill(whole = false) {
      if (whole) {
        host.child.kill('SIGKILL');
        await host.ended;
      }
      // Its host, when it lives, notices and starts it again; api and worker have to live through it.
      await killFamily(serverPid(directory));
      if (whole) host = runProgram(directory);
    },
    async returned() {
      await eventually(() => query(url, 'select 1'), 60_000);
    },
    async stop() {
      host.child.kill('SIGTERM');
      await host.ended;
    },
  };
}

/** Kills a process and every process it made. */
export async function killFamily(parent: number): Promise<void> {
  const family = [parent, ...childrenOf(parent)];
  for (const pid of family) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch { /* it ended by itself */ }
  }
  for (const pid of family) if (!(await waitForExit(pid, 10_000))) throw new Error(`process ${pid} outlives SIGKILL`);
}

function childrenOf(parent: number): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/).map(Number)).flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}
