import { pinyin } from 'pinyin-pro';

/** The syllables of a text without tones, one per character; what is not Chinese stands for itself. ü is written v. */
export const syllablesOf = (text: string): string[] =>
  text === '' ? [] : pinyin(text, { toneType: 'none', type: 'array', v: true }).map((syllable) => syllable.toLowerCase());

/** First letters of the syllables, as people type abbreviations: kang lai mei → klm. */
export const initialsOf = (syllables: readonly string[]): string => syllables.map((syllable) => Array.from(syllable)[0] ?? '').join('');

const initialPattern = /^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])/u;

/** Initials and finals that input methods offer as 模糊音, because speakers of many regions do not tell them apart. */
const fuzzyInitials = new Map([['zh', 'z'], ['ch', 'c'], ['sh', 's'], ['n', 'l'], ['f', 'h']]);
const fuzzyFinals = new Map([['ang', 'an'], ['iang', 'ian'], ['uang', 'uan'], ['eng', 'en'], ['ing', 'in']]);

type Sound = { initial: string; final: string };

const sounds = new Map<string, Sound>();

function soundOf(syllable: string): Sound {
  const known = sounds.get(syllable);
  if (known) return known;
  const initial = /^[a-z]{2,6}$/u.test(syllable) ? (initialPattern.exec(syllable)?.[0] ?? '') : '';
  const final = syllable.slice(initial.length);
  const sound = { initial: fuzzyInitials.get(initial) ?? initial, final: fuzzyFinals.get(final) ?? final };
  // There are some 400 syllables; a bound keeps foreign scripts from growing the table.
  if (sounds.size < 5000) sounds.set(syllable, sound);
  return sound;
}

/** The initial consonant of a syllable with 模糊音 folded together (zh = z, n = l, f = h …); two near sounds always share it. */
export const foldedInitial = (syllable: string): string => soundOf(syllable).initial;

/**
 * Whether two syllables are near in sound: equal once 模糊音 are folded, or the same initial with finals that differ
 * by one letter added or dropped (mei/mi, luo/lo), which is what a slip in typed pinyin or a dictated name makes.
 */
export function isNearSound(left: string, right: string): boolean {
  if (left === right) return true;
  if (!isSyllable(left) || !isSyllable(right)) return false;
  const a = soundOf(left);
  const b = soundOf(right);
  return a.initial === b.initial && (a.final === b.final || dropsOneLetter(a.final, b.final) || dropsOneLetter(b.final, a.final));
}

const isSyllable = (text: string): boolean => /^[a-z]{2,6}$/u.test(text);

function dropsOneLetter(long: string, short: string): boolean {
  if (short === '' || long.length !== short.length + 1) return false;
  return Array.from(long).some((_, index) => long.slice(0, index) + long.slice(index + 1) === short);
}
