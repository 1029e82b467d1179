import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { daysAgo, done, filing, protectedLead } from '../journeys/script.ts';
import { type Pages, startPages } from '../support/pages.ts';

jest.setTimeout(180_000);

const firm = { investor: '示例争议新材料有限公司', title: '高性能纤维项目' };
let pages: Pages;
let held = '';
let own = '';

beforeAll(async () => {
  pages = await startPages();
  held = await protectedLead(pages.product, 'nm', firm, 20);
  own = done(await pages.product.as('yy.member').post('/leads', filing(firm, { occurredOn: daysAgo(18) }))).id;
}, 240_000);
afterAll(() => pages?.stop());

async function caseOf(account: string, id: string): Promise<Page> {
  const page = await pages.open({ account });
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  await page.goto(`${pages.product.url}/cases/${id}`);
  return page;
}

/** Fills the form that an entry of the menu opens, and waits until the command is recorded. */
async function give(page: Page, command: string, name: string, fillIn: (form: Locator) => Promise<void>, confirm = false): Promise<void> {
  await page.getByTestId('more-commands').click();
  await page.getByRole('menuitem', { name, exact: true }).click();
  const form = page.getByTestId(`form-${command}`);
  await form.waitFor();
  await fillIn(form);
  await form.getByTestId('submit').click();
  if (confirm) await page.locator('.ant-modal-confirm-btns .ant-btn-primary').click();
  const refusal = form.getByTestId('refusal');
  await Promise.race([form.waitFor({ state: 'detached' }), refusal.waitFor().then(async () => Promise.reject(new Error(`refused: ${await refusal.textContent()}`)), () => undefined)]);
  await form.waitFor({ state: 'detached' });
}

const openTab = (page: Page): Promise<void> => page.getByRole('tab', { name: /争议/ }).click();

describe('a dispute in the case room', () => {
  it('is raised by the team that claims the lead, and shows both sides in the order of the log', async () => {
    const page = await caseOf('yy.lead', own);
    await give(page, 'DisputeLead', '提出争议', (form) => form.getByLabel('理由', { exact: true }).fill('我方先接触投资方'));
    await openTab(page);
    await page.getByTestId('replay').getByRole('columnheader', { name: /（持有）/ }).waitFor();
    await page.getByText('的报备在先').waitFor();
    expect(await page.getByTestId('replay').getByText('进入报备序列').count()).toBe(2);
    expect(await page.locator('body').innerText()).not.toContain('张三丰');
  });

  it('is decided by a leader in a form, and read by both: also by the team that lost the lead', async () => {
    const page = await caseOf('leader', held);
    await page.getByText('线索正在争议中').waitFor();
    await give(page, 'ArbitrateDispute', '仲裁', async (form) => {
      await form.getByText('转归主张单位').click();
      await form.getByLabel('裁决理由', { exact: true }).fill('接触记录早于报备');
    }, true);
    await openTab(page);
    await page.getByTestId('dispute').getByText('接触记录早于报备').waitFor();
    for (const [account, id] of [['yy.lead', own], ['nm.lead', held]] as const) {
      const theirs = await caseOf(account, id);
      if (account === 'yy.lead') await openTab(theirs);
      await theirs.getByTestId('dispute').getByText('接触记录早于报备').waitFor();
    }
    expect(pages.complaints).toEqual([]);
  });
});
