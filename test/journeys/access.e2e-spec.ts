import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Operation, type Role } from '#access';
import { written, writtenReach, type RelationName } from '../support/access-matrix.ts';
import { type Client, freshKey, type Reply, send } from '../support/client.ts';
import { type Product, startProduct } from '../support/product.ts';
import { bodyFor, type Route, routesOf } from '../support/routes.ts';
import { daysAgo, done, filing, negotiation, wan } from './script.ts';

jest.setTimeout(300_000);

/** In every text of another team's case; whoever may not see the case must never read it. */
const MARKER = '隐蔽标记';
const TEXT = '核对权限';
/** The id of nothing. */
const SOMETHING = '7b0b6a5e-3b0f-4c55-9e0a-6f1d0d4c7a11';
const thisYear = daysAgo(0).slice(0, 4);

/** One account of each role. */
const people: Readonly<Record<Exclude<Role, 'rule'>, string>> = {
  member: 'nm.member', 'team-lead': 'nm.lead', outpost: 'bj.member', agent: 'agent1.member', office: 'office', reviewer: 'reviewer1', leader: 'leader', finance: 'finance', legal: 'legal',
  department: 'land', 'service-owner': 'service', verifier: 'verifier', auditor: 'auditor', 'system-admin': 'sysadmin', 'security-admin': 'secadmin',
};
const roles = Object.keys(people) as (keyof typeof people)[];

/** What the paths of one side name: a lead, its deal, a promise, a meeting with an item, a document, a unit. */
type Things = { readonly lead: string; readonly deal: string; readonly offered: string; readonly promise: string; readonly meeting: string; readonly item: string; readonly document: string; readonly unit: string };
type Side = 'own' | 'other';

let product: Product;
let as: (account: string) => Client;
let routes: readonly Route[];
const things = new Map<string, Things>();

const promise = { direction: 'investor-to-zone', kind: 'investment', title: '固定资产投资到位', measure: { of: 'money', money: wan(10_000) }, due: { days: 0, after: 'signing' } };

async function meetingOf(members: readonly string[], dealId: string): Promise<{ meeting: string; item: string }> {
  const { id: meeting } = done(await as('office').post('/meetings', { kind: 'review', on: daysAgo(0), members }));
  done(await as('office').post(`/meetings/${meeting}/items`, { dealId }));
  const items = (await as('office').get(`/meetings/${meeting}`)).body['items'] as readonly { id: string }[];
  return { meeting, item: items[0]?.id ?? '' };
}

const dossier = { totalInvestment: wan(52_000), fixedInvestment: wan(40_000), land: 12_000, outputPerYear: wan(60_000), taxPerYear: wan(3_000), jobs: 300, energyTce: 8_000, environmentClass: 'form', timetable: [{ milestone: 'construction-started', plannedOn: '2027-09-01' }] };

/** A deal in review with a promise, a meeting about it, and a lead under offer, all of one unit. */
async function thingsOf(unit: string, word: string, members: readonly string[]): Promise<Things> {
  const member = as(`${unit}.member`);
  const deal = await negotiation(product, unit, { investor: `${word}${unit}储能有限公司`, title: `${word}${unit}储能项目` });
  done(await member.post(`/leads/${deal}/comments`, { text: `${word}意见` }));
  const made = done(await member.post(`/deals/${deal}/commitments`, { ...promise, title: `${word}投资承诺` })).id;
  done(await as('office').postAt(`/deals/${deal}`, `/deals/${deal}/dossier`, { ...dossier, occurredOn: daysAgo(5) }));
  const lead = done(await member.post('/leads', filing({ investor: `${word}${unit}轴承有限公司`, title: `${word}${unit}轴承项目` }, { note: `${word}备注` }))).id;
  done(await as('office').postAt(`/leads/${lead}`, `/leads/${lead}/triage`, { outcome: 'accept' }));
  const offered = done(await member.post('/leads', filing({ investor: `${word}${unit}阀门有限公司`, title: `${word}${unit}阀门项目` }))).id;
  const document = String((await member.upload(`${word}.txt`, `${word}${unit}`)).body['documentId']);
  return { lead, deal, offered, promise: made, document, unit, ...(await meetingOf(members, deal)) };
}

beforeAll(async () => {
  product = await startProduct();
  as = product.as;
  routes = await routesOf(product.url);
  things.set('nm', await thingsOf('nm', '本单位', ['reviewer1', 'reviewer2', 'reviewer3', 'reviewer4', 'leader']));
  things.set('yy', await thingsOf('yy', MARKER, ['reviewer2', 'reviewer3', 'reviewer4', 'reviewer5']));
  things.set('bj', await thingsOf('bj', '飞地', ['reviewer1', 'reviewer2', 'reviewer3', 'reviewer4']));
  const own = things.get('nm') as Things;
  const lead = done(await as('agent1.member').post('/leads', filing({ investor: '受托机构推荐的企业', title: '受托项目' }))).id;
  const document = String((await as('agent1.member').upload('a.txt', '受托')).body['documentId']);
  // What an agent has is what it filed; deals, promises and meetings are others'.
  things.set('agent1', { ...(things.get('bj') as Things), lead, offered: lead, document, unit: 'agent1', meeting: own.meeting, item: own.item });
  const { offered } = things.get('yy') as Things;
  done(await as('office').postAt(`/leads/${offered}`, `/leads/${offered}/transfer`, { to: 'he', credit: { from: 60, to: 40 } }));
  done(await as('office').postAt(`/leads/${own.offered}`, `/leads/${own.offered}/transfer`, { to: 'he', credit: { from: 60, to: 40 } }));
}, 180_000);

afterAll(() => product?.stop());

const unitOf: Readonly<Partial<Record<Role, string>>> = { member: 'nm', 'team-lead': 'nm', outpost: 'bj', agent: 'agent1', department: 'land' };

function sideOf(role: Role, side: Side): Things {
  return things.get(side === 'other' ? 'yy' : (unitOf[role] ?? 'nm')) ?? (things.get('nm') as Things);
}

/** How the first entry of a lead stands to somebody: typed by them, by somebody of their team, or by a stranger. */
function entryRelation(role: Role, side: Side): RelationName {
  if (side === 'other') return 'other unit';
  return role === 'member' || role === 'agent' || role === 'outpost' ? 'named' : role === 'team-lead' ? 'own unit' : 'other unit';
}

/** How what a route is about stands to the one who asks; undefined when it is about nothing in particular. */
function relationOf(role: Role, { path }: Route, side: Side): RelationName | undefined {
  if (/\/transfer\/(accept|decline)$/.test(path)) return 'other unit';
  if (path.startsWith('/meetings/{id}')) {
    if (path.includes('/conditions/')) return 'nobody';
    return side === 'own' && (role === 'reviewer' || role === 'leader') ? 'named' : 'other unit';
  }
  if (path.startsWith('/streams/')) return entryRelation(role, side);
  if (path === '/periods/{period}/report') return side === 'own' && unitOf[role] !== undefined && role !== 'department' ? 'own unit' : 'other unit';
  if (/\/enterprises|\/periods|\/notices|\/budgets|\/chains|\/library|\/accounts|\/security|\/me|\/delegations|\/conduct/.test(path) || !(path.includes('{') || path === '/pipeline/changes')) return undefined;
  if (path === '/units/{code}' || path.startsWith('/units/{code}/')) return undefined;
  if (side === 'other' || unitOf[role] === undefined || role === 'department') return 'other unit';
  if (role !== 'agent') return 'own unit';
  return path.startsWith('/leads/') || path.startsWith('/documents/') ? 'named' : /\{unit\}|changes$/.test(path) ? 'own unit' : 'other unit';
}

function addressOf({ path }: Route, { lead, deal, offered, promise: made, meeting, item, document, unit }: Things): string {
  const id = path.startsWith('/leads') ? (/transfer\//.test(path) ? offered : lead) : path.startsWith('/deals') ? deal : path.startsWith('/commitments') ? made : path.startsWith('/meetings') ? meeting : path.startsWith('/documents') ? document : deal;
  const name = path.startsWith('/figures') ? 'conversion' : 'nobody';
  const filled = path.replace('{id}', id).replace('{itemId}', item).replace('{unit}', unit).replace('{code}', path.startsWith('/chains') ? 'zz-1' : unit).replace('{stage}', 'negotiating').replace('{year}', thisYear)
    .replace('{authority}', 'gwh').replace('{name}', name).replace('{kind}', 'site-secured').replace('{condition}', '1').replace('{documentId}', document).replace('{stream}', `lead-${lead}`).replace('{revision}', '0').replace('{period}', '2020-01').replace(/\{\w+\}/g, deal);
  if (path === '/periods/{period}/report') return `${filled}?unit=${unit}`;
  if (path === '/figures/{name}' || path === '/figures/{name}/events' || path === '/pipeline/changes') return `${filled}?unit=${unit}${path === '/pipeline/changes' ? '&from=0' : ''}`;
  if (path === '/commitments/calendar') return `${filled}?from=${daysAgo(30)}&to=${daysAgo(-30)}`;
  return path === '/leads' || path === '/deals' ? `${filled}?q=${encodeURIComponent(MARKER)}` : filled;
}

/** Bodies that would change who sees what, or who may sign in, are told to change nothing of that. */
const OVERRIDES: Readonly<Record<string, object>> = {
  '/leads/{id}/transfer': { to: 'he', credit: { from: 60, to: 40 } },
  '/deals/{id}/transfer': { to: 'he', creditKept: 40 },
  '/security/second-factor-roles': { roles: [] },
  '/deals/{id}/confidentiality': { people: Object.values(people), reason: TEXT },
  '/streams/{stream}/entries/{revision}/corrections': { reason: TEXT },
};

async function ask(role: keyof typeof people, route: Route, side: Side): Promise<Reply> {
  const client = as(people[role]);
  const mine = sideOf(role, side);
  const address = addressOf(route, mine);
  if (route.method === 'GET') return route.path === '/stream' ? listen(client) : client.get(address);
  if (route.path === '/documents') return client.upload('x.txt', TEXT);
  const read = address.replace(/^(\/\w+\/[^/]+).*$/, '$1');
  const etag = route.ifMatch ? (await as('office').get(read)).etag : undefined;
  if (route.method !== 'POST') return other(client, route, address);
  return client.post(address, { ...bodyFor(route, TEXT, mine.deal), ...OVERRIDES[route.path] }, { key: freshKey(), ...(etag ? { ifMatch: etag } : route.ifMatch ? { ifMatch: '"0"' } : {}) });
}

/** A request of another kind than looking or commanding. */
async function other(client: Client, route: Route, address: string): Promise<Reply> {
  const body = route.schema ? { body: JSON.stringify(bodyFor(route, TEXT, SOMETHING)) } : {};
  return send(product.url, `/api/v1${address}`, { method: route.method, headers: { cookie: await client.cookie(), ...(route.schema && { 'content-type': 'application/json' }) }, ...body });
}

/** Whether the stream of updates opens; it never ends by itself. */
async function listen(client: Client): Promise<Reply> {
  const stop = new AbortController();
  const response = await fetch(`${product.url}/api/v1/stream`, { headers: { cookie: await client.cookie() }, signal: stop.signal });
  stop.abort();
  return { status: response.status, code: response.status === 403 ? 'access.forbidden' : undefined, etag: '', headers: response.headers, text: '', body: {} };
}

const UNKNOWN = new Set(['lead.unknown', 'deal.unknown', 'pipeline.unknown-case', 'meeting.unknown', 'commitment.unknown', 'document.unknown', 'correction.entry-unknown']);

/** Whether an answer says that this is none of the reader's business. */
function refused({ path }: Route, { status, code = '' }: Reply): boolean {
  // That a document is not one of the deal is said to whoever may enter the deal.
  const unknown = UNKNOWN.has(code) && (code !== 'document.unknown' || path === '/documents/{id}');
  return (status === 403 && code === 'access.forbidden') || (status === 404 && unknown);
}

function expected(role: Role, route: Route, side: Side): boolean {
  if (route.needs.some((need) => need === 'own' || need === 'public')) return true;
  const operations = route.needs as readonly Operation[];
  const relation = relationOf(role, route, side);
  // Nobody does anything to a lead that they may not see.
  if (route.path.startsWith('/leads/{id}') && relation !== undefined && !written(role, 'lead.read', relation) && !route.path.endsWith('/transfer/accept') && !route.path.endsWith('/transfer/decline') && !route.path.endsWith('/history')) return false;
  return operations.some((operation) => (relation === undefined ? writtenReach(role, operation) !== undefined : written(role, operation, relation)));
}

describe('every route of the OpenAPI document', () => {
  it('names its operation, or says that it needs none', () => {
    expect(routes.length).toBeGreaterThan(110);
    expect(routes.filter(({ needs }) => needs.length === 0).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it('that needs none is for signing in, oneself, health and what this installation is', () => {
    const open = routes.filter(({ needs }) => needs.includes('public')).map(({ method, path }) => `${method} ${path}`);
    expect(open.filter((route) => !/^(GET \/(about|health\/(live|ready)|session\/.*)|POST \/session)$/.test(route))).toEqual([]);
    expect(routes.filter(({ needs }) => needs.includes('own')).map(({ path }) => path).filter((path) => !/^\/(me|session|delegations|conduct|notices)(\/|$)/.test(path))).toEqual([]);
  });

  it.each(roles)('lets a %s in where DOMAIN 3 says so and nowhere else, in the own unit and in another', async (role) => {
    const mismatches: string[] = [];
    for (const route of routes) {
      // Signing in and out is walked elsewhere; here it would end the walk.
      if (route.path === '/session' || route.path.startsWith('/session/')) continue;
      for (const side of route.needs.includes('own') ? (['own'] as const) : (['own', 'other'] as const)) {
        const reply = await ask(role, route, side);
        const allowed = expected(role, route, side);
        const own = route.needs.includes('own');
        // One's own password is asked for on top of the session, and this is not it.
        const fits = allowed ? !refused(route, reply) && (own || reply.status !== 401) && reply.status < 500 : refused(route, reply);
        if (!fits) mismatches.push(`${route.method} ${route.path} (${side}): ${allowed ? 'allowed' : 'refused'} expected, ${reply.status} ${reply.code ?? ''}`);
        if (reply.status === 400 && allowed && relationOf(role, route, side) !== undefined) mismatches.push(`${route.method} ${route.path}: proves nothing, ${reply.text}`);
        if (reply.text.includes(MARKER) && !seesOthers(role, route)) mismatches.push(`${route.method} ${route.path} (${side}): tells of another team's case`);
      }
    }
    expect(mismatches).toEqual([]);
  });

  function seesOthers(role: Role, { needs }: Route): boolean {
    return (needs as readonly Operation[]).some((operation) => writtenReach(role, operation) === 'any');
  }
});

describe('what another team has', () => {
  const outsiders = ['nm.member', 'nm.lead', 'bj.member', 'agent1.member', 'reviewer1', 'service', 'sysadmin', 'secadmin'];

  it.each(outsiders)('is in no list, count, search, suggestion or error that %s gets', async (account) => {
    const { deal, lead } = things.get('yy') as Things;
    const asked = [`/leads?q=${encodeURIComponent(MARKER)}`, `/deals?q=${encodeURIComponent(MARKER)}`, '/leads?unit=yy', '/deals?unit=yy', '/leads', '/deals', '/units/yy/pipeline', '/units/yy/pipeline/negotiating', '/pipeline', '/pipeline/changes?from=0', '/pipeline/changes?unit=yy&from=0', '/commitments/calendar', '/meetings', '/figures/conversion', `/leads/${lead}/suggestions`, `/deals/${deal}/history`, `/leads/${lead}/history`, `/deals/${deal}/commitments`];
    for (const path of asked) {
      const { text, status, body } = await as(account).get(path);
      expect({ path, tells: text.includes(MARKER), names: status < 300 && [deal, lead].some((id) => text.includes(id)) }).toEqual({ path, tells: false, names: false });
      if (status === 200 && /q=|unit=yy/.test(path)) expect({ path, items: body['items'] }).toEqual({ path, items: [] });
    }
  });

  it.each(['nm.member', 'bj.member', 'service', 'secadmin'])('is in no live update that %s hears', async (account) => {
    const stop = new AbortController();
    const response = await fetch(`${product.url}/api/v1/stream`, { headers: { cookie: await as(account).cookie() }, signal: stop.signal });
    const heard: string[] = [];
    const reading = (async () => {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) heard.push(Buffer.from(chunk).toString());
    })().catch(() => {});
    const { deal } = things.get('yy') as Things;
    const { position } = done(await as('office').post(`/deals/${deal}/comments`, { text: `${MARKER}再次` }));
    expect((await send(product.url, `/api/v1/pipeline?after=${position}`, { headers: { cookie: await as('office').cookie() } })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 300));
    stop.abort();
    await reading;
    expect(heard.join('')).not.toContain(deal);
    expect(heard.join('')).not.toContain(MARKER);
  });
});
