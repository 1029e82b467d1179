import { describe, it } from '@jest/globals';
import { given, refused } from '../../event-store/src/testing.ts';
import { periodDecider, type PeriodFacts } from './period.decider.ts';
import type { PeriodEvent } from './period.events.ts';

const facts: PeriodFacts = { period: '2026-05', today: '2026-06-03', definitions: [{ name: 'delivery-rates', version: 1 }] };
const closed: PeriodEvent = { type: 'PeriodClosed', data: { period: '2026-05', definitions: [...facts.definitions] } };

describe('a month', () => {
  it('is recognised under the definitions published then, once it is over', () => {
    given(periodDecider).when({ type: 'ClosePeriod', input: {} }, facts).then({ type: 'PeriodClosed', data: { period: '2026-05', definitions: [...facts.definitions] } });
    for (const today of ['2026-05-31', '2026-04-30']) given(periodDecider).when({ type: 'ClosePeriod', input: {} }, { ...facts, today }).then(refused('period.not-over', { period: '2026-05', today }));
  });

  it('is closed once; after that it is restated, with a reason and a number', () => {
    given(periodDecider, closed).when({ type: 'ClosePeriod', input: {} }, facts).then(refused('period.already-closed', { period: '2026-05' }));
    given(periodDecider, closed).when({ type: 'RestatePeriod', input: { reason: '补录两个项目' } }, facts).then({ type: 'PeriodRestated', data: { number: 2, reason: { clear: '补录两个项目' } } });
  });

  it('cannot be restated before it was closed', () => {
    given(periodDecider).when({ type: 'RestatePeriod', input: { reason: '补录' } }, facts).then(refused('period.not-closed', { period: '2026-05' }));
  });
});
