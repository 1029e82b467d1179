import type { Day } from '../api/answers.ts';
import type { Texts } from '../texts/index.ts';

/** The periods offered on a day: this year's parts so far, the last quarter and month, and the last two years. */
export function periodsOn(today: Day, t: Texts): readonly { readonly value: string; readonly label: string }[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const quarter = Math.ceil(month / 3);
  const codes = [
    `${year}-ytd`,
    `${year}`,
    ...(month > 6 ? [`${year}-H2`, `${year}-H1`] : [`${year}-H1`]),
    ...Array.from({ length: quarter }, (_, index) => `${year}-Q${quarter - index}`),
    ...Array.from({ length: month }, (_, index) => `${year}-${String(month - index).padStart(2, '0')}`),
    `${year - 1}`,
    `${year - 2}`,
  ];
  return codes.map((code) => ({ value: code, label: periodText(code, t) }));
}

/** A period in words: 2026 年第 3 季度. */
export function periodText(code: string, t: Texts): string {
  const [year, part] = [code.slice(0, 4), code.slice(5)];
  if (part === '') return t('figures.period.year', { year });
  if (part === 'ytd') return t('figures.period.ytd', { year });
  if (part.startsWith('H')) return t(part === 'H1' ? 'figures.period.H1' : 'figures.period.H2', { year });
  if (part.startsWith('Q')) return t('figures.period.quarter', { year, n: part.slice(1) });
  return t('figures.period.month', { year, n: Number(part) });
}
