import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openRawLog, type RawEvent } from '#event-store';
import { checkBackup, makeBackup, restoreBackup } from '../../apps/cli/src/backup.ts';
import { done, eventually, filing, negotiation } from '../journeys/script.ts';
import { type Client, send } from '../support/client.ts';
import { type Compiled, compileSources } from '../support/compiled.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { query } from '../support/embedded-program.ts';
import { readLog } from '../support/log.ts';
import { clientsOf, createAccounts, type Product, type Program, startProgram } from '../support/product.ts';

jest.setTimeout(180_000);

let directory: string;
let compiled: Compiled;
let file: string;
const databases: FreshDatabase[] = [];

/** An installation over one of several databases, always with the same keys and uploads. */
type House = Pick<Product, 'as'> & { readonly databaseUrl: string; readonly url: string; stop(): Promise<void> };

async function house(databaseUrl: string): Promise<House> {
  const installation = { databaseUrl, directory, compiled };
  const programs: Program[] = [await startProgram('api', installation), await startProgram('worker', installation)];
  const url = String(programs[0]!.ready['url']);
  return { databaseUrl, url, as: clientsOf(() => url), stop: async () => void (await Promise.all(programs.map((program) => program.kill('SIGTERM')))) };
}

async function emptyDatabase(): Promise<string> {
  const database = await freshDatabase('backup');
  databases.push(database);
  return database.url;
}

const bytesOf = (databaseUrl: string, limit = 1_000_000) => query<{ text: string }>(databaseUrl, `select convert_from(canonical, 'UTF8') as text from log.events where position <= ${limit} order by position`).then((rows) => rows.map(({ text }) => text));
const cursors = (databaseUrl: string) => query<{ name: string; position: string }>(databaseUrl, 'select name, position from processes.cursors order by name');

/** The boards of a unit and of all, as known at a position. */
async function boards(client: Client, known: number): Promise<readonly unknown[]> {
  const paths = ['/units/nm/pipeline', '/units/he/pipeline', '/pipeline'];
  const replies = await Promise.all(paths.map((path) => client.get(`${path}?after=${known}&known=${known}`)));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  return replies.map(({ body: { columns } }) => columns);
}

let before: { readonly events: readonly string[]; readonly boards: readonly unknown[]; readonly lead: unknown; readonly told: unknown; readonly backed: { events: number; rows: number; sha256: string } };
let chosen: object;
let deal: string;
let restored: House;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'liuhen-backup-'));
  file = join(directory, 'backup.gz');
  compiled = await compileSources();
  const databaseUrl = await emptyDatabase();
  await createAccounts(databaseUrl);
  const old = await house(databaseUrl);
  deal = await negotiation(old as Product, 'nm', { investor: '示例备份科技', title: '备份项目' });
  await negotiation(old as Product, 'he', { investor: '示例恢复科技', title: '恢复项目' });
  await eventually(async () => Math.min(...(await cursors(databaseUrl)).map(({ position }) => Number(position))), (least) => least >= 18);
  chosen = { muted: { inbox: [], email: ['deal.lost'] }, quiet: { from: '21:00', until: '07:30' }, digest: 'daily', digestAt: '08:30', language: 'zh', email: 'member@example.cn' };
  await fetch(`${old.url}/api/v1/notices/preferences`, { method: 'PUT', body: JSON.stringify(chosen), headers: { cookie: await old.as('nm.member').cookie(), 'content-type': 'application/json' } });
  const [first] = (await old.as('nm.member').get('/notices')).body['items'] as readonly { id: string }[];
  expect((await old.as('nm.member').post(`/notices/${first!.id}/read`, {})).status).toBe(200);
  const told = (await old.as('nm.member').get('/notices?limit=200')).body;
  // People go on working while it is made.
  const writing = Array.from({ length: 20 }, (_, n) => old.as('yy.member').post('/leads', filing({ investor: `示例同时企业${n}`, title: `同时项目${n}` })));
  await writing[0];
  const backed = await makeBackup({ databaseUrl }, file);
  (await Promise.all(writing)).forEach(done);
  before = { events: await bytesOf(databaseUrl, backed.events), boards: await boards(old.as('office'), backed.events), lead: (await old.as('nm.member').get(`/leads/${deal}`)).body, told, backed };
  await old.stop();
  await databases[0]!.drop();
  const target = await emptyDatabase();
  await restoreBackup({ databaseUrl: target }, file);
  restored = await house(target);
});

afterAll(async () => {
  await restored?.stop();
  await Promise.all(databases.map((database) => database.drop()));
  await compiled?.remove();
  await rm(directory, { recursive: true, force: true });
});

describe('a house restored from its backup', () => {
  it('has the same log, byte for byte', async () => {
    expect(before.backed.events).toBeGreaterThan(18);
    expect((await bytesOf(restored.databaseUrl, before.backed.events))).toEqual(before.events);
  });

  it('has the same boards, and shows names and texts, for the keys were kept apart and are still there', async () => {
    expect(await boards(restored.as('office'), before.backed.events)).toEqual(before.boards);
    expect((await restored.as('nm.member').get(`/leads/${deal}`)).body).toEqual(before.lead);
  });

  it('lets everybody sign in, and its access log is sound and goes on', async () => {
    expect((await restored.as('auditor').get('/audit/access/verification')).body).toMatchObject({ sound: true });
    const [{ rows } = { rows: 0 }] = await query<{ rows: number }>(restored.databaseUrl, 'select count(*)::int as rows from access.log');
    expect(rows).toBeGreaterThan(5);
  });

  it('has what people were told and have read, and what they chose, their addresses among it', async () => {
    expect(((before.told as { items: readonly unknown[] }).items).length).toBeGreaterThan(1);
    expect((await restored.as('nm.member').get('/notices?limit=200')).body).toEqual(before.told);
    expect((await restored.as('nm.member').get('/notices/preferences')).body).toMatchObject(chosen);
    expect(await readFile(file).then((bytes) => gunzipSync(bytes).includes('member@example.cn'))).toBe(false);
  });

  it('reacts to nothing twice, and takes new commands', async () => {
    const { status } = await restored.as('nm.member').post(`/deals/${deal}/comments`, { text: '恢复之后' });
    expect(status).toBe(201);
    const log = await eventually(() => readLog(restored.databaseUrl), (events) => events.length > before.backed.events);
    const after = log.slice(before.backed.events).filter(({ via }) => via !== 'rule');
    expect(after).toHaveLength(1);
    expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
    const ready = await eventually(() => send(restored.url, '/health/ready'), ({ status: code }) => code === 200);
    expect(ready).toMatchObject({ status: 200, body: { status: 'ok', checks: { readSide: { parked: 0 } } } });
  });
});

describe('the file of a backup', () => {
  it('holds no key and no text that somebody typed', async () => {
    const contents = gunzipSync(await readFile(file));
    expect(contents.length).toBeGreaterThan(20_000);
    for (const typed of ['张三丰', '13800138000', '到厂走访']) expect(contents.includes(typed)).toBe(false);
    const keys = join(directory, 'keys');
    const names = (await readdir(keys, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(names.length).toBeGreaterThan(0);
    for (const entry of names) {
      const key = await readFile(join(entry.parentPath, entry.name));
      if (key.length >= 16) for (const form of [key, Buffer.from(key.toString('base64')), Buffer.from(key.toString('hex'))]) expect(contents.includes(form.subarray(0, 48))).toBe(false);
    }
  });

  it('says what it holds, and by its SHA-256 that it is whole', async () => {
    expect(await checkBackup(file)).toEqual(before.backed);
    expect(before.backed.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['with one byte changed', async (copy: string) => {
      const bytes = await readFile(copy);
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      await writeFile(copy, bytes);
    }],
    ['that is cut off', async (copy: string) => truncate(copy, (await readFile(copy)).length - 200)],
    ['that is something else', (copy: string) => writeFile(copy, 'nothing of the kind\n')],
  ])('%s is refused, and nothing is written', async (_, damage) => {
    const copy = join(directory, 'damaged.gz');
    await copyFile(file, copy);
    await damage(copy);
    await expect(checkBackup(copy)).rejects.toThrow(/is damaged|is cut off|is no backup/);
  });
});

describe('restoring', () => {
  /** What a restore that was killed has left in the log. */
  const beginning = async (target: string, lines: readonly string[]): Promise<void> => {
    const log = await openRawLog(target);
    await log.write(0, lines.map((line) => ({ ...(JSON.parse(line) as RawEvent), position: 0, canonical: Buffer.from(line) })));
    await log.close();
  };

  it('goes on where it broke off', async () => {
    const target = await emptyDatabase();
    await beginning(target, before.events.slice(0, 13));
    await restoreBackup({ databaseUrl: target }, file);
    expect(await bytesOf(target)).toEqual(before.events);
  });

  it('is refused over another log, and over accounts', async () => {
    const target = await emptyDatabase();
    await beginning(target, before.events.slice(3, 4));
    await expect(restoreBackup({ databaseUrl: target }, file)).rejects.toThrow('holds another event at position 1');
    await expect(restoreBackup(restored, file)).rejects.toThrow('has accounts or an access log already');
  });
});
