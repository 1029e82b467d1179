import { describe, expect, it } from '@jest/globals';
import { memoryEventStore, type NewEvent } from '#event-store';
import { given, refused } from '../../event-store/src/testing.ts';
import { demonstrationDecider } from './demonstration.decider.ts';
import type { DemonstrationEvent } from './demonstration.events.ts';
import { demonstrationOf } from './demonstration.ts';

const input = { seed: 'liuhen', today: '2026-11-24', startsAt: '2025-05-24T00:00:00.000Z', notice: { zh: '虚构', en: 'fiction' } };
const opened: DemonstrationEvent = { type: 'DemonstrationOpened', data: input };
const closed: DemonstrationEvent = { type: 'DemonstrationClosed', data: {} };

const event = (type: string, n: number): NewEvent => {
  const id = `00000000-0000-4000-8000-00000000000${n}`;
  return { id, type, schema: 1, occurredOn: '2025-05-24', actor: { account: 'rule', unit: null, role: 'rule' }, correlationId: id, causationId: id, commandKey: { id, digest: 'spec' }, via: 'demonstration', data: {} };
};

describe('a demonstration', () => {
  it('is opened on an empty log, once', () => {
    given(demonstrationDecider).when({ type: 'OpenDemonstration', input }, { head: 0 }).then(opened);
    given(demonstrationDecider).when({ type: 'OpenDemonstration', input }, { head: 7 }).then(refused('demonstration.log-not-empty', { head: 7 }));
    given(demonstrationDecider, opened).when({ type: 'OpenDemonstration', input }, { head: 1 }).then(refused('demonstration.already-opened'));
  });

  it('is closed once, and never opened again', () => {
    given(demonstrationDecider, opened).when({ type: 'CloseDemonstration' }, { head: 1 }).then(closed);
    given(demonstrationDecider).when({ type: 'CloseDemonstration' }, { head: 0 }).then(refused('demonstration.not-open'));
    given(demonstrationDecider, opened, closed).when({ type: 'CloseDemonstration' }, { head: 2 }).then(refused('demonstration.not-open'));
    given(demonstrationDecider, opened, closed).when({ type: 'OpenDemonstration', input }, { head: 2 }).then(refused('demonstration.already-opened'));
  });

  it('is told from a real log by the first event', async () => {
    const store = memoryEventStore();
    expect(await demonstrationOf(store)).toBe('none');
    await store.append('demonstration-1', 'none', [event('DemonstrationOpened', 1)]);
    expect(await demonstrationOf(store)).toBe('open');
    await store.append('demonstration-1', 0, [event('DemonstrationClosed', 2)]);
    expect(await demonstrationOf(store)).toBe('closed');
    const real = memoryEventStore();
    await real.append('lead-1', 'none', [event('LeadRegistered', 3)]);
    await real.append('demonstration-1', 'none', [event('DemonstrationOpened', 4)]);
    expect(await demonstrationOf(real)).toBe('none');
  });
});
