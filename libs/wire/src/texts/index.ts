import type { Language } from '../language.ts';
import { accessTexts } from './access.ts';
import { chainsTexts } from './chains.ts';
import { commitmentTexts } from './commitments.ts';
import { conductTexts } from './conduct.ts';
import { commandTexts } from './command.ts';
import { correctionTexts } from './corrections.ts';
import { dealTexts } from './deals.ts';
import { deliveryTexts } from './delivery.ts';
import { documentTexts } from './documents.ts';
import { demonstrationTexts } from './demonstration.ts';
import { figureTexts } from './figures.ts';
import { leadTexts } from './leads.ts';
import { noticeTexts } from './notices.ts';
import { organisationTexts } from './organisation.ts';
import { periodTexts } from './periods.ts';
import { readTexts } from './read.ts';
import { reviewTexts } from './reviews.ts';
import { wireTexts } from './wire.ts';

/** A text in every language; `{name}` is filled from the facts of that name. */
export type Text = Readonly<Record<Language, string>>;

/** The texts of a slice, by code. */
export type Texts = Readonly<Record<string, Text>>;

/** Every text a problem document may carry, by code. A slice adds its own file and joins it here. */
export const catalogue: Texts = {
  ...wireTexts,
  ...commandTexts,
  ...accessTexts,
  ...organisationTexts,
  ...chainsTexts,
  ...demonstrationTexts,
  ...leadTexts,
  ...dealTexts,
  ...reviewTexts,
  ...deliveryTexts,
  ...commitmentTexts,
  ...correctionTexts,
  ...documentTexts,
  ...figureTexts,
  ...periodTexts,
  ...readTexts,
  ...noticeTexts,
  ...conductTexts,
};

/** The text of a code, filled; a code without a text stands for itself. */
export function textOf(code: string, facts: Readonly<Record<string, unknown>>, language: Language): string {
  const text = catalogue[code]?.[language];
  return text === undefined ? code : text.replace(/\{(\w+)\}/g, (_, name: string) => shown(facts[name]));
}

function shown(fact: unknown): string {
  if (fact === undefined || fact === null) return '—';
  return typeof fact === 'object' ? JSON.stringify(fact) : String(fact);
}
