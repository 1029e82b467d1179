import { companyForms, descriptorAtTail, isDescriptor, isPlatformName, latinDescriptors, latinForms } from './name-words.ts';
import { isRegionName, regionAtHead, type RegionLevel } from './name-regions.ts';
import { initialsOf, syllablesOf } from './sound.ts';

/**
 * A firm's name taken apart as 企业名称登记管理规定 composes it: 行政区划 + 字号 + 行业 + 组织形式.
 * The 字号 (`core`) decides identity; the other parts only weigh in.
 */
export type NormalisedName = {
  /** The whole name: NFKC, lower case, one kind of bracket, no white space between Chinese characters. */
  full: string;
  /** The distinctive part (字号), for example 康莱美. Never empty unless the name is. */
  core: string;
  /** False when the core is a region, a line of business or a public function, and so tells no firm apart. */
  distinctive: boolean;
  /** Business and neutral words between core and form, in order. */
  descriptors: readonly string[];
  /** Regions from wide to narrow without 省/市/区, for example 山东聊城高新. */
  region?: string;
  /** The narrowest region alone. */
  locality?: string;
  /** Company form, for example 集团股份有限公司. */
  form?: string;
  /** Syllables of the core without tones, separated by spaces. */
  pinyin: string;
  /** First letters of the syllables. */
  initials: string;
};

type Parts = { core: string; descriptors: string[]; regions: string[]; form: string };

/** Takes a firm's name apart; total, deterministic and idempotent on its `full`. */
export function normaliseName(name: string): NormalisedName {
  const full = cleanName(name);
  const { core: found, descriptors, regions, form } = /[^\x00-\x7f]/u.test(full) ? chineseParts(full) : latinParts(full);
  const core = found === '' ? full.replace(/[^\p{L}\p{N}]/gu, '') : found;
  const syllables = syllablesOf(core);
  return {
    full,
    core,
    distinctive: Array.from(found).length > 1 && !isRegionName(core) && !isDescriptor(core) && !isPlatformName(core),
    descriptors,
    ...(regions.length > 0 && { region: regions.join(''), locality: regions.at(-1) }),
    ...(form !== '' && { form }),
    pinyin: syllables.join(' '),
    initials: initialsOf(syllables),
  };
}

/** NFKC, lower case, round brackets, no quotation marks, and white space only between Latin words. */
function cleanName(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/[〔【[{<《〈「『]/gu, '(')
    .replace(/[〕】\]}>》〉」』]/gu, ')')
    .replace(/["'“”‘’`·•・.,、，。;:!?]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/(?<=[^\x00-\x7f]|[()]) | (?=[^\x00-\x7f]|[()])/gu, '')
    .normalize('NFKC')
    .trim();
}

function chineseParts(full: string): Parts {
  const { text, regions: bracketed, form: bracketedForm } = takeBrackets(legalEntity(full));
  const { text: body, form } = takeForms(text);
  const { core, descriptors, regions } = takeRegions(body);
  const all = regions.length > 0 ? regions : bracketed;
  return { core, descriptors, regions: all, form: bracketedForm + form };
}

/** A branch (分公司) is the same legal person as its company. */
const legalEntity = (full: string): string => full.replace(/^(.{4,}公司).+分公司$/u, '$1');

function takeBrackets(full: string): { text: string; regions: string[]; form: string } {
  const regions: string[] = [];
  let form = '';
  const text = full.replace(/\(([^()]*)\)/gu, (_, inner: string) => {
    const splits = regionSplits(inner);
    if (splits[0]?.rest === '') regions.push(...splits[0].regions);
    else if (takeForms(inner).text === '') form += inner;
    else return inner;
    return '';
  });
  return { text: text.replace(/[()]/gu, ''), regions, form };
}

function takeForms(body: string): { text: string; form: string } {
  let text = body;
  for (;;) {
    const form = companyForms.find((candidate) => text.endsWith(candidate));
    if (form === undefined) return { text, form: body.slice(text.length) };
    text = text.slice(0, -form.length);
  }
}

/**
 * Strips as many regions as leave a 字号 standing: 青岛啤酒 keeps 青岛, 聊城高新生物 keeps 高新. A 字号 of two characters
 * is preferred even at the price of a city (安康美医疗 is no 美 of 安康), never of a province or country.
 */
function takeRegions(body: string): { core: string; descriptors: string[]; regions: string[] } {
  const readings = regionSplits(body)
    .map(({ rest, ...split }) => ({ ...split, ...takeDescriptors(rest) }))
    .filter(({ core }) => Array.from(core).length > 1 && !isDescriptor(core));
  const good = readings.find(({ core, left }) => descriptorAtTail(core, 1) === undefined && (left === undefined || left > 1));
  const { core, descriptors, regions } = good ?? readings[0] ?? { ...takeDescriptors(body), regions: [] };
  return { core, descriptors, regions };
}

type RegionSplit = { regions: string[]; rest: string; left?: RegionLevel };

/** Every way to read regions at the head, the deepest first, the last one reading none; `left` is the level it leaves unread. */
function regionSplits(body: string): RegionSplit[] {
  const splits: RegionSplit[] = [{ regions: [], rest: body }];
  let above: RegionLevel | undefined;
  for (;;) {
    const last: RegionSplit = splits[0] ?? { regions: [], rest: '' };
    const match = regionAtHead(last.rest, above);
    if (!match) return splits;
    last.left = match.level;
    splits.unshift({ regions: [...last.regions, match.region], rest: last.rest.slice(match.length) });
    above = match.level;
  }
}

/** Takes describing words off the end while two characters remain. */
function takeDescriptors(text: string): { core: string; descriptors: string[] } {
  const descriptors: string[] = [];
  let core = text;
  for (;;) {
    const word = descriptorAtTail(core);
    if (word === undefined) return { core, descriptors };
    descriptors.unshift(word);
    core = core.slice(0, -word.length);
  }
}

function latinParts(full: string): Parts {
  const tokens = full.replace(/[()]/gu, ' ').split(' ').filter((token) => token !== '');
  const keep = (words: ReadonlySet<string>): string[] => {
    const taken: string[] = [];
    while (tokens.length > 1 && words.has(tokens.at(-1) ?? '')) taken.unshift(tokens.pop() ?? '');
    return taken;
  };
  const form = keep(latinForms).join(' ');
  const descriptors = keep(latinDescriptors);
  return { core: tokens.join(''), descriptors, regions: [], form };
}
