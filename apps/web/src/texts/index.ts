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
  /** The codes that have a text under a prefix, in the order of the catalogue. */
  readonly codes: (prefix: string) => readonly string[];
};

const catalogues: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { zh, en };

/** The texts of a language. */
export function textsIn(language: Language): Texts {
  const catalogue = catalogues[language];
  const fill = (text: string, facts: Facts): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
  const text = (key: TextKey, facts?: Facts): string => (facts ? fill(catalogue[key], facts) : catalogue[key]);
  const code = (prefix: string, name: string): string => (Object.hasOwn(catalogue, `${prefix}.${name}`) ? catalogue[`${prefix}.${name}` as TextKey] : name);
  const codes = (prefix: string): readonly string[] => Object.keys(catalogue).filter((key) => key.startsWith(`${prefix}.`)).map((key) => key.slice(prefix.length + 1));
  return Object.assign(text, { language, code, codes });
}

/** The texts in the language chosen. */
export function useTexts(): Texts {
  const language = useLanguage();
  return useMemo(() => textsIn(language), [language]);
}
