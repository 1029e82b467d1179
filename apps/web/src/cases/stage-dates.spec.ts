import { describe, expect, it } from '@jest/globals';
import type { HistoryEvent } from '../api/answers.ts';
import { heldDaysSince, stageDates, stepsOf } from './stage-dates.ts';

const event = (type: string, occurredOn: string, data: Record<string, unknown> = {}): HistoryEvent => ({ id: type, type, occurredOn, recordedAt: `${occurredOn}T01:00:00Z`, actor: { account: 'a', unit: null, role: 'office' }, data });

describe('the days of the stages', () => {
  const history = [
    event('LeadRegistered', '2026-01-01'),
    event('LeadTriaged', '2026-01-02', { outcome: 'refer' }),
    event('LeadTriaged', '2026-01-03', { outcome: 'accept' }),
    event('ProtectionGranted', '2026-01-04'),
    event('NegotiationOpened', '2026-02-01'),
    event('DossierSubmitted', '2026-03-01'),
    event('ReviewConcluded', '2026-03-05', { outcome: 'reject' }),
    event('DossierSubmitted', '2026-04-01'),
    event('DecisionMade', '2026-04-10', { decision: 'approve' }),
    event('AgreementSigned', '2026-03-15', { kind: 'framework' }),
    event('AgreementSigned', '2026-05-01', { kind: 'formal' }),
    event('SiteSecured', '2026-06-01'),
  ];

  it('are those of the last entry, and a framework agreement signs nothing', () => {
    const dates = stageDates(history);
    expect(dates.get('triaged')).toBe('2026-01-03');
    expect(dates.get('in-review')).toBe('2026-04-01');
    expect(dates.get('negotiating')).toBe('2026-03-05');
    expect(dates.get('signed')).toBe('2026-05-01');
  });

  it('name the landing once both of its milestones are verified, by the later of them', () => {
    expect(stageDates(history).has('landed')).toBe(false);
    expect(stageDates([...history, event('CompanyRegistered', '2026-05-20')]).get('landed')).toBe('2026-06-01');
  });

  it('become steps: done, now and ahead', () => {
    const steps = stepsOf('capital', 'signed', stageDates(history));
    expect(steps.map(({ state }) => state).join()).toBe('done,done,done,done,done,done,now,ahead,ahead,ahead,ahead');
    expect(stepsOf('talent', 'signed', new Map()).map(({ stage }) => stage).slice(-2)).toEqual(['arrived', 'performing']);
    expect(stepsOf('capital', 'closed', new Map([['registered', '2026-01-01'], ['triaged', '2026-01-03']])).filter(({ state }) => state === 'done')).toHaveLength(2);
  });

  it('leave the days of holds out, as far as they lie in the stage', () => {
    const holds = [event('DealPutOnHold', '2026-01-10'), event('DealResumed', '2026-01-20'), event('DealPutOnHold', '2026-03-01'), event('DealResumed', '2026-03-04'), event('DealPutOnHold', '2026-04-01')];
    expect(heldDaysSince(holds, '2026-01-01')).toBe(13);
    expect(heldDaysSince(holds, '2026-01-15')).toBe(8);
  });
});
