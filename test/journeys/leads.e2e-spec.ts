import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Client } from '../support/client.ts';
import { faultsOfLog } from '../support/log.ts';
import { type Product, startProduct } from '../support/product.ts';
import { columnOn, daysAgo, done, eventually, filing, paperOf, protectedLead, refusal } from './script.ts';

jest.setTimeout(60_000);

let product: Product;
let as: (account: string) => Client;

beforeAll(async () => {
  product = await startProduct();
  as = product.as;
}, 120_000);

afterAll(() => product?.stop());

/** The disputes one may read from a lead. */
const disputesOf = async (account: string, lead: string): Promise<Record<string, unknown>[]> => (await as(account).get(`/leads/${lead}/disputes`)).body['disputes'] as Record<string, unknown>[];

describe('a dispute over who was first', () => {
  const firm = { investor: '示例争议新材料有限公司', title: '高性能纤维项目' };
  let held: string;
  let own: string;
  let dispute: string;
  let paper: string;
  let before: number;

  it('is raised by another team on its own filing, without being told whose lead it claims', async () => {
    held = await protectedLead(product, 'nm', firm, 20);
    own = done(await as('yy.member').post('/leads', filing(firm, { occurredOn: daysAgo(18), contact: { name: '李四光', phone: '13900139000' } }))).id;
    paper = (await paperOf(as('yy.lead'), '会议纪要：我方已于上月接触')).documentId;
    expect(refusal(await as('yy.member').post(`/leads/${own}/dispute`, { grounds: '我方先接触' }))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(refusal(await as('yy.lead').post(`/leads/${held}/dispute`, { grounds: '我方先接触' }))).toEqual({ status: 404, code: 'lead.unknown' });
    expect((await as('yy.lead').get(`/leads/${own}`)).body['allowed']).toContain('DisputeLead');
    const raised = await as('yy.lead').post(`/leads/${own}/dispute`, { grounds: '我方先接触投资方，附会议纪要', evidence: [paper] });
    expect(raised.text).not.toContain(held);
    done(raised);
    before = done(await as('nm.member').post(`/leads/${held}/comments`, { text: '照常跟进' })).position;
    [dispute] = (await disputesOf('yy.lead', own)).map(({ id }) => String(id)) as [string];
    expect(refusal(await as('yy.lead').post(`/leads/${own}/dispute`, { grounds: '再次' }))).toEqual({ status: 422, code: 'dispute.already-open' });
  });

  it('is read by both teams and by nobody else; neither learns what the other’s lead says', async () => {
    expect(await disputesOf('yy.member', own)).toMatchObject([{ side: 'claimant', open: true, leadId: null, holder: 'nm', claimant: { unit: 'yy' }, grounds: { text: '我方先接触投资方，附会议纪要' }, evidence: [{ documentId: paper }] }]);
    expect(await disputesOf('nm.member', held)).toMatchObject([{ side: 'holder', open: true, leadId: held, claimant: { unit: 'yy' } }]);
    expect(JSON.stringify(await disputesOf('nm.member', held))).not.toContain(own);
    expect(refusal(await as('he.lead').get(`/leads/${held}/disputes`))).toEqual({ status: 404, code: 'lead.unknown' });
    expect(refusal(await as('he.lead').get(`/leads/${own}/disputes/${dispute}/replay`))).toEqual({ status: 404, code: 'lead.unknown' });
    expect((await as('nm.member').get(`/leads/${held}/disputes/${dispute}/documents/${paper}`)).status).toBe(200);
    expect(refusal(await as('nm.member').get(`/leads/${own}`))).toEqual({ status: 404, code: 'lead.unknown' });
  });

  it('replays both filings side by side in the order of the log, and nothing of what they say', async () => {
    for (const [account, lead] of [['nm.member', held], ['yy.member', own], ['leader', held]] as const) {
      const { body, text } = await as(account).get(`/leads/${lead}/disputes/${dispute}/replay`);
      const events = body['events'] as { position: number; side: string; type: string; recordedAt: string }[];
      expect(body).toMatchObject({ first: 'holder', sides: { holder: { unit: 'nm' }, claimant: { unit: 'yy' } } });
      expect(events.map(({ position }) => position)).toEqual(events.map(({ position }) => position).toSorted((a, b) => a - b));
      expect(events.filter(({ type }) => type === 'FilingLodged').map(({ side }) => side)).toEqual(['holder', 'claimant']);
      expect(Object.keys(events[0]!).toSorted()).toEqual(['occurredOn', 'position', 'recordedAt', 'revision', 'side', 'stream', 'type', 'unit']);
      for (const said of ['张三丰', '李四光', '13800138000', '示例争议', '纤维', '接触', 'nm.member', 'yy.member']) expect(text).not.toContain(said);
    }
  });

  it('holds the lead where it is: no transfer, no protection for a third, no release', async () => {
    const third = done(await as('he.member').post('/leads', filing(firm))).id;
    done(await as('office').postAt(`/leads/${third}`, `/leads/${third}/triage`, { outcome: 'accept' }));
    expect(refusal(await as('office').post(`/leads/${third}/protection`, { overtakeReason: '投资方指定' }))).toEqual({ status: 422, code: 'claim.disputed' });
    expect(refusal(await as('nm.lead').postAt(`/leads/${held}`, `/leads/${held}/transfer`, { to: 'he', credit: { from: 50, to: 50 } }))).toEqual({ status: 422, code: 'lead.disputed' });
    expect(refusal(await as('nm.lead').postAt(`/leads/${held}`, `/leads/${held}/withdrawal`, { code: 'no-capacity' }))).toEqual({ status: 422, code: 'lead.disputed' });
    expect(refusal(await as('office').post(`/leads/${held}/protection/release`, { code: 'other' }))).toEqual({ status: 422, code: 'claim.disputed' });
    const { allowed } = (await as('office').get(`/leads/${held}`)).body as { allowed: string[] };
    expect(allowed).toContain('ArbitrateDispute');
    expect(allowed).not.toContain('OfferTransfer');
  });

  it('is decided by an arbiter of neither team; reasons are published to both, and the lead moves with its history', async () => {
    for (const account of ['nm.lead', 'yy.lead', 'auditor']) expect(refusal(await as(account).post(`/leads/${held}/arbitration`, { outcome: 'moved', reasons: '我说了算' }))).toEqual({ status: 403, code: 'access.forbidden' });
    const { position } = done(await as('leader').post(`/leads/${held}/arbitration`, { outcome: 'moved', reasons: '会议纪要早于报备' }));
    expect(await columnOn(as('yy.member'), `/units/yy/pipeline?after=${position}`, held)).toBe('protected');
    expect(await columnOn(as('nm.member'), `/units/nm/pipeline?after=${position}`, held)).toBeUndefined();
    expect(await columnOn(as('nm.member'), `/units/nm/pipeline?known=${before}`, held)).toBe('protected');
    expect((await as('yy.member').get(`/leads/${held}`)).body).toMatchObject({ unit: 'yy', column: 'protected', disputed: false });
    const told = (await as('yy.member').get(`/leads/${held}/history?after=${position}`)).body['events'] as { type: string; data: Record<string, unknown> }[];
    expect(told.map(({ type }) => type)).toEqual(expect.arrayContaining(['LeadRegistered', 'ProtectionGranted', 'CommentAdded', 'LeadDisputed', 'DisputeArbitrated', 'LeadReassigned']));
    for (const [account, lead] of [['nm.lead', held], ['yy.lead', own]] as const) {
      expect(await disputesOf(account, lead)).toMatchObject([{ open: false, ruling: { outcome: 'moved', reasons: { text: '会议纪要早于报备' }, account: 'leader' } }]);
      expect((await as(account).get(`/leads/${lead}/disputes/${dispute}/replay`)).status).toBe(200);
    }
    expect(refusal(await as('nm.lead').get(`/leads/${held}/history`))).toEqual({ status: 404, code: 'pipeline.unknown-case' });
  });
});

describe('the log of all this', () => {
  it('has no fault, and every reaction is made', async () => {
    expect(await eventually(async () => faultsOfLog(await product.log()), (faults) => faults.length === 0)).toEqual([]);
  });
});
