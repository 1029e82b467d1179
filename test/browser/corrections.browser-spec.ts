import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { daysAgo, done, filing, wan } from '../journeys/script.ts';
import { type Pages, picture, startPages } from '../support/pages.ts';

jest.setTimeout(180_000);

const month = daysAgo(31).slice(0, 7);
const inMonth = `${month}-02`;
let pages: Pages;
let [wrong, late] = ['', ''];

beforeAll(async () => {
  pages = await startPages();
  const { as } = pages.product;
  wrong = done(await as('nm.member').post('/leads', filing({ investor: '示例更正材料有限公司（虚构）', title: '年产十万吨项目' }, { estimate: wan(500_000), occurredOn: daysAgo(10) }))).id;
  done(await as('office').post(`/periods/${month}/closing`, {}));
  late = done(await as('nm.member').post('/leads', filing({ investor: '示例补录材料有限公司（虚构）', title: '年产三万吨项目' }, { lateReason: '漏报', occurredOn: inMonth }))).id;
}, 240_000);
afterAll(() => pages?.stop());

const timelineOf = async (account: string, id: string, width = 1440): Promise<Page> => {
  const page = await pages.open({ account, width });
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  await page.goto(`${pages.product.url}/cases/${id}?tab=timeline`);
  await page.getByTestId('event-LeadRegistered').waitFor();
  return page;
};
const entry = (page: Page): Locator => page.getByTestId('event-LeadRegistered');
const fill = (form: Locator, label: string, value: string): Promise<void> => form.getByLabel(label, { exact: true }).first().fill(value);
async function correction(page: Page): Promise<Locator> {
  await entry(page).getByRole('button', { name: '更正' }).click();
  const form = page.getByTestId('form-CorrectEntry');
  await form.waitFor();
  return form;
}

describe('an entry of a case’s timeline', () => {
  it('is corrected by who typed it: each value stands as believed, what would pass another entry is refused in words', async () => {
    const page = await timelineOf('nm.member', wrong);
    const form = await correction(page);
    expect(await form.getByLabel('预估投资额', { exact: true }).first().inputValue()).toBe('50');
    expect(await form.getByLabel('项目名称', { exact: true }).inputValue()).toBe('年产十万吨项目');
    await fill(form, '更正理由', '没有改动');
    await form.getByTestId('submit').click();
    await form.getByTestId('refusal').getByText('没有需要更正的内容').waitFor();
    await fill(form, '预估投资额', '5');
    await fill(form, '项目名称', '年产一万吨项目');
    await fill(form, '实际发生日期', daysAgo(12));
    await fill(form, '更正理由', '单位看错，万元误作十万元');
    await picture(page, 'correction-form');
    await form.getByTestId('submit').click();
    await form.waitFor({ state: 'detached' });
  });

  it('shows what was wrong struck through beside what is right, who said so and why; the correction is no line of its own', async () => {
    const page = await timelineOf('nm.lead', wrong);
    const note = entry(page).getByTestId('correction');
    await note.waitFor();
    expect(await note.locator('del').allTextContents()).toEqual([daysAgo(10), '年产十万吨项目', '50亿元']);
    expect(await note.locator('ins').allTextContents()).toEqual([daysAgo(12), '年产一万吨项目', '5亿元']);
    for (const words of ['nm.member', '单位看错，万元误作十万元']) expect(await note.textContent()).toContain(words);
    expect(await entry(page).locator('.event-sentence').textContent()).toContain('年产一万吨项目');
    expect(await page.getByTestId('event-EntryCorrected').count()).toBe(0);
    // The path of the case goes by the right day too.
    await page.locator('.case-step', { hasText: '线索' }).getByText(daysAgo(12)).waitFor();
    await picture(page, 'correction-timeline');
  });

  it('is not offered to whoever may not correct it', async () => {
    const page = await timelineOf('auditor', wrong);
    expect(await entry(page).getByRole('button', { name: '更正' }).count()).toBe(0);
  });

  it('entered for a closed month says that it restates it', async () => {
    const page = await timelineOf('nm.member', late);
    await entry(page).getByText(`重述 ${month}`).waitFor();
  });

  it('fits a phone, its correction and the form too', async () => {
    const page = await timelineOf('nm.lead', wrong, 390);
    await entry(page).getByTestId('correction').waitFor();
    await entry(page).scrollIntoViewIfNeeded();
    expect(await page.evaluate<number>(`Math.max(document.documentElement.scrollWidth, document.querySelector('.shell-main').scrollWidth) - innerWidth`)).toBeLessThanOrEqual(0);
    await picture(page, 'correction-phone');
    await correction(page);
    await picture(page, 'correction-form-phone');
  });
});

it('no page failed on the way', () => expect(pages.complaints).toEqual([]));
