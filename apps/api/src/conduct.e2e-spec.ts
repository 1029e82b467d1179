import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Client, type Reply, signIn, type SpecApi, startSpecApi } from '../../../test/support/api.ts';
import { readLog } from '../../../test/support/log.ts';

jest.setTimeout(60_000);

let spec: SpecApi;
let member: Client;
let office: Client;
let auditor: Client;

beforeAll(async () => {
  spec = await startSpecApi();
  [member, office, auditor] = (await Promise.all(['nm.member', 'office', 'auditor'].map((account) => signIn(spec.url, account)))) as [Client, Client, Client];
});

afterAll(() => spec?.stop());

const SECRET = '配偶在该企业任职';
const problem = ({ status, body }: Reply) => ({ status, code: body['code'] });
const recused = { status: 403, code: 'conduct.interest-declared' };
const call = { kind: 'call', twoWay: true, participants: 2, summary: '电话联系' };
const lead = async (investor: string, title: string): Promise<string> => {
  const reply = await member.post('/api/v1/leads', { investor: { name: investor }, title, content: title, kind: 'capital', source: 'industry-chain', origin: '走访' });
  expect(reply.status).toBe(201);
  return String(reply.body['id']);
};
const enterpriseOf = async (id: string): Promise<string> => {
  const event = (await readLog(spec.databaseUrl)).find(({ type, stream }) => type === 'LeadRegistered' && stream === `lead-${id}`);
  return String((event?.data as { enterpriseId: string }).enterpriseId);
};

describe('a declared interest', () => {
  it('in a deal takes the person off its commands, and nobody else, and only off that one', async () => {
    const [one, other] = [await lead('示例甲企业', '甲项目'), await lead('示例乙企业', '乙项目')];
    expect((await member.post(`/api/v1/leads/${one}/follow-ups`, call)).status).toBe(201);
    expect((await member.post('/api/v1/conduct/interests', { about: { kind: 'deal', id: one }, relation: 'spouse', text: SECRET })).status).toBe(201);
    for (const path of ['follow-ups', 'comments', 'contacts/reveal', 'withdrawal', 'negotiation']) expect({ path, ...problem(await member.post(`/api/v1/leads/${one}/${path}`, call)) }).toEqual({ path, ...recused });
    expect(problem(await member.post(`/api/v1/deals/${one.toUpperCase()}/rounds`, {}))).toEqual(recused);
    expect((await member.get(`/api/v1/leads/${one}`)).status).toBe(200);
    expect((await member.post(`/api/v1/leads/${other}/follow-ups`, call)).status).toBe(201);
    expect((await (await signIn(spec.url, 'nm.lead')).post(`/api/v1/leads/${one}/follow-ups`, call)).status).toBe(201);
  });

  it('in a firm takes the person off all its deals, until it is withdrawn with a reason', async () => {
    const id = await lead('示例丙企业', '丙项目');
    const declared = await member.post('/api/v1/conduct/interests', { about: { kind: 'enterprise', id: await enterpriseOf(id) }, relation: 'own', text: '持有股份' });
    expect(declared.status).toBe(201);
    expect(problem(await member.post(`/api/v1/leads/${id}/follow-ups`, call))).toEqual(recused);
    const [{ id: declaration }] = (await member.get('/api/v1/conduct')).body['items'] as [{ id: string }];
    expect(problem(await office.post(`/api/v1/conduct/${declaration}/withdrawal`, { text: '代撤' }))).toEqual({ status: 422, code: 'conduct.declaration-unknown' });
    expect((await member.post(`/api/v1/conduct/${declaration}/withdrawal`, { text: '已全部转让' })).status).toBe(201);
    expect((await member.post(`/api/v1/leads/${id}/follow-ups`, call)).status).toBe(201);
  });

  it('goes with whom one acts for', async () => {
    const id = await lead('示例丁企业', '丁项目');
    const deputy = await signIn(spec.url, 'yy.member');
    const day = (days: number): string => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
    await member.post('/api/v1/delegations', { deputy: 'yy.member', from: day(0), until: day(1) });
    expect((await deputy.post(`/api/v1/leads/${id}/follow-ups`, call, { 'x-on-behalf-of': 'nm.member' })).status).toBe(201);
    await member.post('/api/v1/conduct/interests', { about: { kind: 'deal', id }, relation: 'child', text: '子女任职' });
    expect(problem(await deputy.post(`/api/v1/leads/${id}/follow-ups`, call, { 'x-on-behalf-of': 'nm.member' }))).toEqual(recused);
  });

  it('keeps a deal off the agenda that one would put it on', async () => {
    const id = await lead('示例戊企业', '戊项目');
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const { body } = await office.post('/api/v1/meetings', { kind: 'review', on: today, members: ['reviewer1', 'reviewer2', 'reviewer3', 'reviewer4', 'reviewer5'] });
    await office.post('/api/v1/conduct/interests', { about: { kind: 'deal', id }, relation: 'other', text: '同学' });
    expect(problem(await office.post(`/api/v1/meetings/${String(body['id'])}/items`, { dealId: id }))).toEqual(recused);
    expect(problem(await office.post('/api/v1/conduct/interests', { about: { kind: 'deal', id: 'x' }, relation: 'own', text: '无' }))).toEqual({ status: 400, code: 'wire.malformed' });
  });
});

describe('the conduct list', () => {
  it('is read by the person and the auditor alone, and the look of the auditor is recorded', async () => {
    await member.post('/api/v1/conduct/gifts', { receivedOn: '2026-01-02', valueFen: 30_000, handling: 'handed-in', text: '茶叶两盒' });
    const own = await member.get('/api/v1/conduct');
    expect(own.body['items']).toContainEqual(expect.objectContaining({ kind: 'gift', day: '2026-01-02', valueFen: 30_000, handling: 'handed-in', text: { text: '茶叶两盒' }, withdrawn: null }));
    expect(own.text).toContain(SECRET);
    for (const client of [office, await signIn(spec.url, 'nm.lead'), await signIn(spec.url, 'leader'), await signIn(spec.url, 'secadmin')]) {
      expect(problem(await client.get('/api/v1/conduct/all'))).toEqual({ status: 403, code: 'access.forbidden' });
      expect((await client.get('/api/v1/conduct')).text).not.toContain(SECRET);
    }
    const all = await auditor.get('/api/v1/conduct/all?limit=100');
    expect(all.body['items']).toContainEqual(expect.objectContaining({ account: 'nm.member', declarations: expect.arrayContaining([expect.objectContaining({ kind: 'interest', text: { text: SECRET } })]) }));
    expect((await auditor.get('/api/v1/audit/access?action=reveal&limit=1')).body['items']).toEqual([expect.objectContaining({ account: 'auditor', subject: 'conduct' })]);
  });

  it('lies in the log sealed, and is declared by nobody for another', async () => {
    expect(JSON.stringify(await readLog(spec.databaseUrl))).not.toContain(SECRET);
    expect(problem(await member.post('/api/v1/conduct/gifts', { receivedOn: '2026-01-02', handling: 'kept', text: '无', onBehalfOf: 'office' }))).toEqual({ status: 403, code: 'access.no-delegation' });
  });
});
