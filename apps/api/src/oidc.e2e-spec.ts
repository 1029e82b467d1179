import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Client, clientOf, send, signIn, type SpecApi, startSpecApi } from '../../../test/support/api.ts';
import { type Mischief, type OidcProvider, startOidcProvider } from '../../../test/support/oidc-provider.ts';
import { codeNow, enrol } from '../../../test/support/authenticator.ts';

jest.setTimeout(60_000);

const PUBLIC = 'http://liuhen.example';

let provider: OidcProvider;
let spec: SpecApi;
let auditor: Client;

beforeAll(async () => {
  provider = await startOidcProvider();
  spec = await startSpecApi({ PUBLIC_URL: PUBLIC, OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: provider.clientId, OIDC_CLIENT_SECRET: provider.clientSecret });
  auditor = await signIn(spec.url, 'auditor');
});

afterAll(async () => {
  await spec?.stop();
  await provider?.stop();
});

type Hop = { readonly status: number; readonly location: string; readonly cookies: readonly string[] };

/** One step of a browser that follows nothing by itself. */
async function hop(url: string, cookie = ''): Promise<Hop> {
  const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
  await response.text();
  return { status: response.status, location: response.headers.get('location') ?? '', cookies: response.headers.getSetCookie() };
}

/** A browser's way to the provider and back; `meddle` may change the address that the provider sends it back to. */
async function walk(mischief: Mischief, meddle: (back: URL) => void = () => {}): Promise<{ readonly back: URL; readonly flow: string; readonly end: Hop }> {
  const begun = await hop(`${spec.url}/api/v1/session/oidc`);
  const flow = begun.cookies[0]?.split(';', 1)[0] ?? '';
  provider.next(mischief);
  const back = new URL((await hop(begun.location)).location);
  meddle(back);
  return { back, flow, end: await hop(`${spec.url}${back.pathname}${back.search}`, flow) };
}

const as = (account: string): Mischief => ({ claims: { preferred_username: account } });
const sessionIn = ({ cookies }: Hop): string => cookies.find((cookie) => /^liuhen=./.test(cookie))?.split(';', 1)[0] ?? '';
const problem = ({ status, location, cookies }: Hop): object => ({ status, problem: new URL(location, PUBLIC).searchParams.get('problem'), session: cookies.some((cookie) => /^liuhen=./.test(cookie)) });
const refusedBy = (code: string): object => ({ status: 302, problem: code, session: false });

describe('signing in by an identity provider', () => {
  it('is told of to whoever has not signed in yet', async () => {
    expect((await send(spec.url, '/api/v1/about')).body).toMatchObject({ oidc: true });
  });

  it('asks the provider with PKCE, state and nonce, for an address of this house alone', async () => {
    const { status, location, cookies } = await hop(`${spec.url}/api/v1/session/oidc`);
    const asked = Object.fromEntries(new URL(location).searchParams);
    expect({ status, asked }).toEqual({ status: 302, asked: expect.objectContaining({ response_type: 'code', client_id: 'liuhen', code_challenge_method: 'S256', code_challenge: expect.any(String), state: expect.any(String), nonce: expect.any(String), redirect_uri: `${PUBLIC}/api/v1/session/oidc/callback` }) });
    expect(cookies).toEqual([expect.stringMatching(/^liuhen-oidc=[\w-]{43}; Max-Age=600; Path=\/api\/v1\/session\/oidc; HttpOnly; SameSite=Lax$/)]);
  });

  it('opens a session of the account that the claim names, whatever its case', async () => {
    const { end } = await walk(as('Team1.Member'));
    expect({ status: end.status, location: end.location }).toEqual({ status: 302, location: '/' });
    expect((await clientOf(spec.url, sessionIn(end)).get('/api/v1/me')).body).toMatchObject({ account: 'team1.member', unit: 'team1', role: 'member' });
    const { body } = await auditor.get('/api/v1/audit/access?account=team1.member&action=sign-in');
    expect(body['items']).toEqual([expect.objectContaining({ outcome: 'done', detail: { role: 'member', by: 'oidc' } })]);
  });

  it('makes no account of somebody who has none', async () => {
    const [before] = await spec.access.query('select count(*)::int as n from access.accounts');
    for (const name of ['stranger', '', 'Ein Name mit Raum', 'o\'brien']) expect(problem((await walk(as(name))).end)).toEqual(refusedBy('access.oidc-no-account'));
    expect(problem((await walk({ claims: { email: 'office@example.org' } })).end)).toEqual(refusedBy('access.oidc-no-account'));
    expect(await spec.access.query('select count(*)::int as n from access.accounts')).toEqual([before]);
  });

  it('does not open a closed account', async () => {
    const sysadmin = await signIn(spec.url, 'sysadmin');
    await sysadmin.post('/api/v1/accounts/squad02.member/closure', {});
    expect(problem((await walk(as('squad02.member'))).end)).toEqual(refusedBy('access.oidc-no-account'));
  });

  const now = Math.floor(Date.now() / 1000);
  it.each<[string, Mischief]>([
    ['another nonce', { ...as('office'), idToken: { nonce: 'another' } }],
    ['no nonce', { ...as('office'), idToken: { nonce: undefined } }],
    ['another state', { ...as('office'), state: 'another' }],
    ['another issuer in the token', { ...as('office'), idToken: { iss: 'https://evil.example' } }],
    ['another issuer in the address', { ...as('office'), iss: 'https://evil.example' }],
    ['another audience', { ...as('office'), idToken: { aud: 'another' } }],
    ['a token that expired', { ...as('office'), idToken: { iat: now - 7200, exp: now - 3600 } }],
    ['a signature of a foreign key', { ...as('office'), foreignKey: true }],
  ])('refuses %s', async (_, mischief) => {
    expect(problem((await walk(mischief)).end)).toEqual(refusedBy('access.oidc-untrusted'));
  });

  it('says that the provider refused, and says it in the access log', async () => {
    expect(problem((await walk({ error: 'access_denied' })).end)).toEqual(refusedBy('access.oidc-refused'));
    const { body } = await auditor.get('/api/v1/audit/access?action=sign-in&outcome=refused&limit=1');
    expect(body['items']).toEqual([expect.objectContaining({ subject: 'oidc', account: null, detail: { reason: 'access.oidc-refused' } })]);
  });

  it('is good once, in the browser that began it, with the code it was given', async () => {
    const { back, flow, end } = await walk(as('team2.member'));
    expect(end.location).toBe('/');
    expect(problem(await hop(`${spec.url}${back.pathname}${back.search}`, flow))).toEqual(refusedBy('access.oidc-flow-unknown'));
    const other = await walk(as('team2.member'));
    expect(problem(await hop(`${spec.url}${other.back.pathname}${other.back.search}`))).toEqual(refusedBy('access.oidc-flow-unknown'));
    expect(problem((await walk(as('team2.member'), (address) => address.searchParams.set('code', 'guessed'))).end)).toEqual(refusedBy('access.oidc-untrusted'));
  });

  it('expires after ten minutes', async () => {
    const begun = await hop(`${spec.url}/api/v1/session/oidc`);
    provider.next(as('team2.member'));
    const back = new URL((await hop(begun.location)).location);
    await spec.access.query(`update access.oidc_flows set started_at = now() - interval '11 minutes'`);
    expect(problem(await hop(`${spec.url}${back.pathname}${back.search}`, begun.cookies[0]?.split(';', 1)[0]))).toEqual(refusedBy('access.oidc-flow-unknown'));
  });

  it('asks whoever enrolled a second factor here for it, unless the provider asked for one itself', async () => {
    const member = await signIn(spec.url, 'team4.member');
    const secret = await enrol(member);
    expect(codeNow(secret)).toMatch(/^\d{6}$/);
    expect(problem((await walk(as('team4.member'))).end)).toEqual(refusedBy('access.second-factor-local'));
    expect((await walk({ claims: { preferred_username: 'team4.member', amr: ['pwd', 'otp'] } })).end.location).toBe('/');
  });
});

describe('without an identity provider', () => {
  it('says so, and passwords go on', async () => {
    const alone = await startSpecApi();
    expect((await send(alone.url, '/api/v1/about')).body).toMatchObject({ oidc: false });
    expect(problem(await hop(`${alone.url}/api/v1/session/oidc`))).toEqual(refusedBy('access.oidc-off'));
    await alone.stop();
  });

  it('that cannot be reached says so, and passwords go on', async () => {
    const away = await startSpecApi({ PUBLIC_URL: PUBLIC, OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'liuhen' });
    expect(problem(await hop(`${away.url}/api/v1/session/oidc`))).toEqual(refusedBy('access.oidc-unreachable'));
    expect((await (await signIn(away.url, 'office')).get('/api/v1/me')).status).toBe(200);
    await away.stop();
  });
});
