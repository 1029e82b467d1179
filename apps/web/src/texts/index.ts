import { useMemo } from 'react';
import { en } from './en.ts';
import { type Language, useLanguage } from './language.ts';
import { zh } from './zh.ts';

/** The key of a text; both catalogues have every key. */
export type TextKey = keyof typeof zh;

export type Facts = Readonly<Record<string, string | number>>;

/** Gives texts in one language; `{name}` in a text is filled from the facts. */
export type Texts = {
  (key: TextKey, facts?: Facts): string;
  readonly language: Language;
  /** The text of a key that is put together from a code of the server; the code itself when there is none. */
  readonly code: (prefix: string, code: string) => string;
};

const catalogues: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { zh, en };

/** The texts of a language. */
export function textsIn(language: Language): Texts {
  const catalogue = catalogues[language];
  const fill = (text: string, facts: Facts): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
  const text = (key: TextKey, facts?: Facts): string => (facts ? fill(catalogue[key], facts) : catalogue[key]);
  const code = (prefix: string, name: string): string => (Object.hasOwn(catalogue, `${prefix}.${name}`) ? catalogue[`${prefix}.${name}` as TextKey] : name);
  return Object.assign(text, { language, code });
}

/** The texts in the language chosen. */
export function useTexts(): Texts {
  const language = useLanguage();
  return useMemo(() => textsIn(language), [language]);
}
