import { type Language, textOf } from '#wire';
import type { Notice } from './telling.ts';

/** A notice with what may be shown of its case; `title` is null when there is none to show. */
export type Shown = Pick<Notice, 'kind' | 'facts'> & { readonly title: string | null; readonly link: string | null };

/** A text as mail and robots take it. */
export type Letter = { readonly subject: string; readonly text: string; readonly markdown: string };

/** How codes are called: units by the read side, everything else by the catalogue. */
export type Names = { readonly language: Language; readonly units: ReadonlyMap<string, string> };

const UNITS = new Set(['unit', 'from', 'to']);
const CODES = new Set(['what', 'outcome', 'decision', 'agreement', 'meeting', 'because']);

/** The sentence of a notice, from the catalogue. */
export function sentenceOf({ kind, facts }: Pick<Notice, 'kind' | 'facts'>, { language, units }: Names): string {
  const named = Object.entries(facts).map(([name, fact]) => {
    if (UNITS.has(name) && typeof fact === 'string') return [name, units.get(fact) ?? fact] as const;
    return [name, CODES.has(name) && typeof fact === 'string' ? textOf(`notice.code.${fact}`, {}, language) : fact] as const;
  });
  return textOf(`notice.${kind}`, Object.fromEntries(named), language);
}

/** The letter about one notice. */
export function letterOf(shown: Shown, names: Names): Letter {
  const sentence = sentenceOf(shown, names);
  const subject = titled(sentence, shown.title, names);
  const open = textOf('notice.letter.open', {}, names.language);
  return {
    subject: oneLine(subject),
    text: [sentence, shown.title ?? '', shown.link ?? ''].filter((line) => line !== '').join('\n'),
    markdown: [`**${escaped(sentence)}**`, shown.title === null ? '' : escaped(shown.title), shown.link === null ? '' : `[${open}](${shown.link})`].filter((line) => line !== '').join('\n\n'),
  };
}

/** The letter about all that a time has brought: counts by kind, and the list. */
export function digestOf(all: readonly Shown[], { more, from }: { readonly more: number; readonly from: string }, names: Names): Letter {
  const { language } = names;
  const counts = new Map<string, number>();
  for (const { kind } of all) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const counted = [...counts].map(([kind, count]) => `${textOf(`notice.kind.${kind}`, {}, language)} ${count}`).join(language === 'zh' ? '，' : ', ');
  const subject = textOf('notice.letter.digest', { count: all.length + more, from }, language);
  const lines = all.map((shown) => titled(sentenceOf(shown, names), shown.title, names));
  const rest = more > 0 ? [textOf('notice.letter.more', { more }, language)] : [];
  return {
    subject: oneLine(subject),
    text: [counted, '', ...lines.map((line, index) => `- ${line}${all[index]?.link ? `\n  ${all[index].link}` : ''}`), ...rest].join('\n'),
    markdown: [escaped(counted), ...lines.map((line) => `- ${escaped(line)}`), ...rest].join('\n'),
  };
}

// A title is typed by people: it must not become a link, a mention of everybody, or another header. Robots differ in how they
// escape, so signs of markup are written full-width, as Chinese texts have them anyway.
const escaped = (text: string): string => oneLine(text).replace(/[\\`*_[\]()<>#|~@]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
const titled = (sentence: string, title: string | null, { language }: Names): string => (title === null ? sentence : `${sentence}${language === 'zh' ? '：' : ': '}${title}`);
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
