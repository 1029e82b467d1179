import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#event-store';
import { catalogue as texts } from '#wire';
import type { Known } from './case-access.ts';
import { noticeId, noticeKinds } from './notice.kinds.ts';
import { draftsOf } from './notice.rules.ts';
import { addressed, type Post } from './recipients.ts';

const CASE = '6f1d0d4c-7a11-4b0b-8c55-9e0a3b0b6a5e';
const post = (account: string, role: Post['role'], unit: string | null = null): Post => ({ account, role, unit });
const posts: readonly Post[] = [
  post('nm.lead', 'team-lead', 'nm'), post('nm.member', 'member', 'nm'), post('yy.lead', 'team-lead', 'yy'), post('yy.member', 'member', 'yy'),
  post('office', 'office'), post('leader', 'leader'), post('finance', 'finance'), post('legal', 'legal'), post('verifier', 'verifier'), post('service', 'service-owner'),
  post('land', 'department', 'land'), post('reviewer1', 'reviewer'), post('auditor', 'auditor'), post('sysadmin', 'system-admin'),
];

function event(type: string, data: object, { stream = `deal-${CASE}`, by = 'office', via = 'web', ...more }: { stream?: string; by?: string; via?: RecordedEvent['via']; onBehalfOf?: string } = {}): RecordedEvent {
  return { id: CASE, type, schema: 1, occurredOn: '2026-11-20', actor: { account: by, unit: null, role: 'office', ...more }, correlationId: CASE, causationId: CASE, commandKey: { id: CASE, digest: '' }, via, data, stream, revision: 3, recordedAt: '2026-11-20T01:00:00.000000Z', position: 9 };
}

/** A case that a unit holds and that everybody may read but the units named. */
const held = (unit: string | null, { not = [], serviceOwners = ['service'], members = [] }: { not?: readonly string[]; serviceOwners?: readonly string[]; members?: readonly string[] } = {}): Known =>
  ({ unit, serviceOwners, members, mayRead: (actor) => !not.includes(actor.unit ?? actor.account) });

const told = (of: RecordedEvent, known: Known, earlier: readonly RecordedEvent[] = []): readonly (readonly [string, readonly string[]])[] =>
  draftsOf(of).map(({ kind, to }) => [kind, addressed(to, known, posts, of.actor, earlier).accounts] as const);

describe('what is told of an event, and to whom', () => {
  it('a transfer: the unit it is offered to; its answer the unit that offered it, though the case is no longer its own', () => {
    const offer = { from: 'nm', to: 'yy', creditKept: 50 };
    expect(told(event('DealTransferOffered', offer, { by: 'nm.lead' }), held('nm'))).toEqual([['transfer.offered', ['yy.lead', 'yy.member']]]);
    expect(told(event('DealTransferAccepted', offer, { by: 'yy.lead' }), held('yy', { not: ['nm'] }))).toEqual([['transfer.accepted', ['nm.lead', 'nm.member']]]);
    expect(told(event('LeadTransferDeclined', offer, { by: 'yy.lead', stream: `lead-${CASE}` }), held('nm'))).toEqual([['transfer.declined', ['nm.lead', 'nm.member']]]);
  });

  it('a lead that follows its deal to another unit is not told a second time', () => {
    expect(told(event('LeadTransferAccepted', { from: 'nm', to: 'yy' }, { via: 'rule', stream: `lead-${CASE}` }), held('yy'))).toEqual([]);
  });

  it('a triage: the holder; a referral the unit it goes to', () => {
    const lead = { stream: `lead-${CASE}` };
    expect(told(event('LeadTriaged', { outcome: 'accept' }, lead), held('nm'))).toEqual([['lead.accepted', ['nm.lead', 'nm.member']]]);
    expect(told(event('LeadTriaged', { outcome: 'reject' }, lead), held('nm'))).toEqual([['lead.rejected', ['nm.lead', 'nm.member']]]);
    expect(told(event('LeadTriaged', { outcome: 'refer', unit: 'yy' }, lead), held('yy'))).toEqual([['lead.referred', ['yy.lead', 'yy.member']]]);
  });

  it('opinions asked for: finance and legal as roles, any other department as its unit', () => {
    expect(told(event('OpinionsRequested', { departments: ['finance', 'land'] }, { stream: `opinions-${CASE}` }), held('nm'))).toEqual([['opinion.requested', ['finance', 'land']]]);
  });

  it('a report: whoever verifies, never its reporter nor the one it was made for', () => {
    const report = { particulars: { kind: 'construction-started' } };
    expect(told(event('MilestoneReported', report, { by: 'service', stream: `delivery-${CASE}` }), held('nm'))).toEqual([['report.waiting', ['finance', 'verifier']]]);
    expect(told(event('MilestoneReported', report, { by: 'finance', onBehalfOf: 'verifier', stream: `delivery-${CASE}` }), held('nm'))).toEqual([['report.waiting', []]]);
  });

  it('a verdict: the reporter, also where the verdict does not name them', () => {
    const delivery = { stream: `delivery-${CASE}`, by: 'verifier' };
    const reports = [event('PaidInReported', { reportId: 'a' }, { ...delivery, by: 'nm.member' }), event('PaidInReported', { reportId: 'b' }, { ...delivery, by: 'service' })];
    expect(told(event('PaidInRefused', { reportId: 'a' }, delivery), held('nm'), reports)).toEqual([['report.refused', ['nm.member']]]);
    expect(told(event('Arrived', { reportedBy: 'service', particulars: { kind: 'arrived' } }, delivery), held('nm'))).toEqual([['report.verified', ['service']]]);
  });

  it('a meeting: its members and the office, unless they called it', () => {
    const called = event('MeetingScheduled', { kind: 'review', on: '2026-12-01', members: ['reviewer1', 'leader'] }, { stream: `meeting-${CASE}` });
    expect(told(called, held(null))).toEqual([['meeting.scheduled', ['leader', 'reviewer1']]]);
    expect(told(event('MeetingCancelled', {}, { stream: `meeting-${CASE}`, by: 'leader' }), held(null, { members: ['reviewer1', 'leader'] }))).toEqual([['meeting.cancelled', ['office', 'reviewer1']]]);
  });

  it('a loss: holder, office and service owner; those who may not read the case are left out', () => {
    const lost = event('DealLost', { code: 'land' }, { by: 'nm.lead' });
    expect(told(lost, held('nm'))).toEqual([['deal.lost', ['nm.member', 'office', 'service']]]);
    expect(told(lost, held('nm', { not: ['office', 'service', 'nm'] }))).toEqual([['deal.lost', []]]);
  });

  it('most events ring no bell', () => {
    for (const type of ['RoundRecorded', 'CommentAdded', 'ScoreGiven', 'VoteCast', 'constructor']) expect(draftsOf(event(type, {}))).toEqual([]);
  });
});

describe('a notice', () => {
  it('has one id for one thing, and another for every other', () => {
    expect(noticeId('deal.lost', CASE)).toBe(noticeId('deal.lost', CASE));
    const ids = [noticeId('deal.lost', CASE), noticeId('deal.held', CASE), noticeId('protection.ending', CASE, '2026-12-01', 7), noticeId('protection.ending', CASE, '2026-12-01', 1), noticeId('protection.ending', CASE, '2026-12-08', 7)];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(noticeKinds)('%s has a sentence and a name in both languages', (kind) => {
    expect(texts).toHaveProperty([`notice.${kind}`]);
    expect(texts).toHaveProperty([`notice.kind.${kind}`]);
  });
});
