import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { daysAgo, done, filing } from '../journeys/script.ts';
import { eventually, type Pages, startPages } from '../support/pages.ts';

jest.setTimeout(120_000);

let pages: Pages;
const year = daysAgo(0).slice(0, 4);
const overflow = (page: Page): Promise<number> => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

beforeAll(async () => {
  pages = await startPages();
  const { product } = pages;
  for (const title of ['碳材项目', '硅材项目']) done(await product.as('nm.member').post('/leads', filing({ investor: `${title}的投资方`, title })));
  done(await product.as('he.member').post('/leads', filing({ investor: '轴承投资方', title: '轴承项目' })));
  for (const code of ['nm', 'he']) done(await product.as('office').post('/units', { code, name: code, kind: 'task-force', from: '2020-01-01' }));
  done(await product.as('office').post(`/targets/nm/${year}`, { measure: 'leads', value: 8 }));
});
afterAll(() => pages.stop());

describe('the page of figures', () => {
  it('shows a figure with its formula, its numbers, and under them what they rest on', async () => {
    const page = await pages.open({ account: 'leader', path: '/figures' });
    const figure = panel(page, '转化漏斗');
    await eventually(async () => /线索\s*3\s*100%/.test((await figure.getByRole('table').first().innerText()).replaceAll('\n', ' ')));
    expect(await figure.textContent()).toContain('重复进入只计一次');
    expect(await figure.getByTestId('figure-basis').textContent()).toMatch(new RegExp(`口径第 2 版 · ${year} 年至今 .* · 截至 ${daysAgo(0)} · .*日志第 \\d+ 条`));
  });

  it('drills down from a line to its cases, and from a case to its page', async () => {
    const page = await pages.open({ account: 'leader', path: '/figures' });
    await panel(page, '转化漏斗').getByRole('button', { name: '线索', exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('碳材项目', { exact: true }).waitFor();
    expect(await drawer.textContent()).toMatch(/线索 · 3 条.*报备线索（日志第 \d+ 条）/s);
    await drawer.getByRole('link', { name: '碳材项目' }).click();
    await page.waitForURL('**/cases/*');
    await page.getByRole('heading', { name: '碳材项目' }).waitFor();
  });

  it('is recomputed for another unit, period and definition, all kept in the address', async () => {
    const page = await pages.open({ account: 'leader', path: `/figures?unit=he&period=${year}&definition=1` });
    const figure = panel(page, '转化漏斗');
    await eventually(async () => /线索\s*1\s*100%/.test((await figure.getByRole('table').first().innerText()).replaceAll('\n', ' ')));
    expect(await figure.getByTestId('figure-basis').textContent()).toContain('口径第 1 版');
    await page.getByRole('tab', { name: '目标与时序差' }).click();
    await panel(page, '目标与时序差').waitFor();
    expect(new URL(page.url()).searchParams.get('figure')).toBe('target-pace');
  });

  it('shows a team its own target and pace, and no other unit to choose', async () => {
    const page = await pages.open({ account: 'nm.lead', path: '/figures?figure=target-pace' });
    const figure = panel(page, '目标与时序差');
    await figure.getByText('25%', { exact: true }).waitFor();
    expect(await figure.textContent()).toContain('新材料专班 · 报备线索');
    expect(await page.getByLabel('责任单位').count()).toBe(0);
  });

  it('says what is missing where there is nothing to count', async () => {
    const page = await pages.open({ account: 'leader', path: '/figures?figure=league' });
    await panel(page, '单位积分榜').getByText('期内没有施行的计分办法，请由投促办设定。').waitFor();
  });

  it.each([390, 1440])('fits a window of %i pixels, every figure of it', async (width) => {
    const page = await pages.open({ account: 'leader', width, height: 844, path: '/figures' });
    const infos = (await pages.product.as('leader').get('/figures')).body['figures'] as readonly { name: string; title: { zh: string } }[];
    for (const { name, title } of infos) {
      await page.goto(`${pages.product.url}/figures?figure=${name}`);
      await panel(page, title.zh).getByTestId('figure-basis').waitFor();
      expect({ name, overflow: await overflow(page) }).toEqual({ name, overflow: 0 });
    }
  });

  it('speaks English too', async () => {
    const page = await pages.open({ account: 'leader', path: '/figures?figure=forecast' });
    await page.getByRole('button', { name: /English/ }).or(page.getByText('EN', { exact: true })).first().click();
    await panel(page, 'Forecast').getByTestId('figure-basis').waitFor();
    expect(await panel(page, 'Forecast').textContent()).toContain('as of');
    expect(pages.complaints).toEqual([]);
  });
});
