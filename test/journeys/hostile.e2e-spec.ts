import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { differingBoards } from '../support/boards.ts';
import { type Client, freshKey, type Reply, send } from '../support/client.ts';
import { eventsPerRequest, faultsOfLog } from '../support/log.ts';
import { PASSWORD, type Product, startProduct } from '../support/product.ts';
import { samplesOf, type Schema, wrongTypes } from '../support/samples.ts';
import { columnOn, done, filing, negotiation } from './script.ts';

jest.setTimeout(180_000);

type Route = { readonly path: string; readonly schema: Schema };
type Attempt = { readonly what: string; readonly path: string; readonly correlation: string; readonly reply: Reply };

const HOSTILE = `'; DROP TABLE log.events; --<script>alert("x")</script><img src=x onerror=alert(1)>\${7*7}{{7*7}} %s%n ../../etc/passwd "\\' or 1=1`;
const NOTHING = '0190a3c8-1b2c-4d3e-8f4a-5b6c7d8e9fff';
// The sessions of the accounts below must outlive the requests, so nothing real is said to these.
const ABOUT_SOMEBODY = '/accounts/';

let product: Product;
let office: Client;
let routes: readonly Route[];
let existing: string;
const attempts: Attempt[] = [];

beforeAll(async () => {
  product = await startProduct();
  office = product.as('office');
  existing = await negotiation(product, 'nm', { investor: '示例企业', title: '示例项目' });
  const { paths } = (await send(product.url, '/api/openapi.json')).body as { paths: Record<string, { post?: { requestBody?: { content: Record<string, { schema: Schema }> } } }> };
  routes = Object.entries(paths).flatMap(([path, { post }]) => (post ? [{ path, schema: post.requestBody?.content['application/json']?.schema ?? { type: 'object' } }] : []));
}, 180_000);

afterAll(() => product?.stop());

/** A route with its parameters filled in. */
function addressOf({ path }: Route, id: string): string {
  return path.replace('{id}', id).replace('{reportId}', NOTHING).replace('{kind}', 'site-secured').replace('{code}', 'nm').replace('{name}', 'nobody');
}

let sent = 0;

async function attempt(what: string, route: Route, content: string, { id = existing, by = office, cookie }: { id?: string; by?: Client; cookie?: string } = {}): Promise<Reply> {
  const correlation = `hostile-${++sent}`;
  const path = addressOf(route, id);
  const reply = await send(product.url, path, {
    method: 'POST',
    body: content,
    headers: { cookie: cookie ?? (await by.cookie()), 'content-type': 'application/json', 'idempotency-key': freshKey(), 'if-match': '"0"', 'x-correlation-id': correlation },
  });
  attempts.push({ what, path: `${by.account} POST ${path}`, correlation, reply });
  return reply;
}

/** What a refused request must look like, and those that do not. */
function improper(tried: readonly Attempt[]): readonly object[] {
  return tried
    .filter(({ reply }) => reply.status >= 500 || (reply.status >= 400 && !(reply.headers.get('content-type') ?? '').startsWith('application/problem+json')))
    .map(({ what, path, reply }) => ({ what, path, status: reply.status, text: reply.text.slice(0, 300) }));
}

/** Tries every route and answers the attempts that were not refused with a 4xx. */
async function accepted(what: string, bodies: (route: Route) => readonly string[], options: { id?: string; cookie?: string } = {}): Promise<readonly object[]> {
  const before = attempts.length;
  for (const route of routes) await Promise.all(bodies(route).map((body) => attempt(what, route, body, options)));
  const tried = attempts.slice(before);
  expect(tried.length).toBeGreaterThanOrEqual(routes.length / 2);
  expect(improper(tried)).toEqual([]);
  return tried.filter(({ reply }) => reply.status < 400).map(({ path, reply }) => ({ what, path, status: reply.status }));
}

const takesBody = ({ schema, path }: Route): boolean => Boolean(schema.properties ?? schema.oneOf ?? schema.anyOf) && path !== '/api/v1/documents';
// Whoever acts for another without a delegation is refused before anything else is looked at.
const forOneself = (sample: unknown): unknown => Object.fromEntries(Object.entries(sample as object).filter(([name]) => name !== 'onBehalfOf'));
const samples = ({ schema }: Route): readonly unknown[] => samplesOf(schema, { text: '文字', whole: true }).map(forOneself);
const hostileSamples = ({ schema }: Route): readonly unknown[] => [true, false].flatMap((whole) => samplesOf(schema, { text: HOSTILE, whole })).map(forOneself);

describe('every POST route of the OpenAPI document', () => {
  it('is many', () => {
    expect(routes.length).toBeGreaterThan(50);
    expect(routes.filter(takesBody).length).toBeGreaterThan(45);
  });

  it('refuses what is no JSON', async () => {
    expect(await accepted('no JSON', (route) => (takesBody(route) ? ['{"title":', '{"a":1}}', "{'a':1}"] : []))).toEqual([]);
  });

  it('refuses lists, numbers and nothing in place of an object', async () => {
    expect(await accepted('no object', (route) => (takesBody(route) ? ['[]', '7', 'null', '"text"'] : []))).toEqual([]);
  });

  it('refuses an unknown field beside a whole body', async () => {
    expect(await accepted('unknown field', (route) => (takesBody(route) ? samples(route).map((body) => JSON.stringify({ ...(body as object), unexpected: 1 })) : []))).toEqual([]);
  });

  it('refuses every value of a wrong type', async () => {
    expect(await accepted('wrong type', (route) => (takesBody(route) ? wrongTypes(samples(route)[0]).map((body) => JSON.stringify(body)) : []))).toEqual([]);
  });

  it('refuses what belongs to an unknown id', async () => {
    const named = routes.filter(({ path }) => path.includes('{id}') && !path.startsWith('/api/v1/library'));
    const tried = await Promise.all(named.map(async (route) => ({ route, reply: await attempt('unknown id', route, JSON.stringify(samples(route)[0] ?? {}), { id: NOTHING }) })));
    expect(tried.filter(({ reply }) => reply.status < 400 || reply.status >= 500).map(({ route, reply }) => [route.path, reply.status, reply.text])).toEqual([]);
    const malformed = await Promise.all(named.map(async (route) => ({ route, reply: await attempt('malformed id', route, JSON.stringify(samples(route)[0] ?? {}), { id: "1'%20or%20'1'='1" }) })));
    // Whoever may not do it at all is told nothing of the id.
    expect(malformed.filter(({ reply }) => ![400, 403, 404].includes(reply.status)).map(({ route, reply }) => [route.path, reply.status])).toEqual([]);
  });

  it('refuses everybody whose session ended', async () => {
    const guarded = routes.filter(({ path }) => path !== '/api/v1/session');
    const signedIn = (await send(product.url, '/api/v1/session', { method: 'POST', body: JSON.stringify({ account: 'sh.lead', password: PASSWORD }), headers: { 'content-type': 'application/json' } })).headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    expect((await send(product.url, '/api/v1/session', { method: 'DELETE', headers: { cookie: signedIn, 'x-requested-with': 'spec' } })).status).toBe(204);
    for (const cookie of [signedIn, 'liuhen=made-up', '']) {
      const tried = await Promise.all(guarded.map((route) => attempt('no session', route, JSON.stringify(samples(route)[0] ?? {}), { cookie })));
      expect(tried.filter(({ status }) => status !== 401)).toEqual([]);
    }
  });

  it('takes SQL and HTML as text, or refuses them, from whoever may send', async () => {
    const before = attempts.length;
    for (const account of ['office', 'nm.lead', 'leader', 'service', 'verifier', 'sysadmin']) {
      for (const route of routes.filter(({ path }) => !(account === 'sysadmin' && path.includes(ABOUT_SOMEBODY)))) {
        await Promise.all(hostileSamples(route).map((body) => attempt('hostile text', route, JSON.stringify(body), { by: product.as(account) })));
      }
    }
    expect(improper(attempts.slice(before))).toEqual([]);
    expect(attempts.slice(before).filter(({ reply }) => reply.status < 300).length).toBeGreaterThan(5);
  });
});

describe('after all that', () => {
  it('no refused request left an event, and every accepted one left its own', async () => {
    const counts = eventsPerRequest(await product.log());
    const refused = attempts.filter(({ reply }) => reply.status >= 400);
    expect(refused.length).toBeGreaterThan(500);
    expect(refused.filter(({ correlation }) => counts.has(correlation)).map(({ what, path }) => ({ what, path }))).toEqual([]);
    expect(faultsOfLog(await product.log())).toEqual([]);
  });

  it('hostile text is shown back as it was typed, and boards agree with a plain fold', async () => {
    const title = HOSTILE.slice(0, 200).trim();
    const filed = done(await product.as('nm.member').post('/leads', filing({ investor: title, title }, { content: HOSTILE, origin: HOSTILE, note: HOSTILE })));
    expect(await columnOn(product.as('nm.member'), `/units/nm/pipeline?after=${filed.position}`, filed.id)).toBe('registered');
    const lead = await product.as('nm.member').get(`/leads/${filed.id}`);
    expect(lead.body).toMatchObject({ title, content: HOSTILE, origin: { text: HOSTILE }, note: { text: HOSTILE }, investor: { name: title } });
    expect(lead.headers.get('content-type')).toContain('application/json');
    expect(lead.headers.get('x-content-type-options')).toBe('nosniff');
    done(await product.as('nm.member').post(`/leads/${filed.id}/comments`, { text: HOSTILE }));
    const { body } = await eventuallyHistory(filed.id);
    expect(body['events']).toContainEqual(expect.objectContaining({ type: 'CommentAdded', data: expect.objectContaining({ text: { text: HOSTILE } }) }));
    const events = await product.log();
    expect((await office.get(`/pipeline?after=${events.at(-1)?.position}`)).status).toBe(200);
    expect(await differingBoards(office, events, ['nm', 'he', 'pool'])).toEqual([]);
  });

  it('no process has anything unexpected in its log', () => {
    const said = [...product.api.said, ...product.worker.said];
    expect(said.filter((line) => /"level":"(error|fatal)"|request failed|unhandled/i.test(line))).toEqual([]);
    expect(said.join('')).not.toContain('DROP TABLE');
  });
});

async function eventuallyHistory(id: string): Promise<Reply> {
  const after = (await product.log()).at(-1)?.position;
  return product.as('nm.member').get(`/leads/${id}/history?after=${after}`);
}
