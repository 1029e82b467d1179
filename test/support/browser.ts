import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
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
  const executablePath = await bundled.executablePath();
  const env = lacksLibraries(executablePath) ? { ...process.env, LD_LIBRARY_PATH: unpackLibraries() } : process.env;
  return chromium.launch({ executablePath, args: [...bundled.args, '--disable-dev-shm-usage'], env: env as Record<string, string> });
};

const lacksLibraries = (program: string): boolean => spawnSync('ldd', [program], { encoding: 'utf8' }).stdout?.includes('not found') ?? false;

/** The package also carries the libraries a bare system lacks, but by itself uses them only on Lambda. */
const unpackLibraries = (): string => {
  const archive = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../../bin/al2023.tar.br');
  const directory = mkdtempSync(join(tmpdir(), 'liuhen-chromium-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  execFileSync('tar', ['-xf', '-', '-C', directory], { input: brotliDecompressSync(readFileSync(archive)) });
  return join(directory, 'lib');
};
