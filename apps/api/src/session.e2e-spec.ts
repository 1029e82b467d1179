import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { verifyAccessLog } from '#access';
import pg from 'pg';
import { type Client, clientOf, PASSWORD, type Reply, send, signIn, type SpecApi, startSpecApi, trySignIn } from '../../../test/support/api.ts';

jest.setTimeout(60_000);

let spec: SpecApi;
let office: Client;
let sysadmin: Client;
let auditor: Client;

beforeAll(async () => {
  spec = await startSpecApi();
  [office, sysadmin, auditor] = (await Promise.all(['office', 'sysadmin', 'auditor'].map((account) => signIn(spec.url, account)))) as [Client, Client, Client];
});

afterAll(() => spec?.stop());

const entries = async (query: string): Promise<Record<string, unknown>[]> => (await auditor.get(`/api/v1/audit/access?${query}`)).body['items'] as Record<string, unknown>[];
const problem = ({ status, body }: Reply) => ({ status, code: body['code'] });

describe('signing in', () => {
  it('sets a cookie that scripts and other sites do not get, and says who one is', async () => {
    const reply = await trySignIn(spec.url, 'team1.member');
    expect(reply.status).toBe(201);
    expect(reply.headers.get('set-cookie')).toMatch(/^liuhen=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(reply.body).toMatchObject({ account: 'team1.member', role: 'member', unit: 'team1', allowed: expect.arrayContaining(['lead.register', 'deal.read']) });
    const me = await clientOf(spec.url, reply.headers.get('set-cookie')?.split(';', 1)[0] ?? '').get('/api/v1/me');
    expect(me.body).toEqual(reply.body);
  });

  it('fails alike for a wrong password and for nobody, in words of the reader', async () => {
    const [wrong, nobody] = await Promise.all([trySignIn(spec.url, 'team2.member', 'wrong'), trySignIn(spec.url, 'nobody', PASSWORD, { 'accept-language': 'en' })]);
    expect([problem(wrong), problem(nobody)]).toEqual([{ status: 401, code: 'access.sign-in-failed' }, { status: 401, code: 'access.sign-in-failed' }]);
    expect([wrong.body['title'], nobody.body['title']]).toEqual(['账号或密码不正确', 'Account or password is not right']);
    expect(wrong.headers.get('content-type')).toContain('application/problem+json');
  });

  it('is locked after five failures, also for the right password, and says until when', async () => {
    for (let attempt = 1; attempt <= 5; attempt++) await trySignIn(spec.url, 'team3.member', 'wrong');
    const locked = await trySignIn(spec.url, 'team3.member');
    expect(problem(locked)).toEqual({ status: 429, code: 'access.locked' });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await entries('action=sign-in&outcome=refused&limit=6')).toEqual(expect.arrayContaining([expect.objectContaining({ subject: 'team3.member', account: null, detail: { reason: 'locked' } })]));
  });

  it('under TLS sets a __Host- cookie that is Secure, and asks for TLS from then on', async () => {
    const secure = await startSpecApi({ PUBLIC_URL: 'https://liuhen.example' });
    const reply = await trySignIn(secure.url, 'office', PASSWORD, { origin: 'https://liuhen.example' });
    expect(reply.headers.get('set-cookie')).toMatch(/^__Host-liuhen=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(reply.headers.get('strict-transport-security')).toContain('max-age=31536000');
    await secure.stop();
  });
});

describe('a session', () => {
  it('is needed everywhere but for health, what this installation is, the documents of the API and signing in', async () => {
    const document = (await send(spec.url, '/api/openapi.json')).body as { paths: Record<string, Record<string, unknown>> };
    const open: string[] = [];
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods)) {
        const { status } = await send(spec.url, path.replace(/\{\w+\}/g, '0190a3c8-1b2c-7d3e-8f4a-5b6c7d8e9f00'), { method: method.toUpperCase(), headers: { 'content-type': 'application/json' }, body: method === 'get' ? undefined : '{}' });
        if (status !== 401) open.push(`${method} ${path} ${status}`);
      }
    }
    expect(open.sort()).toEqual(['get /api/v1/about 200', 'get /api/v1/health/live 200', 'get /api/v1/health/ready 200', 'get /api/v1/session/oidc 200', 'get /api/v1/session/oidc/callback 200', 'post /api/v1/session 400']);
  });

  it('ends with signing out', async () => {
    const client = await signIn(spec.url, 'team2.lead');
    const out = await client.delete('/api/v1/session');
    expect({ status: out.status, cookie: out.headers.get('set-cookie') }).toEqual({ status: 204, cookie: expect.stringMatching(/^liuhen=;.*Expires=Thu, 01 Jan 1970/) });
    expect(problem(await client.get('/api/v1/me'))).toEqual({ status: 401, code: 'access.session-ended' });
  });

  it('ends by itself after half an hour without a request', async () => {
    const client = await signIn(spec.url, 'team4.member');
    await spec.access.query(`update access.sessions set last_seen_at = now() - interval '31 minutes' where account = 'team4.member'`);
    expect(problem(await client.get('/api/v1/me'))).toEqual({ status: 401, code: 'access.session-ended' });
  });

  it('cannot be used by another site', async () => {
    const body = { code: 'cross', name: '跨站', kind: 'alliance' };
    expect(problem(await office.post('/api/v1/units', body, { origin: 'https://evil.example' }))).toEqual({ status: 403, code: 'access.cross-site' });
    expect(problem(await office.post('/api/v1/units', body, { 'sec-fetch-site': 'cross-site' }))).toEqual({ status: 403, code: 'access.cross-site' });
    expect(problem(await office.post('/api/v1/units', body, { origin: 'null' }))).toEqual({ status: 403, code: 'access.cross-site' });
    const form = await send(spec.url, '/api/v1/units', { method: 'POST', headers: { cookie: office.cookie, 'content-type': 'application/x-www-form-urlencoded' }, body: 'code=cross' });
    expect(form.status).toBe(415);
    expect((await office.post('/api/v1/units', body, { origin: spec.url, 'sec-fetch-site': 'same-origin' })).status).toBe(201);
  });

  it('may issue a token, shown once, that is good for its scopes and nothing else', async () => {
    const member = await signIn(spec.url, 'nm.member');
    const { status, body } = await member.post('/api/v1/me/tokens', { name: 'report', scopes: ['read', 'lead.register'], days: 1 });
    expect({ status, token: body['token'] }).toEqual({ status: 201, token: expect.stringMatching(/^lh_[\w-]{43}$/) });
    const headers = { authorization: `Bearer ${String(body['token'])}`, 'content-type': 'application/json' };
    const program = (method: string, path: string, sent?: object): Promise<Reply> => send(spec.url, `/api/v1${path}`, { method, headers: { ...headers, 'idempotency-key': `program-${path}` }, ...(sent && { body: JSON.stringify(sent) }) });
    const me = (await program('GET', '/me')).body;
    expect(me).toMatchObject({ account: 'nm.member', role: 'member', allowed: expect.arrayContaining(['lead.register', 'deal.read']) });
    expect(me['allowed']).not.toContain('lead.follow-up');
    expect((await program('GET', '/units')).status).toBe(200);
    expect(problem(await program('POST', '/leads', {}))).toEqual({ status: 400, code: 'wire.malformed' });
    const nothing = '0190a3c8-1b2c-4d3e-8f4a-5b6c7d8e9f00';
    expect(problem(await program('POST', `/leads/${nothing}/follow-ups`, {}))).toEqual({ status: 403, code: 'access.token-scope' });
    // The policy still says no where the scopes would say yes.
    const wide = (await member.post('/api/v1/me/tokens', { name: 'wide', scopes: ['audit.read'], days: 1 })).body['token'];
    expect(problem(await send(spec.url, '/api/v1/audit/access', { headers: { authorization: `Bearer ${String(wide)}` } }))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(problem(await send(spec.url, '/api/v1/me', { headers: { authorization: 'Bearer lh_guessed' } }))).toEqual({ status: 401, code: 'access.session-ended' });
  });

  it('is needed in person for tokens and for how one signs in: no token touches either', async () => {
    const member = await signIn(spec.url, 'yy.member');
    const { body } = await member.post('/api/v1/me/tokens', { name: 'all', scopes: (await member.get('/api/v1/me')).body['allowed'], days: 1 });
    const headers = { authorization: `Bearer ${String(body['token'])}`, 'idempotency-key': 'token' };
    for (const [method, path] of [['GET', '/me/tokens'], ['POST', '/me/tokens'], ['POST', `/me/tokens/${String(body['id'])}/revocation`], ['POST', '/me/password'], ['POST', '/me/second-factor'], ['POST', '/delegations'], ['DELETE', '/session']] as const) {
      const reply = await send(spec.url, `/api/v1${path}`, { method, ...(method === 'POST' ? { body: '{}', headers: { ...headers, 'content-type': 'application/json' } } : { headers }) });
      expect({ path, ...problem(reply) }).toEqual({ path, status: 403, code: 'access.token-scope' });
    }
  });

  it('lists its tokens with their last use, and ends one at once; all of it is recorded', async () => {
    const member = await signIn(spec.url, 'xx.member');
    const { body } = await member.post('/api/v1/me/tokens', { name: 'sheet', scopes: ['read'], days: 30 });
    const ask = (): Promise<Reply> => send(spec.url, '/api/v1/me', { headers: { authorization: `Bearer ${String(body['token'])}` } });
    const [unused] = (await member.get('/api/v1/me/tokens')).body['items'] as [object];
    expect(unused).toMatchObject({ id: body['id'], name: 'sheet', scopes: ['read'], role: 'member', unit: 'xx', lastUsedAt: null, revokedAt: null });
    expect((await ask()).status).toBe(200);
    expect((await member.get('/api/v1/me/tokens')).body).toMatchObject({ items: [{ lastUsedAt: expect.stringMatching(/Z$/) }] });
    expect((await member.get('/api/v1/me/tokens')).text).not.toContain(String(body['token']));
    const other = await signIn(spec.url, 'xx.lead');
    expect(problem(await other.post(`/api/v1/me/tokens/${String(body['id'])}/revocation`, {}))).toEqual({ status: 404, code: 'access.token-unknown' });
    expect((await member.post(`/api/v1/me/tokens/${String(body['id'])}/revocation`, {})).status).toBe(201);
    expect(problem(await ask())).toEqual({ status: 401, code: 'access.session-ended' });
    expect((await entries('account=xx.member&action=account&outcome=done')).map(({ detail }) => detail)).toEqual([{ revoked: body['id'] }, { token: 'sheet', scopes: ['read'], days: 30 }]);
  });
});

describe('accounts', () => {
  const appointment = (role: string) => ({ role, unit: null, from: '2026-01-01' });

  it('of two officers at once are refused, in creating and in appointing', async () => {
    const both = await sysadmin.post('/api/v1/accounts', { name: 'both', displayName: '两员', password: 'correct horse', appointments: [appointment('auditor'), appointment('security-admin')] });
    expect(problem(both)).toEqual({ status: 422, code: 'access.two-officers' });
    expect(problem(await sysadmin.post('/api/v1/accounts/auditor/appointments', appointment('security-admin')))).toEqual({ status: 422, code: 'access.two-officers' });
  });

  it('are made by the system officer alone, who cannot change their own', async () => {
    const account = { name: 'new.member', displayName: '新成员', password: 'correct horse', appointments: [{ role: 'member', unit: 'team5', from: '2026-01-01' }] };
    expect(problem(await office.post('/api/v1/accounts', account))).toEqual({ status: 403, code: 'access.forbidden' });
    expect((await sysadmin.post('/api/v1/accounts', account)).status).toBe(201);
    expect(problem(await sysadmin.post('/api/v1/accounts', account))).toEqual({ status: 409, code: 'access.account-exists' });
    expect(problem(await sysadmin.post('/api/v1/accounts/sysadmin/appointments', appointment('office')))).toEqual({ status: 403, code: 'access.own-account' });
    expect((await trySignIn(spec.url, 'new.member', 'correct horse')).body).toMatchObject({ unit: 'team5' });
  });

  it('lose their sessions with being closed', async () => {
    const client = await signIn(spec.url, 'squad01.member');
    expect((await client.get('/api/v1/me')).status).toBe(200);
    await sysadmin.post('/api/v1/accounts/squad01.member/closure', {});
    expect(problem(await client.get('/api/v1/me'))).toEqual({ status: 401, code: 'access.session-ended' });
  });
});

describe('the access log', () => {
  it('holds every refused access and every sign-in, for the auditor alone', async () => {
    const member = await signIn(spec.url, 'he.member');
    expect(problem(await member.post('/api/v1/units', { code: 'x', name: '甲', kind: 'alliance' }))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(problem(await member.get('/api/v1/audit/access'))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(problem(await sysadmin.get('/api/v1/audit/access'))).toEqual({ status: 403, code: 'access.forbidden' });
    const [read, write, signedIn] = await entries('account=he.member');
    expect(read).toMatchObject({ action: 'request', outcome: 'refused', subject: 'GET /api/v1/audit/access', detail: { operation: 'audit.read' } });
    expect(write).toMatchObject({ action: 'request', outcome: 'refused', subject: 'POST /api/v1/units', detail: { operation: 'organisation.edit', role: 'member' } });
    expect(signedIn).toMatchObject({ action: 'sign-in', outcome: 'done', account: 'he.member', address: expect.not.stringContaining('127.0.0.1') });
  });

  it('holds a look at what is not there for the one who looks', async () => {
    const member = await signIn(spec.url, 'he.lead');
    expect((await member.get('/api/v1/leads/0190a3c8-1b2c-7d3e-8f4a-5b6c7d8e9f00')).status).toBe(404);
    expect((await entries('account=he.lead&limit=1'))[0]).toMatchObject({ outcome: 'refused', subject: 'GET /api/v1/leads/0190a3c8-1b2c-7d3e-8f4a-5b6c7d8e9f00' });
  });

  it('is read in pages without gap or repeat', async () => {
    const positions: unknown[] = [];
    for (let cursor: unknown = ''; cursor !== null; ) {
      const { body } = await auditor.get(`/api/v1/audit/access?limit=3${cursor === '' ? '' : `&cursor=${String(cursor)}`}`);
      positions.push(...(body['items'] as { position: number }[]).map(({ position }) => position));
      cursor = body['cursor'];
    }
    expect(positions).toEqual(positions.map((_, index) => positions.length - index));
    expect(positions.length).toBeGreaterThan(10);
  });

  it('shows that it was tampered with', async () => {
    expect((await auditor.get('/api/v1/audit/access/verification')).body).toMatchObject({ sound: true });
    const owner = new pg.Client({ connectionString: spec.databaseUrl });
    await owner.connect();
    await owner.query(`alter table access.log disable trigger all; update access.log set account = 'somebody else' where position = 4; alter table access.log enable trigger all`);
    await owner.end();
    expect((await auditor.get('/api/v1/audit/access/verification')).body).toEqual({ sound: false, position: 4, broken: 'hash' });
    expect(await verifyAccessLog(spec.access)).toEqual({ sound: false, position: 4, broken: 'hash' });
  });
});
