import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** One line the program printed. */
export type Line = { url?: string; port?: number; level?: string; message?: string; refused?: string; failed?: string };

/** A real process that runs the embedded database. */
export type Program = { child: ChildProcess; lines: Line[]; until(wanted: (line: Line) => boolean): Promise<Line>; ended: Promise<number | null> };

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Starts the database of `dataDir` in a process of its own. */
export const runProgram = (dataDir: string, env: NodeJS.ProcessEnv = {}): Program => {
  const child = spawn(process.execPath, ['--conditions=source', '--import', './test/support/typescript.mjs', 'test/support/embedded-run.ts', dataDir],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Line[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text) as Line);
    for (const wake of waiting) wake();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const until = (wanted: (line: Line) => boolean): Promise<Line> => new Promise((resolve, reject) => {
    const look = (): void => {
      const line = lines.find(wanted);
      if (line === undefined) return;
      waiting.delete(look);
      resolve(line);
    };
    waiting.add(look);
    void ended.then(() => { look(); reject(new Error(`the program ended: ${JSON.stringify(lines)}`)); });
    look();
  });
  return { child, lines, until, ended };
};

/** The process id of the server of a data directory, as PostgreSQL itself wrote it down. */
export const serverPid = (dataDir: string): number => Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** Runs one statement over a connection of its own. */
export const query = async <Row>(connectionString: string, sql: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
};

/** Tries again until it works; for a server that is coming back. */
export const eventually = async <Value>(work: () => Promise<Value>, milliseconds = 20_000): Promise<Value> => {
  const end = Date.now() + milliseconds;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  }
};
