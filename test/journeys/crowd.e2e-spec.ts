import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { demonstrationAccounts } from '#access';
import { differingBoards } from '../support/boards.ts';
import { freshKey, type Reply, send } from '../support/client.ts';
import { eventsPerRequest, faultsOfLog, type LoggedEvent } from '../support/log.ts';
import { type Product, startProduct } from '../support/product.ts';
import { daysAgo, done, filing, refusal } from './script.ts';

jest.setTimeout(120_000);

const CROWD = 500;
const registrants = demonstrationAccounts.filter(({ role }) => ['member', 'team-lead', 'agent', 'outpost', 'office'].includes(role));
const units = [...new Set(registrants.flatMap(({ unit }) => (unit === null ? [] : [unit])))];

type Sent = { readonly correlation: string; readonly account: string; readonly unit: string; readonly reply: Reply };

let product: Product;
let crowd: readonly Sent[];
let troublemakers: readonly Reply[];
let events: readonly LoggedEvent[];

beforeAll(async () => {
  product = await startProduct();
  for (const { name } of registrants) await product.as(name).cookie();
  const registrations = Array.from({ length: CROWD }, (_, index) => register(index));
  const trouble = Promise.all(TROUBLE.map((request) => request()));
  crowd = await Promise.all(registrations);
  troublemakers = await trouble;
  events = await product.log();
}, 180_000);

afterAll(() => product?.stop());

/** Every tenth firm is filed by several teams at once, so that claims are contended for. */
async function register(index: number): Promise<Sent> {
  const { name: account, unit: own } = registrants[index % registrants.length]!;
  const unit = own ?? units[index % units.length]!;
  const title = `示例项目${index}`;
  const correlation = `crowd-${String(index).padStart(6, '0')}`;
  const investor = index % 10 === 0 ? `示例热门企业${index % 40}` : `示例企业${index}`;
  const body = filing({ investor, title: index % 10 === 0 ? '热门项目' : title }, { occurredOn: daysAgo(index % 25), ...(own === null ? { unit } : {}) });
  return { correlation, account, unit, reply: await product.as(account).post('/leads', body, { correlation }) };
}

/** What malice or a broken program sends into the same moment: each would fail a whole batch if it reached the log. */
const TROUBLE: readonly (() => Promise<Reply>)[] = [
  () => product.as('nm.member').post('/leads', filing({ investor: '示例\u0000企业', title: '空字符' }), { correlation: 'trouble-nul' }),
  () => raw(JSON.stringify(filing({ investor: '示例企业', title: '孤立代理' })).replace('孤立代理', '\\ud800')),
  () => raw(JSON.stringify(filing({ investor: '示例企业', title: '超大数' })).replace('"amount":50000000000', '"amount":1e300')),
  () => raw(JSON.stringify(filing({ investor: '示例企业', title: '五兆' }, { note: 'x'.repeat(5_000_000) }))),
  () => raw('{"investor":'),
];

async function raw(body: string): Promise<Reply> {
  const cookie = await product.as('nm.member').cookie();
  return send(product.url, '/api/v1/leads', { method: 'POST', body, headers: { cookie, 'content-type': 'application/json', 'idempotency-key': freshKey(), 'x-correlation-id': 'trouble-raw' } });
}

describe(`${CROWD} registrations at once, by every account that may register`, () => {
  it('are all accepted', () => {
    for (const { reply } of crowd) done(reply);
    expect(new Set(crowd.map(({ reply }) => reply.body['id'])).size).toBe(CROWD);
  });

  it('stand in the log exactly once each, where the answer said', () => {
    const counts = eventsPerRequest(events);
    expect(crowd.filter(({ correlation }) => counts.get(correlation) !== 1)).toEqual([]);
    for (const { reply, correlation, account, unit } of crowd) {
      expect(events[Number(reply.body['position']) - 1]).toMatchObject({ type: 'LeadRegistered', stream: `lead-${String(reply.body['id'])}`, revision: reply.body['revision'], correlationId: correlation, actor: { account }, data: { unit } });
    }
  });

  it('each lodged one filing in the claim of its firm, and registered each firm once', () => {
    const of = (type: string): readonly LoggedEvent[] => events.filter((event) => event.type === type);
    expect(of('LeadRegistered')).toHaveLength(CROWD);
    expect(new Set(of('FilingLodged').map(({ data }) => data['leadId']))).toEqual(new Set(crowd.map(({ reply }) => reply.body['id'])));
    expect(of('FilingLodged')).toHaveLength(CROWD);
    const firms = of('EnterpriseRegistered').map(({ stream }) => stream);
    expect(firms).toHaveLength(new Set(firms).size);
    expect(firms).toHaveLength(CROWD - CROWD / 10 + 4);
  });

  it('leave no gap in the log, nor in any stream', () => {
    expect(faultsOfLog(events)).toEqual([]);
  });

  it('are not hurt by what is malformed among them, and it leaves nothing', () => {
    expect(troublemakers.map(refusal)).toEqual([
      { status: 400, code: 'wire.malformed' },
      { status: 400, code: 'wire.malformed' },
      { status: 400, code: 'wire.malformed' },
      { status: 413, code: 'wire.too-large' },
      { status: 400, code: 'wire.malformed' },
    ]);
    expect(events.filter(({ correlationId }) => correlationId.startsWith('trouble'))).toEqual([]);
  });

  it('show on the boards of every unit and of all as a plain fold of the log says, now and by days', async () => {
    const places = [{}, { happened: daysAgo(12) }, { knownPosition: Math.floor(events.length / 2) }, { knownPosition: Math.floor(events.length / 3), happened: daysAgo(20) }];
    for (const place of places) expect(await differingBoards(product.as('office'), events, units, place)).toEqual([]);
  });

  it('can be repeated, all of them: the same answers, and nothing new in the log', async () => {
    const once = await product.as('office').post('/leads', filing({ investor: '示例重复企业', title: '重复项目' }, { unit: 'nm' }), { key: 'crowd-repeat', correlation: 'crowd-repeat' });
    const again = await Promise.all(Array.from({ length: 40 }, () => product.as('office').post('/leads', filing({ investor: '示例重复企业', title: '重复项目' }, { unit: 'nm' }), { key: 'crowd-repeat', correlation: 'crowd-repeat' })));
    expect(new Set(again.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set([`201 ${once.text}`]));
    expect(eventsPerRequest(await product.log()).get('crowd-repeat')).toBe(1);
  });
});
