/** Pairs of neighbouring characters in a description, without what every project says. */
export type Shingles = ReadonlySet<string>;

/** Contents at least this alike (Jaccard index) count as one project. */
export const similarContent = 0.65;

/** Fewer shingles than this say too little: 智能终端 alone is what half of a chain builds. */
const fewestShingles = 4;

const amounts = /[\d.]+\s*(?:[万亿百千]*\s*)?(?:\(套\)|平方米|千瓦时|公顷|套|台|吨|件|只|辆|亩|米|片|条|支|个|人|元|千瓦|兆瓦|kw|mw|gw|t)?(?:\/?年)?/gu;
const commonWords = /产业园区|产业园|产业化|生产线|一体化|改扩建|年产|项目|建设|生产|制造|研发|加工|新建|扩建|二期|一期|三期|基地|及其|以及|相关|产品|[的及和与]/gu;

/** The shingles of a project's content; empty when the content says too little to compare. */
export function shinglesOf(content: string): Shingles {
  const text = content.normalize('NFKC').toLowerCase().replace(amounts, ' ').replace(commonWords, ' ');
  const shingles = new Set<string>();
  for (const run of text.split(/[^\p{L}\p{N}]+/u)) {
    const characters = Array.from(run);
    for (let index = 0; index + 1 < characters.length; index += 1) shingles.add(`${characters[index]}${characters[index + 1]}`);
  }
  return shingles.size < fewestShingles ? new Set() : shingles;
}

/** Jaccard index of two contents, 0…1; 0 when either says too little. */
export function contentSimilarity(left: Shingles, right: Shingles): number {
  const [few, many] = left.size <= right.size ? [left, right] : [right, left];
  if (few.size < similarContent * many.size) return 0;
  let shared = 0;
  for (const shingle of few) if (many.has(shingle)) shared += 1;
  return few.size === 0 ? 0 : shared / (few.size + many.size - shared);
}

/**
 * The shingles to index and to look up: of two sets with a Jaccard index of at least t, ordered alike, the first
 * n − ⌈t·n⌉ + 1 share one (prefix filter of Chaudhuri, Ganti, Kaushik 2006), so no similar content is missed.
 */
export function contentKeys(shingles: Shingles): string[] {
  const ordered = [...shingles].sort((left, right) => scatter(left) - scatter(right) || (left < right ? -1 : 1));
  return shingles.size === 0 ? [] : ordered.slice(0, shingles.size - Math.ceil(similarContent * shingles.size - 1e-9) + 1);
}

/** FNV-1a; scatters the order so that no family of words gathers all keys. */
function scatter(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}
