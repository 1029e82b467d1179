import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { daysAgo, done, dossier, eventually as asked, negotiation, paperOf, passed, wan } from '../journeys/script.ts';
import { type Pages, picture, startPages } from '../support/pages.ts';

jest.setTimeout(180_000);

const today = daysAgo(0);
const year = Number(today.slice(0, 4));
const windows = new Map<string, Page>();
let pages: Pages;
let id = '';

beforeAll(async () => {
  pages = await startPages();
  const finance = pages.product.as('finance');
  done(await finance.post(`/budgets/gwh/${year}/limit`, { limitFen: wan(300).amount, approvalReference: '示例财1号' }));
  done(await finance.post(`/budgets/gwh/${year}/lines`, { line: '2150899', name: '产业扶持资金', budgetFen: wan(500).amount, approvalReference: '示例财2号' }));
  id = await negotiation(pages.product, 'nm', { investor: '示例电池材料有限公司', title: '电池材料项目' });
}, 240_000);
afterAll(() => pages?.stop());

/** The promises of the deal as an account sees them, each account in its own window. */
async function promisesOf(account: string): Promise<Page> {
  const known = windows.get(account);
  const page = known ?? (await pages.open({ account }));
  windows.set(account, page);
  if (!known) await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  await page.goto(`${pages.product.url}/cases/${id}?tab=promises`);
  return page;
}

const promise = (page: Page, title: string): Locator => page.getByTestId('promise').filter({ has: page.locator('strong', { hasText: title }) });
const fill = (form: Locator, label: string, value: string): Promise<void> => form.getByLabel(label, { exact: true }).first().fill(value);
const overflow = (page: Page): Promise<number> => page.evaluate<number>(`Math.max(document.documentElement.scrollWidth, document.querySelector('.shell-main').scrollWidth) - innerWidth`);

async function choose(form: Locator, label: string, option: string): Promise<void> {
  await form.getByLabel(label, { exact: true }).first().click();
  await form.page().locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: option }).first().click();
}

/** Fills the form that a button opened, and waits until the command is recorded. */
async function give(page: Page, button: Locator, command: string, fillIn: (form: Locator) => Promise<void>): Promise<void> {
  await button.click();
  const form = page.getByTestId(`form-${command}`);
  await form.waitFor();
  await fillIn(form);
  await form.getByTestId('submit').click();
  const refusal = form.getByTestId('refusal');
  await Promise.race([form.waitFor({ state: 'detached' }), refusal.waitFor().then(async () => Promise.reject(new Error(`refused: ${await refusal.textContent()}`)), () => undefined)]);
  await form.waitFor({ state: 'detached' });
}

/** Gives a command about a promise as an account. */
async function giveOn(account: string, title: string, command: string, name: string, fillIn: (form: Locator) => Promise<void>): Promise<void> {
  const page = await promisesOf(account);
  await give(page, promise(page, title).getByRole('button', { name, exact: true }), command, fillIn);
}

const due = async (form: Locator): Promise<void> => {
  await form.getByText('某事之后').click();
  await choose(form, '起算事项', '正式签约');
  await fill(form, '之后天数', '0');
};
const withPaper = async (form: Locator): Promise<void> => {
  await form.locator('input[type=file]').setInputFiles({ name: '凭证.txt', mimeType: 'text/plain', buffer: Buffer.from('首期设备发票与拨付凭证') });
  await form.locator('.document-chosen .hash').waitFor();
};

describe('the promises of a deal', () => {
  it('are made in talks, the investor’s and the zone’s on condition of it; whoever may not is offered nothing', async () => {
    const page = await promisesOf('nm.member');
    const propose = page.getByRole('button', { name: '提出承诺' });
    await page.getByText('双方还没有提出承诺').waitFor();
    await give(page, propose, 'ProposeCommitment', async (form) => {
      await form.getByText('投资方对管委会').click();
      await choose(form, '承诺类别', '人才');
      await fill(form, '承诺名称', '引进技术团队');
      await choose(form, '计量方式', '就业人数');
      await fill(form, '人数', '30');
      await due(form);
    });
    await give(page, propose, 'ProposeCommitment', async (form) => {
      await choose(form, '承诺类别', '补贴');
      await fill(form, '承诺名称', '设备投资补贴');
      await fill(form, '金额', '250');
      await due(form);
      await fill(form, '触发情形', '首期设备进场后');
      await choose(form, '兑现条件', '引进技术团队');
    });
    const zones = (await page.getByTestId('promises-zone-to-investor').textContent()) ?? '';
    for (const words of ['设备投资补贴', '250万元', '正式签约后 0 天内', '引进技术团队', '首期设备进场后', '成本测算、合法性与公平竞争审查']) expect(zones).toContain(words);
    expect(await page.getByTestId('promises-investor-to-zone').textContent()).toContain('30 人');
    const auditor = await promisesOf('auditor');
    await promise(auditor, '设备投资补贴').waitFor();
    expect(await auditor.getByTestId('promise').getByRole('button').count()).toBe(0);
    expect(await auditor.getByRole('button', { name: '提出承诺' }).count()).toBe(0);
  });

  it('are costed by finance, cleared by legal, and in force by the signing', async () => {
    await giveOn('finance', '设备投资补贴', 'CostCommitment', '成本测算', async (form) => {
      await fill(form, '承诺权限（预算单位代码）', 'gwh');
      await fill(form, '预算科目', '2150899');
      await fill(form, '年度', String(year));
      await form.locator('.money-field input').first().fill('250');
    });
    await giveOn('legal', '设备投资补贴', 'ClearCommitment', '合法性与公平竞争审查', async (form) => {
      await fill(form, '法律依据文件', '示例高新区招商引资扶持办法');
      await fill(form, '审查文号', '公平竞争〔2026〕3号');
    });
    const { as } = pages.product;
    const deal = `/deals/${id}`;
    const paper = await paperOf(as('nm.member'), '投资协议：示例高新区管委会与示例电池材料有限公司');
    done(await as('nm.member').postAt(deal, `${deal}/drafts`, { kind: 'formal', ...paper, title: '投资协议' }));
    done(await as('nm.lead').postAt(deal, `${deal}/dossier`, dossier));
    done(await as('office').postAt(deal, `${deal}/review`, passed));
    done(await as('leader').postAt(deal, `${deal}/decision`, { decision: 'approve', sha256: paper.sha256, legal: { by: 'legal', on: today }, fairCompetition: { by: 'legal', on: today } }));
    done(await as('leader').postAt(deal, `${deal}/agreements`, { kind: 'formal', ...paper }));
    const signed = await asked(() => as('auditor').get(`${deal}/commitments`), ({ body }) => (body['commitments'] as { dueOn: string | null }[]).every(({ dueOn }) => dueOn === today));
    expect(signed.body['commitments']).toMatchObject([{ dueOn: today }, { dueOn: today }]);
  });

  it('are reported as kept with evidence and verified by somebody else, the investor’s first', async () => {
    for (const [title, reporter] of [['引进技术团队', 'nm.member'], ['设备投资补贴', 'finance']] as const) {
      await giveOn(reporter, title, 'ReportFulfilment', '上报兑现', withPaper);
      await giveOn('verifier', title, 'JudgeFulfilment', '核实兑现', async () => undefined);
    }
    const page = await promisesOf('nm.member');
    await promise(page, '设备投资补贴').getByText('已兑现', { exact: true }).waitFor();
    expect(await promise(page, '引进技术团队').textContent()).toContain('已兑现');
  });
});

describe('the calendar', () => {
  it('tells what falls due, day by day, and leads to the promises of the case; another month has its own', async () => {
    const page = await pages.open({ account: 'nm.lead', path: '/calendar' });
    const entries = page.getByTestId('due');
    await entries.filter({ hasText: '设备投资补贴' }).waitFor();
    expect(await entries.count()).toBe(2);
    expect(await page.locator(`.agenda-today time[datetime="${today}"]`).count()).toBe(1);
    await page.getByRole('button', { name: '下个月' }).click();
    await page.getByText('本月没有到期事项').waitFor();
    await page.getByRole('button', { name: '本月', exact: true }).click();
    await entries.filter({ hasText: '设备投资补贴' }).click();
    await page.waitForURL(`**/cases/${id}?tab=promises`);
    await promise(page, '设备投资补贴').waitFor();
  });

  it('of another team is empty', async () => {
    const page = await pages.open({ account: 'yy.lead', path: '/calendar' });
    await page.getByText('本月没有到期事项').waitFor();
  });
});

describe('money claimed back after a termination', () => {
  it('is claimed by the office, recorded with its proof by finance, and counts once somebody else has verified it', async () => {
    const deal = `/deals/${id}`;
    done(await pages.product.as('nm.lead').postAt(deal, `${deal}/termination`, { code: 'breach' }));
    const office = await promisesOf('office');
    await give(office, office.getByRole('button', { name: '提出追回' }), 'ClaimClawback', (form) => fill(form, '金额', '50'));
    const finance = await promisesOf('finance');
    await give(finance, finance.getByRole('button', { name: '登记到账' }), 'RecordClawbackPayment', async (form) => {
      await fill(form, '金额', '20');
      await withPaper(form);
    });
    expect(await finance.getByTestId('payment').textContent()).toContain('待核实');
    const verifier = await promisesOf('verifier');
    await give(verifier, verifier.getByRole('button', { name: '核实到账' }), 'JudgeClawbackPayment', async () => undefined);
    await verifier.getByText('已核实追回20万元').waitFor();
    await picture(office, 'clawback');
    // Giving up a claim is the leader's own act.
    const again = await promisesOf('leader');
    await give(again, again.getByRole('button', { name: '放弃追回' }), 'CloseClawback', async (form) => {
      await fill(form, '批准文号', '示例追〔2026〕1号');
      await fill(form, '理由', '余额难以追回');
    });
    await again.getByTestId('clawback').getByText('已放弃').waitFor();
    expect(await again.getByTestId('clawback').getByRole('button').count()).toBe(0);
  });
});

it.each(['calendar', 'promises'] as const)('fits a phone: %s', async (which) => {
  const page = await pages.open({ account: 'nm.member', width: 390, height: 844, path: which === 'calendar' ? '/calendar' : `/cases/${id}?tab=promises` });
  await page.getByTestId(which === 'calendar' ? 'due' : 'promise').first().waitFor();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
});

it('no page failed on the way', () => expect(pages.complaints).toEqual([]));
