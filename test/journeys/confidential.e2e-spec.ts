import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Client, send } from '../support/client.ts';
import { type Product, startProduct } from '../support/product.ts';
import { columnOn, daysAgo, done, dossier, eventually, filing, negotiation, paperOf, refusal, wan } from './script.ts';

jest.setTimeout(120_000);

let product: Product;
let as: (account: string) => Client;

beforeAll(async () => {
  product = await startProduct();
  as = product.as;
}, 120_000);

afterAll(() => product?.stop());

/** Stands in every text of the case: name, firm, remarks, promises; wherever it is seen, the case is known. */
const MARK = '绝密';
const NAMED = ['nm.lead', 'leader', 'auditor'] as const;
const UNNAMED = ['office', 'nm.member', 'he.lead', 'finance', 'legal', 'verifier', 'service', 'reviewer1', 'agent1.member', 'bj.member', 'land', 'sysadmin', 'secadmin'] as const;

type Paths = Readonly<Record<string, { readonly get?: unknown }>>;

describe('a confidential case', () => {
  let id: string;
  let before: number;
  let marked: number;
  let values: Record<string, string>;

  it('is a case as any other, on all routes, until it is made confidential', async () => {
    id = await negotiation(product, 'nm', { investor: `${MARK}装备集团有限公司`, title: `${MARK}整机项目` });
    const paper = await paperOf(as('nm.lead'), `${MARK}协议`);
    done(await as('nm.lead').post(`/deals/${id}/comments`, { text: `${MARK}备注` }));
    done(await as('nm.lead').post(`/deals/${id}/documents`, { documentId: paper.documentId }));
    done(await as('nm.lead').postAt(`/deals/${id}`, `/deals/${id}/drafts`, { kind: 'formal', ...paper, title: `${MARK}协议`, occurredOn: daysAgo(13) }));
    const promise = done(await as('nm.lead').post(`/deals/${id}/commitments`, { direction: 'investor-to-zone', kind: 'investment', title: `${MARK}投资`, measure: { of: 'money', money: wan(100) }, due: { on: '2027-01-01' } }));
    done(await as('nm.lead').postAt(`/deals/${id}`, `/deals/${id}/dossier`, { ...dossier, occurredOn: daysAgo(12) }));
    const meeting = done(await as('office').post('/meetings', { kind: 'review', on: daysAgo(8), members: ['reviewer1', 'reviewer2', 'reviewer3', 'reviewer4', 'reviewer5'], occurredOn: daysAgo(8) })).id;
    before = done(await as('office').post(`/meetings/${meeting}/items`, { dealId: id, occurredOn: daysAgo(8) })).position;
    const [item] = (await as('office').get(`/meetings/${meeting}`)).body['items'] as [{ id: string; title: string }];
    expect(item.title).toContain(MARK);
    values = { deals: id, leads: id, commitments: promise.id, meetings: meeting, itemId: item.id, documentId: paper.documentId, documents: paper.documentId };
  });

  it('is made so by the office or a leader, with people named; the office does not see it unless it is named', async () => {
    expect(refusal(await as('nm.lead').post(`/deals/${id}/confidentiality`, { people: ['nm.lead'], reason: '谈判敏感' }))).toEqual({ status: 403, code: 'access.forbidden' });
    marked = done(await as('office').post(`/deals/${id}/confidentiality`, { people: ['nm.lead'], reason: `${MARK}谈判` })).position;
    expect(refusal(await as('office').get(`/deals/${id}`))).toEqual({ status: 404, code: 'deal.unknown' });
    expect(refusal(await as('office').get(`/leads/${id}`))).toEqual({ status: 404, code: 'lead.unknown' });
    expect(refusal(await as('nm.member').post(`/leads/${id}/follow-ups`, { kind: 'call', twoWay: true, participants: 1, summary: '打探' }))).toEqual({ status: 404, code: 'lead.unknown' });
    expect((await as('nm.lead').get(`/deals/${id}`)).status).toBe(200);
  });

  it('is told by no reading route to anybody who is not named, whatever past is asked about', async () => {
    const { paths } = (await send(product.url, '/api/openapi.json')).body as { paths: Paths };
    const routes = Object.keys(paths).filter((path) => paths[path]!.get && path.startsWith('/api/v1/') && path !== '/api/v1/stream').map((path) => path.slice('/api/v1'.length));
    expect(routes.length).toBeGreaterThan(35);
    const told = new Set<string>();
    for (const route of routes) for (const path of addressesOf(route)) {
      for (const account of UNNAMED) {
        const { text } = await as(account).get(path);
        expect({ path, account, tells: text.includes(MARK) }).toEqual({ path, account, tells: false });
      }
      for (const account of NAMED) if ((await as(account).get(path)).text.includes(MARK)) told.add(route);
    }
    // Without these, the silence above would mean little.
    expect([...told].sort()).toEqual(expect.arrayContaining([
      '/deals', '/deals/{id}', '/deals/{id}/commitments', '/deals/{id}/documents/{documentId}', '/deals/{id}/history', '/leads/{id}', '/leads/{id}/history', '/documents/{id}',
      '/meetings/{id}', '/commitments/{id}', '/pipeline', '/pipeline/changes', '/units/{unit}/pipeline', '/units/{unit}/pipeline/{stage}', '/figures/{name}/events',
    ]));
  });

  it('is counted on boards and in figures, without its name', async () => {
    for (const account of ['office', 'nm.member']) {
      const { body } = await as(account).get(`/units/nm/pipeline?after=${marked}`);
      const [column] = (body['columns'] as { stage: string; count: number; amount: number; cards: { id: string; title: string; confidential?: true }[] }[]).filter(({ stage }) => stage === 'in-review');
      expect(column).toMatchObject({ count: 1, amount: dossier.totalInvestment.amount, cards: [{ id, title: '', investor: '', confidential: true }] });
    }
    expect(await columnOn(as('leader'), '/pipeline', id)).toBe('in-review');
  });

  it('says of a duplicate no more than who holds it, and is not told live to others', async () => {
    const twin = done(await as('nm.member').post('/leads', filing({ investor: `${MARK}装备集团有限责任公司`, title: '整机二厂项目' })));
    const { body } = await as('nm.member').get(`/leads/${twin.id}/suggestions?after=${twin.position}`);
    expect(body['suggestions']).toContainEqual({ heldBy: 'nm', until: expect.any(String) });
    expect(JSON.stringify(body['suggestions'])).not.toContain(id);
    const [others, named] = [await listen('office'), await listen('leader')];
    done(await as('nm.lead').post(`/deals/${id}/comments`, { text: '再谈' }));
    done(await as('nm.member').post(`/leads/${twin.id}/comments`, { text: '公开' }));
    expect(await eventually(async () => named.heard(), (heard) => heard.includes(id) && heard.includes(twin.id))).toContain(id);
    expect(await eventually(async () => others.heard(), (heard) => heard.includes(twin.id))).not.toContain(id);
    others.stop();
    named.stop();
  });

  it('opens to who is added, closes to who is taken off, and to all when it is lifted', async () => {
    done(await as('leader').post(`/deals/${id}/confidentiality/people`, { account: 'nm.member', reason: '承办人员' }));
    expect((await as('nm.member').get(`/deals/${id}`)).status).toBe(200);
    expect(refusal(await as('office').post(`/deals/${id}/confidentiality/lifting`, { reason: '越权' }))).toEqual({ status: 404, code: 'deal.unknown' });
    done(await as('leader').post(`/deals/${id}/confidentiality/people/removal`, { account: 'nm.member', reason: '调岗' }));
    expect(refusal(await as('nm.member').get(`/deals/${id}`))).toEqual({ status: 404, code: 'deal.unknown' });
    expect(refusal(await as('leader').post(`/deals/${id}/confidentiality/people/removal`, { account: 'nm.lead', reason: '误' }))).toEqual({ status: 422, code: 'confidential.last-confidant' });
    const { position } = done(await as('leader').post(`/deals/${id}/confidentiality/lifting`, { reason: '已公开签约' }));
    expect((await as('nm.member').get(`/deals/${id}`)).status).toBe(200);
    expect(JSON.stringify((await as('office').get(`/pipeline?after=${position}`)).body)).toContain(MARK);
  });

  /** Every address under which a route might tell of the case: now, and as known before it was confidential. */
  function addressesOf(route: string): readonly string[] {
    const kind = route.split('/')[1]!;
    const figures = ['conversion', 'time-in-stage', 'stale', 'forecast', 'target-pace', 'chain-coverage', 'league'];
    const names = route.includes('{name}') ? figures : [''];
    return names.flatMap((name) => {
      const path = route.replace('{id}', values[kind] ?? id).replace('{name}', name).replace('{unit}', 'nm').replace('{stage}', 'in-review').replace('{code}', 'nm').replace('{year}', '2026').replace('{authority}', 'gwh')
        .replace('{dispute}', id).replace('{stream}', `lead-${id}`).replace('{revision}', '0').replace('{period}', daysAgo(0).slice(0, 7)).replace('{documentId}', values['documentId']!).replace('{itemId}', values['itemId']!);
      const query: Readonly<Record<string, readonly string[]>> = {
        '/pipeline/changes': [`?from=0&to=${before}`, `?from=0&after=${marked}`, `?unit=nm&from=0&to=${before}`],
        '/commitments/calendar': ['?from=2026-01-01&to=2028-12-31'],
        '/leads': [`?q=${encodeURIComponent(MARK)}&after=${marked}`, `?q=${encodeURIComponent(MARK)}&known=${before}`],
        '/deals': [`?q=${encodeURIComponent(MARK)}&after=${marked}`, `?q=${encodeURIComponent(MARK)}&known=${before}`],
      };
      const periods = route.startsWith('/figures/') ? [`?period=${daysAgo(0).slice(0, 4)}`, '', `?period=${daysAgo(0).slice(0, 4)}&line=negotiating`] : [`?after=${marked}`, `?known=${before}`, ''];
      return (query[route] ?? periods).map((ending) => `${path}${ending}`);
    });
  }

  /** What one is told live: the ids touched. */
  async function listen(account: string): Promise<{ heard(): readonly string[]; stop(): void }> {
    const stopping = new AbortController();
    const response = await fetch(`${product.url}/api/v1/stream`, { headers: { cookie: await as(account).cookie() }, signal: stopping.signal });
    let text = '';
    const reading = (async () => {
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    })();
    reading.catch(() => {});
    return { heard: () => [...text.matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)].map(([found]) => found), stop: () => stopping.abort() };
  }
});
