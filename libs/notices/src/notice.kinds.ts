import type { Json } from '#event-store';
import { v5 as uuid } from 'uuid';

/** What people are told of, in the order of the preferences page. */
export const noticeKinds = [
  'lead.accepted', 'lead.rejected', 'lead.referred', 'lead.released',
  'protection.granted', 'protection.ending', 'protection.expired',
  'transfer.offered', 'transfer.accepted', 'transfer.declined',
  'opinion.requested', 'review.concluded', 'meeting.scheduled', 'meeting.cancelled',
  'decision.made', 'decision.ending', 'decision.lapsed', 'agreement.signed',
  'deal.held', 'deal.resumed', 'deal.review-due', 'deal.lost', 'deal.withdrawn', 'deal.terminated',
  'report.waiting', 'report.verified', 'report.refused',
  'commitment.ending', 'commitment.due', 'commitment.overdue', 'commitment.breached', 'condition.ending',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What a text is filled from: codes, ids, days and numbers; never a name of a person and never free text. */
export type NoticeFacts = Readonly<Record<string, Json>>;

/** What a notice is about; whoever may not read that is not told. */
export type Subject = { readonly caseId: string } | { readonly meetingId: string };

/** Where the ids of notices come from: the same for every repeat of the same thing. */
const IDS = '5f1f2f0a-6b0b-5a8e-9d6d-3b1c9d2f7a41';

/** The stable id of a notice: a hash of its kind and of what makes it this one (the event; or subject, due date and step). */
export function noticeId(kind: NoticeKind | 'digest', ...parts: readonly (string | number)[]): string {
  return uuid(JSON.stringify([kind, ...parts]), IDS);
}

/** The id of a message about a notice that goes out by one channel, or to one person's mailbox: the receiver may drop a repeat by it. */
export function messageId(notice: string, to: { readonly account: string } | { readonly channel: string }): string {
  return uuid('account' in to ? `account/${to.account}` : `channel/${to.channel}`, notice);
}
