import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { daysAgo, done, filing } from '../journeys/script.ts';
import { codeNow } from '../support/authenticator.ts';
import { send } from '../support/client.ts';
import { eventually, type Pages, signIn, startPages } from '../support/pages.ts';
import { PASSWORD } from '../support/product.ts';

jest.setTimeout(180_000);

let pages: Pages;

beforeAll(async () => {
  pages = await startPages();
}, 240_000);
afterAll(() => pages?.stop());

/** A window signed in as an account, at a page. */
async function at(account: string, path: string): Promise<Page> {
  const page = await pages.open({ account });
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  await page.goto(`${pages.product.url}${path}`);
  return page;
}

describe('a second factor', () => {
  let secret = '';
  let recovery = '';

  it('is enrolled from the page of one’s account: password, picture and secret, code, recovery codes', async () => {
    const page = await at('he.member', '/account');
    await page.getByTestId('factor').filter({ hasText: '未启用' }).waitFor();
    await page.getByLabel('当前密码').fill(PASSWORD);
    await page.getByRole('button', { name: '启用', exact: true }).click();
    secret = (await page.getByTestId('secret').textContent())?.trim() ?? '';
    expect(secret).toMatch(/^[A-Z2-7]{32}/);
    secret = secret.slice(0, 32);
    expect(await page.locator('.ant-qrcode svg').count()).toBe(1);
    await page.getByLabel('动态码').fill(codeNow(secret));
    await page.getByRole('button', { name: '确认启用' }).click();
    const codes = page.getByTestId('recovery-codes').locator('code');
    await codes.first().waitFor();
    expect(await codes.count()).toBe(10);
    recovery = (await codes.first().textContent()) ?? '';
    await page.getByRole('button', { name: '我已保存' }).click();
    await page.getByTestId('factor').filter({ hasText: '已启用' }).waitFor();
    await page.context().close();
  });

  it('is asked for at the next sign-in, a used or wrong code is refused in words, the next one lets in', async () => {
    const page = await pages.open();
    await signIn(page, 'he.member');
    await page.getByText('请输入身份验证器上的 6 位动态码').waitFor();
    await page.getByLabel('动态码').fill(codeNow(secret));
    await page.getByRole('button', { name: /登录$/ }).click();
    await page.getByText('动态码不正确或已使用过').waitFor();
    await page.getByLabel('动态码').fill(codeNow(secret, 1));
    await page.getByRole('button', { name: /登录$/ }).click();
    await page.waitForURL(/\/board\/he$/);
    await page.context().close();
  });

  it('may be stood in for by a recovery code', async () => {
    const page = await pages.open();
    await signIn(page, 'he.member');
    await page.getByLabel('动态码').fill(recovery);
    await page.getByRole('button', { name: /登录$/ }).click();
    await page.waitForURL(/\/board\/he$/);
    await page.goto(`${pages.product.url}/account`);
    await page.getByText('剩余恢复码 9 个').waitFor();
    await page.context().close();
  });

  it('that the security officer asks of a role is the first thing its people see', async () => {
    const officer = pages.product.as('secadmin');
    expect((await officer.post('/security/second-factor-roles', { roles: ['verifier'] })).status).toBe(201);
    const page = await pages.open({ account: 'verifier' });
    await page.waitForURL(/\/account\?tab=factor$/);
    await page.getByText('您的角色须先启用双因素验证').waitFor();
    expect((await officer.post('/security/second-factor-roles', { roles: [] })).status).toBe(201);
    await page.context().close();
  });
});

describe('a token', () => {
  it('is made on the page, shown once, works within its scope, and is revoked on the page', async () => {
    const page = await at('nm.member', '/account?tab=tokens');
    await page.getByLabel('名称').fill('月报脚本');
    await page.getByRole('button', { name: '生成令牌' }).click();
    const token = (await page.getByTestId('token').textContent())?.trim() ?? '';
    expect(token).toMatch(/^lh_[\w-]{43}/);
    const headers = { authorization: `Bearer ${token.slice(0, 46)}` };
    expect((await send(pages.product.url, '/api/v1/units', { headers })).status).toBe(200);
    await page.reload();
    await page.getByRole('cell', { name: '月报脚本' }).waitFor();
    expect(await page.locator('body').textContent()).not.toContain(token.slice(0, 46));
    await page.getByRole('button', { name: /撤\s?销/ }).click();
    await page.locator('.ant-popconfirm').getByRole('button', { name: /撤\s?销/ }).click();
    await page.getByText('已撤销').waitFor();
    expect((await send(pages.product.url, '/api/v1/units', { headers })).status).toBe(401);
    await page.context().close();
  });
});

describe('acting for another', () => {
  it('is chosen in the head of the page, and what is seen is then what the other sees', async () => {
    const filed = done(await pages.product.as('yy.member').post('/leads', filing({ investor: '示例康养有限公司', title: '康养示范项目' })));
    const given = await pages.product.as('yy.member').post('/delegations', { deputy: 'xx.member', from: daysAgo(0), until: daysAgo(-2) });
    expect(given.status).toBe(201);
    const page = await at('xx.member', '/leads');
    await page.getByLabel('以谁的名义办理').waitFor();
    expect(await page.getByText('康养示范项目').count()).toBe(0);
    await page.locator('.shell-head .ant-select').click();
    await page.locator('.ant-select-item-option', { hasText: '代 yy.member 办理' }).click();
    await page.getByText('康养示范项目').first().waitFor();
    await page.goto(`${pages.product.url}/cases/${filed.id}`);
    await page.getByText('康养示范项目').first().waitFor();
    await pages.product.as('yy.member').post(`/delegations/${String(given.body['id'])}/revocation`, {});
    await page.context().close();
  });
});

describe('the conduct list', () => {
  it('takes whoever declares an interest on the page off the deal; the auditor reads of it', async () => {
    const { id } = done(await pages.product.as('team1.member').post('/leads', filing({ investor: '示例冷链有限公司', title: '冷链物流项目' })));
    const page = await at('team1.member', '/conduct');
    const form = page.getByTestId('declare');
    await form.getByLabel('涉及的项目或企业').click();
    await page.locator('.ant-select-item-option', { hasText: '冷链物流项目' }).first().click();
    await form.getByRole('combobox', { name: /关系/ }).click();
    await page.locator('.ant-select-item-option', { hasText: '配偶' }).click();
    await form.getByLabel('说明').fill('配偶在该企业任职');
    await form.getByRole('button', { name: '申报' }).click();
    await page.getByTestId('declaration').filter({ hasText: '配偶在该企业任职' }).waitFor();
    const refused = await pages.product.as('team1.member').post(`/leads/${id}/comments`, { text: '意见' });
    expect({ status: refused.status, code: refused.code }).toEqual({ status: 403, code: 'conduct.interest-declared' });
    const audit = await at('auditor', '/conduct');
    await audit.getByTestId('person').filter({ hasText: 'team1.member' }).getByText('配偶在该企业任职').waitFor();
    await page.context().close();
    await audit.context().close();
  });
});

describe('the officers', () => {
  it('unlock an account, and say who must have a second factor, each their own part', async () => {
    for (let attempt = 1; attempt <= 5; attempt++) await send(pages.product.url, '/api/v1/session', { method: 'POST', body: JSON.stringify({ account: 'sh.member', password: 'wrong' }), headers: { 'content-type': 'application/json' } });
    const locked = await pages.open({ account: 'sh.member' });
    await locked.getByText(/请在 1\d 分钟后重试/).waitFor();
    const page = await at('sysadmin', '/officers');
    await page.getByRole('row').filter({ hasText: 'sh.member' }).getByRole('button', { name: '解除锁定' }).click();
    await eventually(async () => (await page.getByRole('button', { name: '解除锁定' }).count()) === 0);
    expect(await page.getByText('双因素验证策略').count()).toBe(0);
    await signIn(locked, 'sh.member');
    await locked.waitForURL(/\/board\/sh$/);
    const security = await at('secadmin', '/officers');
    await security.getByText('必须启用双因素验证的角色').waitFor();
    expect(await security.getByText('解除锁定').count()).toBe(0);
    for (const each of [page, locked, security]) await each.context().close();
  });

  it('and nothing of all that was complained about by the pages', () => {
    expect(pages.complaints).toEqual([]);
  });
});
