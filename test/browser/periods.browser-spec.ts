import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { daysAgo, done, filing } from '../journeys/script.ts';
import { type Pages, picture, startPages } from '../support/pages.ts';

jest.setTimeout(180_000);

const month = daysAgo(31).slice(0, 7);
const inMonth = { lateReason: '月底补录', occurredOn: `${month}-02` };
let pages: Pages;
let office: Page;

beforeAll(async () => {
  pages = await startPages();
  done(await pages.product.as('nm.member').post('/leads', filing({ investor: '示例关账甲有限公司（虚构）', title: '年产三万吨项目' }, inMonth)));
}, 240_000);
afterAll(() => pages?.stop());

const give = async (page: Page, button: string, command: string, fillIn: (label: string) => Promise<void> = async () => undefined): Promise<void> => {
  await page.getByRole('button', { name: button, exact: true }).click();
  const form = page.getByTestId(`form-${command}`);
  await form.waitFor();
  await fillIn(command);
  await form.getByTestId('submit').click();
  await form.waitFor({ state: 'detached' });
};

describe('closed months', () => {
  it('are none at first; the office closes the month that is over, and its report is as it is known', async () => {
    office = await pages.open({ account: 'office', path: '/periods' });
    await office.getByText('还没有关账的月份').waitFor();
    await give(office, 'lock 关账', 'ClosePeriod');
    await office.getByTestId('period').filter({ hasText: month }).waitFor();
    await office.getByTestId('verdict').getByText('认定时与现在所知一致').waitFor();
    expect(await office.getByTestId('report-figure').count()).toBeGreaterThan(4);
    await office.getByText('首次关账后没有补录或更正').waitFor();
  });

  it('show what was entered later, beside the report that stays, by figure and unit', async () => {
    const { id } = done(await pages.product.as('nm.member').post('/leads', filing({ investor: '示例关账乙有限公司（虚构）', title: '年产四万吨项目' }, { ...inMonth, lateReason: '漏报' })));
    await office.reload();
    await office.getByTestId('verdict').getByText('与现在所知不同').waitFor();
    const changed = office.locator('.cell-different').first();
    expect(await changed.locator('span').textContent()).not.toBe(await changed.locator('strong').textContent());
    await picture(office, 'periods');
    await office.getByLabel('只看有差异的').click();
    expect(await office.locator('.period-figure tr:has(td)').count()).toBe(await office.locator('.period-figure tr:has(.cell-different)').count());
    const entries = office.getByTestId('restatement');
    expect(await entries.count()).toBeGreaterThanOrEqual(1);
    await entries.filter({ hasText: '报备线索' }).getByRole('link').click();
    await office.waitForURL(`**/cases/${id}?tab=timeline`);
  });

  it('are restated with the reason; both recognitions can be read', async () => {
    await office.goto(`${pages.product.url}/periods`);
    await give(office, '重述', 'RestatePeriod', async () => office.getByLabel('理由', { exact: true }).fill('漏报一条'));
    await office.getByTestId('verdict').getByText('认定时与现在所知一致').waitFor();
    await office.getByText('第 1 次认定').click();
    await office.getByTestId('verdict').getByText('与现在所知不同').waitFor();
  });

  it('are read by the leader and the auditor, who close nothing; a team does not see them', async () => {
    for (const account of ['leader', 'auditor']) {
      const page = await pages.open({ account });
      await page.getByRole('menuitem', { name: '月度关账' }).click();
      await page.getByTestId('verdict').waitFor();
      expect(await page.getByRole('button', { name: /关账|重 ?述/ }).count()).toBe(0);
    }
    const team = await pages.open({ account: 'nm.lead' });
    await team.getByRole('menuitem', { name: '指标' }).waitFor();
    expect(await team.getByRole('menuitem', { name: '月度关账' }).count()).toBe(0);
  });

  it('fit a phone', async () => {
    const page = await pages.open({ account: 'office', width: 390, height: 844, path: '/periods?closing=1' });
    await page.getByTestId('verdict').waitFor();
    expect(await page.evaluate<number>(`Math.max(document.documentElement.scrollWidth, document.querySelector('.shell-main').scrollWidth) - innerWidth`)).toBeLessThanOrEqual(0);
    await picture(page, 'periods-phone');
  });
});

it('no page failed on the way', () => expect(pages.complaints).toEqual([]));
