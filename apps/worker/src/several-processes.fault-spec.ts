import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresEventStore } from '#event-store';
import { pipelineReadModel } from '#pipeline';
import { rebuild } from '#read-side';
import { catalogue } from '../../api/src/event-catalogue.ts';
import { filing } from '../../../test/journeys/script.ts';
import { type Client, clientOf } from '../../../test/support/client.ts';
import { compileSources } from '../../../test/support/compiled.ts';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/embedded-program.ts';
import { createAccounts, type Installation, PASSWORD, type Program, startProgram } from '../../../test/support/product.ts';

jest.setTimeout(180_000);

const TAKEOVER_MS = 5_000;

describe('two api and two worker processes over one database', () => {
  let database: FreshDatabase;
  let installation: Installation;
  const apis: Program[] = [];
  const workers: Program[] = [];
  let remove: () => Promise<unknown>;

  beforeAll(async () => {
    database = await freshDatabase('several');
    const directory = await mkdtemp(join(tmpdir(), 'liuhen-several-'));
    const compiled = await compileSources();
    installation = { databaseUrl: database.url, directory, compiled };
    remove = () => Promise.all([compiled.remove(), rm(directory, { recursive: true, force: true }), database.drop()]);
    await createAccounts(database.url);
    apis.push(await startProgram('api', installation), await startProgram('api', installation));
    workers.push(await startProgram('worker', installation), await startProgram('worker', installation));
  });
  afterAll(async () => {
    for (const { pid } of workers) try { process.kill(pid, 'SIGCONT'); } catch { /* it has ended */ }
    await Promise.all([...apis, ...workers].map((program) => program.kill('SIGTERM')));
    await remove();
  });

  const urlOf = (api: number): string => String(apis[api]!.ready['url']);
  /** One person at one session, whose requests go to both processes in turn. */
  const inTurn = (account: string): Client => {
    let turn = 0;
    return clientOf(() => urlOf(turn++ % 2), account, PASSWORD);
  };
  const files = async (client: Client, n: number): Promise<number> => {
    const reply = await client.post('/leads', filing({ investor: `示例设备${n}有限公司（虚构）`, title: `年产${n}万套精密部件项目` }));
    expect(reply.status).toBe(201);
    return Number(reply.body['position']);
  };
  const boardHolds = async (client: Client, position: number): Promise<void> => {
    const { status, body } = await client.get(`/units/nm/pipeline?after=${position}`);
    expect([status, Number(body['position']) >= position]).toEqual([200, true]);
  };
  /** Files a lead and waits until a board holds it; answers how long that took, in milliseconds. */
  const shown = async (client: Client, n: number): Promise<number> => {
    const began = Date.now();
    const position = await files(client, n);
    await eventually(() => boardHolds(client, position), 20_000);
    return Date.now() - began;
  };

  it('answer one session alike, each showing at once what the other has taken in', async () => {
    const member = inTurn('nm.member');
    for (let n = 0; n < 6; n++) await boardHolds(member, await files(member, n));
    const me = [await member.get('/me'), await member.get('/me')];
    expect(me.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('tell whoever listens at one of what the other has taken in', async () => {
    const office = clientOf(() => urlOf(0), 'office', PASSWORD);
    const stop = new AbortController();
    const response = await fetch(`${urlOf(0)}/api/v1/stream`, { headers: { cookie: await office.cookie(), accept: 'text/event-stream' }, signal: stop.signal });
    const told = (async () => {
      let text = '';
      for await (const chunk of response.body!) {
        text += Buffer.from(chunk as Uint8Array).toString();
        if (/^event: advanced$/m.test(text)) return text;
      }
      return text;
    })();
    await files(clientOf(() => urlOf(1), 'nm.member', PASSWORD), 7);
    expect(await told).toMatch(/event: advanced/);
    stop.abort();
  });

  it('go on within 5 s when the worker at work is put to sleep or killed, whichever of them it is', async () => {
    const member = inTurn('nm.member');
    const taken: number[] = [];
    let n = 10;
    for (const worker of [0, 1]) {
      process.kill(workers[worker]!.pid, 'SIGSTOP');
      taken.push(await shown(member, n++), await shown(member, n++));
      process.kill(workers[worker]!.pid, 'SIGCONT');
      taken.push(await shown(member, n++));
    }
    // Now the first leads for certain, and then the second.
    for (const worker of [0, 1]) {
      await workers[worker]!.kill('SIGKILL');
      taken.push(await shown(member, n++));
      workers[worker] = await startProgram('worker', installation);
    }
    expect(taken.filter((ms) => ms > TAKEOVER_MS)).toEqual([]);
  });

  it('have skipped no event and applied none twice: a rebuild comes to the same, byte for byte', async () => {
    const store = await openPostgresEventStore({ connectionString: database.url });
    const rebuilt = await rebuild({ connectionString: database.url, store, catalogue, model: pipelineReadModel, signal: new AbortController().signal });
    await store.close();
    expect(rebuilt.comparison!.differing).toEqual([]);
    expect(rebuilt).toMatchObject({ parked: 0, refused: null });
    const said = workers.flatMap((worker) => worker.said).filter((line) => /Fenced|duplicate key/.test(line));
    expect(said).toEqual([]);
    // Both apis have come over by themselves, and answer as before.
    const member = inTurn('nm.member');
    for (let n = 30; n < 34; n++) await boardHolds(member, await files(member, n));
  });
});
