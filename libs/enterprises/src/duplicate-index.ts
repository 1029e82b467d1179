import { contentKeys, contentSimilarity, similarContent } from './content-similarity.ts';
import { comparePrepared, prepareEnterprise, rankSuggestions, type DuplicateSuggestion, type EnterpriseSketch, type PreparedEnterprise } from './duplicates.ts';
import type { NormalisedName } from './enterprise-name.ts';
import { coreHead } from './name-similarity.ts';
import { foldedInitial } from './sound.ts';

/** A set of firms that answers {@link suggestDuplicates} without comparing with all of them. Not persistent: it is rebuilt from names. */
export type DuplicateIndex = {
  /** Adds a firm, or replaces the one of the same id. */
  add(sketch: EnterpriseSketch): void;
  /** Removes a firm; answers whether it was there. */
  remove(id: string): boolean;
  /** The best suggestions, at most `limit` (default 20). */
  find(candidate: EnterpriseSketch, limit?: number): DuplicateSuggestion[];
  /** How many firms `find` compares the candidate with. */
  reach(candidate: EnterpriseSketch): number;
  readonly size: number;
};

/**
 * Builds the blocking index. Firms meet only under a shared key, and each kind of evidence has a key that all pairs with
 * that evidence share, so `find` misses nothing that a comparison with all would find:
 * - credit code, contact index: the value itself;
 * - same core: the core; when it identifies nobody, the core with each business word, one of which such firms share;
 * - same sound: the core's pinyin;
 * - near sound, which needs three characters or more: the folded initials of all syllables, which near syllables share;
 * - a core continued by another: its first three characters;
 * - content: a prefix filter over its shingles.
 */
export function buildDuplicateIndex(existing: Iterable<EnterpriseSketch> = []): DuplicateIndex {
  const firms = new Map<string, PreparedEnterprise>();
  const blocks = new Map<string, PreparedEnterprise[]>();

  const remove = (id: string): boolean => {
    const firm = firms.get(id);
    if (!firm) return false;
    for (const key of blockingKeys(firm)) takeFromBlock(blocks, key, firm);
    return firms.delete(id);
  };
  const add = (sketch: EnterpriseSketch): void => {
    remove(sketch.id);
    const firm = prepareEnterprise(sketch);
    firms.set(firm.id, firm);
    for (const key of blockingKeys(firm)) {
      const block = blocks.get(key);
      if (block) block.push(firm);
      else blocks.set(key, [firm]);
    }
  };
  const find = (candidate: EnterpriseSketch, limit = 20): DuplicateSuggestion[] => {
    const firm = prepareEnterprise(candidate);
    return rankSuggestions(Array.from(neighboursOf(firm, blocks), (other) => comparePrepared(firm, other))).slice(0, limit);
  };

  for (const sketch of existing) add(sketch);
  return { add, remove, find, reach: (candidate) => neighboursOf(prepareEnterprise(candidate), blocks).size, get size() { return firms.size; } };
}

type Blocks = ReadonlyMap<string, PreparedEnterprise[]>;

/** Firms that share a block. Content blocks are the crowded ones and prove little, so their members must be similar in content. */
function neighboursOf(firm: PreparedEnterprise, blocks: Blocks): Set<PreparedEnterprise> {
  const found = new Set<PreparedEnterprise>();
  for (const key of identityKeys(firm)) for (const other of blocks.get(key) ?? []) found.add(other);
  for (const key of contentBlocks(firm)) {
    for (const other of blocks.get(key) ?? []) {
      if (contentSimilarity(firm.content, other.content) >= similarContent) found.add(other);
    }
  }
  return found;
}

function takeFromBlock(blocks: Map<string, PreparedEnterprise[]>, key: string, firm: PreparedEnterprise): void {
  const block = blocks.get(key) ?? [];
  const index = block.indexOf(firm);
  const last = block.pop();
  if (last && last !== firm && index >= 0) block[index] = last;
  if (block.length === 0) blocks.delete(key);
}

const blockingKeys = (firm: PreparedEnterprise): string[] => [...identityKeys(firm), ...contentBlocks(firm)];

const contentBlocks = (firm: PreparedEnterprise): string[] => contentKeys(firm.content).map((key) => `content:${key}`);

function identityKeys(firm: PreparedEnterprise): Set<string> {
  const keys = new Set(firm.names.flatMap(nameKeys));
  if (firm.creditCode) keys.add(`code:${firm.creditCode.code}`);
  for (const contact of firm.contacts) keys.add(`contact:${contact}`);
  return keys;
}

function nameKeys(name: NormalisedName): string[] {
  if (!name.distinctive) return (name.descriptors.length > 0 ? name.descriptors : ['']).map((word) => `core:${name.core}:${word}`);
  const keys = [`core:${name.core}`, `sound:${name.pinyin}`];
  const head = coreHead(name.core);
  if (head !== undefined) keys.push(`head:${head}`);
  const syllables = name.pinyin.split(' ');
  if (syllables.length >= 3) keys.push(`initials:${syllables.map(foldedInitial).join('-')}`);
  return keys;
}
