import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, type Reply, send, signIn, type SpecApi, startSpecApi } from '../../../test/support/api.ts';

jest.setTimeout(60_000);

let spec: SpecApi;
let office: Client;

beforeAll(async () => {
  const webRoot = await mkdtemp(join(tmpdir(), 'liuhen-web-'));
  await mkdir(join(webRoot, 'assets'));
  await Promise.all([writeFile(join(webRoot, 'index.html'), '<title>留痕</title>'), writeFile(join(webRoot, 'assets', 'app-1.js'), 'export {};')]);
  spec = await startSpecApi({ WEB_ROOT: webRoot });
  office = await signIn(spec.url, 'office');
  await office.post('/api/v1/units', { code: 'known', name: '已有', kind: 'alliance', from: '2026-01-01' });
});

afterAll(() => spec?.stop());

const unit = { code: 'hostile', name: '甲', kind: 'alliance' };
const raw = (body: string | Uint8Array<ArrayBuffer> | undefined, headers: Record<string, string> = {}, path = '/api/v1/units', method = 'POST') =>
  send(spec.url, path, { method, body, headers: { cookie: office.cookie, 'idempotency-key': 'hostile', 'content-type': 'application/json', ...headers } });
const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;

const hostile: readonly (readonly [string, number, string, () => Promise<Reply>])[] = [
  ['malformed JSON', 400, 'wire.malformed', () => raw('{"code":')],
  ['an empty body called JSON', 400, 'wire.malformed', () => raw('')],
  ['bytes that are no UTF-8', 400, 'wire.malformed', () => raw(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))],
  ['a list', 400, 'wire.malformed', () => raw('[]')],
  ['null', 400, 'wire.malformed', () => raw('null')],
  ['a number', 400, 'wire.malformed', () => raw('7')],
  ['a body over 1 MB', 413, 'wire.too-large', () => raw(JSON.stringify({ ...unit, name: 'x'.repeat(1_100_000) }))],
  ['deep nesting', 400, 'wire.malformed', () => raw(deep)],
  ['an unknown field', 400, 'wire.malformed', () => office.post('/api/v1/units', { ...unit, price: 1 })],
  ['a wrong type', 400, 'wire.malformed', () => office.post('/api/v1/units', { ...unit, name: 7 })],
  ['a value outside its list', 400, 'wire.malformed', () => office.post('/api/v1/units', { ...unit, kind: 'gang' })],
  ['a NUL', 400, 'wire.malformed', () => office.post('/api/v1/units', { ...unit, name: 'a\u0000b' })],
  ['a lone surrogate', 400, 'wire.malformed', () => raw('{"code":"hostile","kind":"alliance","name":"\\ud800"}')],
  ['a poisoned prototype', 400, 'wire.malformed', () => raw('{"code":"hostile","kind":"alliance","name":"x","__proto__":{"x":1}}')],
  ['a poisoned constructor', 400, 'wire.malformed', () => raw('{"code":"hostile","kind":"alliance","name":"x","constructor":{"prototype":{"x":1}}}')],
  ['a day that does not exist', 400, 'wire.malformed', () => office.post('/api/v1/units', { ...unit, from: '2026-02-30' })],
  ['a day to come', 422, 'wire.future-date', () => office.post('/api/v1/units', { ...unit, occurredOn: '2999-01-01' })],
  ['a late entry without a reason', 422, 'wire.late-reason-missing', () => office.post('/api/v1/units', { ...unit, occurredOn: '2020-01-01' })],
  ['no Idempotency-Key', 400, 'wire.idempotency-key-missing', () => send(spec.url, '/api/v1/units', { method: 'POST', body: JSON.stringify(unit), headers: { cookie: office.cookie, 'content-type': 'application/json', 'x-requested-with': 'x' } })],
  ['an endless Idempotency-Key', 400, 'wire.idempotency-key-malformed', () => office.post('/api/v1/units', unit, { 'idempotency-key': 'k'.repeat(201) })],
  ['no If-Match where it is needed', 428, 'wire.if-match-missing', () => office.post('/api/v1/units/known/rename', { name: '乙' })],
  ['an If-Match that is no revision', 400, 'wire.if-match-malformed', () => office.post('/api/v1/units/known/rename', { name: '乙' }, { 'if-match': 'W/"0"' })],
  ['an If-Match of another revision', 412, 'command.revision-moved', () => office.post('/api/v1/units/known/rename', { name: '乙' }, { 'if-match': '"7"' })],
  ['a code that is none', 404, 'organisation.unit-unknown', () => office.get('/api/v1/units/..%2f..%2fetc')],
  ['an id that is no uuid', 404, 'lead.unknown', () => office.get("/api/v1/leads/1'%20or%201=1")],
  ['an id of nothing', 404, 'lead.unknown', () => office.get('/api/v1/leads/0190a3c8-1b2c-7d3e-8f4a-5b6c7d8e9f00')],
  ['an unknown address', 404, 'wire.unknown-route', () => office.get('/api/v1/nothing')],
  ['an unknown address with a body', 404, 'wire.unknown-route', () => office.post('/api/v1/nothing', {})],
  ['a wrong method', 405, 'wire.method-not-allowed', () => raw('{}', {}, '/api/v1/units', 'PUT')],
  ['a wrong method for a form', 405, 'wire.method-not-allowed', () => send(spec.url, '/api/v1/me', { method: 'PATCH', headers: { cookie: office.cookie } })],
  ['a form', 415, 'wire.media-type', () => raw('code=x', { 'content-type': 'application/x-www-form-urlencoded' })],
  ['XML', 415, 'wire.media-type', () => raw('<unit/>', { 'content-type': 'application/xml' })],
  ['a media type that is none', 415, 'wire.media-type', () => raw('{}', { 'content-type': '///' })],
  ['an address that cannot be decoded', 400, 'wire.malformed', () => office.get('/api/v1/units/%E0%A4%A')],
  ['an endless path', 404, 'wire.unknown-route', () => office.get(`/api/v1/units/${'x'.repeat(2000)}`)],
  ['a limit beyond the cap', 400, 'wire.malformed', () => office.get('/api/v1/leads?limit=100000')],
  ['an unknown query parameter', 400, 'wire.malformed', () => office.get('/api/v1/leads?drop=table')],
];

describe('a hostile request', () => {
  it.each(hostile)('with %s is %d %s', async (_, status, code, request) => {
    const { body, headers, ...reply } = await request();
    expect({ status: reply.status, code: body['code'] }).toEqual({ status, code });
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ type: `/problems/${code}`, status, title: expect.stringMatching(/\p{Script=Han}/u), correlationId: expect.any(String) });
    expect(reply.text).not.toMatch(/node_modules|\.ts:|SELECT|select /);
  });

  it('names the place in the body that is wrong', async () => {
    const { body } = await office.post('/api/v1/units', { ...unit, name: 7 });
    expect((body['facts'] as { issues: { path: string }[] }).issues).toEqual([expect.objectContaining({ path: '/name' })]);
  });

  it('names the methods an address takes', async () => {
    expect((await raw('{}', {}, '/api/v1/units', 'PUT')).headers.get('allow')).toContain('POST');
  });

  it('that is no HTTP at all is closed without harm', async () => {
    const { port, hostname } = new URL(spec.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write('GET / HTTP/1.1\r\nHost: x\r\nBroken\u0000Header\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => { text += chunk.toString(); }).on('close', () => resolve(text));
    });
    expect(answer).toContain('400 Bad Request');
    expect((await send(spec.url, '/health/live')).status).toBe(200);
  });

  it('leaves nothing of what was typed in the log of the server', async () => {
    await office.post('/api/v1/units?note=%E5%BC%A0%E4%B8%89', { ...unit, name: '王五', price: 13800138000 });
    expect(spec.logged.join('')).not.toMatch(/张三|%E5%BC%A0|王五|13800138000|demo password/);
    expect(spec.logged.some((line) => line.includes('"route":"/api/v1/units"'))).toBe(true);
    expect(spec.logged.filter((line) => /request failed/.test(line))).toEqual([]);
  });
});

describe('an honest request', () => {
  it('is answered with an ETag, and answered alike when it is repeated', async () => {
    const first = await office.post('/api/v1/units', { ...unit, code: 'twice' }, { 'idempotency-key': 'once' });
    const again = await office.post('/api/v1/units', { ...unit, code: 'twice' }, { 'idempotency-key': 'once' });
    expect(first).toMatchObject({ status: 201, body: { id: 'twice', revision: 0, position: expect.any(Number) } });
    expect([first, again].map(({ headers }) => headers.get('etag'))).toEqual(['"0"', '"0"']);
    expect(again.body).toEqual(first.body);
    expect((await office.post('/api/v1/units', { ...unit, code: 'twice', name: '丙' }, { 'idempotency-key': 'once' })).body).toMatchObject({ status: 422, code: 'command.key-reused' });
  });

  it('goes on from the revision it has seen', async () => {
    await office.post('/api/v1/units', { ...unit, code: 'renamed', from: '2026-01-01' });
    const { headers } = await office.get('/api/v1/units/renamed');
    const renamed = await office.post('/api/v1/units/renamed/rename', { name: '乙' }, { 'if-match': headers.get('etag') ?? '' });
    expect(renamed).toMatchObject({ status: 201, body: { revision: 1 } });
    expect((await office.post('/api/v1/units/renamed/members', { account: 'team1.member', role: 'member' })).status).toBe(201);
    expect((await office.get('/api/v1/units/renamed')).body).toMatchObject({ revision: 2, names: [{ name: '甲' }, { name: '乙' }], members: [{ account: 'team1.member', until: null }] });
  });
});

describe('what is served beside the API', () => {
  it('health, at both of its addresses: without a worker the boards are not there yet, and that is said', async () => {
    const checks = expect.objectContaining({ log: expect.objectContaining({ status: 'ok' }), readSide: { status: 'unavailable', state: 'filling', position: 0, of: expect.any(Number) } });
    expect((await send(spec.url, '/health/ready')).body).toEqual({ status: 'unavailable', log: expect.any(Number), read: 0, checks });
    expect((await send(spec.url, '/api/v1/health/live')).body).toEqual({ status: 'ok' });
  });

  it('the OpenAPI document names every route, its body and its problems', async () => {
    const { body } = await send(spec.url, '/api/openapi.json');
    const paths = body['paths'] as Record<string, Record<string, { requestBody?: { content: Record<string, { schema: { properties: object } }> }; responses: object }>>;
    expect(body['openapi']).toBe('3.1.0');
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/v1/session', '/api/v1/leads', '/api/v1/units/{code}/rename', '/api/v1/audit/access']));
    const rename = paths['/api/v1/units/{code}/rename']?.['post'];
    expect(Object.keys(rename?.requestBody?.content['application/json']?.schema.properties ?? {})).toEqual(expect.arrayContaining(['name', 'occurredOn', 'onBehalfOf']));
    expect(rename?.responses).toMatchObject({ 201: expect.anything(), default: { content: { 'application/problem+json': expect.anything() } } });
  });

  it('a reader of it', async () => {
    const reader = await send(spec.url, '/api/docs');
    expect({ status: reader.status, html: reader.text }).toEqual({ status: 200, html: expect.stringContaining('swagger-ui') });
    expect((await send(spec.url, '/api/docs/swagger-ui-bundle.js')).status).toBe(200);
  });

  it('the web build, its pages by one page, its assets for good', async () => {
    const page = await send(spec.url, '/deals/17?tab=history');
    expect(page).toMatchObject({ status: 200, text: '<title>留痕</title>' });
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect((await send(spec.url, '/assets/app-1.js')).headers.get('cache-control')).toContain('immutable');
    expect((await send(spec.url, '/assets/app-2.js')).body).toMatchObject({ status: 404 });
    expect((await send(spec.url, '/..%2f..%2fpackage.json')).text).not.toContain('"liuhen"');
  });
});
