import { describe, expect, it } from '@jest/globals';
import type { HistoryEvent } from '../../api/answers.ts';
import { changedOf, entryOf } from './correction-fields.ts';
import { believed, told } from './corrections.ts';

const event = (id: string, type: string, data: Record<string, unknown>): HistoryEvent => ({ id, type, data, occurredOn: '2026-03-01', recordedAt: '2026-03-01T02:00:00.000000Z', actor: { account: 'nm.member', unit: 'nm', role: 'member' }, position: 1 });
const dossier = event('a', 'DossierSubmitted', { dossier: { jobs: 30, land: 100 }, note: { text: '旧' } });
const correction = event('b', 'EntryCorrected', { entry: { eventId: 'a', type: 'DossierSubmitted' }, day: { was: '2026-03-01', is: '2026-02-27' }, values: [{ path: 'dossier.jobs', was: 30, is: 300 }, { path: 'dossier.land', was: 100 }], texts: [{ path: 'note', is: { text: '新' } }], reason: { text: '笔误' } });

describe('a corrected entry', () => {
  it('is told as it is believed, with how it was entered and the corrections that made it so', () => {
    const [one, ...others] = told([dossier, correction]);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ event: { occurredOn: '2026-02-27', data: { dossier: { jobs: 300 }, note: { text: '新' } } }, entered: dossier, corrections: [{ id: 'b' }] });
    expect(one?.event.data['dossier']).not.toHaveProperty('land');
  });

  it('of which the entry is not shown, the correction stands for itself, and moves nothing', () => {
    expect(told([correction]).map(({ event: { id } }) => id)).toEqual(['b']);
    expect(believed([correction])).toEqual([]);
  });
});

describe('the form of a correction', () => {
  const entry = { type: 'LeadRegistered', revision: 0, occurredOn: '2026-03-01' };
  const estimate = { amount: 5_000_000, currency: 'CNY' };

  it('sends only what was changed; what was emptied should not have stood there', () => {
    const values = [{ path: 'title', is: '甲' }, { path: 'estimate', is: estimate }, { path: 'chain' }, { path: 'link', is: 'NM-01' }];
    const typed = { day: '2026-03-01', values: { title: '乙', estimate: { currency: 'CNY', amount: 5_000_000 }, chain: undefined, link: '' }, texts: { origin: '展会', note: ' ' }, reason: '笔误' };
    expect(changedOf({ entry, values }, { origin: '展会', note: '' }, typed)).toEqual({ values: [{ path: 'title', is: '乙' }, { path: 'link' }], texts: [], reason: '笔误' });
    expect(changedOf({ entry, values: [] }, { origin: '展会' }, { day: '2026-02-27', texts: { origin: '走访' }, reason: '笔误' })).toEqual({ day: '2026-02-27', values: [], texts: [{ path: 'origin', is: '走访' }], reason: '笔误' });
  });

  it('enters each place as what it is', () => {
    expect([entryOf('LeadRegistered', 'estimate', undefined), entryOf('DossierSubmitted', 'dossier.land', 100), entryOf('FollowUpRecorded', 'twoWay', true), entryOf('ProtectionGranted', 'until', '2026-06-01'), entryOf('FollowUpRecorded', 'kind', 'visit'), entryOf('LeadRegistered', 'title', '甲')]).toEqual(['money', 'area', 'switch', 'day', { codes: 'follow-up' }, 'line']);
  });
});
