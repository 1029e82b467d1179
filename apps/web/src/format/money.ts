import type { Language } from '../texts/language.ts';

const WAN = 1_000_000;
const YI = 10_000 * WAN;

/** An integer of 分 for the eye, in 亿元 or 万元 (bn, m or k CNY); null when nobody has named an amount (0). */
export function amountText(fen: number, language: Language): string | null {
  if (fen === 0) return null;
  return language === 'zh' ? inChinese(fen) : inEnglish(fen);
}

function inChinese(fen: number): string {
  // What rounds to 10,000 万 is shown as one 亿.
  if (Math.round(Math.abs(fen) / WAN) >= 10_000) return `${digits(fen / YI, 2)}亿元`;
  return `${digits(fen / WAN, Math.abs(fen) < 10 * WAN ? 2 : 0)}万元`;
}

function inEnglish(fen: number): string {
  const yuan = fen / 100;
  const size = Math.abs(yuan);
  if (size >= 999_500_000) return `CNY ${digits(yuan / 1e9, 2)}bn`;
  if (size >= 999_500) return `CNY ${digits(yuan / 1e6, 1)}m`;
  return `CNY ${digits(yuan / 1e3, 1)}k`;
}

/** An integer of 分 as 万元 with at most two decimals, for tables whose heading names the unit. */
export const wanNumber = (fen: number): string => digits(fen / WAN, 2);

const digits = (value: number, most: number): string => value.toLocaleString('en-US', { maximumFractionDigits: most });
