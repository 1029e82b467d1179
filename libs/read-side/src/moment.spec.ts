import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#event-store';
import { knownDays, momentsAfter, noMoment } from './moment.ts';

const at = (position: number, recordedAt: string): RecordedEvent => ({ position, recordedAt }) as RecordedEvent;

describe('the moments of events', () => {
  it('number them from 1 without a gap, however far apart their positions are', () => {
    const first = momentsAfter(noMoment, [at(310, '2026-03-02T01:00:00.000000Z'), at(977, '2026-03-02T01:00:00.000001Z')]);
    expect(first.map(({ position, ordinal }) => [position, ordinal])).toEqual([[310, 1], [977, 2]]);
    expect(momentsAfter(first[1]!, [at(4000, '2026-03-02T02:00:00.000000Z')])).toEqual([{ position: 4000, ordinal: 3, recorded_at: '2026-03-02T02:00:00.000000Z' }]);
  });

  it('never go back: an event that was stamped before its neighbour is known from its neighbour on, and on the same day', () => {
    const [after, before] = ['2026-03-02T16:00:00.000001Z', '2026-03-02T15:59:59.999999Z'];
    const moments = momentsAfter(noMoment, [at(1, after), at(2, before), at(3, '2026-03-03T00:00:00.000000Z')]);
    expect(moments.map(({ recorded_at }) => recorded_at)).toEqual([after, after, '2026-03-03T00:00:00.000000Z']);
    expect([...knownDays(moments)]).toEqual([[1, '2026-03-03'], [2, '2026-03-03'], [3, '2026-03-03']]);
  });
});
