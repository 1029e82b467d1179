import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const KNOWN_PLACES = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Where a Chromium of this machine is: CHROME_PATH, or a usual place. */
export const installedChromium = (): string | undefined => [process.env['CHROME_PATH'], ...KNOWN_PLACES].find((path) => path !== undefined && existsSync(path));

/** Starts a headless Chromium: one of this machine, else the one that npm brought. */
export const launchBrowser = async (executablePath: string | undefined = installedChromium()): Promise<Browser> => {
  if (executablePath !== undefined) return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  return launchBundledBrowser();
};

/** Starts the Chromium inside the npm package, for machines that have none (Linux on x64). */
export const launchBundledBrowser = async (): Promise<Browser> => {
  const bundled = (await import('@sparticuz/chromium')).default;
  return chromium.launch({ executablePath: await bundled.executablePath(), args: [...bundled.args, '--disable-dev-shm-usage'] });
};
