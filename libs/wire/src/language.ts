/** The languages of the catalogue; Chinese is the first and the default. */
export type Language = 'zh' | 'en';

/** The language a reader asked for by `Accept-Language` (RFC 9110 §12.5.4); Chinese unless English is preferred. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '').slice(0, 500).split(',').map(preference).filter(({ language, weight }) => language !== undefined && weight > 0);
  const first = wanted.reduce<Preference | undefined>((best, next) => (best === undefined || next.weight > best.weight ? next : best), undefined);
  return first?.language ?? 'zh';
}

type Preference = { readonly language: Language | undefined; readonly weight: number };

function preference(item: string): Preference {
  const [range = '', ...parameters] = item.trim().toLowerCase().split(';');
  const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find((value) => value !== undefined);
  const weight = q === undefined ? 1 : Number(q);
  const language = /^zh(-|$)/.test(range) ? 'zh' : /^en(-|$)/.test(range) ? 'en' : undefined;
  return { language, weight: Number.isFinite(weight) ? weight : 0 };
}
