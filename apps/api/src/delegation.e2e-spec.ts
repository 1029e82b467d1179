import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Client, type Reply, send, signIn, type SpecApi, startSpecApi } from '../../../test/support/api.ts';
import { readLog } from '../../../test/support/log.ts';

jest.setTimeout(60_000);

let spec: SpecApi;
let principal: Client;
let deputy: Client;
let auditor: Client;
let secadmin: Client;

beforeAll(async () => {
  spec = await startSpecApi();
  [principal, deputy, auditor, secadmin] = (await Promise.all(['nm.member', 'yy.member', 'auditor', 'secadmin'].map((account) => signIn(spec.url, account)))) as [Client, Client, Client, Client];
});

afterAll(() => spec?.stop());

const day = (days: number): string => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
const problem = ({ status, body }: Reply) => ({ status, code: body['code'] });
const refused = { status: 403, code: 'access.no-delegation' };
const filing = { investor: { name: '示例代办企业' }, title: '代办项目', content: '代办', kind: 'capital', source: 'industry-chain', origin: '走访' };
const forPrincipal = { 'x-on-behalf-of': 'nm.member' };
const give = (by: Client, more: object): Promise<Reply> => by.post('/api/v1/delegations', { deputy: 'yy.member', from: day(0), until: day(1), ...more });

describe('acting on behalf of another', () => {
  let given: string;

  it('is refused without a delegation in force, by header and in the body', async () => {
    expect(problem(await deputy.post('/api/v1/leads', filing, forPrincipal))).toEqual(refused);
    expect(problem(await deputy.post('/api/v1/leads', { ...filing, onBehalfOf: 'nm.member' }))).toEqual(refused);
    expect(problem(await deputy.get('/api/v1/leads', forPrincipal))).toEqual(refused);
    expect(problem(await deputy.post('/api/v1/leads', { ...filing, onBehalfOf: 'nm.lead' }, forPrincipal))).toEqual({ status: 400, code: 'access.two-principals' });
    expect((await give(principal, { from: day(1), until: day(3) })).status).toBe(201);
    expect((await give(principal, { from: day(-3), until: day(0) })).status).toBe(201);
    expect(problem(await deputy.post('/api/v1/leads', filing, forPrincipal))).toEqual(refused);
  });

  it('is let by a delegation, under the role and unit of the one acted for; the event names both', async () => {
    const { status, body } = await give(principal, { operations: ['lead.register', 'lead.read', 'lead.follow-up'] });
    expect(status).toBe(201);
    given = String(body['id']);
    expect((await deputy.get('/api/v1/me')).body).toMatchObject({ account: 'yy.member', actsFor: ['nm.member'] });
    const filed = await deputy.post('/api/v1/leads', filing, forPrincipal);
    expect(filed.status).toBe(201);
    const event = (await readLog(spec.databaseUrl)).find(({ type }) => type === 'LeadRegistered');
    expect(event).toMatchObject({ actor: { account: 'yy.member', unit: 'nm', role: 'member', onBehalfOf: 'nm.member' } });
    const lead = `/api/v1/leads/${String(filed.body['id'])}`;
    expect((await deputy.get(lead, forPrincipal)).status).toBe(200);
    expect(problem(await deputy.get(lead))).toEqual({ status: 404, code: 'lead.unknown' });
    expect((await principal.get(lead)).status).toBe(200);
  });

  it('goes no further than the operations that were given', async () => {
    const { body } = await principal.post('/api/v1/leads', { ...filing, title: '第二项' });
    const lead = `/api/v1/leads/${String(body['id'])}`;
    const call = { kind: 'call', twoWay: true, participants: 2, summary: '代为联系' };
    expect((await deputy.post(`${lead}/follow-ups`, call, forPrincipal)).status).toBe(201);
    expect(problem(await deputy.post(`${lead}/contacts/reveal`, {}, forPrincipal))).toEqual(refused);
    expect(problem(await deputy.post(`${lead}/withdrawal`, { code: 'duplicate' }, { ...forPrincipal, 'if-match': '"0"' }))).toEqual(refused);
  });

  it('does not travel: another deputy, another principal, and the one acted for gain nothing', async () => {
    const other = await signIn(spec.url, 'he.member');
    expect(problem(await other.post('/api/v1/leads', filing, forPrincipal))).toEqual(refused);
    expect(problem(await deputy.post('/api/v1/leads', filing, { 'x-on-behalf-of': 'nm.lead' }))).toEqual(refused);
    expect(problem(await principal.post('/api/v1/leads', filing, { 'x-on-behalf-of': 'yy.member' }))).toEqual(refused);
  });

  it('ends with the delegation, at once, and by either side', async () => {
    const other = await signIn(spec.url, 'he.member');
    expect(problem(await other.post(`/api/v1/delegations/${given}/revocation`, {}))).toEqual({ status: 404, code: 'access.delegation-unknown' });
    expect((await deputy.post(`/api/v1/delegations/${given}/revocation`, {})).status).toBe(201);
    expect(problem(await deputy.post('/api/v1/leads', filing, forPrincipal))).toEqual(refused);
    expect(problem(await deputy.post(`/api/v1/delegations/${given}/revocation`, {}))).toEqual({ status: 404, code: 'access.delegation-unknown' });
  });

  it('is given by the person or by the security officer, within a year, never to or for an officer, nor to oneself', async () => {
    expect(problem(await give(deputy, { principal: 'nm.lead' }))).toEqual({ status: 403, code: 'access.forbidden' });
    expect((await give(secadmin, { principal: 'nm.lead' })).status).toBe(201);
    expect(problem(await give(secadmin, { principal: 'auditor' }))).toEqual({ status: 422, code: 'access.officer-delegation' });
    expect(problem(await give(principal, { deputy: 'sysadmin' }))).toEqual({ status: 422, code: 'access.officer-delegation' });
    expect(problem(await give(principal, { deputy: 'nm.member' }))).toEqual({ status: 422, code: 'access.own-deputy' });
    expect(problem(await give(principal, { deputy: 'nobody' }))).toEqual({ status: 404, code: 'access.account-unknown' });
    expect(problem(await give(principal, { until: day(400) }))).toEqual({ status: 422, code: 'access.delegation-too-long' });
    expect(problem(await give(principal, { until: day(0) }))).toEqual({ status: 400, code: 'wire.malformed' });
  });

  it('is seen by both sides and, as a whole, by the security officer; giving and ending stand in the access log', async () => {
    const items = async (client: Client, path = ''): Promise<readonly { principal: string }[]> => (await client.get(`/api/v1/delegations${path}`)).body['items'] as { principal: string }[];
    expect((await items(principal)).length).toBe(3);
    expect((await items(deputy)).map((one) => one.principal)).toEqual(['nm.lead', 'nm.member', 'nm.member', 'nm.member']);
    expect((await items(secadmin)).length).toBe(0);
    expect((await items(secadmin, '?all=true')).length).toBe(4);
    expect(problem(await principal.get('/api/v1/delegations?all=true'))).toEqual({ status: 403, code: 'access.forbidden' });
    const { body } = await auditor.get('/api/v1/audit/access?account=yy.member&action=account&outcome=done');
    expect(body['items']).toEqual([expect.objectContaining({ subject: 'nm.member', detail: { delegation: 'revoked', deputy: 'yy.member' } })]);
  });

  it('is not for signing in: a token of the deputy acts for another only within its scopes', async () => {
    const { body } = await deputy.post('/api/v1/me/tokens', { name: 'script', scopes: ['read'], days: 1 });
    const headers = { authorization: `Bearer ${String(body['token'])}`, 'x-on-behalf-of': 'nm.lead' };
    expect((await send(spec.url, '/api/v1/leads/0190a3c8-1b2c-4d3e-8f4a-5b6c7d8e9f00', { headers })).status).toBe(404);
    const posted = await send(spec.url, '/api/v1/leads', { method: 'POST', headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': 'x' }, body: JSON.stringify(filing) });
    expect(problem(posted)).toEqual({ status: 403, code: 'access.token-scope' });
  });
});
