import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Client, Reply } from '../support/client.ts';
import { faultsOfLog } from '../support/log.ts';
import { type Product, startProduct } from '../support/product.ts';
import { daysAgo, done, dossier, eventually, negotiation, type Paper, paperOf, passed, refusal, wan } from './script.ts';

// Due work runs once a minute.
jest.setTimeout(150_000);

let product: Product;
let as: (account: string) => Client;

beforeAll(async () => {
  product = await startProduct();
  as = product.as;
}, 120_000);

afterAll(() => product?.stop());

const thisYear = Number(daysAgo(0).slice(0, 4));
const basis = { verdict: 'clear', legalBasis: { document: '示例高新区招商引资扶持办法', article: '第七条' }, fairCompetition: { outcome: 'no-concern', reference: '公平竞争〔2026〕3号' } };
const clearance = { by: 'legal', on: daysAgo(5) };

describe('a promise of the zone, from its proposal to its clawback', () => {
  let id: string;
  let investors: string;
  let subsidy: string;
  let paper: Paper;
  const deal = (): string => `/deals/${id}`;
  const of = (promise: string): string => `/commitments/${promise}`;
  const at = async (account: string, promise: string, path: string, body: object): Promise<Reply> => as(account).postAt(of(promise), `${of(promise)}/${path}`, body);
  const standing = async (promise: string): Promise<unknown> => (await as('auditor').get(of(promise))).body['status'];
  const budget = async (year: number): Promise<unknown> => (await as('finance').get(`/budgets/gwh/${year}`)).body;

  it('needs a budget, which finance alone sets, year by year and line by line', async () => {
    const limit = { limitFen: wan(300).amount, approvalReference: '示例财〔2026〕1号' };
    expect(refusal(await as('office').post(`/budgets/gwh/${thisYear}/limit`, limit))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(refusal(await as('finance').get(`/budgets/gwh/${thisYear}`))).toEqual({ status: 404, code: 'budget.unknown' });
    for (const year of [thisYear, thisYear + 1]) {
      done(await as('finance').post(`/budgets/gwh/${year}/limit`, limit));
      done(await as('finance').post(`/budgets/gwh/${year}/lines`, { line: '2150899', name: '产业扶持资金', budgetFen: wan(500).amount, approvalReference: '示例财〔2026〕2号' }));
    }
    expect(await budget(thisYear)).toMatchObject({ limit: wan(300).amount, limitSince: daysAgo(0), reserved: 0, confirmed: 0, released: 0, free: wan(300).amount });
  });

  it('is made in talks, in both directions: the investor’s is the condition of the zone’s; a land price is refused', async () => {
    id = await negotiation(product, 'nm', { investor: '示例电池材料有限公司', title: '电池材料项目' });
    const invests = { direction: 'investor-to-zone', kind: 'investment', title: '首期固定资产投资到位', measure: { of: 'money', money: wan(10_000) }, due: { days: 0, after: 'signing' }, occurredOn: daysAgo(15) };
    investors = done(await as('nm.member').post(`${deal()}/commitments`, invests)).id;
    const subsidises = { direction: 'zone-to-investor', kind: 'subsidy', title: '设备投资补贴', measure: { of: 'money', money: wan(400) }, trigger: '首期设备进场后', due: { days: 0, after: 'signing' }, conditions: [{ commitment: investors }], occurredOn: daysAgo(14) };
    expect(refusal(await as('nm.member').post(`${deal()}/commitments`, { ...subsidises, kind: 'land-price' }))).toEqual({ status: 422, code: 'commitment.land-price' });
    expect(refusal(await as('yy.member').post(`${deal()}/commitments`, subsidises))).toEqual({ status: 403, code: 'access.forbidden' });
    subsidy = done(await as('nm.member').post(`${deal()}/commitments`, subsidises)).id;
    expect((await as('nm.member').get(of(subsidy))).body).toMatchObject({ status: 'proposed', lacks: ['costing', 'clearance'], trigger: { text: '首期设备进场后' }, allowed: ['WithdrawCommitment'] });
    expect((await as('finance').get(`${deal()}/commitments`)).body).toMatchObject({ commitments: [{ id: investors }, { id: subsidy, allowed: ['CostCommitment'] }], clawback: null });
  });

  it('is costed by finance: over the authority’s limit refused, within it reserved in each year', async () => {
    const over = { authority: 'gwh', line: '2150899', years: [{ year: thisYear, amount: wan(301) }, { year: thisYear + 1, amount: wan(99) }], occurredOn: daysAgo(12) };
    expect(refusal(await at('nm.lead', subsidy, 'costing', over))).toEqual({ status: 403, code: 'access.forbidden' });
    const refused = await at('finance', subsidy, 'costing', over);
    expect(refused).toMatchObject({ status: 422, code: 'budget.over-authority-limit', body: { facts: { year: thisYear, asked: wan(301).amount, free: wan(300).amount } } });
    expect(refused.body['title']).toContain(String(thisYear));
    expect(await budget(thisYear)).toMatchObject({ reserved: 0, free: wan(300).amount });
    done(await at('finance', subsidy, 'costing', { ...over, years: [{ year: thisYear, amount: wan(250) }, { year: thisYear + 1, amount: wan(150) }] }));
    expect([await budget(thisYear), await budget(thisYear + 1)]).toMatchObject([{ reserved: wan(250).amount, free: wan(50).amount }, { reserved: wan(150).amount, free: wan(150).amount }]);
    expect((await as('finance').get(of(subsidy))).body).toMatchObject({ lacks: ['clearance'] });
  });

  it('is cleared by legal, without a legal basis refused; until then its deal is not approved', async () => {
    paper = await paperOf(as('nm.member'), '投资协议：示例高新区管委会与示例电池材料有限公司');
    done(await as('nm.member').postAt(deal(), `${deal()}/drafts`, { kind: 'formal', ...paper, title: '投资协议', occurredOn: daysAgo(12) }));
    done(await as('nm.lead').postAt(deal(), `${deal()}/dossier`, { ...dossier, occurredOn: daysAgo(10) }));
    done(await as('office').postAt(deal(), `${deal()}/review`, { ...passed, occurredOn: daysAgo(7) }));
    const decide = { decision: 'approve', sha256: paper.sha256, legal: clearance, fairCompetition: clearance, occurredOn: daysAgo(4) };
    expect(await as('leader').postAt(deal(), `${deal()}/decision`, decide)).toMatchObject({ status: 422, code: 'deal.promises-not-ready', body: { facts: { promises: [{ id: subsidy, lacks: ['clearance'] }] } } });
    expect((await as('office').get(deal())).body['missing']).toContainEqual({ column: 'approved', rule: 'deal.promises-not-ready' });
    expect(refusal(await at('legal', subsidy, 'clearance', { ...basis, legalBasis: undefined, occurredOn: daysAgo(6) }))).toEqual({ status: 422, code: 'commitment.legal-basis-missing' });
    expect(refusal(await as('legal').post(`${of(subsidy)}/clearance`, basis))).toEqual({ status: 428, code: 'wire.if-match-missing' });
    done(await at('legal', subsidy, 'clearance', { ...basis, occurredOn: daysAgo(6) }));
    done(await as('leader').postAt(deal(), `${deal()}/decision`, decide));
    const { promises } = (await product.log()).find(({ type }) => type === 'DecisionMade')!.data as { promises: { stream: string; commitments: { id: string }[] } };
    expect(promises).toMatchObject({ stream: `promises-${id}`, revision: 1, commitments: [{ id: investors }, { id: subsidy }] });
    expect(await eventually(() => standing(subsidy), (is) => is === 'approved')).toBe('approved');
  });

  it('is in force by the formal signing, and its money confirmed', async () => {
    done(await as('leader').postAt(deal(), `${deal()}/agreements`, { kind: 'formal', ...paper, occurredOn: daysAgo(2) }));
    expect(await eventually(() => budget(thisYear), (body) => (body as { confirmed: number }).confirmed > 0)).toMatchObject({ reserved: 0, confirmed: wan(250).amount, free: wan(50).amount });
    expect((await as('auditor').get(of(subsidy))).body).toMatchObject({ signedOn: daysAgo(2), dueOn: daysAgo(2) });
  });

  it('stands in the calendar, for its own team and for who sees all; falls due and overdue with the days', async () => {
    const calendar = `/commitments/calendar?from=${daysAgo(10)}&to=${daysAgo(0)}`;
    const due = await eventually(() => as('nm.member').get(calendar), ({ body }) => (body['items'] as { overdue: boolean }[]).filter(({ overdue }) => overdue).length === 2, 100_000);
    expect(due.body['items']).toEqual(expect.arrayContaining([expect.objectContaining({ what: 'commitment', id: subsidy, dealId: id, unit: 'nm', on: daysAgo(2), status: 'due', overdue: true })]));
    expect((await as('finance').get(`${calendar}&unit=nm`)).body['items']).toHaveLength(2);
    expect((await as('yy.member').get(calendar)).body['items']).toEqual([]);
    expect(refusal(await as('yy.member').get(`${calendar}&unit=nm`))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(refusal(await as('nm.member').get(`/commitments/calendar?from=${daysAgo(0)}&to=${daysAgo(1)}`))).toEqual({ status: 400, code: 'calendar.span-unsound' });
    const marks = (await product.log()).filter(({ stream }) => stream === `commitment-${subsidy}`).filter(({ type }) => type === 'CommitmentFellDue' || type === 'CommitmentOverdue');
    expect(marks.map(({ type, occurredOn }) => [type, occurredOn])).toEqual([['CommitmentFellDue', daysAgo(2)], ['CommitmentOverdue', daysAgo(1)]]);
  });

  it('is kept only when the investor’s condition is verified, reported by one and verified by another', async () => {
    const { documentId } = await paperOf(as('nm.member'), '首期设备发票与拨付凭证');
    const kept = { evidence: [documentId], occurredOn: daysAgo(1) };
    expect(await as('nm.member').post(`${of(subsidy)}/fulfilment`, kept)).toMatchObject({ status: 422, code: 'commitment.conditions-unverified' });
    done(await as('nm.member').post(`${of(investors)}/fulfilment`, kept));
    expect(refusal(await as('nm.member').post(`${of(investors)}/fulfilment/verification`, { verdict: 'verify' }))).toEqual({ status: 403, code: 'access.forbidden' });
    expect(refusal(await as('nm.member').post(`${of(subsidy)}/fulfilment`, kept))).toEqual({ status: 422, code: 'commitment.conditions-unverified' });
    done(await as('verifier').post(`${of(investors)}/fulfilment/verification`, { verdict: 'verify' }));
    done(await as('finance').post(`${of(subsidy)}/fulfilment`, kept));
    expect(refusal(await as('finance').post(`${of(subsidy)}/fulfilment/verification`, { verdict: 'verify' }))).toEqual({ status: 422, code: 'commitment.reporter-verifies' });
    done(await as('verifier').post(`${of(subsidy)}/fulfilment/verification`, { verdict: 'verify' }));
    expect((await as('auditor').get(of(subsidy))).body).toMatchObject({ status: 'fulfilled', fulfilled: { account: 'verifier', reportedBy: 'finance', on: daysAgo(1) } });
  });

  it('is claimed back when the agreement is terminated, and the claim is closed by verified money', async () => {
    done(await as('nm.lead').postAt(deal(), `${deal()}/termination`, { code: 'breach', clawback: wan(400) }));
    const claim = await eventually(() => as('finance').get(`${deal()}/clawback`), ({ status }) => status === 200);
    expect(claim.body).toMatchObject({ amount: wan(400), deadline: daysAgo(-90), paidFen: 0, closed: null });
    expect(await eventually(() => standing(subsidy), (is) => is === 'clawed-back')).toBe('clawed-back');
    const { documentId } = await paperOf(as('finance'), '银行回单');
    const pay = async (amount: object): Promise<void> => {
      done(await as('finance').post(`${deal()}/clawback/payments`, { amount, evidence: [documentId] }));
      const { payments } = (await as('finance').get(`${deal()}/clawback`)).body as { payments: { id: string; verdict: string }[] };
      const open = payments.find(({ verdict }) => verdict === 'open')!.id;
      expect(refusal(await as('finance').post(`${deal()}/clawback/payments/${open}/verification`, { verdict: 'verify' }))).toEqual({ status: 422, code: 'clawback.recorder-verifies' });
      done(await as('verifier').post(`${deal()}/clawback/payments/${open}/verification`, { verdict: 'verify' }));
    };
    await pay(wan(100));
    const part = await eventually(() => as('leader').get(`/commitments/calendar?from=${daysAgo(0)}&to=${daysAgo(-100)}`), ({ body }) => JSON.stringify(body).includes(String(wan(300).amount)));
    expect(part.body['items']).toContainEqual(expect.objectContaining({ what: 'clawback', dealId: id, on: daysAgo(-90), status: 'open', openFen: wan(300).amount }));
    await pay(wan(300));
    expect((await as('finance').get(`${deal()}/clawback`)).body).toMatchObject({ paidFen: wan(400).amount, closed: 'paid' });
  });

  it('is told whole in the history of its deal, its money with it, and its trigger never stood in clear in the log', async () => {
    const { events } = (await as('auditor').get(`${deal()}/history`)).body as { events: { type: string; stream: string; data: object }[] };
    const types = events.filter(({ stream, data }) => stream === `commitment-${subsidy}` || (data as { commitmentId?: string }).commitmentId === subsidy).map(({ type }) => type);
    expect(types).toEqual([
      'CommitmentProposed', 'PromiseListed', 'CommitmentCosted', 'FundsReserved', 'CommitmentReserved', 'FundsReserved', 'CommitmentReserved', 'CommitmentCleared', 'CommitmentApproved',
      'CommitmentEnforced', 'FundsConfirmed', 'FundsConfirmed', 'CommitmentFellDue', 'CommitmentOverdue', 'FulfilmentReported', 'CommitmentFulfilled', 'CommitmentClawedBack',
    ]);
    expect(events.find(({ type, stream }) => type === 'CommitmentProposed' && stream === `commitment-${subsidy}`)?.data).toMatchObject({ trigger: { text: '首期设备进场后' } });
    const log = await product.log();
    expect(JSON.stringify(log)).not.toContain('首期设备进场后');
    expect(faultsOfLog(log)).toEqual([]);
    const said = [...product.api.said, ...product.worker.said];
    expect(said.filter((line) => /"level":"(error|fatal)"|request failed|unhandled/i.test(line))).toEqual([]);
  });
});
