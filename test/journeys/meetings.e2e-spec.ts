import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { accountsFor, openAccessDataSource } from '#access';
import type { Client, Reply } from '../support/client.ts';
import { faultsOfLog } from '../support/log.ts';
import { PASSWORD, type Product, startProduct } from '../support/product.ts';
import { columnOn, daysAgo, done, dossier, eventually, negotiation, paperOf, type Paper, refusal } from './script.ts';

jest.setTimeout(60_000);

type Body = Readonly<Record<string, unknown>>;
type Item = Body & { readonly id: string; readonly ballots: number; readonly scores: readonly Body[] | null; readonly votes: readonly Body[] | null; readonly outcome: Body | null; readonly adoption: Body | null };

let product: Product;
let as: (account: string) => Client;

beforeAll(async () => {
  product = await startProduct();
  as = product.as;
  const access = await openAccessDataSource({ connectionString: product.databaseUrl });
  const leaders = ['leader2', 'leader3'].map((name) => ({ name, displayName: name, role: 'leader' as const, unit: null }));
  await accountsFor(access, leaders, { password: PASSWORD, from: '2021-01-01' });
  await access.destroy();
}, 120_000);

afterAll(() => product?.stop());

const [SUBMITTED, REVIEWED, DECIDED, SIGNED] = [daysAgo(12), daysAgo(8), daysAgo(5), daysAgo(2)];
const panel = ['reviewer1', 'reviewer2', 'reviewer3', 'reviewer4', 'reviewer5'];
const leaders = ['leader', 'leader2', 'leader3'];
const departments = ['finance', 'legal', 'land', 'environment', 'safety', 'energy'];
const criteria = ['industry', 'investment', 'output-and-tax', 'land-and-energy', 'environment-and-safety'];
const score = (points: number): object => ({ scores: criteria.map((criterion) => ({ criterion, points })), occurredOn: REVIEWED });

/** The items of a meeting as somebody sees them. */
async function itemsOf(account: string, meeting: string): Promise<readonly Item[]> {
  const { status, body } = await as(account).get(meeting);
  expect(status).toBe(200);
  return body['items'] as readonly Item[];
}

/** A meeting of these members on a day with one deal before it; answers the paths of both. */
async function callMeeting(kind: 'review' | 'decision', members: readonly string[], on: string, dealId: string): Promise<{ meeting: string; item: string }> {
  const { id } = done(await as('office').post('/meetings', { kind, on, members, ...(kind === 'decision' && { body: 'directors-meeting' }), occurredOn: on }));
  const meeting = `/meetings/${id}`;
  done(await as('office').post(`${meeting}/items`, { dealId, occurredOn: on }));
  const [item] = await itemsOf('office', meeting);
  return { meeting, item: `${meeting}/items/${item!.id}` };
}

/** A deal in talks with its draft, and its dossier submitted. */
async function dealInReview(investor: string, submitter = 'nm.lead', onBehalfOf?: string): Promise<{ id: string; paper: Paper }> {
  const id = await negotiation(product, 'nm', { investor, title: `${investor}项目` });
  const paper = await paperOf(as('nm.member'), `甲方：示例高新区管委会 乙方：${investor}`);
  done(await as('nm.member').postAt(`/deals/${id}`, `/deals/${id}/drafts`, { kind: 'formal', ...paper, title: '投资协议', occurredOn: daysAgo(13) }));
  done(await as(submitter).postAt(`/deals/${id}`, `/deals/${id}/dossier`, { ...dossier, occurredOn: SUBMITTED, ...(onBehalfOf !== undefined && { onBehalfOf }) }));
  return { id, paper };
}

describe('a project through both meetings', () => {
  let id: string;
  let paper: Paper;
  let meeting: string;
  let item: string;
  const deal = (): string => `/deals/${id}`;

  it('is put to the departments, which give their opinions in writing', async () => {
    ({ id, paper } = await dealInReview('示例储能科技有限公司'));
    const opinion = { outcome: 'agree', text: '无不同意见', occurredOn: daysAgo(10) };
    expect(refusal(await as('legal').post(`${deal()}/opinions`, opinion))).toEqual({ status: 422, code: 'opinion.not-requested' });
    expect(refusal(await as('nm.lead').post(`${deal()}/opinions/requests`, {}))).toEqual({ status: 403, code: 'access.forbidden' });
    done(await as('office').post(`${deal()}/opinions/requests`, { dueOn: daysAgo(9), occurredOn: daysAgo(11) }));
    expect(refusal(await as('nm.member').post(`${deal()}/opinions`, opinion))).toEqual({ status: 403, code: 'access.forbidden' });
    for (const department of departments.slice(0, 5)) done(await as(department).post(`${deal()}/opinions`, opinion));
    expect((await as('nm.member').get(`${deal()}/opinions`)).body).toMatchObject({ required: departments, missing: ['energy'], opinions: expect.arrayContaining([expect.objectContaining({ department: 'land', text: { text: '无不同意见' }, current: true })]) });
    expect(refusal(await as('yy.member').get(`${deal()}/opinions`))).toEqual({ status: 403, code: 'access.forbidden' });
  });

  it('comes before a review, seen by the office, leaders, the auditor and its members alone', async () => {
    expect(refusal(await as('nm.lead').post('/meetings', { kind: 'review', on: REVIEWED, members: panel }))).toEqual({ status: 403, code: 'access.forbidden' });
    ({ meeting, item } = await callMeeting('review', panel.slice(0, 4).concat('reviewer5'), REVIEWED, id));
    for (const account of ['office', 'leader', 'auditor', 'reviewer3']) expect((await as(account).get(meeting)).body).toMatchObject({ kind: 'review', quorum: 4, status: 'scheduled' });
    for (const account of ['nm.member', 'nm.lead', 'finance', 'service', 'verifier', 'sysadmin', 'secadmin', 'agent1.member', 'bj.lead']) {
      expect(refusal(await as(account).get(meeting))).toEqual({ status: 403, code: 'access.forbidden' });
      expect(refusal(await as(account).get('/meetings'))).toEqual({ status: 403, code: 'access.forbidden' });
    }
    const listed = await eventually(async () => (await as('reviewer1').get('/meetings?kind=review')).body['items'] as readonly Body[], (items) => items.some((each) => each['items'] === 1));
    expect(listed).toContainEqual(expect.objectContaining({ id: meeting.slice('/meetings/'.length), on: REVIEWED, items: 1, concluded: 0, status: 'scheduled' }));
    expect((await as('office').get(`/meetings?from=${daysAgo(1)}`)).body['items']).toEqual([]);
  });

  it('shows its dossier to a member who has declared, and to none before', async () => {
    const dossierOf = (): string => `${item}/dossier`;
    expect(refusal(await as('reviewer1').get(deal()))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(refusal(await as('reviewer1').get(dossierOf()))).toEqual({ status: 403, code: 'meeting.dossier-not-opened' });
    expect(refusal(await as('reviewer1').post(dossierOf(), {}))).toEqual({ status: 422, code: 'meeting.interest-not-declared' });
    for (const account of panel.slice(0, 4)) {
      done(await as(account).post(`${item}/interest`, { interest: false, occurredOn: REVIEWED }));
      done(await as(account).post(dossierOf(), { occurredOn: REVIEWED }));
    }
    expect((await as('reviewer1').get(dossierOf())).body).toMatchObject({ dealId: id, dossier: { jobs: 300 }, opinions: expect.arrayContaining([expect.objectContaining({ department: 'legal', outcome: 'agree' })]) });
    expect(refusal(await as('office').post(`${item}/interest`, { interest: false }))).toEqual({ status: 403, code: 'access.forbidden' });
  });

  it('is off limits for a member with an interest, whose reason the auditor alone reads', async () => {
    done(await as('reviewer5').post(`${item}/interest`, { interest: true, text: '配偶在该公司任职', occurredOn: REVIEWED }));
    expect(refusal(await as('reviewer5').post(`${item}/dossier`, {}))).toEqual({ status: 422, code: 'meeting.recused' });
    expect(refusal(await as('reviewer5').get(`${item}/dossier`))).toEqual({ status: 403, code: 'meeting.dossier-not-opened' });
    expect(refusal(await as('reviewer5').post(`${item}/score`, score(90)))).toEqual({ status: 422, code: 'meeting.recused' });
    for (const [account, texts] of [['auditor', 1], ['reviewer5', 1], ['office', 0], ['leader', 0], ['reviewer1', 0]] as const) {
      const [seen] = await itemsOf(account, meeting);
      expect({ account, recused: seen!['recused'], texts: (seen!['interests'] as readonly unknown[]).length }).toEqual({ account, recused: ['reviewer5'], texts });
    }
  });

  it('is scored in secret: no role finds a score in the meeting, the deal, its history or the log', async () => {
    for (const [index, account] of panel.slice(0, 4).entries()) done(await as(account).post(`${item}/score`, score(91 - index * 7)));
    for (const account of ['leader', 'office', 'nm.lead']) expect(refusal(await as(account).post(`${item}/score`, score(50)))).toEqual({ status: 403, code: 'access.forbidden' });
    for (const account of ['office', 'leader', 'auditor', ...panel]) {
      const [seen] = await itemsOf(account, meeting);
      expect({ account, ballots: seen!.ballots, scores: seen!.scores, outcome: seen!.outcome }).toEqual({ account, ballots: 4, scores: null, outcome: null });
      expect(JSON.stringify(seen).replace(/[0-9a-f-]{36}/g, '')).not.toMatch(/091|084|"points"/);
    }
    for (const account of ['office', 'leader', 'auditor', 'nm.lead']) {
      const { position } = done(await as('office').post(`${deal()}/comments`, { text: `${account} 查看` }));
      const { body, text } = await as(account).get(`${deal()}/history?after=${position}`);
      const types = (body['events'] as readonly { type: string }[]).map(({ type }) => type);
      expect(types).toEqual(expect.arrayContaining(['OpinionGiven', 'AgendaItemAdded', 'DossierOpened']));
      expect(types).not.toEqual(expect.arrayContaining([expect.stringMatching(/ScoreGiven|InterestDeclared/)]));
      expect(text).not.toMatch(/091 091|配偶/);
    }
    expect(JSON.stringify((await product.log()).filter(({ type }) => type === 'ScoreGiven'))).not.toMatch(/091 091|"points"/);
  });

  it('passes on no less than quorum, declarations, scores and opinions, at the revision that was read', async () => {
    const conclude = (more: object = {}): Promise<Reply> => as('office').postAt(meeting, `${item}/conclusion`, { outcome: 'pass', occurredOn: REVIEWED, ...more });
    const attend = (present: readonly string[]): Promise<Reply> => as('office').postAt(meeting, `${meeting}/attendance`, { present, occurredOn: REVIEWED });
    expect(refusal(await conclude())).toEqual({ status: 422, code: 'meeting.attendance-missing' });
    done(await attend(['reviewer1', 'reviewer2', 'reviewer3', 'reviewer5']));
    expect(refusal(await conclude())).toEqual({ status: 422, code: 'meeting.quorum-not-reached' });
    done(await attend(panel));
    expect(refusal(await conclude())).toEqual({ status: 422, code: 'meeting.opinions-missing' });
    done(await as('energy').post(`${deal()}/opinions`, { outcome: 'agree-with-conditions', text: '补充节能审查', occurredOn: daysAgo(9) }));
    expect(refusal(await as('office').post(`${item}/conclusion`, { outcome: 'pass' }))).toEqual({ status: 428, code: 'wire.if-match-missing' });
    expect(refusal(await as('office').post(`${item}/conclusion`, { outcome: 'pass' }, { ifMatch: '"1"' }))).toEqual({ status: 412, code: 'command.revision-moved' });
    expect(refusal(await as('reviewer1').postAt(meeting, `${item}/conclusion`, { outcome: 'pass' }))).toEqual({ status: 403, code: 'access.forbidden' });
    const { etag } = await as('office').get(meeting);
    const passed = { outcome: 'pass-with-conditions', conditions: [{ text: '取得节能审查意见', unit: 'nm', dueOn: daysAgo(-30) }], minutes: '原则通过', occurredOn: REVIEWED };
    const first = done(await as('office').post(`${item}/conclusion`, passed, { ifMatch: etag, key: 'conclude-once' }));
    expect(done(await as('office').post(`${item}/conclusion`, passed, { ifMatch: etag, key: 'conclude-once' }))).toEqual(first);
    expect((await as('nm.lead').get(deal())).body).toMatchObject({ review: { on: REVIEWED, data: { outcome: 'pass-with-conditions', quorum: { present: 5, required: 4 }, votes: { for: 4, against: 0 }, recused: ['reviewer5'], meeting: { stream: `meeting-${first.id}`, revision: first.revision } } } });
  });

  it('then shows who scored what, and what the deal made of it', async () => {
    for (const account of ['office', 'auditor', 'reviewer2']) {
      const [seen] = await itemsOf(account, meeting);
      expect(seen).toMatchObject({ scores: expect.arrayContaining([expect.objectContaining({ account: 'reviewer1', total: 91_00 })]), adoption: { adopted: true }, outcome: { data: { average: 80_50, minutes: { text: '原则通过' } } } });
    }
    expect(refusal(await as('reviewer1').post(`${item}/score`, score(10)))).toEqual({ status: 422, code: 'meeting.item-concluded' });
  });

  it('has its condition met by its unit and verified by another', async () => {
    const conditions = async (): Promise<readonly Body[]> => (await as('nm.member').get(`${deal()}/conditions`)).body['conditions'] as readonly Body[];
    expect(await conditions()).toEqual([expect.objectContaining({ id: 1, text: { text: '取得节能审查意见' }, unit: 'nm', dueOn: daysAgo(-30), status: 'pending' })]);
    const report = `${item}/conditions/1/fulfilment`;
    const evidence = [(await paperOf(as('nm.member'), '节能审查意见')).documentId];
    expect(refusal(await as('yy.member').post(report, { evidence }))).toEqual({ status: 403, code: 'access.forbidden' });
    done(await as('nm.member').post(report, { evidence }));
    expect(refusal(await as('nm.lead').post(`${item}/conditions/1/verification`, { verdict: 'verify' }))).toEqual({ status: 403, code: 'access.forbidden' });
    done(await as('verifier').post(`${item}/conditions/1/verification`, { verdict: 'verify' }));
    expect(await conditions()).toEqual([expect.objectContaining({ status: 'verified', evidence })]);
    expect(refusal(await as('nm.member').post(`${item}/conditions/7/fulfilment`, { evidence }))).toMatchObject({ code: expect.stringMatching(/access.forbidden|meeting.condition-unknown/) });
  });

  it('is decided by leaders who vote in secret, and approved', async () => {
    const { meeting: second, item: decision } = await callMeeting('decision', leaders, DECIDED, id);
    for (const account of leaders) {
      expect(refusal(await as(account).post(`${decision}/vote`, { vote: 'for', occurredOn: DECIDED }))).toEqual({ status: 422, code: 'meeting.interest-not-declared' });
      done(await as(account).post(`${decision}/interest`, { interest: false, occurredOn: DECIDED }));
      done(await as(account).post(`${decision}/dossier`, { occurredOn: DECIDED }));
      done(await as(account).post(`${decision}/vote`, { vote: account === 'leader3' ? 'against' : 'for', occurredOn: DECIDED }));
    }
    expect((await itemsOf('office', second))[0]).toMatchObject({ ballots: 3, votes: null });
    expect(refusal(await as('reviewer1').get(second))).toEqual({ status: 404, code: 'meeting.unknown' });
    done(await as('office').postAt(second, `${second}/attendance`, { present: leaders, occurredOn: DECIDED }));
    const approve = { decision: 'approve', sha256: paper.sha256, legal: { by: 'legal', on: daysAgo(6) }, fairCompetition: { by: 'legal', on: daysAgo(6) }, occurredOn: DECIDED };
    expect(refusal(await as('office').postAt(second, `${decision}/decision`, { ...approve, legal: undefined }))).toEqual({ status: 422, code: 'deal.legal-clearance-missing' });
    done(await as('office').postAt(second, `${decision}/decision`, approve));
    expect((await itemsOf('auditor', second))[0]).toMatchObject({ votes: expect.arrayContaining([{ account: 'leader3', vote: 'against' }]), outcome: { data: { votes: { for: 2, against: 1, abstained: 0 } } }, adoption: { adopted: true } });
    // The answer is about the meeting; what the deal made of it stands behind it in the log.
    const { body: { log } } = await as('nm.lead').get('/health/ready');
    expect(await columnOn(as('nm.lead'), `/units/nm/pipeline?after=${String(log)}`, id)).toBe('approved');
  });

  it('is signed, and its history tells of both meetings', async () => {
    const { position } = done(await as('leader').postAt(deal(), `${deal()}/agreements`, { kind: 'formal', ...paper, occurredOn: SIGNED }));
    expect(await columnOn(as('nm.lead'), `/units/nm/pipeline?after=${position}`, id)).toBe('signed');
    const { body } = await as('nm.lead').get(`${deal()}/history?after=${position}`);
    const types = (body['events'] as readonly { type: string }[]).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['ItemConcluded', 'ReviewConcluded', 'ConditionMet', 'ConditionVerified', 'ItemDecided', 'DecisionMade', 'AgreementSigned']));
    expect(types.filter((type) => type === 'ReviewConcluded' || type === 'DecisionMade')).toHaveLength(2);
  });
});

describe('whoever had a hand in a dossier', () => {
  it('does not review it: a reviewer in whose name it was submitted can only recuse', async () => {
    expect((await as('reviewer1').post('/delegations', { deputy: 'office', from: daysAgo(0), until: daysAgo(-2) })).status).toBe(201);
    const { id } = await dealInReview('示例精密机械有限公司', 'office', 'reviewer1');
    const { item } = await callMeeting('review', panel, REVIEWED, id);
    expect(refusal(await as('reviewer1').post(`${item}/interest`, { interest: false, occurredOn: REVIEWED }))).toEqual({ status: 422, code: 'meeting.submitter-takes-part' });
    done(await as('reviewer1').post(`${item}/interest`, { interest: true, occurredOn: REVIEWED }));
    expect(refusal(await as('reviewer1').post(`${item}/dossier`, {}))).toEqual({ status: 422, code: 'meeting.recused' });
  });

  it('does not score it: an interest on the conduct list takes a reviewer off the item, who can still recuse there', async () => {
    const { id } = await dealInReview('示例海洋装备有限公司');
    const { item } = await callMeeting('review', panel, REVIEWED, id);
    done(await as('reviewer4').post(`${item}/interest`, { interest: false, occurredOn: REVIEWED }));
    done(await as('reviewer4').post('/conduct/interests', { about: { kind: 'deal', id }, relation: 'former-employer', text: '曾任职' }));
    const off = { status: 403, code: 'conduct.interest-declared' };
    expect(refusal(await as('reviewer4').post(`${item}/dossier`, { occurredOn: REVIEWED }))).toEqual(off);
    expect(refusal(await as('reviewer4').post(`${item}/score`, score(90)))).toEqual(off);
    expect(refusal(await as('reviewer4').post(`${item}/interest`, { interest: true, text: '曾任职', occurredOn: REVIEWED }))).not.toEqual(off);
    done(await as('reviewer3').post(`${item}/interest`, { interest: false, occurredOn: REVIEWED }));
    done(await as('reviewer3').post(`${item}/dossier`, { occurredOn: REVIEWED }));
  });

  it('is not put before a meeting without a review, nor twice before one', async () => {
    const { id } = await dealInReview('示例生物技术有限公司');
    const { meeting } = await callMeeting('review', panel, REVIEWED, id);
    expect(refusal(await as('office').post(`${meeting}/items`, { dealId: id }))).toEqual({ status: 422, code: 'meeting.item-known' });
    const { id: second } = done(await as('office').post('/meetings', { kind: 'decision', body: 'directors-meeting', on: DECIDED, members: leaders, occurredOn: DECIDED }));
    expect(refusal(await as('office').post(`/meetings/${second}/items`, { dealId: id }))).toEqual({ status: 422, code: 'deal.review-not-passed' });
  });
});

describe('after all that', () => {
  it('the log is whole', async () => expect(faultsOfLog(await product.log())).toEqual([]));
});
