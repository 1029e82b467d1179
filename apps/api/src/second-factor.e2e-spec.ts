import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Client, clientOf, PASSWORD, type Reply, send, signIn, type SpecApi, startSpecApi, trySignIn } from '../../../test/support/api.ts';
import { codeNow, enrol } from '../../../test/support/authenticator.ts';

jest.setTimeout(60_000);

let spec: SpecApi;
let auditor: Client;
let sysadmin: Client;
let secadmin: Client;

beforeAll(async () => {
  spec = await startSpecApi();
  [auditor, sysadmin, secadmin] = (await Promise.all(['auditor', 'sysadmin', 'secadmin'].map((account) => signIn(spec.url, account)))) as [Client, Client, Client];
});

afterAll(() => spec?.stop());

const problem = ({ status, body }: Reply) => ({ status, code: body['code'] });
const withCode = (account: string, code?: string, password = PASSWORD): Promise<Reply> =>
  send(spec.url, '/api/v1/session', { method: 'POST', body: JSON.stringify({ account, password, ...(code !== undefined && { code }) }), headers: { 'content-type': 'application/json' } });
const cookieOf = ({ headers }: Reply): string => headers.get('set-cookie')?.split(';', 1)[0] ?? '';

describe('a second factor', () => {
  let secret: string;
  let recovery: readonly string[];

  it('is begun with the password, as a secret and as the address an app reads', async () => {
    const member = await signIn(spec.url, 'team1.member');
    expect((await member.get('/api/v1/me/second-factor')).body).toEqual({ enrolled: false, since: null, recoveryCodes: 0, required: false });
    expect(problem(await member.post('/api/v1/me/second-factor', { password: 'wrong' }))).toEqual({ status: 401, code: 'access.sign-in-failed' });
    expect(problem(await member.post('/api/v1/me/second-factor/confirmation', { code: '123456' }))).toEqual({ status: 422, code: 'access.second-factor-not-begun' });
    const { body } = await member.post('/api/v1/me/second-factor', { password: PASSWORD });
    secret = String(body['secret']);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(body['uri']).toMatch(new RegExp(`^otpauth://totp/.*team1\\.member\\?issuer=.*secret=${secret}`));
  });

  it('is not asked for before it is confirmed, and hands out recovery codes then', async () => {
    const member = await signIn(spec.url, 'team1.member');
    expect(problem(await member.post('/api/v1/me/second-factor/confirmation', { code: codeNow(secret, 40) }))).toEqual({ status: 422, code: 'access.code-wrong' });
    const { status, body } = await member.post('/api/v1/me/second-factor/confirmation', { code: codeNow(secret) });
    recovery = body['recoveryCodes'] as string[];
    expect({ status, codes: recovery.length, different: new Set(recovery).size, form: recovery.every((code) => /^[0-9a-f]{5}(-[0-9a-f]{5}){3}$/.test(code)) }).toEqual({ status: 201, codes: 10, different: 10, form: true });
    expect((await member.get('/api/v1/me/second-factor')).body).toMatchObject({ enrolled: true, recoveryCodes: 10 });
    expect(problem(await member.post('/api/v1/me/second-factor', { password: PASSWORD }))).toEqual({ status: 422, code: 'access.second-factor-enrolled' });
  });

  it('is asked for at sign-in, after the password, and a used code is used up', async () => {
    expect(problem(await withCode('team1.member', undefined, 'wrong'))).toEqual({ status: 401, code: 'access.sign-in-failed' });
    expect(problem(await withCode('team1.member'))).toEqual({ status: 401, code: 'access.code-missing' });
    expect(problem(await withCode('team1.member', codeNow(secret)))).toEqual({ status: 401, code: 'access.code-wrong' });
    const next = codeNow(secret, 1);
    const [first, second] = await Promise.all([withCode('team1.member', next), withCode('team1.member', next)]);
    expect([first.status, second.status].sort()).toEqual([201, 401]);
    expect(problem(await withCode('team1.member', next))).toEqual({ status: 401, code: 'access.code-wrong' });
  });

  it('may be stood in for by a recovery code, once', async () => {
    const code = String(recovery[3]);
    const reply = await withCode('team1.member', code.toUpperCase().replaceAll('-', ' '));
    expect(reply.status).toBe(201);
    expect((await clientOf(spec.url, cookieOf(reply)).get('/api/v1/me/second-factor')).body).toMatchObject({ recoveryCodes: 9 });
    expect(problem(await withCode('team1.member', code))).toEqual({ status: 401, code: 'access.code-wrong' });
  });

  it('guessed too often locks the account, and the system officer opens it again', async () => {
    await enrol(await signIn(spec.url, 'team2.member'));
    for (let attempt = 1; attempt <= 5; attempt++) expect(problem(await withCode('team2.member', '000000'))).toEqual({ status: 401, code: 'access.code-wrong' });
    const locked = await withCode('team2.member', '000000');
    expect({ ...problem(locked), wait: Number(locked.headers.get('retry-after')) > 800 }).toEqual({ status: 429, code: 'access.locked', wait: true });
    expect((await sysadmin.get('/api/v1/accounts?limit=100')).body['items']).toContainEqual(expect.objectContaining({ name: 'team2.member', lockedUntil: expect.stringMatching(/^20.*Z$/) }));
    expect((await sysadmin.post('/api/v1/accounts/team2.member/unlock', {})).status).toBe(201);
    expect(problem(await withCode('team2.member'))).toEqual({ status: 401, code: 'access.code-missing' });
  });

  it('lies in the database sealed, and nowhere in the log of the server', async () => {
    const stored = JSON.stringify(await spec.access.query('select * from access.second_factors')) + JSON.stringify(await spec.access.query('select encode(code_hash, \'escape\') from access.recovery_codes'));
    for (const told of [secret, ...recovery]) expect(stored).not.toContain(told);
    expect(spec.logged.join('')).not.toContain(secret);
  });

  it('is put aside with the password, and recorded from first to last', async () => {
    const member = clientOf(spec.url, cookieOf(await withCode('team1.member', String(recovery[5]))));
    expect(problem(await member.post('/api/v1/me/second-factor/removal', { password: 'wrong' }))).toEqual({ status: 401, code: 'access.sign-in-failed' });
    expect((await member.post('/api/v1/me/second-factor/removal', { password: PASSWORD })).status).toBe(201);
    expect((await trySignIn(spec.url, 'team1.member')).status).toBe(201);
    const { body } = await auditor.get('/api/v1/audit/access?account=team1.member&action=account&outcome=done');
    expect((body['items'] as { detail: object }[]).map(({ detail }) => detail)).toEqual([{ secondFactor: 'removed' }, { secondFactor: 'enrolled' }]);
  });
});

describe('a role that must have a second factor', () => {
  it('is named by the security officer alone', async () => {
    for (const client of [sysadmin, auditor]) expect(problem(await client.post('/api/v1/security/second-factor-roles', { roles: ['auditor'] }))).toEqual({ status: 403, code: 'access.forbidden' });
    expect((await secadmin.post('/api/v1/security/second-factor-roles', { roles: ['verifier', 'verifier'] })).body).toEqual({ roles: ['verifier'] });
    expect((await secadmin.get('/api/v1/security/second-factor-roles')).body).toEqual({ roles: ['verifier'] });
  });

  it('signs in and can do nothing but enrol, and then everything that is its own', async () => {
    const verifier = await signIn(spec.url, 'verifier');
    expect((await verifier.get('/api/v1/me')).body).toMatchObject({ factorMissing: true, allowed: [] });
    expect(problem(await verifier.get('/api/v1/units'))).toEqual({ status: 403, code: 'access.second-factor-missing' });
    await enrol(verifier);
    // A session is read at most a second late.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await verifier.get('/api/v1/me')).body).toMatchObject({ factorMissing: false, allowed: expect.arrayContaining(['delivery.verify']) });
    expect(problem(await verifier.post('/api/v1/me/second-factor/removal', { password: PASSWORD }))).toEqual({ status: 422, code: 'access.second-factor-required' });
  });

  it('has a lost one reset by the security officer, never by the system officer nor by oneself', async () => {
    const verifier = await signIn(spec.url, 'verifier').catch(() => undefined);
    expect(verifier).toBeUndefined();
    expect(problem(await sysadmin.post('/api/v1/security/second-factors/verifier/reset', {}))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(problem(await secadmin.post('/api/v1/security/second-factors/secadmin/reset', {}))).toEqual({ status: 403, code: 'access.own-account' });
    expect(problem(await secadmin.post('/api/v1/security/second-factors/office/reset', {}))).toEqual({ status: 404, code: 'access.second-factor-none' });
    expect((await secadmin.post('/api/v1/security/second-factors/verifier/reset', {})).status).toBe(201);
    expect((await (await signIn(spec.url, 'verifier')).get('/api/v1/me')).body).toMatchObject({ factorMissing: true });
  });
});

describe('a password', () => {
  it('is changed by its owner, who goes on while all else of theirs ends', async () => {
    const [here, elsewhere] = [await signIn(spec.url, 'squad03.member'), await signIn(spec.url, 'squad03.member')];
    expect(problem(await here.post('/api/v1/me/password', { current: 'wrong', password: 'a new password' }))).toEqual({ status: 401, code: 'access.sign-in-failed' });
    expect(problem(await here.post('/api/v1/me/password', { current: PASSWORD, password: 'short' }))).toEqual({ status: 400, code: 'wire.malformed' });
    expect((await here.post('/api/v1/me/password', { current: PASSWORD, password: 'a new password' })).status).toBe(201);
    expect((await here.get('/api/v1/me')).status).toBe(200);
    expect((await elsewhere.get('/api/v1/me')).status).toBe(401);
    expect((await trySignIn(spec.url, 'squad03.member')).status).toBe(401);
    expect((await trySignIn(spec.url, 'squad03.member', 'a new password')).status).toBe(201);
  });

  it('is reset by the system officer, and both are in the access log', async () => {
    expect((await sysadmin.post('/api/v1/accounts/squad03.member/password', { password: 'the third one' })).status).toBe(201);
    expect((await trySignIn(spec.url, 'squad03.member', 'the third one')).status).toBe(201);
    const { body } = await auditor.get('/api/v1/audit/access?action=account&outcome=done&limit=2');
    expect(body['items']).toEqual([expect.objectContaining({ account: 'sysadmin', subject: 'squad03.member', detail: { password: 'set' } }), expect.objectContaining({ account: 'squad03.member', detail: { password: 'changed' } })]);
  });
});

describe('limits that are set', () => {
  it('end a session sooner, and lock an account and an address sooner; the address is opened by the system officer', async () => {
    const strict = await startSpecApi({ SESSION_IDLE_MINUTES: '5', SESSION_ABSOLUTE_HOURS: '1', SIGN_IN_FAILURES: '2', SIGN_IN_ADDRESS_FAILURES: '5', SIGN_IN_LOCK_MINUTES: '3' });
    try {
      const [idle, old, officer] = [await signIn(strict.url, 'office'), await signIn(strict.url, 'leader'), await signIn(strict.url, 'sysadmin')];
      await strict.access.query(`update access.sessions set last_seen_at = now() - interval '6 minutes' where account = 'office'`);
      await strict.access.query(`update access.sessions set created_at = now() - interval '61 minutes' where account = 'leader'`);
      expect([problem(await idle.get('/api/v1/me')), problem(await old.get('/api/v1/me'))]).toEqual([{ status: 401, code: 'access.session-ended' }, { status: 401, code: 'access.session-ended' }]);
      for (const attempt of ['access.sign-in-failed', 'access.sign-in-failed', 'access.locked']) expect((await trySignIn(strict.url, 'finance', 'wrong')).body['code']).toBe(attempt);
      for (const account of ['a1', 'a2', 'a3']) expect((await trySignIn(strict.url, account, 'wrong')).body['code']).toBe('access.sign-in-failed');
      const locked = await trySignIn(strict.url, 'legal', PASSWORD, { 'accept-language': 'en' });
      const seconds = Number(locked.headers.get('retry-after'));
      expect({ ...problem(locked), title: locked.body['title'], soon: seconds > 100 && seconds <= 180 }).toEqual({ status: 429, code: 'access.address-locked', title: `Too many failed sign-ins from this address; try again in ${seconds} seconds`, soon: true });
      expect(JSON.stringify(await strict.access.query('select * from access.address_failures'))).not.toContain('127.0.0.1');
      expect((await officer.post('/api/v1/accounts/address-unlock', { address: '127.0.0.1' })).status).toBe(201);
      expect((await trySignIn(strict.url, 'legal')).status).toBe(201);
    } finally {
      await strict.stop();
    }
  });
});
