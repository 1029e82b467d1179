import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { done, eventually, filing, negotiation } from '../journeys/script.ts';
import { send } from '../support/client.ts';
import { query } from '../support/embedded-program.ts';
import { type Product, startProduct } from '../support/product.ts';

jest.setTimeout(180_000);

/** What must be in no log: a name, a number, a free text, in Latin letters too, which errors like to quote. */
const NAME = '欧阳震华';
const PHONE = '13987654321';
const NOTE = '对方要求价格保密勿外传';
const LATIN = 'Confidential-Call-Bob-Tomorrow';
const PLANTED = [NAME, PHONE, NOTE, LATIN];

/** Every form in which a planted text could come out again. */
const forms = PLANTED.flatMap((text) => [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), Buffer.from(text).toString('base64').replace(/=+$/, ''), Buffer.from(text).toString('hex'), [...text].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')]);

let product: Product;
const all = `${NAME} ${PHONE} ${NOTE} ${LATIN}`;
const inQuery = `note=${encodeURIComponent(all)}&limit=${LATIN}&from=${LATIN}&known=${LATIN}&after=${PHONE}000&cursor=${LATIN}`;

beforeAll(async () => {
  product = await startProduct({ LOG_LEVEL: 'trace' });
}, 120_000);
afterAll(() => product?.stop());

type Route = { readonly path: string; readonly method: string };

async function routes(): Promise<readonly Route[]> {
  const { body } = await send(product.url, '/api/openapi.json');
  return Object.entries(body['paths'] as Record<string, object>).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })));
}

/** One route asked in every wrong way: with planted parameters, queries, bodies that fit nothing, and bodies that are no JSON. */
async function pester({ path, method }: Route, cookie: string): Promise<readonly number[]> {
  const filled = [(_: string) => encodeURIComponent(LATIN), (_: string) => encodeURIComponent(NAME), (_: string) => '00000000-0000-4000-8000-000000000000'].map((fill) => path.replace(/\{\w+\}/g, fill));
  const headers = { cookie, 'content-type': 'application/json', 'user-agent': all.replace(/[^\x20-\x7e]/g, ''), 'if-match': '"0"' };
  const bodies = method === 'GET' ? [undefined] : [JSON.stringify({ name: NAME, phone: PHONE, text: NOTE, note: LATIN, contact: { name: NAME, phone: PHONE }, occurredOn: LATIN }), `{"text": ${NOTE} ${LATIN}`, JSON.stringify({ text: `${NOTE}\u0000${LATIN}`, reason: NOTE, lateReason: LATIN }), JSON.stringify(NAME)];
  const asked = filled.flatMap((where) => bodies.map((body, n) => send(product.url, `${where}?${inQuery}`, { method, headers: { ...headers, 'idempotency-key': `silence-${n}-${path}-${where.length}`.replace(/[^\x21-\x7e]/g, '') }, ...(body === undefined ? {} : { body }), signal: AbortSignal.timeout(10_000) }).then(({ status }) => status, () => 0)));
  return Promise.all(asked);
}

const quiet = { investor: `示例${NAME}科技`, title: `${NOTE}项目` };

describe('the logs of api and worker, at their most talkative', () => {
  it('tell one line of every command and job: what, for which request, how it ended, how long it took', async () => {
    const correlation = 'spec-of-silence-0001';
    const lead = done(await product.as('nm.member').post('/leads', filing(quiet, { contact: { name: NAME, phone: PHONE }, content: NOTE }), { correlation }));
    await product.as('he.lead').post(`/leads/${lead.id}/withdrawal`, { reason: NOTE, text: NOTE });
    await eventually(async () => product.worker.said.filter((line) => line.includes('"msg":"job"')).length, (jobs) => jobs > 0, 30_000);
    const lines = (said: readonly string[], msg: string) => said.filter((line) => line.includes(`"msg":"${msg}"`)).map((line) => JSON.parse(line) as Record<string, unknown>);
    const commands = lines(product.api.said, 'command');
    expect(commands.filter(({ command }) => command === 'RegisterLead')).toEqual([{ level: 'info', time: expect.any(String), correlationId: correlation, command: 'RegisterLead', outcome: 'done', ms: expect.any(Number), msg: 'command' }]);
    expect(lines(product.worker.said, 'job')[0]).toMatchObject({ job: 'protection.expire', outcome: 'done', ms: expect.any(Number), lateMs: expect.any(Number), correlationId: expect.stringContaining('protection.expire') });
  });

  it('say nothing of what was typed, whatever is asked wrongly of whichever route', async () => {
    await negotiation(product, 'nm', { investor: `示例${LATIN}`, title: NOTE });
    const cookies = [await product.as('office').cookie(), await product.as('nm.member').cookie()];
    const everything = (await routes()).filter(({ path, method }) => !(path.endsWith('/stream') || (path.endsWith('/session') && method === 'DELETE')));
    expect(everything.length).toBeGreaterThan(40);
    const statuses: number[] = [];
    for (const route of everything) for (const cookie of cookies) statuses.push(...await pester(route, cookie));
    expect(statuses.length).toBeGreaterThan(500);
    await send(product.url, '/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account: LATIN, password: NOTE }) });
    expect(heard()).toEqual([]);
  });

  it('nor when everything breaks beneath them: tables gone, values refused by the database, errors that quote', async () => {
    const { databaseUrl, api } = product;
    const [{ schema_name: schema } = { schema_name: '' }] = await query<{ schema_name: string }>(databaseUrl, 'select schema_name from read_side.pointer');
    const member = product.as('nm.member');
    await query(databaseUrl, `create function public.quote() returns trigger language plpgsql as $$ begin raise exception '%', '${all}' using errcode = '23514'; end $$`);
    await query(databaseUrl, 'create trigger quote before insert on log.events for each row execute function public.quote()');
    const refused = await member.post('/leads', filing(quiet, { contact: { name: NAME, phone: PHONE } }));
    await query(databaseUrl, 'drop trigger quote on log.events');
    await query(databaseUrl, `alter table ${schema}.cards rename to cards_away`);
    const broken = await member.get('/units/nm/pipeline');
    const searched = await member.get(`/leads?text=${encodeURIComponent(NAME)}&q=${encodeURIComponent(NAME)}&phone=${PHONE}`);
    await query(databaseUrl, `alter table ${schema}.cards_away rename to cards`);
    expect([refused.status, broken.status]).toEqual([500, 500]);
    expect(searched.status).toBeGreaterThanOrEqual(400);
    expect(api.said.filter((line) => line.includes('"msg":"request failed"')).length).toBeGreaterThanOrEqual(2);
    expect(heard()).toEqual([]);
  });
});

/** Lines of either process that hold a planted text in any form. */
function heard(): readonly string[] {
  return [...product.api.said, ...product.worker.said].filter((line) => forms.some((form) => line.includes(form)));
}
