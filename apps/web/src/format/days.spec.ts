import { describe, expect, it } from '@jest/globals';
import { ageInStage, dayIn, daysBetween, minuteIn, plusDays, urgencyOf } from './days.ts';

const card = (over: Partial<Parameters<typeof ageInStage>[0]> = {}) => ({ since: '2026-11-01', heldDays: 0, onHoldSince: null, ...over });

describe('the age of a card in its stage', () => {
  it('counts days since it entered', () => {
    expect(ageInStage(card(), '2026-11-24')).toBe(23);
    expect(ageInStage(card(), '2026-11-01')).toBe(0);
  });

  it('leaves out days on hold, those that ended and those that run', () => {
    expect(ageInStage(card({ heldDays: 10 }), '2026-11-24')).toBe(13);
    expect(ageInStage(card({ onHoldSince: '2026-11-20' }), '2026-11-24')).toBe(19);
    expect(ageInStage(card({ heldDays: 3, onHoldSince: '2026-11-20' }), '2026-11-24')).toBe(16);
  });

  it('leaves out of a hold older than the stage only what falls into the stage', () => {
    expect(ageInStage(card({ onHoldSince: '2026-10-01' }), '2026-11-24')).toBe(0);
  });

  it('is never negative, and unknown before there is a stage', () => {
    expect(ageInStage(card({ since: '2026-12-01' }), '2026-11-24')).toBe(0);
    expect(ageInStage(card({ since: null }), '2026-11-24')).toBeNull();
  });
});

describe('days', () => {
  it('are those of Asia/Shanghai', () => {
    expect(dayIn(new Date('2026-11-23T15:59:59Z'))).toBe('2026-11-23');
    expect(dayIn(new Date('2026-11-23T16:00:00Z'))).toBe('2026-11-24');
    expect(minuteIn(new Date('2026-12-31T16:05:00Z'))).toBe('2027-01-01 00:05');
  });

  it('are counted over the ends of months and years', () => {
    expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
    expect(daysBetween('2027-01-01', '2026-12-31')).toBe(-1);
    expect(plusDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(plusDays('2026-01-01', -1)).toBe('2025-12-31');
  });
});

describe('the urgency of a last day', () => {
  it('grows at fourteen and seven days before, and is over the day after', () => {
    expect(urgencyOf('2026-12-09', '2026-11-24')).toBe('calm');
    expect(urgencyOf('2026-12-08', '2026-11-24')).toBe('soon');
    expect(urgencyOf('2026-12-01', '2026-11-24')).toBe('now');
    expect(urgencyOf('2026-11-24', '2026-11-24')).toBe('now');
    expect(urgencyOf('2026-11-23', '2026-11-24')).toBe('over');
  });
});
