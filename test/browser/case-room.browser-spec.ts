import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { type Product, startProduct } from '../support/product.ts';
import { webBuild, type WebBuild } from '../support/web-build.ts';

jest.setTimeout(180_000);

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };
const TITLE = '瑞柏年产两万吨电池材料项目';
const FIRM = '瑞柏（虚构）科技有限公司';

describe('a case, from its filing to its signing, through the forms', () => {
  let web: WebBuild;
  let product: Product;
  let browser: Browser;
  let id = '';
  const pages = new Map<string, Page>();
  const failures: string[] = [];

  beforeAll(async () => {
    web = await webBuild();
    product = await startProduct({ WEB_ROOT: web.directory });
    browser = await launchBrowser();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await web?.remove();
  });

  /** The screen of an account, signed in by its session cookie. */
  async function screenOf(account: string, viewport = DESK): Promise<Page> {
    const known = pages.get(`${account}/${viewport.width}`);
    if (known) return known;
    const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
    const [name = '', value = ''] = (await product.as(account).cookie()).split('=', 2);
    await context.addCookies([{ name, value, url: product.url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => failures.push(`${account}: ${error.message}`));
    pages.set(`${account}/${viewport.width}`, page);
    return page;
  }

  const choose = async (form: Locator, label: string, option: string): Promise<void> => {
    await form.getByLabel(label, { exact: true }).first().click();
    await form.page().locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: option }).first().click();
  };
  const fill = (form: Locator, label: string, value: string): Promise<void> => form.getByLabel(label, { exact: true }).first().fill(value);

  /** Opens the form of a command on its case and fills it. */
  async function openForm(account: string, command: string, fillIn: (form: Locator) => Promise<void>, viewport = DESK): Promise<Locator> {
    const page = await screenOf(account, viewport);
    await page.goto(`${product.url}/cases/${id}?command=${command}`);
    const form = page.getByTestId(`form-${command}`);
    await form.waitFor();
    await fillIn(form);
    return form;
  }

  /** Gives a command through its form and waits until it is recorded. */
  async function give(account: string, command: string, fillIn: (form: Locator) => Promise<void>, { confirm = false, viewport = DESK } = {}): Promise<void> {
    const form = await openForm(account, command, fillIn, viewport);
    await form.getByTestId('submit').click();
    if (confirm) await form.page().locator('.ant-modal-confirm-btns .ant-btn-primary').click();
    await recorded(form);
  }

  async function recorded(form: Locator): Promise<void> {
    const refusal = form.getByTestId('refusal');
    await Promise.race([form.waitFor({ state: 'detached' }), refusal.waitFor().then(async () => Promise.reject(new Error(`refused: ${await refusal.textContent()}`)), () => undefined)]);
    await form.waitFor({ state: 'detached' });
  }

  const textOf = async (account: string): Promise<string> => (await (await screenOf(account)).locator('.case-page').textContent()) ?? '';
  const overflow = (page: Page): Promise<number> => page.evaluate<number>(`Math.max(document.documentElement.scrollWidth, document.querySelector('.shell-main').scrollWidth) - innerWidth`);

  it('a member files a lead on a phone, with a credit code that warns, and is shown what it may duplicate and why', async () => {
    const filed = { kind: 'capital', source: 'park', origin: '园区企业介绍' };
    expect(await product.as('nm.member').post('/leads', { ...filed, investor: { name: '瑞柏（虚构）生物有限公司' }, title: '瑞柏中试线', content: '中试线一条' })).toMatchObject({ status: 201 });
    const theirs = await product.as('he.member').post('/leads', { ...filed, investor: { name: FIRM }, title: '瑞柏装备', content: '成套设备' });
    expect(theirs.status).toBe(201);
    const page = await screenOf('nm.member', PHONE);
    await page.goto(`${product.url}/leads/new`);
    const form = page.getByTestId('form-RegisterLead');
    await form.waitFor();
    await fill(form, '投资方名称', FIRM);
    await fill(form, '统一社会信用代码', '91350100m000100y44');
    await form.getByText('末位应为 3').waitFor();
    await fill(form, '项目名称', TITLE);
    await fill(form, '项目内容', '建设年产两万吨电池材料生产线');
    await fill(form, '预估投资额', '5.2');
    await form.getByLabel('金额单位').click();
    await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: '亿元' }).click();
    await form.getByText('= 5.2亿元').waitFor();
    await choose(form, '招商渠道', '产业链招商');
    await fill(form, '线索来源说明', '链主企业推荐');
    await fill(form, '姓名', '张小满');
    await fill(form, '电话', '13812345678');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await form.getByTestId('submit').click();
    await form.getByText('请核对后勾选确认').waitFor();
    await form.getByText('已核对营业执照').click();
    await form.getByTestId('submit').click();
    await page.getByTestId('filed').waitFor();
    const suggestions = (await page.getByTestId('suggestions').textContent()) ?? '';
    expect(suggestions).toContain('瑞柏中试线');
    expect(suggestions).toMatch(/名称/);
    expect(suggestions).toContain('由高端装备专班持有');
    expect(suggestions).not.toContain('瑞柏装备');
    id = new URL(page.url()).searchParams.get('filed') ?? '';
    const { body } = await product.as('nm.member').get(`/leads/${id}`);
    expect(body).toMatchObject({ estimate: { amount: 52_000_000_000, currency: 'CNY' }, investor: { name: FIRM, creditCode: '91350100M000100Y44', checkDigitConfirmed: true } });
  });

  it('the office triages and protects it, overtaking the earlier filing only with a reason', async () => {
    await give('office', 'TriageLead', async () => undefined);
    expect(await textOf('office')).toContain('授予首报保护');
    await give('office', 'GrantProtection', async () => undefined);
    expect(await textOf('office')).toContain('保护期至');
  });

  it('two clicks on a follow-up are one follow-up', async () => {
    const form = await openForm('nm.member', 'RecordFollowUp', async (opened) => {
      await fill(opened, '内容摘要', '王总一行看了地块，愿意继续');
      await fill(opened, '下一步', '报送方案');
    });
    await form.getByTestId('submit').dblclick();
    await recorded(form);
    const { body } = await product.as('nm.member').get(`/leads/${id}/contacts`);
    expect(body['entries']).toHaveLength(1);
  });

  it('talks open with a needs sheet, in 亩, and are recorded with both positions', async () => {
    await give('nm.member', 'OpenNegotiation', (form) => fill(form, '用地', '120.5'));
    await give('nm.member', 'RecordRound', async (form) => {
      await choose(form, '议题', '用地');
      await fill(form, '我方立场', '净地交付');
      await fill(form, '对方立场', '要求一百五十亩');
      await fill(form, '已达成一致', '先期一百二十亩');
    });
    const page = await screenOf('nm.member');
    await page.goto(`${product.url}/cases/${id}?tab=rounds`);
    await page.locator('.positions', { hasText: '要求一百五十亩' }).waitFor();
    const { body } = await product.as('nm.member').get(`/deals/${id}/history`);
    expect(body['events']).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'NegotiationOpened', data: expect.objectContaining({ needs: { landCentiMu: 12_050 } }) })]));
  });

  it('what somebody else changed meanwhile is told, and what was typed is kept and sent again', async () => {
    const form = await openForm('nm.lead', 'Revalue', async (opened) => {
      await fill(opened, '调整后金额', '5.5');
      await fill(opened, '理由', '设备报价更新');
    });
    const deal = `/deals/${id}`;
    expect(await product.as('office').postAt(deal, `${deal}/revaluation`, { amount: { amount: 53_000_000_000, currency: 'CNY' }, reason: '口径调整' })).toMatchObject({ status: 201 });
    await form.getByTestId('submit').click();
    await form.getByTestId('stale').waitFor();
    expect(await form.getByLabel('理由', { exact: true }).inputValue()).toBe('设备报价更新');
    await form.getByRole('button', { name: '重新载入' }).click();
    await form.getByTestId('stale').waitFor({ state: 'detached' });
    await form.getByTestId('submit').click();
    await recorded(form);
    expect((await product.as('nm.lead').get(deal)).body['amount']).toEqual({ amount: 55_000_000_000, currency: 'CNY' });
  });

  it('a formal text is uploaded, and the page shows its hash', async () => {
    await give('nm.member', 'DraftAgreement', async (form) => {
      await fill(form, '文本名称', '投资协议（定稿）');
      await form.locator('input[type=file]').setInputFiles({ name: '投资协议.txt', mimeType: 'text/plain', buffer: Buffer.from('甲方：示例产业园') });
      await form.locator('.document-chosen .hash').waitFor();
    });
    const page = await screenOf('nm.member');
    await page.goto(`${product.url}/cases/${id}?tab=documents`);
    expect(await page.locator('.document-entry .hash').textContent()).toMatch(/^[0-9a-f]{64}/);
  });

  it('the dossier goes to the review, the review passes, the leader approves and signs exactly that text', async () => {
    await give('nm.lead', 'SubmitDossier', async (form) => {
      await fill(form, '总投资', '55000');
      await fill(form, '固定资产投资', '40000');
      await fill(form, '用地', '120.5');
      await form.getByText('总投资 456.4 万元/亩').waitFor();
      for (const [label, value] of [['年产值', '60000'], ['年税收', '3000'], ['就业', '300'], ['年综合能耗', '8000']] as const) await fill(form, label, value);
      await form.getByText('报告表').click();
      await form.getByRole('button', { name: '添加节点' }).click();
      await choose(form, '计划进度', '开工');
      const day = form.locator('.rows input[placeholder="请选择日期"]');
      await day.fill('2027-09-01');
      await day.press('Enter');
    });
    await give('office', 'ConcludeReview', async (form) => {
      await fill(form, '到会有表决权人数', '9');
      await fill(form, '法定人数', '7');
      await fill(form, '赞成', '9');
    });
    await give('leader', 'MakeDecision', async (form) => {
      await fill(form, '合法性审查人', 'legal');
      await fill(form, '公平竞争审查人', 'legal');
    }, { confirm: true });
    await give('leader', 'SignAgreement', (form) => form.getByText('与批准文本一致').waitFor(), { confirm: true });
    const { body } = await product.as('leader').get(`/deals/${id}`);
    expect(body).toMatchObject({ column: 'signed', amount: { amount: 55_000_000_000 }, dossier: { data: { dossier: { land: 12_050 } } } });
  });

  it('the timeline tells all of it to the auditor, with who, both clocks and the event itself', async () => {
    const page = await screenOf('auditor');
    await page.goto(`${product.url}/cases/${id}?tab=timeline`);
    await page.getByTestId('event-AgreementSigned').waitFor();
    const told = (await page.locator('.timeline-list').textContent()) ?? '';
    for (const words of [`报备“${TITLE}”`, '研判受理', '首报保护', '王总一行看了地块', '用地 120.5 亩', '提交评审材料', '到会 9 人', '批准', '签订正式协议', 'leader · 领导']) expect(told).toContain(words);
    await page.getByTestId('event-AgreementSigned').getByRole('button', { name: '详情与原始事件' }).click();
    expect(await page.getByTestId('event-AgreementSigned').locator('pre').textContent()).toContain('"commandKey"');
    await page.getByText(/^评审决策 \d+$/).click();
    expect(await page.getByTestId('event-FollowUpRecorded').count()).toBe(0);
    expect(await page.getByTestId('event-DecisionMade').count()).toBe(1);
    expect(await page.getByTestId('primary-command').count()).toBe(0);
  });

  it('a contact is masked until somebody asks, and asking is recorded', async () => {
    const page = await screenOf('nm.member');
    await page.goto(`${product.url}/cases/${id}?tab=contacts`);
    await page.getByTestId('contact').waitFor();
    expect(await page.getByTestId('contact').textContent()).toContain('138****5678');
    await page.getByTestId('reveal').click();
    await page.locator('.ant-modal-confirm-btns .ant-btn-primary').click();
    await page.getByText('13812345678').waitFor();
    await page.reload();
    await page.getByTestId('contact').waitFor();
    expect(await page.getByTestId('contact').textContent()).not.toContain('13812345678');
    expect(JSON.stringify((await product.as('auditor').get('/audit/access?limit=50')).body)).toContain('reveal');
  });

  it.each(['overview', 'rounds', 'agreements', 'delivery', 'timeline'])('fits a phone: %s', async (tab) => {
    const page = await screenOf('office', PHONE);
    await page.goto(`${product.url}/cases/${id}?tab=${tab}`);
    await page.locator('.case-tabs').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  it('no page failed on the way', () => expect(failures).toEqual([]));
});
