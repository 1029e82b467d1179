import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive, waitForExit } from './processes.ts';
import { eventually, type Program, query, runProgram, serverPid } from '../../../test/support/embedded-program.ts';

jest.setTimeout(90_000);

let dataDir = '';
let programs: Program[] = [];
let servers: EmbeddedPostgres[] = [];
let others: ChildProcess[] = [];
let logged: string[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'liuhen-embedded-'));
  [programs, servers, others, logged] = [[], [], [], []];
});

afterEach(async () => {
  for (const { child, ended } of programs) {
    child.kill('SIGTERM');
    await ended;
  }
  for (const server of servers) await server.stop();
  for (const other of others) other.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

const run = (): Program => {
  const program = runProgram(dataDir);
  programs.push(program);
  return program;
};
const running = async (program: Program): Promise<string> => (await program.until((line) => line.url !== undefined)).url ?? '';
const start = async (port?: number): Promise<EmbeddedPostgres> => {
  const server = await startEmbeddedPostgres({ dataDir, port, log: (_level, message) => { logged.push(message); } });
  servers.push(server);
  return server;
};
const databaseDirectories = (): string[] => readdirSync(dataDir).filter((name) => /^postgres(\.(making|unfinished).*)?$/.test(name));

describe('the embedded PostgreSQL', () => {
  it('keeps data, password and port from one start to the next', async () => {
    const first = await start();
    await query(first.url, `CREATE TABLE kept AS SELECT '聊城' AS city`);
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT city FROM kept')).toEqual([{ city: '聊城' }]);
    expect({ url: second.url, port: second.port }).toEqual({ url: first.url, port: first.port });
  });

  it('listens on this machine only, asks for the password and keeps that file to its owner', async () => {
    const { url } = await start();
    expect(await query(url, `SELECT current_setting('listen_addresses') AS on, current_setting('unix_socket_directories') AS sockets`)).toEqual([{ on: '127.0.0.1', sockets: '' }]);
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
  });

  it('chooses another port when the remembered one was taken meanwhile, and refuses a named one that is taken', async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await new Promise((resolve) => { squatter.once('listening', resolve); });
    const second = await start();
    expect(second.port).not.toBe(first.port);
    await second.stop();
    await expect(start(first.port)).rejects.toMatchObject({ code: 'port-taken', message: expect.stringContaining(String(first.port)) });
    await new Promise((resolve) => { squatter.close(resolve); });
  });

  it('makes the database anew after a kill -9 in the middle of making it', async () => {
    const program = run();
    await eventually(async () => { expect(databaseDirectories().some((name) => existsSync(join(dataDir, name, 'base')))).toBe(true); });
    program.child.kill('SIGKILL');
    await program.ended;
    expect(databaseDirectories()).not.toContain('postgres');
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(databaseDirectories()).toEqual(['postgres']);
  });

  it('moves aside, and never deletes, a database directory that was not finished by it', async () => {
    mkdirSync(join(dataDir, 'postgres'));
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
    await start();
    const aside = readdirSync(dataDir).find((name) => name.startsWith('postgres.unfinished-')) ?? '';
    expect(readFileSync(join(dataDir, aside, 'PG_VERSION'), 'utf8')).toBe('18\n');
  });

  it('stops the server that a kill -9 of the program left behind, and loses nothing committed', async () => {
    const program = run();
    const url = await running(program);
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS seven');
    const orphan = serverPid(dataDir);
    program.child.kill('SIGKILL');
    await program.ended;
    expect(isAlive(orphan)).toBe(true);
    const again = await start();
    expect(isAlive(orphan)).toBe(false);
    expect(logged).toContainEqual(expect.stringContaining(`process ${orphan}`));
    expect(await query(again.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
  });

  it('starts, and leaves the other program alone, when the recorded process id belongs to another program', async () => {
    await (await start()).stop();
    const other = spawn('sleep', ['300']);
    others.push(other);
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${other.pid}\n${join(dataDir, 'postgres')}\n1\n5432\n\n127.0.0.1\n  0 0\nready   \n`);
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(isAlive(other.pid ?? 0)).toBe(true);
  });

  it('comes back under the same address, and says so, when PostgreSQL is killed under it', async () => {
    const program = run();
    const url = await running(program);
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS seven');
    const killed = serverPid(dataDir);
    process.kill(killed, 'SIGKILL');
    await program.until((line) => /runs again/.test(line.message ?? ''));
    expect(program.lines).toContainEqual(expect.objectContaining({ level: 'error', message: expect.stringContaining('stopped by itself') }));
    expect(await query(url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    expect(serverPid(dataDir)).not.toBe(killed);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('shuts down cleanly on %s, with a client connected', async (signal) => {
    const program = run();
    const url = await running(program);
    const server = serverPid(dataDir);
    const sleeper = query(url, 'SELECT pg_sleep(60)').then(() => 'slept', (error: Error) => error.message);
    program.child.kill(signal);
    expect(await program.ended).toBe(0);
    expect(isAlive(server)).toBe(false);
    expect(await sleeper).not.toBe('slept');
    expect(readdirSync(dataDir)).not.toContain('postgres.owner');
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('refuses a second start on the same directory while the first runs', async () => {
    const program = run();
    const url = await running(program);
    await expect(start()).rejects.toMatchObject({ code: 'directory-in-use', message: expect.stringContaining(String(program.child.pid)) });
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('names the directory when it cannot be written', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    dataDir = join(file, 'below');
    await expect(start()).rejects.toMatchObject({ code: 'directory-unwritable', message: expect.stringContaining(dataDir) });
    dataDir = join(file, '..');
  });

  it('says that the password is gone instead of making another one', async () => {
    await (await start()).stop();
    await rm(join(dataDir, 'postgres.password'));
    await expect(start()).rejects.toMatchObject({ code: 'password-missing' });
    expect(existsSync(join(dataDir, 'postgres', 'PG_VERSION'))).toBe(true);
  });

  it('refuses a database of another PostgreSQL version by naming both', async () => {
    await (await start()).stop();
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toMatchObject({ code: 'version-mismatch', message: expect.stringMatching(/PostgreSQL 17,.*carries 18/) });
  });

  it('leaves no server behind when it is killed and started many times over', async () => {
    const pids: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const program = run();
      await running(program);
      pids.push(serverPid(dataDir));
      program.child.kill('SIGKILL');
      await program.ended;
    }
    await (await start()).stop();
    for (const pid of pids) expect(await waitForExit(pid, 100)).toBe(true);
  });
});
