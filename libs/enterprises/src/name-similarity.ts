import type { NormalisedName } from './enterprise-name.ts';
import { descriptorWeight } from './name-words.ts';
import { isNearSound } from './sound.ts';

/** What two names have in common; `strength` 0…1 is how far the names alone speak for one firm. */
export type NameEvidence =
  | { kind: 'same-core'; strength: number; core: string }
  | { kind: 'same-sound'; strength: number; pinyin: string }
  | { kind: 'similar'; strength: number; similarity: number };

/** Share of a core that must agree in writing or sound: one near sound among three characters passes, among two it does not. */
const similarEnough = 0.88;

/** Cores that differ in one place only by sound are as alike as the eye and ear find them. */
const likeness = { sameCharacter: 1, sameSound: 0.9, nearSound: 0.7 };

/** Agreement of business words that a core which identifies nobody needs on top. */
const sameBusiness = 0.7;

/** Shortest core that, as the beginning of a longer one, still identifies a firm; and how much longer that one must be. */
const shortestHead = 3;
const shortestTail = 2;

/**
 * Compares two names by their 字号. Alike are: the same core; the same sound; a core in which every character sounds the
 * same or near; and a core of three or more characters that another continues by two or more (an unlisted line of
 * business). One added or differently sounding character makes another 字号 (新贞元/贞元, 康莱德/康莱美). A core that
 * identifies nobody (财金, a region, a business word) counts only with the same place and the same business.
 * Symmetric; `undefined` when nothing speaks for one firm.
 */
export function compareNames(left: NormalisedName, right: NormalisedName): NameEvidence | undefined {
  if (left.core === '' || right.core === '') return undefined;
  const support = supportOf(left, right);
  if (left.core === right.core) {
    if (left.distinctive && right.distinctive) return { kind: 'same-core', strength: 0.7 + 0.28 * support, core: left.core };
    return sameNonDistinctive(left, right) ? { kind: 'same-core', strength: 0.5 + 0.45 * support, core: left.core } : undefined;
  }
  if (!left.distinctive || !right.distinctive) return undefined;
  if (left.pinyin === right.pinyin) {
    const base = left.pinyin.includes(' ') && left.initials.length > 2 ? 0.62 : 0.5;
    return { kind: 'same-sound', strength: base + 0.2 * support, pinyin: left.pinyin };
  }
  const similarity = Math.max(coreSimilarity(left, right), headSimilarity(left.core, right.core));
  return similarity >= similarEnough ? { kind: 'similar', strength: 0.5 * similarity + 0.2 * support, similarity } : undefined;
}

/** How alike two cores of equal length are, 0…1, character by character; 0 as soon as one pair differs in sound too. */
function coreSimilarity(left: NormalisedName, right: NormalisedName): number {
  const [a, b] = [Array.from(left.core), Array.from(right.core)];
  const [soundsA, soundsB] = [left.pinyin.split(' '), right.pinyin.split(' ')];
  if (a.length !== b.length || soundsA.length !== a.length || soundsB.length !== b.length) return 0;
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) {
    const like = characterLikeness([a[index], soundsA[index]], [b[index], soundsB[index]]);
    if (like === 0) return 0;
    sum += like;
  }
  return sum / a.length;
}

type Voiced = readonly [character: string | undefined, sound: string | undefined];

function characterLikeness([a, soundA]: Voiced, [b, soundB]: Voiced): number {
  if (soundA === soundB) return a === b ? likeness.sameCharacter : likeness.sameSound;
  return isNearSound(soundA ?? '', soundB ?? '') ? likeness.nearSound : 0;
}

/** The part of a core by which longer cores that continue it are found; `undefined` when it is too short to identify. */
export const coreHead = (core: string): string | undefined => /^[一-龥]{3}/u.exec(core)?.[0];

function headSimilarity(left: string, right: string): number {
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  const extended = long.length >= short.length + shortestTail && short.length >= shortestHead;
  return extended && long.startsWith(short) && coreHead(short) !== undefined ? similarEnough : 0;
}

/** What place, business and form add, 0…1: agreement counts whole, silence of one side half, contradiction nothing. */
function supportOf(left: NormalisedName, right: NormalisedName): number {
  if (left.full === right.full) return 1;
  return 0.5 * businessAgreement(left, right, 0.5) + 0.4 * placeAgreement(left, right) + (left.form === right.form ? 0.1 : 0);
}

function placeAgreement(left: NormalisedName, right: NormalisedName): number {
  if (left.locality === right.locality) return left.locality === undefined ? 0.5 : 1;
  const [a, b] = [withoutChina(left.region), withoutChina(right.region)];
  return a.startsWith(b) || b.startsWith(a) ? 0.5 : 0;
}

function businessAgreement(left: NormalisedName, right: NormalisedName, oneSilent: number): number {
  const [a, b] = [new Set(left.descriptors), new Set(right.descriptors)];
  if (a.size === 0 && b.size === 0) return 1;
  if (a.size === 0 || b.size === 0) return oneSilent;
  const weigh = (words: readonly string[]): number => words.reduce((sum, word) => sum + descriptorWeight(word), 0);
  const all = [...new Set([...a, ...b])].sort();
  return weigh(all.filter((word) => a.has(word) && b.has(word))) / weigh(all);
}

function sameNonDistinctive(left: NormalisedName, right: NormalisedName): boolean {
  if (left.full === right.full) return true;
  const samePlace = left.locality === undefined || right.locality === undefined || left.locality === right.locality;
  return samePlace && businessAgreement(left, right, 0) >= sameBusiness;
}

/** 中国 contains every place at home, and saying nothing contains all: both become the empty prefix. */
const withoutChina = (region: string | undefined): string => (region ?? '').replace(/^中国/u, '');
