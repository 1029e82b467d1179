import type { TextKey, Texts } from '../texts/index.ts';

/** What a person is told, in the order of the settings page. */
export const NOTICE_KINDS = [
  'lead.accepted', 'lead.rejected', 'lead.referred', 'lead.released',
  'protection.granted', 'protection.ending', 'protection.expired',
  'transfer.offered', 'transfer.accepted', 'transfer.declined',
  'opinion.requested', 'review.concluded', 'meeting.scheduled', 'meeting.cancelled',
  'decision.made', 'decision.ending', 'decision.lapsed', 'agreement.signed',
  'deal.held', 'deal.resumed', 'deal.review-due', 'deal.lost', 'deal.withdrawn', 'deal.terminated',
  'report.waiting', 'report.verified', 'report.refused',
  'commitment.ending', 'commitment.due', 'commitment.overdue', 'commitment.breached', 'condition.ending',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** A line of the inbox; `title` is null where the case may not be read any more. */
export type NoticeLine = {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly facts: Readonly<Record<string, string | number | null>>;
  readonly caseId: string | null;
  readonly meetingId: string | null;
  readonly title: string | null;
  readonly at: string;
  readonly readAt: string | null;
};

const UNITS = new Set(['unit', 'from', 'to']);
const CODES = new Set(['what', 'outcome', 'decision', 'agreement', 'meeting', 'because']);

/** The sentence of a notice, from its kind and its facts. */
export function noticeText({ kind, facts }: Pick<NoticeLine, 'kind' | 'facts'>, t: Texts): string {
  const named = Object.entries(facts).map(([name, fact]) => {
    if (fact === null) return [name, '—'] as const;
    if (UNITS.has(name)) return [name, t.code('unit', String(fact))] as const;
    return [name, CODES.has(name) ? t.code('notice.code', String(fact)) : fact] as const;
  });
  return t(`notice.${kind}` as TextKey, Object.fromEntries(named));
}

const TABS: readonly (readonly [string, string])[] = [['commitment.', 'promises'], ['report.', 'delivery'], ['opinion.', 'opinions'], ['agreement.', 'agreements'], ['decision.', 'agreements']];

/** Where a notice leads; null when there is nothing to open. */
export function noticePath({ kind, caseId, meetingId }: Pick<NoticeLine, 'kind' | 'caseId' | 'meetingId'>): string | null {
  if (meetingId !== null) return `/meetings/${meetingId}`;
  if (caseId === null) return null;
  const tab = TABS.find(([prefix]) => kind.startsWith(prefix))?.[1];
  return `/cases/${caseId}${tab === undefined ? '' : `?tab=${tab}`}`;
}

/** What presses: a day that comes, a report that waits, a loss. */
export const isUrgent = (kind: NoticeKind): boolean => /\.(ending|overdue|breached|waiting|offered|requested|review-due|lost|expired)$/.test(kind);

/** What a kind belongs to, as its label says: lead, protection, transfer and so on. */
export const familyOf = (kind: NoticeKind): string => kind.slice(0, kind.indexOf('.'));
