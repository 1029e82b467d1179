import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { fillLog } from '../../../test/bench/log.fill.ts';
import { withClient } from '../../../test/judge/feed.ts';
import { filing } from '../../../test/journeys/script.ts';
import { type Client, clientOf } from '../../../test/support/client.ts';
import { compileSources } from '../../../test/support/compiled.ts';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/embedded-program.ts';
import { createAccounts, type Installation, PASSWORD, type Program, startProgram } from '../../../test/support/product.ts';

/** Events in the log before anybody reads; REBUILD_EVENTS=1000000 is the size that is promised. */
const EVENTS = Number(process.env['REBUILD_EVENTS'] ?? 5_000);
jest.setTimeout(120_000 + EVENTS / 2);

/** What a reader has seen: how often it read, each answer that was not 200, and each that went back. */
type Seen = { reads: number; readonly refused: string[]; readonly back: string[] };

describe('a rebuild beside people at work', () => {
  let database: FreshDatabase;
  let installation: Installation;
  let remove: () => Promise<unknown>;
  const programs: Program[] = [];

  beforeAll(async () => {
    database = await freshDatabase('switch');
    const directory = await mkdtemp(join(tmpdir(), 'liuhen-switch-'));
    const compiled = await compileSources();
    installation = { databaseUrl: database.url, directory, compiled };
    remove = () => Promise.all([compiled.remove(), rm(directory, { recursive: true, force: true }), database.drop()]);
    await createAccounts(database.url);
    // Started once over an empty log: process managers have no part in the copies that fill it.
    const first = await startProgram('worker', installation);
    await eventually(async () => expect((await sql('select from processes.cursors')).length).toBeGreaterThan(0));
    await first.kill('SIGTERM');
    const store = await fillLog(database.url, EVENTS);
    const { position } = await store.head();
    await store.close();
    await sql('update processes.cursors set position = $1', [position]);
    programs.push(await startProgram('worker', installation), await startProgram('api', installation));
    await eventually(ready, 60_000 + EVENTS / 4);
  });
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.kill('SIGTERM')));
    await remove();
  });

  const url = (): string => String(programs[1]!.ready['url']);
  const sql = <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> => withClient(database.url, async (client) => (await client.query<Row>(text, values)).rows);
  const ready = async (): Promise<void> => {
    const response = await fetch(`${url()}/health/ready`);
    if (response.status !== 200) throw new Error(await response.text());
  };
  const cli = async (...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> => {
    const { directory, compiled } = installation;
    const child = spawn(process.execPath, ['--no-warnings', join(compiled.directory, 'apps', 'cli', 'src', 'main.js'), ...args], { env: { PATH: process.env['PATH'], DATABASE_URL: database.url, KEYS_DIR: join(directory, 'keys'), DATA_DIR: join(directory, 'data') }, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err]: [string[], string[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, out: out.join(''), err: err.join('') };
  };

  it('never answers with an error or at an earlier position, and ends byte-equal on another schema', async () => {
    const [office, member] = [clientOf(url, 'office', PASSWORD), clientOf(url, 'nm.member', PASSWORD)];
    const own: string[] = [];
    let running = true;
    const work = (async () => {
      const failed: string[] = [];
      for (let n = 0; running; n++) {
        const { status, text, body } = await member.post('/leads', filing({ investor: `示例仪器${n}有限公司（虚构）`, title: `年产${n}万台精密仪器项目` }));
        if (status === 201) own.push(String(body['id']));
        else failed.push(`${status} ${text}`);
        await sleep(20);
      }
      return failed;
    })();
    const readers = [
      read(office, () => running, async (client) => [await client.get('/pipeline?limit=5')]),
      read(member, () => running, async (client) => [await client.get('/units/nm/pipeline?limit=5')]),
      read(office, () => running, pages),
      read(member, () => running, async (client) => (own.length === 0 ? [] : [await client.get(`/leads/${own.at(-1)!}`)])),
    ];
    await sleep(1000);
    const rebuilt = await cli('rebuild');
    await eventually(async () => expect(await sql(`select from read_side.schemas where state = 'serving' and name like '%\\_1' or name like '%\\_2'`)).not.toEqual([]));
    await sleep(3000);
    running = false;
    expect(await work).toEqual([]);
    const seen = await Promise.all(readers);
    expect(seen.map(({ refused, back }) => [refused, back])).toEqual(seen.map(() => [[], []]));
    for (const { reads } of seen) expect(reads).toBeGreaterThan(20);
    expect(own.length).toBeGreaterThan(50);
    expect([rebuilt.code, rebuilt.err.split('\n').filter((line) => line.startsWith('liuhen:'))]).toEqual([0, []]);
    expect(rebuilt.out).toMatch(/^([0-9a-f]{64}) {2}read_\w+ at (\d+)\n\1 {2}read_\w+_\d+ at \2\nequal, byte for byte\nswitched /);
    expect(programs.flatMap(({ said }) => said).filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  });

  /** All pages of a list, each asked for by the cursor of the one before. */
  async function pages(client: Client): ReturnType<Ask> {
    const replies = [await client.get('/deals?limit=20')];
    for (let page = 0; page < 3; page++) {
      const cursor = replies.at(-1)!.body['cursor'];
      if (typeof cursor !== 'string') break;
      replies.push(await client.get(`/deals?limit=20&cursor=${cursor}`));
    }
    return replies;
  }
});

type Ask = (client: Client) => Promise<readonly { readonly status: number; readonly text: string; readonly body: Readonly<Record<string, unknown>> }[]>;

/** Asks again and again, one question after another, as long as it shall. */
async function read(client: Client, running: () => boolean, ask: Ask): Promise<Seen> {
  const seen: Seen = { reads: 0, refused: [], back: [] };
  let last = 0;
  while (running()) {
    for (const { status, text, body } of await ask(client)) {
      seen.reads += 1;
      if (status !== 200) seen.refused.push(`${status} ${text}`);
      const position = Number(body['position'] ?? last);
      if (position < last) seen.back.push(`${position} after ${last}`);
      last = Math.max(last, position);
    }
    await sleep(5);
  }
  return seen;
}
