import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { differingBoards } from '../support/boards.ts';
import type { LoggedEvent } from '../support/log.ts';
import { type Product, startProduct } from '../support/product.ts';
import { type StandIn, startStandIn } from '../support/stand-in/stand-in.ts';
import { columnOn, daysAgo, done, eventually, filing, negotiation, protectedLead, refusal } from './script.ts';

jest.setTimeout(120_000);

const BOARD = '/units/nm/pipeline';

/** What is beside our events on the server; the product is to see nothing of it. */
const foreign = { id: '00000000-0000-4000-8000-000000000000', type: 'LeadRegistered', contentType: 'application/json', data: Buffer.from('{}') };

describe('the product with its log in EventStoreDB, over a stand-in that speaks its protocol', () => {
  let server: StandIn;
  let elsewhere: Product;
  let usual: Product;
  let id: string;
  let filedAt: number;
  beforeAll(async () => {
    server = await startStandIn();
    server.log.afterAppend = () => void server.log.write('lead-1', [foreign]);
    elsewhere = await startProduct({ EVENT_STORE_URL: server.url });
    usual = await startProduct();
  }, 180_000);
  afterAll(async () => {
    await Promise.all([elsewhere?.stop(), usual?.stop()]);
    await server.close();
  });

  const as = (account: string) => elsewhere.as(account);
  const told = (events: readonly LoggedEvent[]) => events.map(({ type, stream, revision, via, actor }) => `${via} ${actor.account}: ${type} in ${stream.split('-')[0]}@${revision}`).sort();

  it('shows a filing on the board that waits for it, and refuses to wait for what is not there', async () => {
    const { id: lead, position } = done(await as('nm.member').post('/leads', filing({ investor: '美国奥洛瑞医疗科技有限公司', title: '医用高分子材料项目' }, { occurredOn: daysAgo(20) })));
    [id, filedAt] = [lead, position];
    expect(position).toBeGreaterThan(1000);
    expect(await columnOn(as('nm.member'), `${BOARD}?after=${position}`, id)).toBe('registered');
    expect(refusal(await as('nm.member').get(`${BOARD}?after=${position + 1_000_000}`))).toEqual({ status: 400, code: 'read.position-beyond-log' });
  });

  it('answers a repeated request with the same revision and position', async () => {
    const body = filing({ investor: '示例科技有限公司', title: '示例项目' }, { occurredOn: daysAgo(3) });
    const [first, again] = [await as('nm.member').post('/leads', body, { key: 'twice' }), await as('nm.member').post('/leads', body, { key: 'twice' })];
    expect(done(again)).toEqual(done(first));
    done(await as('nm.member').postAt(`/leads/${done(first).id}`, `/leads/${done(first).id}/withdrawal`, { code: 'filed-in-error' }));
  });

  it('reacts with the same events as over PostgreSQL, in each stream alike, though the server restarts meanwhile', async () => {
    const before = (await elsewhere.log()).length;
    const subject = { investor: '示例新材料有限公司', title: '年产一万吨示例材料' };
    const restarts = (async () => {
      for (let n = 0; n < 3; n++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        await server.restart(150);
      }
    })();
    await Promise.all([restarts, negotiation(elsewhere, 'he', subject), negotiation(usual, 'he', subject)]);
    const wanted = told(await usual.log());
    expect(wanted.some((line) => line.startsWith('rule '))).toBe(true);
    expect(await eventually(async () => told((await elsewhere.log()).slice(before)), (seen) => seen.length >= wanted.length)).toEqual(wanted);
  });

  it('keeps its past: the board as known at a position, and a history with dense ordinals', async () => {
    done(await as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { outcome: 'accept', occurredOn: daysAgo(19) }));
    const { position } = done(await as('office').post(`/leads/${id}/protection`, { occurredOn: daysAgo(19) }));
    expect(await columnOn(as('nm.member'), `${BOARD}?after=${position}`, id)).toBe('protected');
    expect(await columnOn(as('nm.member'), `${BOARD}?known=${filedAt}`, id)).toBe('registered');
    const log = await elsewhere.log();
    const { body } = await as('nm.member').get(`/leads/${id}/history?after=${position}`);
    const events = body['events'] as readonly { id: string; ordinal: number; position: number }[];
    expect(events.length).toBeGreaterThanOrEqual(3);
    for (const event of events) expect(log[event.ordinal - 1]).toMatchObject({ id: event.id, position: event.position });
    const triaged = log.find(({ type, stream }) => type === 'LeadTriaged' && stream === `lead-${id}`);
    expect(triaged?.data).toMatchObject({ checks: { duplicates: { ordinal: expect.any(Number) }, blacklist: { revision: 0 } } });
    expect((triaged?.data as { checks: { duplicates: { ordinal: number } } }).checks.duplicates.ordinal).toBeLessThanOrEqual(log.length);
  });

  it('has boards that equal a plain fold of the log', async () => {
    await protectedLead(elsewhere, 'yy', { investor: '示例医药有限公司', title: '示例药物项目' });
    const log = await elsewhere.log();
    expect(await differingBoards(as('office'), log, ['nm', 'he', 'yy'])).toEqual([]);
    expect(await differingBoards(as('office'), log, ['nm'], { knownPosition: filedAt })).toEqual([]);
  });

  it('leaves the log of its database empty, and its process managers stand at the end of the other', async () => {
    const client = new pg.Client({ connectionString: elsewhere.databaseUrl });
    await client.connect();
    const head = (await elsewhere.log()).at(-1)!.position;
    const cursors = await eventually(
      async () => (await client.query<{ log: string; position: string }>('select log, position from processes.cursors')).rows,
      (rows) => rows.every(({ position }) => Number(position) === head),
    );
    const { rows } = await client.query<{ there: string | null }>(`select to_regclass('log.events') as there`);
    await client.end();
    expect(rows[0]?.there).toBeNull();
    expect(cursors.length).toBeGreaterThan(0);
    for (const { log, position } of cursors) expect({ log, position }).toEqual({ log: expect.stringMatching(/^[0-9a-f-]{36}$/), position: String(head) });
  });
});
