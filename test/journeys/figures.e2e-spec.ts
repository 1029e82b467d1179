import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Client } from '../support/client.ts';
import { type Product, startProduct } from '../support/product.ts';
import { daysAgo, done, eventually, filing } from './script.ts';

jest.setTimeout(60_000);

let product: Product;
let office: Client;
let nm: Client;
const year = daysAgo(0).slice(0, 4);

type Line = { readonly key: string; readonly cells: Readonly<Record<string, number | null>> };
type Figure = { readonly definition: number; readonly asOf: { readonly position: number; readonly ordinal: number }; readonly lines: readonly Line[] };
const lineOf = (figure: unknown, key: string): Line['cells'] | undefined => (figure as Figure).lines.find((line) => line.key === key)?.cells;

beforeAll(async () => {
  product = await startProduct();
  office = product.as('office');
  nm = product.as('nm.member');
  for (const [code, kind] of [['nm', 'task-force'], ['he', 'task-force']]) done(await office.post('/units', { code, name: `${code}专班`, kind, from: '2020-01-01' }));
  done(await nm.post('/leads', filing({ investor: '示例碳材有限公司', title: '碳材项目' })));
  done(await nm.post('/leads', filing({ investor: '示例硅材有限公司', title: '硅材项目' })));
  const { position } = done(await product.as('he.member').post('/leads', filing({ investor: '示例轴承有限公司', title: '轴承项目' }))) as { position: number };
  await eventually(() => office.get(`/figures/conversion?after=${position}`), ({ status }) => status === 200);
}, 120_000);
afterAll(() => product?.stop());

describe('a figure over the wire', () => {
  it('is listed with its formula in words and its versions', async () => {
    const { body } = await office.get('/figures');
    const figures = body['figures'] as { name: string; title: { zh: string; en: string }; versions: { version: number; formula: { zh: string } }[] }[];
    expect(figures.find(({ name }) => name === 'conversion')).toMatchObject({ title: { zh: '转化漏斗', en: 'Conversion' }, versions: [{ version: 1, formula: { zh: expect.stringContaining('首次进入') } }, { version: 2 }] });
    expect(figures.length).toBe(13);
  });

  it('answers with the version, the cohort and where it stands on both clocks', async () => {
    const { body } = await office.get(`/figures/conversion?period=${year}`);
    expect(body).toMatchObject({ name: 'conversion', definition: 2, unit: 'all', from: 'registered', period: { code: year, from: `${year}-01-01` }, asOf: { position: expect.any(Number), ordinal: expect.any(Number), known: expect.stringMatching(/Z$/), on: daysAgo(0) } });
    expect(lineOf(body, 'registered')).toMatchObject({ count: 3, rate: 10_000 });
  });

  it('is the same number again, to the byte, from its version and position, after more events and late entries', async () => {
    const first = await office.get(`/figures/conversion?period=${year}&definition=1`);
    const { asOf } = first.body as unknown as Figure;
    const { position } = done(await nm.post('/leads', filing({ investor: '示例迟报有限公司', title: '迟报项目' }, { occurredOn: daysAgo(3) }))) as { position: number };
    await eventually(() => office.get(`/figures/conversion?period=${year}&after=${position}`), ({ body }) => lineOf(body, 'registered')?.['count'] === 4);
    const again = await office.get(`/figures/conversion?period=${year}&definition=1&known=${asOf.position}`);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect(await office.get(`/figures/conversion?period=${year}&definition=2&known=${asOf.position}`)).toMatchObject({ body: { definition: 2 } });
  });

  it('drills down to the cases and events behind a line', async () => {
    const { body } = await office.get(`/figures/conversion/events?period=${year}&line=registered&unit=nm&limit=2`);
    const { items, total, cursor } = body as unknown as { items: { case: { title: string }; events: { type: string; ordinal: number }[] }[]; total: number; cursor: string };
    expect([total, items.length]).toEqual([3, 2]);
    expect(items[0]!.events[0]).toMatchObject({ type: 'LeadRegistered', ordinal: expect.any(Number) });
    const rest = await office.get(`/figures/conversion/events?period=${year}&line=registered&unit=nm&limit=2&cursor=${cursor}`);
    expect(rest.body).toMatchObject({ cursor: null, items: [{ case: { unit: 'nm' } }] });
  });

  it('says what to mend', async () => {
    expect(await office.get('/figures/happiness')).toMatchObject({ status: 404, code: 'figure.unknown' });
    expect(await office.get('/figures/conversion?definition=9')).toMatchObject({ status: 404, code: 'figure.no-such-version' });
    expect(await office.get('/figures/stale?period=2026')).toMatchObject({ status: 400, code: 'figure.option-unfit' });
    expect(await office.get('/figures/conversion?period=2026-Q5')).toMatchObject({ status: 400, code: 'wire.malformed' });
    expect(await office.get('/figures/standard-what-if?standard=2001-01-01')).toMatchObject({ status: 422, code: 'figure.no-such-standard' });
  });
});

describe('who sees a figure', () => {
  it('is the whole zone for office, leader and auditor, and its own unit for a team', async () => {
    for (const account of ['leader', 'auditor']) expect(lineOf((await product.as(account).get(`/figures/conversion?period=${year}`)).body, 'registered')).toMatchObject({ count: 4 });
    expect((await nm.get(`/figures/conversion?period=${year}`)).body).toMatchObject({ unit: 'nm' });
    expect(lineOf((await nm.get(`/figures/conversion?period=${year}`)).body, 'registered')).toMatchObject({ count: 3 });
    for (const unit of ['he', 'all']) expect(await nm.get(`/figures/conversion?unit=${unit}`)).toMatchObject({ status: 403, code: 'access.forbidden' });
  });

  it('is nobody without business data', async () => {
    for (const account of ['sysadmin', 'secadmin']) expect(await product.as(account).get('/figures')).toMatchObject({ status: 403 });
  });

  it('does not learn through it which case it was that now belongs to another team', async () => {
    const lead = done(await nm.post('/leads', filing({ investor: '示例移交有限公司', title: '移交项目' })));
    done(await product.as('nm.lead').post(`/leads/${lead.id}/transfer`, { to: 'he', credit: { from: 40, to: 60 } }, { ifMatch: `"${lead.revision}"` }));
    const { position } = done(await product.as('he.lead').post(`/leads/${lead.id}/transfer/accept`, {}, { ifMatch: `"${lead.revision + 1}"` })) as { position: number };
    const { body } = await eventually(() => nm.get(`/figures/conversion/events?period=${year}&line=registered&after=${position}`), ({ status }) => status === 200);
    const items = body['items'] as { case: { title: string } | null }[];
    expect(items.map((item) => item.case?.title ?? null).sort()).toEqual(['碳材项目', '硅材项目', '迟报项目', null].sort());
    expect(JSON.stringify(body)).not.toContain('移交');
  });
});

describe('targets over the wire', () => {
  it('are set by the office, revised openly, and measured by their pace', async () => {
    expect(await product.as('nm.lead').post(`/targets/nm/${year}`, { measure: 'leads', value: 8 })).toMatchObject({ status: 403, code: 'access.forbidden' });
    expect(await office.post(`/targets/nm/${year}`, { measure: 'leads', value: 8 })).toMatchObject({ status: 201, body: { revision: 0 } });
    expect(await office.post(`/targets/zz/${year}`, { measure: 'leads', value: 8 })).toMatchObject({ status: 422, code: 'organisation.unit-unknown' });
    const { body } = await office.post(`/targets/nm/${year}/revisions`, { measure: 'leads', value: 16, reason: '上级调整' }, { ifMatch: '"0"' });
    expect(await nm.get(`/targets/nm/${year}`)).toMatchObject({ body: { revision: 1, targets: [{ period: 'year', measure: 'leads', value: 16 }] } });
    const figure = await nm.get(`/figures/target-pace?after=${(body as { position: number }).position}`);
    expect(lineOf(figure.body, 'nm leads')).toMatchObject({ target: 16_000_000, actual: 4_000_000, completion: 2500 });
  });

  it('stand beside dated schemes and standards, which give a league table', async () => {
    expect(await office.post('/scoring-schemes', { from: '2020-01-01', basis: 'best', weights: [{ measure: 'leads', points: 50 }] })).toMatchObject({ status: 201 });
    const { body } = await office.post('/entry-standards', { from: '2020-01-01', reference: '示例', intensity: 'total', investmentPerMu: 30_000_000_000, outputPerMu: 0, taxPerMu: 0 });
    const league = await office.get(`/figures/league?after=${(body as { position: number }).position}`);
    expect((league.body as unknown as Figure).lines).toMatchObject([{ key: 'nm', cells: { rank: 1, score: 5000 } }, { key: 'he', cells: { rank: 2 } }]);
    expect((await nm.get('/figures/league')).body).toMatchObject({ lines: [{ key: 'nm' }] });
  });
});
