import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Client, Reply } from '../support/client.ts';
import { faultsOfLog } from '../support/log.ts';
import { type Product, startProduct } from '../support/product.ts';
import { columnOn, daysAgo, done, dossier, eventually, filing, negotiation, paperOf, type Paper, passed, protectedLead, refusal } from './script.ts';

jest.setTimeout(60_000);

let product: Product;
let as: (account: string) => Client;

beforeAll(async () => {
  product = await startProduct();
  as = product.as;
}, 120_000);

afterAll(() => product?.stop());

const BOARD = '/units/nm/pipeline';

describe('a project from its filing to the signed agreement', () => {
  let heldByOthers: string;
  let id: string;
  let paper: Paper;
  let filedAt: number;
  let decidedAt: number;
  let signedAt: number;
  let signing: object;
  const deal = (): string => `/deals/${id}`;

  it('begins with a filing by a member of the team', async () => {
    heldByOthers = await protectedLead(product, 'yy', { investor: '美国奥洛瑞集团', title: '医学影像设备项目' });
    const registered = await as('nm.member').post('/leads', filing({ investor: '美国奥洛瑞医疗科技有限公司', title: '医用高分子材料项目' }, { occurredOn: daysAgo(20) }));
    const { id: lead, revision, position } = done(registered);
    expect({ revision, etag: registered.etag }).toEqual({ revision: 0, etag: '"0"' });
    [id, filedAt] = [lead, position];
    expect(await columnOn(as('nm.member'), `${BOARD}?after=${position}`, id)).toBe('registered');
  });

  it('is warned of its duplicates: of another team’s only who holds it until when, of its own with the reasons', async () => {
    const { body } = await as('nm.member').get(`/leads/${id}/suggestions`);
    expect(body['suggestions']).toEqual([{ heldBy: 'yy', until: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }]);
    const again = done(await as('nm.member').post('/leads', filing({ investor: '美国奥洛瑞医疗有限公司', title: '一次性耗材项目' })));
    expect(await columnOn(as('nm.member'), `${BOARD}?after=${again.position}`, again.id)).toBe('registered');
    const own = (await as('nm.member').get(`/leads/${again.id}/suggestions`)).body['suggestions'] as Record<string, unknown>[];
    expect(own).toContainEqual(expect.objectContaining({ leadId: id, unit: 'nm', investor: '美国奥洛瑞医疗科技有限公司', reasons: expect.arrayContaining([expect.anything()]) }));
    expect(own.filter((suggestion) => suggestion['leadId'] === heldByOthers)).toEqual([]);
    expect(own).toContainEqual({ heldBy: 'yy', until: expect.any(String) });
    done(await as('nm.member').postAt(`/leads/${again.id}`, `/leads/${again.id}/withdrawal`, { code: 'filed-in-error' }));
  });

  it('is found again by the telephone number of its contact, under whatever name it is filed', async () => {
    const other = done(await as('nm.member').post('/leads', filing({ investor: '示例物流有限公司', title: '冷链仓储项目' }, { contact: { name: '李示例', phone: '+86 138-0013-8000' } })));
    const found = (await as('nm.member').get(`/leads/${other.id}/suggestions?after=${other.position}`)).body['suggestions'];
    expect(found).toContainEqual(expect.objectContaining({ leadId: id, reasons: expect.arrayContaining([expect.objectContaining({ code: 'same-contact' })]) }));
    const stranger = done(await as('nm.member').post('/leads', filing({ investor: '示例印刷有限公司', title: '包装印刷项目' }, { contact: { name: '王示例', phone: '13900001111' } })));
    const others = await as('nm.member').get(`/leads/${stranger.id}/suggestions?after=${stranger.position}`);
    expect(others.status).toBe(200);
    expect(JSON.stringify(others.body)).not.toContain('same-contact');
    for (const { id: lead } of [other, stranger]) done(await as('nm.member').postAt(`/leads/${lead}`, `/leads/${lead}/withdrawal`, { code: 'filed-in-error' }));
  });

  it('is hidden from other teams: no lead, no deal, no history, no board', async () => {
    expect(refusal(await as('yy.member').get(`/leads/${id}`))).toEqual({ status: 404, code: 'lead.unknown' });
    expect(refusal(await as('yy.lead').get(`/leads/${id}/suggestions`))).toEqual({ status: 404, code: 'lead.unknown' });
    expect(refusal(await as('yy.member').post(`/leads/${id}/follow-ups`, { kind: 'call', twoWay: true, participants: 1, summary: '打探' }))).toEqual({ status: 404, code: 'lead.unknown' });
    expect(refusal(await as('yy.member').get(`/leads/${id}/history`))).toEqual({ status: 404, code: 'pipeline.unknown-case' });
    expect(refusal(await as('yy.member').get(BOARD))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(((await as('yy.member').get('/leads?limit=100')).body['items'] as { id: string }[]).map((lead) => lead.id)).toEqual([heldByOthers]);
  });

  it('is triaged by the office at the revision it has read, and protected', async () => {
    const { etag } = await as('office').get(`/leads/${id}`);
    const accept = { outcome: 'accept', occurredOn: daysAgo(19) };
    expect(refusal(await as('nm.lead').post(`/leads/${id}/triage`, accept, { ifMatch: etag }))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(refusal(await as('office').post(`/leads/${id}/triage`, accept))).toEqual({ status: 428, code: 'wire.if-match-missing' });
    done(await as('office').post(`/leads/${id}/triage`, accept, { ifMatch: etag }));
    done(await as('office').post(`/leads/${id}/protection`, { occurredOn: daysAgo(19) }));
    expect((await as('nm.member').get(`/leads/${id}`)).body).toMatchObject({ column: 'protected', protection: { from: daysAgo(19) }, contact: { name: { text: '张**' }, phone: { text: '138****8000' } } });
  });

  it('shows its contact in full only on request', async () => {
    const reveal = await as('nm.member').post(`/leads/${id}/contacts/reveal`, {});
    expect({ status: reveal.status, body: reveal.body }).toEqual({ status: 200, body: { contact: expect.objectContaining({ phone: { text: '13800138000' } }) } });
  });

  it('is followed up and negotiated, once there was a two-way contact', async () => {
    const open = { needs: { landCentiMu: 12_000, energyTce: 8_000, workers: 300 }, occurredOn: daysAgo(17) };
    expect(refusal(await as('nm.member').postAt(`/leads/${id}`, `/leads/${id}/negotiation`, open))).toMatchObject({ status: 422, code: expect.stringMatching(/^lead\./) });
    done(await as('nm.member').post(`/leads/${id}/follow-ups`, { kind: 'hosted-visit', twoWay: true, participants: 6, summary: '对方总经理李四一行来访', nextStep: '送地块图', occurredOn: daysAgo(18) }));
    done(await as('nm.member').postAt(`/leads/${id}`, `/leads/${id}/negotiation`, open));
    done(await as('nm.member').post(`${deal()}/rounds`, { topics: [{ code: 'land', text: '一百二十亩' }], theirPosition: '希望供地一百二十亩', occurredOn: daysAgo(16) }));
    done(await as('nm.lead').post(`${deal()}/rounds`, { topics: [{ code: 'policy' }, { code: 'timetable' }], agreed: '一期先行', occurredOn: daysAgo(14) }));
    expect((await as('nm.member').get(deal())).body).toMatchObject({ column: 'negotiating', rounds: [expect.anything(), { data: { agreed: { text: '一期先行' } } }] });
  });

  it('is drafted by the member and submitted by the team lead, whole', async () => {
    paper = await paperOf(as('nm.member'), '甲方：示例高新区管委会 乙方：示例投资方');
    done(await as('nm.member').postAt(deal(), `${deal()}/drafts`, { kind: 'formal', ...paper, title: '投资协议', occurredOn: daysAgo(12) }));
    const submission = { ...dossier, occurredOn: daysAgo(10) };
    expect(refusal(await as('nm.member').postAt(deal(), `${deal()}/dossier`, submission))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(refusal(await as('nm.lead').postAt(deal(), `${deal()}/dossier`, { ...submission, land: undefined }))).toEqual({ status: 422, code: 'deal.requirements-missing' });
    done(await as('nm.lead').postAt(deal(), `${deal()}/dossier`, submission));
  });

  it('cannot be signed before both meetings, and the submitter neither reviews nor decides', async () => {
    const sign = { kind: 'formal', ...paper, occurredOn: daysAgo(2) };
    expect(refusal(await as('leader').postAt(deal(), `${deal()}/agreements`, sign))).toEqual({ status: 422, code: 'deal.review-not-passed' });
    expect(refusal(await as('nm.lead').postAt(deal(), `${deal()}/review`, passed))).toEqual({ status: 403, code: 'access.forbidden' });
    done(await as('office').postAt(deal(), `${deal()}/review`, { ...passed, occurredOn: daysAgo(7) }));
    expect(refusal(await as('leader').postAt(deal(), `${deal()}/agreements`, sign))).toEqual({ status: 422, code: 'deal.not-approved' });
    expect(refusal(await as('nm.lead').postAt(deal(), `${deal()}/agreements`, sign))).toEqual({ status: 403, code: 'access.forbidden' });
  });

  it('is decided by the leader with both clearances', async () => {
    const decision = { decision: 'approve', sha256: paper.sha256, legal: { by: 'legal', on: daysAgo(6) }, fairCompetition: { by: 'legal', on: daysAgo(5) }, occurredOn: daysAgo(4) };
    expect(refusal(await as('leader').postAt(deal(), `${deal()}/decision`, { ...decision, fairCompetition: undefined }))).toEqual({ status: 422, code: 'deal.fair-competition-clearance-missing' });
    decidedAt = done(await as('leader').postAt(deal(), `${deal()}/decision`, decision)).position;
    expect(await columnOn(as('nm.lead'), `${BOARD}?after=${decidedAt}`, id)).toBe('approved');
  });

  it('cannot be signed on a day before its decision, with another text, or in the future', async () => {
    const sign = (body: object): Promise<Reply> => as('leader').postAt(deal(), `${deal()}/agreements`, { kind: 'formal', ...paper, ...body });
    expect(refusal(await sign({ occurredOn: daysAgo(5) }))).toEqual({ status: 422, code: 'deal.signed-before-decision' });
    expect(refusal(await sign({ sha256: 'a'.repeat(64) }))).toEqual({ status: 422, code: 'deal.text-differs-from-approved' });
    expect(refusal(await sign({ occurredOn: daysAgo(-1) }))).toEqual({ status: 422, code: 'wire.future-date' });
    expect(await columnOn(as('nm.lead'), BOARD, id)).toBe('approved');
  });

  it('is signed by the leader at the revision he read, whatever was remarked meanwhile; of two signings at once one stands', async () => {
    const { etag } = await as('leader').get(deal());
    done(await as('nm.member').post(`${deal()}/comments`, { text: '签约仪式定在周五' }));
    signing = { kind: 'formal', ...paper, occurredOn: daysAgo(2) };
    const both = await Promise.all(['sign-1', 'sign-2'].map((key) => as('leader').post(`${deal()}/agreements`, signing, { ifMatch: etag, key })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
    const [won, lost] = both[0]?.status === 201 ? [both[0], both[1]] : [both[1], both[0]];
    expect(lost?.code).toBe('command.revision-moved');
    signedAt = done(won!).position;
    const again = await as('leader').post(`${deal()}/agreements`, signing, { ifMatch: etag, key: won === both[0] ? 'sign-1' : 'sign-2' });
    expect({ status: again.status, body: again.body, etag: again.etag }).toEqual({ status: 201, body: won!.body, etag: won!.etag });
    const other = await as('leader').post(`${deal()}/agreements`, { ...signing, amount: { amount: 1, currency: 'CNY' } }, { ifMatch: etag, key: won === both[0] ? 'sign-1' : 'sign-2' });
    expect(refusal(other)).toEqual({ status: 422, code: 'command.key-reused' });
    expect((await product.log()).filter(({ type, stream }) => type === 'AgreementSigned' && stream === `deal-${id}`)).toHaveLength(1);
  });

  it('stands under signed on the board of its team, read after the answer', async () => {
    expect(await columnOn(as('nm.member'), `${BOARD}?after=${signedAt}`, id)).toBe('signed');
    expect(await columnOn(as('leader'), `/pipeline?after=${signedAt}`, id)).toBe('signed');
    expect(refusal(await as('nm.member').get(`${BOARD}?after=${signedAt + 1_000}`))).toEqual({ status: 400, code: 'read.position-beyond-log' });
  });

  it('stands where it stood on every earlier board, on both clocks', async () => {
    const known = (position: number): Promise<string | undefined> => columnOn(as('nm.member'), `${BOARD}?known=${position}`, id);
    const happened = (ago: number): Promise<string | undefined> => columnOn(as('nm.member'), `${BOARD}?happened=${daysAgo(ago)}`, id);
    expect([await known(filedAt - 1), await known(filedAt), await known(signedAt - 1), await known(signedAt)]).toEqual([undefined, 'registered', 'approved', 'signed']);
    const columns = { 21: undefined, 20: 'registered', 19: 'protected', 17: 'negotiating', 10: 'in-review', 5: 'in-review', 4: 'approved', 3: 'approved', 2: 'signed', 0: 'signed' };
    for (const [ago, column] of Object.entries(columns)) expect({ ago, column: await happened(Number(ago)) }).toEqual({ ago, column });
    expect(await columnOn(as('nm.member'), `${BOARD}?known=${decidedAt}&happened=${daysAgo(7)}`, id)).toBe('in-review');
  });

  it('has a history of every step in order, with both clocks, who did it, and its texts', async () => {
    const { events } = (await as('auditor').get(`${deal()}/history?after=${signedAt}`)).body as { events: { type: string; occurredOn: string; recordedAt: string; actor: { account: string }; data: object }[] };
    expect(events.map(({ type, occurredOn, actor }) => [type, occurredOn, actor.account])).toEqual([
      ['LeadRegistered', daysAgo(20), 'nm.member'],
      ['FilingLodged', daysAgo(20), 'rule'],
      ['LeadTriaged', daysAgo(19), 'office'],
      ['ProtectionGranted', daysAgo(19), 'office'],
      ['FollowUpRecorded', daysAgo(18), 'nm.member'],
      ['NegotiationOpened', daysAgo(17), 'nm.member'],
      ['DealOpened', daysAgo(17), 'rule'],
      ['RoundRecorded', daysAgo(16), 'nm.member'],
      ['RoundRecorded', daysAgo(14), 'nm.lead'],
      ['AgreementDrafted', daysAgo(12), 'nm.member'],
      ['DossierSubmitted', daysAgo(10), 'nm.lead'],
      ['ReviewConcluded', daysAgo(7), 'office'],
      ['DecisionMade', daysAgo(4), 'leader'],
      ['DealCommentAdded', daysAgo(0), 'nm.member'],
      ['AgreementSigned', daysAgo(2), 'leader'],
    ]);
    expect(events.every(({ recordedAt }, index) => recordedAt > (events[index - 1]?.recordedAt ?? ''))).toBe(true);
    expect(events[4]?.data).toMatchObject({ summary: { text: '对方总经理李四一行来访' } });
  });

  it('never had its texts in clear in the log', async () => {
    const stored = JSON.stringify(await product.log());
    for (const text of ['张三丰', '13800138000', '李四', '签约仪式', '同意提交决策会', '一期先行']) expect({ text, found: stored.includes(text) }).toEqual({ text, found: false });
  });

  it('is delivered milestone by milestone, reported by one and verified by another, up to capacity', async () => {
    const { documentId } = await paperOf(as('service'), '营业执照与现场照片');
    done(await as('nm.lead').post(`${deal()}/service-owner`, { account: 'service', leadingOfficial: 'leader' }));
    const reach = async (particulars: { kind: string } & Record<string, unknown>): Promise<number> => {
      done(await as('service').post(`${deal()}/milestones`, { particulars, evidence: [documentId] }));
      expect(refusal(await as('service').post(`${deal()}/milestones/${particulars.kind}/verification`, { verdict: 'verify' }))).toEqual({ status: 403, code: 'access.forbidden' });
      return done(await as('verifier').post(`${deal()}/milestones/${particulars.kind}/verification`, { verdict: 'verify' })).position;
    };
    const seen = async (position: number): Promise<string | undefined> => columnOn(as('nm.member'), `${BOARD}?after=${position}`, id);
    expect(await seen(await reach({ kind: 'company-registered', creditCode: '91350100M000100Y43' }))).toBe('signed');
    expect(await seen(await reach({ kind: 'site-secured', site: 'standard-workshop', reference: '3号厂房' }))).toBe('landed');
    expect(await seen(await reach({ kind: 'construction-started', basis: 'permit', reference: '施工许可一号' }))).toBe('started');
    expect(await seen(await reach({ kind: 'production-started', invoices: ['首张发票'] }))).toBe('producing');
    done(await as('service').post(`${deal()}/milestones`, { particulars: { kind: 'capacity-reached', outputPerYear: dossier.outputPerYear }, evidence: [documentId] }));
    expect(await seen(done(await as('verifier').post(`${deal()}/milestones/capacity-reached/verification`, { verdict: 'verify' })).position)).toBe('at-capacity');
    expect((await as('nm.member').get(deal())).body).toMatchObject({ column: 'at-capacity', missing: [] });
  });
});

describe('two teams that file the same investor and project', () => {
  it('are told apart by the order of filing, though the later is triaged first', async () => {
    const subject = { investor: '示例先进电池有限公司', title: '固态电池项目' };
    const first = done(await as('he.member').post('/leads', filing(subject, { occurredOn: daysAgo(3) }))).id;
    const second = done(await as('xx.member').post('/leads', filing(subject, { occurredOn: daysAgo(9), origin: '更早就认识，但更晚报备' }))).id;
    const triage = async (id: string): Promise<void> => void done(await as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { outcome: 'accept' }));
    await triage(second);
    expect(await as('office').post(`/leads/${second}/protection`, {})).toMatchObject({ status: 422, code: 'claim.earlier-filing-open', body: { facts: { leadId: first, unit: 'he' } } });
    await triage(first);
    const granted = done(await as('office').post(`/leads/${first}/protection`, {}));
    expect(refusal(await as('office').post(`/leads/${second}/protection`, {}))).toEqual({ status: 422, code: 'claim.already-protected' });
    const { body } = await as('xx.member').get(`/leads/${second}/suggestions?after=${granted.position}`);
    expect(body['suggestions']).toContainEqual({ heldBy: 'he', until: daysAgo(-90) });
    expect(JSON.stringify(body['suggestions'])).not.toContain(first);
  });
});

describe('a deal transferred in mid-negotiation', () => {
  it('keeps its stage, its follow-ups and its history with the new team, which the old one no longer reads', async () => {
    const id = await negotiation(product, 'nm', { investor: '示例光学薄膜有限公司', title: '光学薄膜项目' });
    const offer = done(await as('nm.lead').postAt(`/deals/${id}`, `/deals/${id}/transfer`, { to: 'he', creditKept: 40, reason: '属高端装备' }));
    const offeredToHe = async (account: string): Promise<unknown[]> => ((await as(account).get(`/deals?offeredTo=he&after=${offer.position}`)).body['items'] as { id: string }[]).map((each) => each.id);
    expect(await Promise.all(['he.lead', 'nm.lead', 'office', 'yy.lead'].map(offeredToHe))).toEqual([[id], [id], [id], []]);
    expect(refusal(await as('nm.lead').postAt(`/deals/${id}`, `/deals/${id}/transfer/accept`, {}))).toEqual({ status: 403, code: 'access.forbidden' });
    const offered = await as('he.lead').get(`/deals/${id}`);
    expect(offered.body).toMatchObject({ unit: 'nm', allowed: expect.arrayContaining(['AcceptTransfer', 'DeclineTransfer']) });
    expect((await as('yy.lead').get(`/deals/${id}`)).status).toBe(403);
    const { position } = done(await as('he.lead').post(`/deals/${id}/transfer/accept`, {}, { ifMatch: offered.etag }));
    expect(await columnOn(as('he.member'), `/units/he/pipeline?after=${position}`, id)).toBe('negotiating');
    expect(await columnOn(as('nm.member'), BOARD, id)).toBeUndefined();
    expect(await columnOn(as('nm.member'), `${BOARD}?known=${position - 1}`, id)).toBe('negotiating');
    expect((await as('he.member').get(`/deals/${id}`)).body).toMatchObject({ unit: 'he', column: 'negotiating', rounds: [{ data: { agreed: { text: '先看地块' } } }] });
    const contacts = await eventually(() => as('he.member').get(`/leads/${id}/contacts`), ({ status }) => status === 200);
    expect(contacts).toMatchObject({ status: 200, body: { entries: [{ type: 'FollowUpRecorded', data: { summary: { text: '到厂走访，对方愿意来访' } } }] } });
    const { events } = (await as('he.member').get(`/deals/${id}/history`)).body as { events: { type: string }[] };
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['LeadRegistered', 'FollowUpRecorded', 'NegotiationOpened', 'RoundRecorded', 'DealTransferOffered', 'DealTransferAccepted']));
    expect((await as('nm.member').get(`/deals/${id}`)).status).toBe(403);
  });
});

describe('what was done in these journeys', () => {
  it('left the refusals, the look-ups and the reveals in the access log, for the auditor alone', async () => {
    const entries = async (query: string) => (await as('auditor').get(`/audit/access?limit=100&${query}`)).body['items'] as Record<string, unknown>[];
    expect(await entries('action=reveal')).toEqual([expect.objectContaining({ account: 'nm.member', outcome: 'done', subject: expect.stringMatching(/^lead-/) })]);
    expect((await entries('action=duplicate-look-up')).map(({ account }) => account)).toEqual(expect.arrayContaining(['nm.member', 'xx.member']));
    const refused = (await entries('action=request&outcome=refused')).map(({ account, subject }) => `${String(account)} ${String(subject).replace(/[0-9a-f-]{36}/, ':id')}`);
    expect(refused).toEqual(expect.arrayContaining(['yy.member GET /api/v1/leads/:id', 'yy.member GET /api/v1/units/nm/pipeline', 'nm.lead POST /api/v1/leads/:id/triage', 'nm.lead POST /api/v1/deals/:id/agreements', 'service POST /api/v1/deals/:id/milestones/company-registered/verification']));
    expect((await as('auditor').get('/audit/access/verification')).body).toMatchObject({ sound: true });
    expect((await as('office').get('/audit/access')).status).toBe(403);
  });

  it('left a sound log, and nothing unexpected in the log of any process', async () => {
    expect(faultsOfLog(await product.log())).toEqual([]);
    const said = [...product.api.said, ...product.worker.said];
    expect(said.filter((line) => /"level":"(error|fatal)"|request failed|unhandled/i.test(line))).toEqual([]);
  });
});
