import { describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { installedChromium, launchBrowser, launchBundledBrowser } from './browser.ts';
import { notRun } from './not-run.ts';

jest.setTimeout(60_000);

/** Draws each character by itself and tells how many different pictures came out: boxes for missing glyphs are all alike. */
const picturesOf = async (browser: Browser, text: string): Promise<number> => {
  const page = await browser.newPage();
  await page.setContent('<html lang="zh-CN"><canvas width="40" height="40"></canvas></html>');
  const pictures = await page.evaluate<string[]>(`[...${JSON.stringify(text)}].map((character) => {
    const canvas = document.querySelector('canvas');
    const brush = canvas.getContext('2d');
    brush.clearRect(0, 0, 40, 40);
    brush.font = '32px sans-serif';
    brush.fillText(character, 2, 34);
    return canvas.toDataURL();
  })`);
  return new Set(pictures).size;
};

const drawsChinese = async (launch: () => Promise<Browser>, which: string): Promise<void> => {
  const browser = await launch();
  try {
    expect(await picturesOf(browser, 'abc')).toBe(3);
    const pictures = await picturesOf(browser, '留痕高新区');
    if (pictures === 1) notRun(`Chinese text in the ${which} Chromium`, 'no font with Chinese characters; install fonts-noto-cjk');
    else expect(pictures).toBe(5);
  } finally {
    await browser.close();
  }
};

describe('a headless Chromium draws Chinese text', () => {
  if (installedChromium() === undefined) notRun('the Chromium of this machine', 'none is installed');
  else it('when it is the one of this machine', () => drawsChinese(launchBrowser, 'installed'));

  if (process.platform !== 'linux' || process.arch !== 'x64') notRun('the Chromium inside the npm package', 'it is made for Linux on x64');
  else it('when it is the one inside the npm package', () => drawsChinese(launchBundledBrowser, 'bundled'));
});
