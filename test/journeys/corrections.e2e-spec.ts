import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Client } from '../support/client.ts';
import { faultsOfLog } from '../support/log.ts';
import { type Product, startProduct } from '../support/product.ts';
import { daysAgo, done, filing, negotiation, refusal, wan } from './script.ts';

jest.setTimeout(60_000);

let product: Product;
let as: (account: string) => Client;

beforeAll(async () => {
  product = await startProduct();
  as = product.as;
}, 120_000);

afterAll(() => product?.stop());

type Card = { id: string; title: string; amount: number };
const cardOf = async (client: Client, path: string, id: string): Promise<(Card & { stage: string }) | undefined> => {
  const { status, text, body } = await client.get(path);
  expect({ status, problem: status === 200 ? undefined : text }).toEqual({ status: 200, problem: undefined });
  return (body['columns'] as { stage: string; cards: Card[] }[]).flatMap(({ stage, cards }) => cards.map((card) => ({ ...card, stage }))).find((card) => card.id === id);
};

describe('an entry that was wrong', () => {
  let [id, filedAt, correctedAt]: [string, number, number] = ['', 0, 0];
  const entry = (): string => `/streams/lead-${id}/entries/0`;

  it('is shown to whoever may correct it, with what can be corrected', async () => {
    const filed = done(await as('nm.member').post('/leads', filing({ investor: '示例更正材料有限公司（虚构）', title: '年产十万吨项目' }, { estimate: wan(500_000), occurredOn: daysAgo(10) })));
    [id, filedAt] = [filed.id, filed.position];
    const { body, etag } = await as('nm.member').get(entry());
    expect({ body, etag }).toMatchObject({ etag: '"0"', body: { revision: 0, fixed: null, entry: { type: 'LeadRegistered', occurredOn: daysAgo(10) }, values: expect.arrayContaining([{ path: 'estimate', is: wan(500_000) }]), texts: ['origin', 'note'] } });
    expect(refusal(await as('auditor').get(entry()))).toEqual({ status: 403, code: 'access.forbidden' });
    for (const stranger of ['yy.member', 'yy.lead', 'leader']) expect(refusal(await as(stranger).get(entry()))).toEqual({ status: 404, code: 'correction.entry-unknown' });
  });

  it('is corrected by who typed it: right from then on for the whole time it happened in, wrong as it was known before', async () => {
    const board = (known: string): string => `/units/nm/pipeline?limit=200&${known}`;
    const right = { values: [{ path: 'estimate', is: wan(50_000) }, { path: 'title', is: '年产一万吨项目' }], texts: [{ path: 'origin', is: '展会上由企业提出' }], day: daysAgo(12), reason: '单位看错，万元误作十万元' };
    expect(refusal(await as('nm.member').post(`${entry()}/corrections`, right))).toEqual({ status: 428, code: 'wire.if-match-missing' });
    correctedAt = done(await as('nm.member').postAt(entry(), `${entry()}/corrections`, right)).position;
    expect(await cardOf(as('nm.member'), board(`after=${correctedAt}`), id)).toMatchObject({ amount: wan(50_000).amount, title: '年产一万吨项目' });
    expect(await cardOf(as('nm.member'), board(`known=${filedAt}`), id)).toMatchObject({ amount: wan(500_000).amount, title: '年产十万吨项目' });
    expect(await cardOf(as('nm.member'), board(`known=${correctedAt}&happened=${daysAgo(11)}`), id)).toMatchObject({ amount: wan(50_000).amount });
    expect(await cardOf(as('nm.member'), board(`known=${filedAt}&happened=${daysAgo(11)}`), id)).toBeUndefined();
  });

  it('stays in the history beside its correction, both texts readable', async () => {
    const { body } = await as('nm.member').get(`/leads/${id}/history?after=${correctedAt}`);
    const events = body['events'] as { id: string; type: string; occurredOn: string; data: Record<string, unknown> }[];
    const [wrong, right] = [events.find(({ type }) => type === 'LeadRegistered')!, events.find(({ type }) => type === 'EntryCorrected')!];
    expect(wrong).toMatchObject({ occurredOn: daysAgo(10), data: { title: '年产十万吨项目' } });
    expect([wrong, right]).toMatchObject([{ correctable: true }, { correctable: false }]);
    const others = (await as('auditor').get(`/leads/${id}/history?after=${correctedAt}`)).body['events'] as { correctable: boolean }[];
    expect(others.some(({ correctable }) => correctable)).toBe(false);
    expect(right.data).toMatchObject({ entry: { eventId: wrong.id }, day: { was: daysAgo(10), is: daysAgo(12) }, values: [{ path: 'estimate', was: wan(500_000), is: wan(50_000) }, { path: 'title' }], texts: [{ path: 'origin', is: { text: '展会上由企业提出' } }], reason: { text: '单位看错，万元误作十万元' } });
  });

  it('governs what is done next: the decider knows the right day', async () => {
    expect(refusal(await as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { outcome: 'accept', occurredOn: daysAgo(13) }))).toMatchObject({ status: 422 });
    done(await as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { outcome: 'accept', occurredOn: daysAgo(11) }));
    const late = { day: daysAgo(9), values: [], texts: [], reason: '再核' };
    expect(refusal(await as('nm.member').postAt(entry(), `${entry()}/corrections`, late))).toEqual({ status: 422, code: 'correction.out-of-order' });
  });

  it('is refused to others, to a stale reader, and twice under one key', async () => {
    const fix = { values: [{ path: 'title', is: '年产二万吨项目' }], reason: '再核' };
    const { etag } = await as('nm.lead').get(entry());
    expect(refusal(await as('yy.lead').post(`${entry()}/corrections`, fix, { ifMatch: etag }))).toEqual({ status: 404, code: 'correction.entry-unknown' });
    const once = await as('nm.lead').post(`${entry()}/corrections`, fix, { ifMatch: etag, key: 'fix-1' });
    done(once);
    expect((await as('nm.lead').post(`${entry()}/corrections`, fix, { ifMatch: etag, key: 'fix-1' })).body).toEqual(once.body);
    expect(refusal(await as('nm.lead').post(`${entry()}/corrections`, { ...fix, reason: '三核' }, { ifMatch: etag }))).toEqual({ status: 412, code: 'command.revision-moved' });
  });
});

describe('a month', () => {
  const month = daysAgo(31).slice(0, 7);
  const inMonth = `${month}-02`;
  const report = async (query: string): Promise<Record<string, unknown>> => {
    const { status, text, body } = await as('office').get(`/periods/${month}/report?${query}`);
    expect({ status, problem: status === 200 ? undefined : text }).toEqual({ status: 200, problem: undefined });
    return body;
  };
  const cells = (body: Record<string, unknown>): unknown => (body['figures'] as { name: string; lines: unknown }[]).map(({ name, lines }) => ({ name, lines }));

  it('is closed by the office once it is over, and reported as it was known then', async () => {
    const late = { lateReason: '月底补录', occurredOn: inMonth };
    done(await as('nm.member').post('/leads', filing({ investor: '示例关账甲有限公司（虚构）', title: '年产三万吨项目' }, late)));
    expect(refusal(await as('leader').post(`/periods/${month}/closing`, {}))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(refusal(await as('office').post(`/periods/${daysAgo(0).slice(0, 7)}/closing`, {}))).toEqual({ status: 422, code: 'period.not-over' });
    const { position } = done(await as('office').post(`/periods/${month}/closing`, { note: '例会认定' }));
    const before = await report(`closing=1&after=${position}`);
    expect(before).toMatchObject({ period: month, unit: 'all', closing: { number: 1, position, by: 'office' } });
    expect((before['figures'] as unknown[]).length).toBeGreaterThan(4);
    expect(refusal(await as('office').post(`/periods/${month}/closing`, {}))).toEqual({ status: 422, code: 'period.already-closed' });
  });

  it('keeps its report when something is entered for it later, which shows as a restatement; both reports stay', async () => {
    const [recognised, late] = [cells(await report('closing=1')), { lateReason: '漏报', occurredOn: inMonth }];
    const filed = done(await as('nm.member').post('/leads', filing({ investor: '示例关账乙有限公司（虚构）', title: '年产四万吨项目' }, late)));
    const now = await report(`after=${filed.position}`);
    expect(cells(now)).not.toEqual(recognised);
    expect(cells(await report('closing=1'))).toEqual(recognised);
    const { body: listed } = await as('auditor').get(`/periods/${month}/restatements?after=${filed.position}`);
    expect(listed['items']).toContainEqual(expect.objectContaining({ case: filed.id, type: 'LeadRegistered', occurredOn: inMonth }));
    const history = (await as('nm.member').get(`/leads/${filed.id}/history`)).body['events'] as { type: string; restates: string[] }[];
    expect(history.find(({ type }) => type === 'LeadRegistered')).toMatchObject({ restates: [month] });
    const again = done(await as('office').postAt(`/periods/${month}/report`, `/periods/${month}/restatements`, { reason: '漏报一条' }));
    expect(cells(await report(`closing=2&after=${again.position}`))).toEqual(cells(now));
    expect(cells(await report('closing=1'))).toEqual(recognised);
    expect((await as('leader').get('/periods')).body['periods']).toEqual([expect.objectContaining({ period: month, revision: 1, since: 0, closings: [expect.objectContaining({ number: 1 }), expect.objectContaining({ number: 2, by: 'office' })] })]);
    expect(refusal(await as('office').get(`/periods/${month}/report?closing=3`))).toEqual({ status: 404, code: 'period.no-such-closing' });
    expect(refusal(await as('nm.member').get('/periods'))).toEqual({ status: 403, code: 'access.forbidden' });
  });

  it('counts a correction of its entries as a restatement too', async () => {
    const id = await negotiation(product, 'nm', { investor: '示例关账丙有限公司（虚构）', title: '年产五万吨项目' }, 12);
    const moved = { day: inMonth, reason: '首谈在上月' };
    const { position } = done(await as('nm.member').postAt(`/streams/contacts-${id}/entries/0`, `/streams/contacts-${id}/entries/0/corrections`, { ...moved, day: daysAgo(13) }));
    const lead = `/streams/lead-${id}/entries/0`;
    const again = done(await as('nm.member').postAt(lead, `${lead}/corrections`, moved));
    const { body } = await as('office').get(`/periods/${month}/restatements?after=${again.position}&limit=100`);
    expect((body['items'] as { position: number; corrects: string | null }[]).filter(({ corrects }) => corrects !== null)).toEqual(expect.arrayContaining([expect.objectContaining({ position: again.position, corrects: 'LeadRegistered' })]));
    expect(position).toBeLessThan(again.position);
  });
});

describe('afterwards', () => {
  it('the log is whole', async () => {
    expect(faultsOfLog(await product.log())).toEqual([]);
  });
});
