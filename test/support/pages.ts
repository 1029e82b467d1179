import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { PASSWORD, type Product, startProduct } from './product.ts';
import { webBuild } from './web-build.ts';

/** How wide a window is, and whose. */
export type Opening = { readonly account?: string; readonly width?: number; readonly height?: number; readonly path?: string };

/** The product with its pages, seen through a real browser. */
export type Pages = {
  readonly product: Product;
  /** A window of its own, signed in through the form when an account is named. */
  open(opening?: Opening): Promise<Page>;
  /** What the pages complained about on the console, 4xx answers aside. */
  readonly complaints: readonly string[];
  stop(): Promise<void>;
};

/** Starts the product with the pages as their sources are now, and a browser. */
export async function startPages(): Promise<Pages> {
  const web = await webBuild();
  const product = await startProduct({ WEB_ROOT: web.directory });
  const browser: Browser = await launchBrowser();
  const complaints: string[] = [];
  const open = async ({ account, width = 1440, height = 900, path = '/' }: Opening = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: width < 768 });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
    });
    await page.goto(`${product.url}${path}`);
    if (account !== undefined) await signIn(page, account);
    return page;
  };
  const stop = async (): Promise<void> => {
    await browser.close();
    await product.stop();
    await web.remove();
  };
  return { product, open, complaints, stop };
}

/** Fills in the form of the sign-in page, in Chinese as it comes. */
export async function signIn(page: Page, account: string, password: string = PASSWORD): Promise<void> {
  await page.getByLabel('账号', { exact: true }).fill(account);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
}

/** A picture of the page for whoever reviews it, in the directory that `PICTURES` names; none is taken without it. */
export async function picture(page: Page, name: string): Promise<void> {
  const directory = process.env['PICTURES'];
  if (directory === undefined) return;
  // Drawers slide in.
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${directory}/${name}.png` });
}

const PATIENCE_MS = 20_000;

/** Asks again until the answer is yes; for what happens on a page by and by. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const last = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > last) throw new Error(`still not so after ${PATIENCE_MS / 1000} s: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
