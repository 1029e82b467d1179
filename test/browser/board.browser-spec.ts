import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { daysAgo, done, filing } from '../journeys/script.ts';
import { eventually, type Pages, signIn, startPages } from '../support/pages.ts';

jest.setTimeout(120_000);

let pages: Pages;

beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.stop());

const file = async (title: string, more: object = {}): Promise<string> => done(await pages.product.as('nm.member').post('/leads', filing({ investor: `${title}的投资方`, title }, more))).id;
const column = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const overflow = (page: Page): Promise<number> => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

describe('signing in', () => {
  it('tells a wrong password in Chinese, and leads a team to its own board', async () => {
    const page = await pages.open();
    await signIn(page, 'nm.lead', 'not the password');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/[\u4e00-\u9fff]{4}/);
    await signIn(page, 'nm.lead');
    await page.waitForURL('**/board/nm');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('新材料专班');
  });

  it('is asked for by every page, which is returned to afterwards', async () => {
    const page = await pages.open({ path: '/leads?stage=registered' });
    await page.waitForURL('**/sign-in**');
    await signIn(page, 'nm.member');
    await page.waitForURL('**/leads?stage=registered');
  });

  it('is asked for again when the session has ended, and signing out ends it', async () => {
    const page = await pages.open({ account: 'nm.lead', path: '/leads' });
    await page.getByRole('status', { name: '实时更新中' }).waitFor();
    await page.context().clearCookies();
    // What changes is asked for at once, and the answer is that nobody is signed in.
    await file('纳米碳酸钙项目');
    await page.getByText('登录已失效，请重新登录后继续。').waitFor();
    await signIn(page, 'nm.lead');
    await page.waitForURL('**/leads');
    await page.getByRole('button', { name: /nm\.lead|新材料专班负责人/ }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await page.waitForURL('**/sign-in**');
    expect((await page.context().cookies()).filter(({ value }) => value !== '')).toEqual([]);
  });
});

describe('the board of a team', () => {
  it('shows a lead that a colleague has just filed, without a reload', async () => {
    const page = await pages.open({ account: 'nm.lead' });
    await page.getByRole('status', { name: '实时更新中' }).waitFor();
    await page.evaluate('globalThis.neverReloaded = true');
    await file('碳纤维预浸料项目');
    const card = column(page, '线索').getByText('碳纤维预浸料项目', { exact: true });
    await card.waitFor();
    expect(await page.evaluate('globalThis.neverReloaded')).toBe(true);
    expect(await column(page, '线索').textContent()).toContain('5亿元');
  });

  it('as known at the end of last week does not know what was filed today, and leads back to now', async () => {
    await file('特种尼龙项目', { occurredOn: daysAgo(20) });
    const page = await pages.open({ account: 'nm.lead' });
    const card = page.getByText('特种尼龙项目', { exact: true });
    await card.waitFor();
    await page.getByTestId('as-of').click();
    await page.getByText('上周末', { exact: true }).click();
    await page.getByTestId('past').waitFor();
    await card.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('known')).toMatch(/T23:59:59\+08:00$/);
    await page.getByTestId('past').getByRole('button', { name: '回到现在' }).click();
    await card.waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it('by what had happened a week ago shows what was filed late, but not what came since', async () => {
    await file('聚碳酸酯改性项目', { occurredOn: daysAgo(12) });
    await file('聚醚醚酮项目', { occurredOn: daysAgo(1) });
    const page = await pages.open({ account: 'nm.lead' });
    await page.getByText('聚醚醚酮项目', { exact: true }).waitFor();
    await page.goto(`${pages.product.url}/board/nm?happened=${daysAgo(7)}`);
    await page.getByText('聚碳酸酯改性项目', { exact: true }).waitFor();
    expect(await page.getByText('聚醚醚酮项目', { exact: true }).count()).toBe(0);
    expect(await page.getByTestId('past').textContent()).toContain(daysAgo(7));
  });

  it('names what was added since last week', async () => {
    await file('电子级硫酸项目');
    const page = await pages.open({ account: 'nm.lead' });
    await page.getByTestId('changes').click();
    const drawer = page.getByRole('dialog', { name: '发生了哪些变化' });
    await drawer.getByText('电子级硫酸项目', { exact: true }).waitFor();
    expect(await drawer.getByRole('heading', { name: /^新增/ }).count()).toBe(1);
  });

  it('shows another team nothing but that it may not look', async () => {
    const page = await pages.open({ account: 'he.lead' });
    await page.waitForURL('**/board/he');
    await page.goto(`${pages.product.url}/board/nm`);
    await page.getByRole('alert').waitFor();
    expect(await page.getByTestId('board').count()).toBe(0);
  });
});

describe('a card that is dragged', () => {
  const drag = async (page: Page, title: string, to: string): Promise<void> => {
    const from = await column(page, '线索').getByText(title, { exact: true }).boundingBox();
    const target = await column(page, to).boundingBox();
    await page.mouse.move(from!.x + 20, from!.y + 8);
    await page.mouse.down();
    await page.mouse.move(from!.x + 40, from!.y + 20, { steps: 4 });
    await page.locator('.column:not(.column-asking):not(.column-home)').first().waitFor();
    await page.mouse.move(target!.x + target!.width / 2, target!.y + 120, { steps: 8 });
  };

  it('opens the form of the command that leads to the column, and stays where it is until that is given', async () => {
    await file('离子交换膜项目');
    const page = await pages.open({ account: 'office', path: '/board/nm' });
    await column(page, '线索').getByText('离子交换膜项目', { exact: true }).waitFor();
    await drag(page, '离子交换膜项目', '研判');
    await page.mouse.up();
    await page.getByTestId('form-TriageLead').waitFor();
    expect(await column(page, '线索').getByText('离子交换膜项目', { exact: true }).count()).toBe(1);
  });

  it('finds the columns dimmed that no command of this person leads to', async () => {
    await file('光学级聚酯项目');
    const page = await pages.open({ account: 'nm.lead' });
    await column(page, '线索').getByText('光学级聚酯项目', { exact: true }).waitFor();
    await drag(page, '光学级聚酯项目', '研判');
    expect(await page.locator('.column[data-stage="triaged"]').getAttribute('class')).toContain('column-refused');
    await page.mouse.up();
    expect(await page.getByTestId('form-TriageLead').count()).toBe(0);
  });
});

describe('the pages', () => {
  it('speak English after one click, and still do the next time', async () => {
    const page = await pages.open({ account: 'nm.lead' });
    await page.getByRole('heading', { name: /新材料专班/ }).waitFor();
    await page.getByRole('button', { name: '切换语言' }).click();
    await page.getByRole('heading', { level: 1, name: 'New Materials' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'New Materials' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('are no wider than a phone, whichever it is', async () => {
    const page = await pages.open({ account: 'office', width: 390, height: 844 });
    await page.waitForURL('**/overview');
    for (const path of ['/overview', '/board/all', '/board/nm', '/leads', '/deals', '/chains', '/library', '/nowhere']) {
      await page.goto(`${pages.product.url}${path}`);
      await page.getByRole('heading', { level: 1 }).or(page.getByText('没有这个页面')).first().waitFor();
      await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
      expect({ path, overflow: await overflow(page) }).toEqual({ path, overflow: 0 });
    }
  });

  it('choose a stage on a phone', async () => {
    await file('聚酰亚胺薄膜项目');
    const page = await pages.open({ account: 'nm.lead', width: 390, height: 844 });
    await page.getByText('聚酰亚胺薄膜项目', { exact: true }).waitFor();
    await page.getByRole('navigation', { name: '阶段' }).getByRole('button', { name: /^签约/ }).tap();
    await eventually(async () => (await column(page, '签约').boundingBox())?.x === 0);
    expect(await column(page, '签约').textContent()).toContain('此阶段暂无项目');
  });

  it('complain of nothing', () => {
    expect(pages.complaints).toEqual([]);
  });
});
