import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { daysAgo, done, filing, protectedLead } from '../journeys/script.ts';
import { eventually, type Pages, startPages } from '../support/pages.ts';

jest.setTimeout(180_000);

let pages: Pages;
let lead = '';

beforeAll(async () => {
  pages = await startPages();
}, 240_000);
afterAll(() => pages?.stop());

const overflow = (page: Page): Promise<number> => page.evaluate<number>(`Math.max(document.documentElement.scrollWidth, document.querySelector('.shell-main').scrollWidth) - innerWidth`);
const line = (page: Page, kind: string) => page.locator(`[data-testid=notice][data-kind="${kind}"]`);
/** A picture for whoever wants to look: LIUHEN_PICTURES names the directory. */
async function picture(page: Page, name: string): Promise<void> {
  const directory = process.env['LIUHEN_PICTURES'];
  if (directory === undefined) return;
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: false });
}

describe('the bell', () => {
  it('rings while one looks, for what concerns one, and leads to an empty inbox before', async () => {
    const page = await pages.open({ account: 'nm.lead', path: '/' });
    await page.getByRole('link', { name: '通知，没有未读' }).click();
    await page.getByText('没有未读通知').waitFor();
    await picture(page, 'notices-empty');
    lead = await protectedLead(pages.product, 'nm', { investor: '示例碳材有限公司', title: '碳纤维复合材料项目' });
    await page.getByRole('link', { name: '通知，2 条未读' }).waitFor({ timeout: 40_000 });
    await line(page, 'protection.granted').waitFor();
    expect(await line(page, 'protection.granted').textContent()).toContain('碳纤维复合材料项目');
    await picture(page, 'notices-unread');
  });

  it('is silent for another team', async () => {
    const page = await pages.open({ account: 'yy.lead', path: '/notices' });
    await page.getByText('没有未读通知').waitFor();
    await page.getByText('全部', { exact: true }).click();
    await page.getByText('没有通知', { exact: true }).waitFor();
    expect(await page.getByTestId('notice').count()).toBe(0);
  });
});

describe('the inbox', () => {
  it('leads to the case, which marks the line read; and can be emptied line by line and at once', async () => {
    const page = await pages.open({ account: 'nm.lead', path: '/notices' });
    await line(page, 'protection.granted').getByRole('link').click();
    await page.waitForURL(`**/cases/${lead}`);
    await page.getByRole('link', { name: '通知，1 条未读' }).click();
    await line(page, 'lead.accepted').getByRole('button', { name: '标为已读' }).click();
    await page.getByText('没有未读通知').waitFor();
    await page.getByText('全部', { exact: true }).click();
    await eventually(async () => (await page.getByTestId('notice').count()) === 2);
    const { id } = done(await pages.product.as('nm.member').post('/leads', filing({ investor: '示例电子有限公司', title: '电子项目' }, { occurredOn: daysAgo(3) })));
    done(await pages.product.as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { outcome: 'reject', code: 'below-standard', text: '未达入园标准' }));
    await line(page, 'lead.rejected').waitFor({ timeout: 40_000 });
    await picture(page, 'notices-all');
    await page.getByRole('button', { name: '全部标为已读' }).click();
    await page.getByRole('link', { name: '通知，没有未读' }).waitFor();
  });

  it('speaks English', async () => {
    const page = await pages.open({ account: 'nm.member', path: '/notices' });
    await line(page, 'protection.granted').waitFor();
    await page.getByRole('button', { name: '切换语言' }).click();
    await page.getByText(/^Lead protected until/).waitFor();
    await picture(page, 'notices-english');
  });
});

describe('the settings', () => {
  it('are chosen and kept: mailbox, digest, quiet hours, kinds', async () => {
    const page = await pages.open({ account: 'nm.lead', path: '/notices/preferences' });
    const form = page.getByTestId('preferences');
    await form.getByLabel('邮箱地址').fill('lead@example.cn');
    await form.getByLabel('免打扰时段').click();
    await form.getByLabel('开始').fill('25:00');
    await form.getByTestId('save').click();
    await page.getByText('请按 21:30 的格式填写').waitFor();
    await form.getByLabel('开始').fill('22:00');
    await form.locator('.kinds').first().getByText('项目恢复').click();
    await picture(page, 'notices-preferences');
    await form.getByTestId('save').click();
    await page.getByText('设置已保存').waitFor();
    expect((await pages.product.as('nm.lead').get('/notices/preferences')).body).toMatchObject({ email: 'lead@example.cn', quiet: { from: '22:00', until: '07:30' }, muted: { inbox: ['deal.resumed'], email: [] } });
    await page.reload();
    await eventually(async () => (await form.getByLabel('邮箱地址').inputValue()) === 'lead@example.cn');
  });

  it('of a unit’s channels are its lead’s: an address inside the house is refused, a secret is not shown again', async () => {
    const page = await pages.open({ account: 'nm.lead', path: '/notices/preferences' });
    await page.getByTestId('channels').getByText('还没有渠道').waitFor();
    await page.getByRole('button', { name: '添加渠道' }).click();
    const form = page.getByTestId('form-channel');
    await form.getByLabel('名称').fill('专班群');
    await form.getByLabel('地址').fill('https://192.168.1.10/robot');
    await form.getByLabel('签名密钥').fill('a secret of the unit');
    await form.getByTestId('submit').click();
    await form.getByText('该地址不能使用').waitFor();
    await form.getByLabel('地址').fill('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k3y');
    await picture(page, 'notices-channel');
    await form.getByTestId('submit').click();
    await page.getByTestId('channel').getByText('专班群').waitFor();
    expect(await page.content()).not.toMatch(/k3y|a secret of the unit/);
    await picture(page, 'notices-channels');
    await page.getByTestId('channel').getByRole('button', { name: '移除' }).click();
    await page.locator('.ant-popover').getByRole('button', { name: '移除' }).click();
    await page.getByTestId('channels').getByText('还没有渠道').waitFor();
  });

  it('show a member no channels', async () => {
    const page = await pages.open({ account: 'nm.member', path: '/notices/preferences' });
    await page.getByTestId('preferences').waitFor();
    expect(await page.getByTestId('channels').count()).toBe(0);
  });
});

it.each(['notices?show=all', 'notices/preferences'] as const)('fits a phone: %s', async (path) => {
  const page = await pages.open({ account: 'nm.lead', width: 390, height: 844, path: `/${path}` });
  await page.getByTestId(path === 'notices/preferences' ? 'preferences' : 'notice').first().waitFor();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await picture(page, `phone-${path.replace(/\W+/g, '-')}`);
});

it('no page failed on the way', () => expect(pages.complaints).toEqual([]));
