import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Client } from '../support/client.ts';
import { faultsOfLog } from '../support/log.ts';
import { type Product, startProduct } from '../support/product.ts';
import { columnOn, daysAgo, done, eventually, filing, negotiation, paperOf, protectedLead, refusal, wan } from './script.ts';

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

describe('a merge of two filings that are one', () => {
  const firm = { investor: '示例合并装备有限公司', title: '精密减速器项目' };
  let survivor: string;
  let alias: string;
  let both: number;
  let merged: number;
  const columns = async (account: string, board: string): Promise<(string | undefined)[]> => [await columnOn(as(account), board, survivor), await columnOn(as(account), board, alias)];
  const historyOf = async (account: string, query = ''): Promise<{ type: string; data: Record<string, unknown> }[]> => (await as(account).get(`/leads/${survivor}/history${query}`)).body['events'] as { type: string; data: Record<string, unknown> }[];

  it('takes the alias off every board from then on; as of before, both stand', async () => {
    survivor = await protectedLead(product, 'nm', firm, 15);
    alias = done(await as('he.member').post('/leads', filing({ ...firm, title: '精密减速器制造基地' }))).id;
    both = done(await as('he.member').post(`/leads/${alias}/follow-ups`, { kind: 'call', twoWay: true, participants: 2, summary: '电话里谈到用地' })).position;
    const body = { into: survivor, credit: { survivor: 70, alias: 30 }, reason: '同一投资方、同一内容' };
    expect(refusal(await as('nm.lead').post(`/leads/${alias}/merge`, body, { ifMatch: '"0"' }))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(refusal(await as('office').postAt(`/leads/${survivor}`, `/leads/${survivor}/merge`, { ...body, into: alias }))).toEqual({ status: 422, code: 'merge.alias-protected' });
    merged = done(await as('office').postAt(`/leads/${alias}`, `/leads/${alias}/merge`, body)).position;
    expect(await columns('office', `/pipeline?after=${merged}`)).toEqual(['protected', undefined]);
    expect(await columns('office', `/pipeline?known=${both}`)).toEqual(['protected', 'registered']);
    const { changes } = (await as('office').get(`/pipeline/changes?from=${both}&to=${merged}`)).body as { changes: { id: string; kinds: string[] }[] };
    expect(changes).toContainEqual(expect.objectContaining({ id: alias, kinds: ['merged'] }));
  });

  it('shows the alias’s follow-ups and history with the survivor’s, and points from the one to the other', async () => {
    expect(JSON.stringify(await historyOf('nm.member', `?after=${merged}`))).toContain('电话里谈到用地');
    expect(JSON.stringify(await historyOf('nm.member', `?known=${both}`))).not.toContain('电话里谈到用地');
    expect((await as('nm.member').get(`/leads/${survivor}/contacts`)).body['entries']).toContainEqual(expect.objectContaining({ alias, data: expect.objectContaining({ summary: { text: '电话里谈到用地' } }) }));
    expect((await as('he.member').get(`/leads/${alias}`)).body).toMatchObject({ status: 'merged', mergedInto: survivor, allowed: ['CommentOnLead'] });
    expect((await as('nm.member').get(`/leads/${survivor}`)).body).toMatchObject({ aliases: [{ alias, units: { survivor: 'nm', alias: 'he' }, credit: { survivor: 70, alias: 30 } }] });
    expect(refusal(await as('he.lead').postAt(`/leads/${alias}`, `/leads/${alias}/withdrawal`, { code: 'other' }))).toEqual({ status: 422, code: 'lead.merged' });
    expect(((await as('he.member').get('/leads?limit=100')).body['items'] as { id: string }[]).map(({ id }) => id)).not.toContain(alias);
  });

  it('is reverted whole: the alias stands again where it stood, and takes its follow-ups back', async () => {
    const { position } = done(await as('office').postAt(`/leads/${alias}`, `/leads/${alias}/merge/reversion`, { reason: '经核实为两个项目' }));
    expect(await columns('office', `/pipeline?after=${position}`)).toEqual(['protected', 'registered']);
    expect(await columns('office', `/pipeline?known=${merged}`)).toEqual(['protected', undefined]);
    expect(JSON.stringify(await historyOf('nm.member', `?after=${position}`))).not.toContain('电话里谈到用地');
    expect((await as('nm.member').get(`/leads/${survivor}`)).body).toMatchObject({ aliases: [] });
    expect((await as('he.member').get(`/leads/${alias}`)).body).toMatchObject({ status: 'registered', mergedInto: null });
  });

  it('is refused under a dispute', async () => {
    done(await as('he.lead').post(`/leads/${alias}/dispute`, { against: { unit: 'nm' }, grounds: '同一项目，我方在先' }));
    expect(refusal(await as('office').postAt(`/leads/${alias}`, `/leads/${alias}/merge`, { into: survivor, credit: { survivor: 100, alias: 0 }, reason: '同一项目' }))).toEqual({ status: 422, code: 'merge.survivor-disputed' });
    done(await as('office').post(`/leads/${survivor}/arbitration`, { outcome: 'shared', credit: { holder: 80, claimant: 20 }, reasons: '双方均有投入' }));
    expect(await columnOn(as('nm.member'), '/units/nm/pipeline', survivor)).toBe('protected');
  });
});

describe('a filing older than the system', () => {
  const firm = { investor: '示例旧账医药有限公司', title: '原料药项目' };

  it('goes first by an act of the office that both sides read, with evidence and who was heard', async () => {
    const first = done(await as('nm.member').post('/leads', filing(firm, { occurredOn: daysAgo(10) }))).id;
    const older = done(await as('yy.member').post('/leads', filing(firm, { occurredOn: daysAgo(5) }))).id;
    done(await as('office').postAt(`/leads/${older}`, `/leads/${older}/triage`, { outcome: 'accept' }));
    expect(refusal(await as('office').post(`/leads/${older}/protection`, {}))).toEqual({ status: 422, code: 'claim.earlier-filing-open' });
    const paper = (await paperOf(as('office'), '纸质台账第十二页')).documentId;
    const body = { filedOn: daysAgo(200), evidence: [paper], heard: [{ unit: 'nm', on: daysAgo(2) }, { unit: 'yy', on: daysAgo(1) }], precedes: [first], grounds: '纸质台账登记在先' };
    expect(refusal(await as('yy.lead').post(`/leads/${older}/prior-filing`, body))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(refusal(await as('office').post(`/leads/${older}/prior-filing`, { ...body, heard: body.heard.slice(0, 1) }))).toEqual({ status: 422, code: 'prior.not-heard' });
    done(await as('office').post(`/leads/${older}/prior-filing`, body));
    for (const [account, lead, side] of [['nm.member', first, 'after'], ['yy.member', older, 'first']] as const) {
      const { body: told, text } = await as(account).get(`/leads/${lead}/prior-filings`);
      expect(told['recognised']).toMatchObject([{ side, unit: 'yy', filedOn: daysAgo(200), heard: body.heard, precedes: ['nm'], grounds: { text: '纸质台账登记在先' } }]);
      expect(text).not.toContain(lead === first ? older : first);
      expect((await as(account).get(`/leads/${lead}/prior-filings/documents/${paper}`)).status).toBe(200);
    }
    expect(refusal(await as('he.member').get(`/leads/${first}/prior-filings`))).toEqual({ status: 404, code: 'lead.unknown' });
    done(await as('office').post(`/leads/${older}/protection`, {}));
  });
});

describe('a lead that was turned down', () => {
  it('is reopened with a reason in a new cycle, its history kept and its way by referrals shown', async () => {
    const id = done(await as('nm.member').post('/leads', filing({ investor: '示例重启信息有限公司', title: '数据中心项目' }, { occurredOn: daysAgo(9) }))).id;
    done(await as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { outcome: 'refer', unit: 'xx', text: '属信息技术', occurredOn: daysAgo(8) }));
    const { position } = done(await as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { outcome: 'reject', code: 'below-standard', text: '强度不足', occurredOn: daysAgo(7) }));
    expect(refusal(await as('nm.lead').post(`/leads/${id}/reopening`, { reason: '增资' }, { ifMatch: '"2"' }))).toEqual({ status: 404, code: 'lead.unknown' });
    const reopened = done(await as('xx.lead').postAt(`/leads/${id}`, `/leads/${id}/reopening`, { reason: '投资方追加投资' }));
    expect(await columnOn(as('xx.member'), `/units/xx/pipeline?after=${reopened.position}`, id)).toBe('registered');
    expect(await columnOn(as('xx.member'), `/units/xx/pipeline?known=${position}`, id)).toBe('closed');
    expect((await as('xx.member').get(`/leads/${id}`)).body).toMatchObject({ status: 'registered', cycle: 2, referrals: [{ from: 'nm', to: 'xx', reason: { text: '属信息技术' } }] });
    const { events } = (await as('xx.member').get(`/leads/${id}/history?after=${reopened.position}`)).body as { events: { type: string }[] };
    expect(events.map(({ type }) => type).filter((type) => type.startsWith('Lead'))).toEqual(['LeadRegistered', 'LeadTriaged', 'LeadTriaged', 'LeadReopened']);
    done(await as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { outcome: 'accept' }));
    done(await as('office').post(`/leads/${id}/protection`, {}));
  });
});

describe('a second deal of one lead', () => {
  it('has an id, a card and an amount of its own, and is named on the timeline of the lead', async () => {
    const id = await negotiation(product, 'nm', { investor: '示例二期装备有限公司', title: '一期总装项目' }, 20);
    const { position } = done(await as('nm.member').postAt(`/leads/${id}`, `/leads/${id}/deals`, { title: '二期研发中心', content: '建设研发中心', estimate: wan(8_000) }));
    const [{ id: further }] = (await as('nm.member').get(`/leads/${id}`)).body['deals'] as [{ id: string }];
    const opened = await eventually(() => columnOn(as('nm.member'), `/units/nm/pipeline?after=${position}`, further), (column) => column !== undefined);
    expect([opened, await columnOn(as('nm.member'), '/units/nm/pipeline', id)]).toEqual(['negotiating', 'negotiating']);
    expect((await as('nm.member').get(`/deals/${further}`)).body).toMatchObject({ leadId: id, title: '二期研发中心', amount: wan(8_000) });
    expect(((await as('nm.member').get('/deals?limit=100&q=二期')).body['items'] as { id: string; investor: string }[])).toEqual(expect.arrayContaining([expect.objectContaining({ id: further, investor: '示例二期装备有限公司' })]));
    expect(JSON.stringify((await as('nm.member').get(`/leads/${id}/history?after=${position}`)).body)).toContain('二期研发中心');
    const lost = done(await as('nm.lead').postAt(`/deals/${further}`, `/deals/${further}/loss`, { code: 'land' })).position;
    expect((await as('nm.member').get(`/leads/${id}`)).body).toMatchObject({ status: 'negotiating' });
    expect(((await as('nm.member').get(`/deals?limit=100&after=${lost}`)).body['items'] as { id: string; stage: string }[])).toEqual(expect.arrayContaining([expect.objectContaining({ id: further, stage: 'closed' }), expect.objectContaining({ id, stage: 'negotiating' })]));
    expect(refusal(await as('nm.member').postAt(`/leads/${id}`, `/leads/${id}/deals`, { title: '二期研发中心', content: '重复' }))).toEqual({ status: 422, code: 'lead.deal-named-already' });
  });
});

describe('the pool', () => {
  it('does not give a lead back to who held it within the cool-down; the office may assign it', async () => {
    const id = await protectedLead(product, 'nm', { investor: '示例公海材料有限公司', title: '再生材料项目' }, 6);
    done(await as('office').post(`/leads/${id}/protection/release`, { code: 'no-progress' }));
    expect(refusal(await as('nm.lead').postAt(`/leads/${id}`, `/leads/${id}/taking`, {}))).toEqual({ status: 422, code: 'pool.cooling-down' });
    const { position } = done(await as('office').postAt(`/leads/${id}`, `/leads/${id}/taking`, { unit: 'nm' }));
    expect(await columnOn(as('nm.member'), `/units/nm/pipeline?after=${position}`, id)).toBe('triaged');
  });
});

describe('an offer that was declined', () => {
  it('is closed again to whom it was made, also in a list as of the days on which it stood', async () => {
    const id = await protectedLead(product, 'nm', { investor: '示例流转设备有限公司', title: '输送设备项目' }, 8);
    const { position } = done(await as('nm.lead').postAt(`/leads/${id}`, `/leads/${id}/transfer`, { to: 'he', credit: { from: 50, to: 50 } }));
    const offered = async (query: string): Promise<string[]> => ((await as('he.lead').get(`/leads?offeredTo=he&${query}`)).body['items'] as { id: string }[]).map((lead) => lead.id);
    expect(await offered(`after=${position}`)).toEqual([id]);
    expect(await offered(`known=${position}`)).toEqual([id]);
    const declined = done(await as('he.lead').postAt(`/leads/${id}`, `/leads/${id}/transfer/decline`, { reason: '人手不足' })).position;
    expect(await offered(`after=${declined}`)).toEqual([]);
    expect(await offered(`known=${position}`)).toEqual([]);
    expect(((await as('nm.lead').get(`/leads?known=${position}&limit=100`)).body['items'] as { id: string }[]).map((lead) => lead.id)).toContain(id);
  });
});

describe('the log of all this', () => {
  it('has no fault, and every reaction is made', async () => {
    expect(await eventually(async () => faultsOfLog(await product.log()), (faults) => faults.length === 0)).toEqual([]);
  });
});
