import { describe, expect, it } from '@jest/globals';
import { textsIn } from '../texts/index.ts';
import { familyOf, NOTICE_KINDS, noticePath, noticeText } from './notice-view.ts';

describe('a notice', () => {
  it('says who and when by names, in both languages', () => {
    const offered = { kind: 'transfer.offered', facts: { from: 'nm', to: 'yy' } } as const;
    expect(noticeText(offered, textsIn('zh'))).toBe(`${textsIn('zh').code('unit', 'nm')}向${textsIn('zh').code('unit', 'yy')}流转`);
    expect(noticeText({ kind: 'report.waiting', facts: { what: 'paid-in' } }, textsIn('en'))).toBe('Waiting for verification: money paid in');
    expect(noticeText({ kind: 'protection.ending', facts: { on: '2026-12-01', days: 7 } }, textsIn('zh'))).toContain('2026-12-01 到期（还有 7 天）');
  });

  it('leads to its meeting, or to the part of the case that it is about; nowhere when the case is not one’s own any more', () => {
    const ids = { caseId: 'c', meetingId: null };
    expect(noticePath({ kind: 'commitment.due', ...ids })).toBe('/cases/c?tab=promises');
    expect(noticePath({ kind: 'deal.lost', ...ids })).toBe('/cases/c');
    expect(noticePath({ kind: 'meeting.scheduled', caseId: null, meetingId: 'm' })).toBe('/meetings/m');
    expect(noticePath({ kind: 'transfer.accepted', caseId: null, meetingId: null })).toBeNull();
  });

  it.each(NOTICE_KINDS)('%s has a sentence, a name and a label', (kind) => {
    const t = textsIn('zh');
    expect([t.code('notice', kind), t.code('notice.kind', kind)]).not.toContain(kind);
    expect(t.code('notice.family', familyOf(kind))).not.toBe(familyOf(kind));
  });
});
