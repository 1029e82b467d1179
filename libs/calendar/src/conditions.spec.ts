import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#event-store';
import type { Row } from '#read-side';
import { conditionsProjection } from './due.projection.ts';

const ITEM = '6f1d0d4c-7a11-4b0b-8c55-9e0a3b0b6a5e';
const DEAL = '3b0b6a5e-3b0f-4c55-9e0a-6f1d0d4c7a11';
const event = (type: string, data: object): RecordedEvent => ({ id: ITEM, type, schema: 1, occurredOn: '2026-11-20', actor: { account: 'office', unit: null, role: 'office' }, correlationId: ITEM, causationId: ITEM, commandKey: { id: ITEM, digest: '' }, via: 'web', data, stream: `meeting-${DEAL}`, revision: 3, recordedAt: '2026-11-20T01:00:00.000000Z', position: 9 });

const fold = (...events: readonly RecordedEvent[]): ReadonlyMap<string, Row> => {
  const rows = new Map<string, Row>();
  for (const each of events) for (const key of conditionsProjection.keys(each)) {
    const row = conditionsProjection.evolve(rows.get(key), each, key);
    if (row) rows.set(key, row);
  }
  return rows;
};

describe('the conditions of a review', () => {
  const concluded = event('ItemConcluded', { itemId: ITEM, dealId: DEAL, conditions: [{ id: 1, unit: 'nm', dueOn: '2026-12-01', text: {} }, { id: 2, unit: 'land', dueOn: '2026-12-15', text: {} }] });

  it('are rows, each with its day and its unit, until they are verified', () => {
    const verified = event('ConditionVerified', { itemId: ITEM, dealId: DEAL, condition: 2, reportedBy: 'land' });
    expect([...fold(concluded, verified).values()]).toEqual([
      { id: `${ITEM}/1`, deal: DEAL, unit: 'nm', due_on: '2026-12-01', verified: false },
      { id: `${ITEM}/2`, deal: DEAL, unit: 'land', due_on: '2026-12-15', verified: true },
    ]);
  });

  it('are none where a review made none, and a verdict about none makes none', () => {
    expect([...fold(event('ItemConcluded', { itemId: ITEM, dealId: DEAL, conditions: [] }), event('ConditionVerified', { itemId: ITEM, dealId: DEAL, condition: 1, reportedBy: 'x' })).values()]).toEqual([]);
  });
});
