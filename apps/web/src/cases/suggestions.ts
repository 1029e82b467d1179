import type { Day } from '../api/answers.ts';
import type { Texts } from '../texts/index.ts';

export type DuplicateReason =
  | { readonly code: 'same-credit-code' | 'different-credit-code' | 'same-contact' }
  | { readonly code: 'same-name-core'; readonly core: string }
  | { readonly code: 'same-pinyin'; readonly pinyin: string }
  | { readonly code: 'similar-name'; readonly similarity: number; readonly left: string; readonly right: string }
  | { readonly code: 'similar-content'; readonly similarity: number };

/** A possible duplicate as far as the reader may know of it: all, who holds it until when, or only that there is one. */
export type Suggestion =
  | { readonly leadId: string; readonly enterpriseId: string; readonly investor: string; readonly title: string; readonly unit: string | null; readonly until: Day | null; readonly score: number; readonly reasons: readonly DuplicateReason[] }
  | { readonly heldBy: string | null; readonly until: Day | null }
  | { readonly alreadyFiled: true };

/** Why a filing is suggested, in words. */
export function reasonText(reason: DuplicateReason, t: Texts): string {
  switch (reason.code) {
    case 'same-name-core':
      return t('duplicate.same-name-core', { core: reason.core });
    case 'same-pinyin':
      return t('duplicate.same-pinyin', { pinyin: reason.pinyin });
    case 'similar-name':
      return t('duplicate.similar-name', { left: reason.left, right: reason.right, percent: Math.round(reason.similarity * 100) });
    case 'similar-content':
      return t('duplicate.similar-content', { percent: Math.round(reason.similarity * 100) });
    default:
      return t.code('duplicate', reason.code);
  }
}

/** Who holds another team's filing, and until when: all that one learns of it. */
export function heldText({ heldBy, until }: { readonly heldBy: string | null; readonly until: Day | null }, t: Texts): string {
  if (heldBy === null) return t('duplicate.in-pool');
  const unit = t.code('unit', heldBy);
  return until === null ? t('duplicate.held', { unit }) : t('duplicate.held-until', { unit, until });
}
