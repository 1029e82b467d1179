import { contentSimilarity, shinglesOf, similarContent, type Shingles } from './content-similarity.ts';
import { checkCreditCode } from './credit-code.ts';
import { normaliseName, type NormalisedName } from './enterprise-name.ts';
import { compareNames, type NameEvidence } from './name-similarity.ts';

/** What is known of a firm when asking whether it is on file already. */
export type EnterpriseSketch = {
  id: string;
  name: string;
  /** Former names, abbreviations, names in other scripts. */
  aliases?: readonly string[];
  /** 统一社会信用代码 as typed; ignored when its shape is wrong. */
  creditCode?: string;
  /** Keyed blind indexes of phone numbers; compared for equality only. */
  contactIndexes?: readonly string[];
  /** What the firm wants to build, in words. */
  content?: string;
};

/** One fact that speaks for, or (`different-credit-code`) against, two sketches being one firm. Similarities are 0…1. */
export type DuplicateReason =
  | { code: 'same-credit-code' }
  | { code: 'different-credit-code' }
  | { code: 'same-name-core'; core: string }
  | { code: 'same-pinyin'; pinyin: string }
  | { code: 'similar-name'; similarity: number; left: string; right: string }
  | { code: 'same-contact' }
  | { code: 'similar-content'; similarity: number };

/** A firm on file that may be the one asked about; `score` 0…1 orders suggestions and is no probability. */
export type DuplicateSuggestion = { id: string; score: number; reasons: DuplicateReason[] };

/** A sketch with everything computed once that comparisons read. */
export type PreparedEnterprise = {
  id: string;
  names: readonly NormalisedName[];
  creditCode?: { code: string; valid: boolean };
  contacts: ReadonlySet<string>;
  content: Shingles;
};

const weakestSuggestion = 0.3;
const contactStrength = 0.75;
/** Two valid credit codes are two legal persons: names alone then fall under {@link weakestSuggestion}, at most 0.98 × 0.25. */
const differentCodesLeave = 0.25;

/** Normalises a sketch for comparing and indexing. */
export function prepareEnterprise(sketch: EnterpriseSketch): PreparedEnterprise {
  const names = new Map([sketch.name, ...(sketch.aliases ?? [])].map(normaliseName).filter(({ core }) => core !== '').map((name) => [name.full, name]));
  const check = checkCreditCode(sketch.creditCode ?? '');
  return {
    id: sketch.id,
    names: [...names.values()],
    ...(check.kind !== 'shape' && { creditCode: { code: check.code, valid: check.kind === 'valid' } }),
    contacts: new Set(sketch.contactIndexes),
    content: shinglesOf(sketch.content ?? ''),
  };
}

/**
 * Firms of `existing` that may be the candidate, best first, each with its reasons; a person decides. The same credit
 * code scores 1. A candidate never suggests itself (same id). Compares with every one of `existing`: for more than a
 * few hundred use `buildDuplicateIndex`, which finds the same.
 */
export function suggestDuplicates(candidate: EnterpriseSketch, existing: Iterable<EnterpriseSketch>): DuplicateSuggestion[] {
  const prepared = prepareEnterprise(candidate);
  return rankSuggestions(Array.from(existing, (other) => comparePrepared(prepared, prepareEnterprise(other))));
}

/** Leaves out what is no suggestion and puts the best first, ties by id. */
export function rankSuggestions(found: readonly (DuplicateSuggestion | undefined)[]): DuplicateSuggestion[] {
  return found.filter((suggestion) => suggestion !== undefined)
    .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1));
}

/** The suggestion of `existing` for `candidate`, or `undefined` when too little speaks for it; symmetric in score. */
export function comparePrepared(candidate: PreparedEnterprise, existing: PreparedEnterprise): DuplicateSuggestion | undefined {
  if (candidate.id === existing.id) return undefined;
  const codes = compareCodes(candidate, existing);
  const name = bestName(candidate, existing);
  const contact = [...candidate.contacts].some((index) => existing.contacts.has(index));
  const similarity = contentSimilarity(candidate.content, existing.content);
  const strengths = [
    codes?.code === 'same-credit-code' ? 1 : 0,
    (name?.strength ?? 0) * (codes?.code === 'different-credit-code' ? differentCodesLeave : 1),
    contact ? contactStrength : 0,
    similarity >= similarContent ? 0.3 + (similarity - similarContent) : 0,
  ];
  const score = round(1 - strengths.reduce((doubt, strength) => doubt * (1 - strength), 1));
  if (score < weakestSuggestion) return undefined;
  const reasons: DuplicateReason[] = [];
  if (codes) reasons.push(codes);
  if (name) reasons.push(name.reason);
  if (contact) reasons.push({ code: 'same-contact' });
  if (similarity >= similarContent) reasons.push({ code: 'similar-content', similarity: round(similarity) });
  return { id: existing.id, score, reasons };
}

function compareCodes(left: PreparedEnterprise, right: PreparedEnterprise): DuplicateReason | undefined {
  if (!left.creditCode || !right.creditCode) return undefined;
  if (left.creditCode.code === right.creditCode.code) return { code: 'same-credit-code' };
  return left.creditCode.valid && right.creditCode.valid ? { code: 'different-credit-code' } : undefined;
}

/** The strongest evidence among all pairs of names and aliases. */
function bestName(left: PreparedEnterprise, right: PreparedEnterprise): { strength: number; reason: DuplicateReason } | undefined {
  let best: { evidence: NameEvidence; a: NormalisedName; b: NormalisedName } | undefined;
  for (const a of left.names) {
    for (const b of right.names) {
      const evidence = compareNames(a, b);
      if (evidence && evidence.strength > (best?.evidence.strength ?? 0)) best = { evidence, a, b };
    }
  }
  return best && { strength: best.evidence.strength, reason: nameReason(best.evidence, best.a.full, best.b.full) };
}

function nameReason(evidence: NameEvidence, left: string, right: string): DuplicateReason {
  if (evidence.kind === 'same-core') return { code: 'same-name-core', core: evidence.core };
  if (evidence.kind === 'same-sound') return { code: 'same-pinyin', pinyin: evidence.pinyin };
  return { code: 'similar-name', similarity: round(evidence.similarity), left, right };
}

const round = (share: number): number => Math.round(share * 1000) / 1000;
