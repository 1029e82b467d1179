import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { daysAgo, done, filing } from '../journeys/script.ts';
import { type Pages, picture, startPages } from '../support/pages.ts';

jest.setTimeout(120_000);

let pages: Pages;

beforeAll(async () => {
  pages = await startPages();
  const { as } = pages.product;
  for (const [title, ago] of [['碳材项目', 3], ['硅材项目', 1]] as const) done(await as('nm.member').post('/leads', filing({ investor: `${title}的投资方`, title }, { occurredOn: daysAgo(ago) })));
  done(await as('he.member').post('/leads', filing({ investor: '轴承项目的投资方', title: '轴承项目' })));
}, 240_000);
afterAll(() => pages?.stop());

const counts = async (page: Page, line: string): Promise<string | null> => page.getByRole('row', { name: line }).locator('td').first().textContent();
const overflow = (page: Page): Promise<number> => page.evaluate<number>(`Math.max(document.documentElement.scrollWidth, document.querySelector('.shell-main').scrollWidth) - innerWidth`);

describe('the figures', () => {
  it('are listed by name; the one chosen tells its definition, its numbers and where it stands', async () => {
    const page = await pages.open({ account: 'office', path: '/figures' });
    await page.getByTestId('figure').waitFor();
    expect(await page.getByRole('navigation', { name: '指标' }).getByRole('link').count()).toBe(13);
    expect(await counts(page, '线索')).toBe('3');
    expect(await page.locator('.figure-basis').textContent()).toContain(`截至 ${daysAgo(0)}`);
    await page.getByRole('link', { name: '签约预测' }).click();
    await page.getByRole('columnheader', { name: '签约概率' }).waitFor();
    expect(await counts(page, '合计')).toBe('3');
  });

  it('open on the cases behind a line, each leading to its case', async () => {
    const page = await pages.open({ account: 'office', path: '/figures' });
    await page.getByRole('button', { name: '线索', exact: true }).click();
    await page.getByText('线索：3 条依据').waitFor();
    const behind = page.getByTestId('behind');
    expect(await behind.allTextContents()).toEqual(expect.arrayContaining(['碳材项目', '硅材项目', '轴承项目']));
    await behind.filter({ hasText: '轴承项目' }).click();
    await page.waitForURL('**/cases/**');
    await page.getByRole('heading', { name: '轴承项目' }).waitFor();
  });

  it('are asked as of a day that has passed, and lead back to now', async () => {
    const page = await pages.open({ account: 'office', path: `/figures?happened=${daysAgo(2)}` });
    await page.getByTestId('past').waitFor();
    await page.getByTestId('figure').waitFor();
    expect(await counts(page, '线索')).toBe('1');
    await page.getByTestId('past').getByRole('button').click();
    await page.locator('.figure-basis', { hasText: `截至 ${daysAgo(0)}` }).waitFor();
    expect(await counts(page, '线索')).toBe('3');
  });

  it('are narrowed by kind, by the column counted from and by a standard that somebody thinks of, each in the address', async () => {
    const page = await pages.open({ account: 'office', path: '/figures' });
    await page.getByTestId('figure').waitFor();
    const choose = async (label: string, option: string): Promise<void> => {
      await page.getByLabel(label, { exact: true }).first().click();
      await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: option }).first().click();
    };
    await choose('类别', '招才引智');
    await page.getByText('这里没有数据').or(page.getByRole('row', { name: '线索' }).locator('td').first().getByText('0', { exact: true })).first().waitFor();
    expect(page.url()).toContain('kind=talent');
    await choose('类别', '招商引资');
    await choose('起算阶段', '保护');
    await page.waitForURL('**from=protected**');
    await page.getByTestId('figure').waitFor();
    await picture(page, 'figures-options');
    await page.goto(`${pages.product.url}/figures?figure=standard-what-if`);
    await choose('入园标准', '假设标准');
    await page.getByLabel('亩均投资不低于').fill('300');
    await page.waitForURL('**investmentPerMu=300000000**');
    await page.getByTestId('figure').waitFor();
    await picture(page, 'figures-what-if');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  it('of a team are its own, and its page rests: what is on it is asked for once', async () => {
    const page = await pages.open({ account: 'nm.lead', path: '/figures' });
    await page.getByTestId('figure').waitFor();
    expect(await counts(page, '线索')).toBe('2');
    let requests = 0;
    page.on('request', (request) => (requests += request.url().includes('/figures') ? 1 : 0));
    await page.waitForTimeout(2_000);
    expect(requests).toBe(0);
  });

  it('each open without a failure, and fit a phone', async () => {
    const page = await pages.open({ account: 'office', width: 390, height: 844, path: '/figures' });
    await page.getByTestId('figure').waitFor();
    const { figures } = (await pages.product.as('office').get('/figures')).body as { figures: { name: string; title: { zh: string } }[] };
    for (const { name, title } of figures) {
      await page.goto(`${pages.product.url}/figures?figure=${name}`);
      await page.getByRole('heading', { level: 2, name: title.zh }).waitFor();
      await page.locator('.figure-panel [data-testid=figure], .figure-panel .ant-empty').waitFor();
      expect({ name, overflow: await overflow(page), problems: await page.getByRole('alert').count() }).toEqual({ name, overflow: 0, problems: 0 });
    }
  });

  it('complain about nothing on the console', () => expect(pages.complaints).toEqual([]));
});
