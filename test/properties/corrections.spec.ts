import { describe, expect, it } from '@jest/globals';
import { correctable, correctEntry, type CorrectEntry } from '#corrections';
import { corrected, isRefusal, type RecordedEvent } from '#event-store';
import { catalogue } from '../../apps/api/src/event-catalogue.ts';
import { happened, refused } from '../../libs/event-store/src/testing.ts';

const firm = '5b0b6a5e-3b0f-4c55-9e0a-6f1d0d4c7a11';
const cny = (amount: number) => ({ amount, currency: 'CNY' as const });
const sha = 'a'.repeat(64);

const entry = (type: string, data: object, revision: number, occurredOn: string): RecordedEvent =>
  ({ ...(happened({ type, data, occurredOn, actor: { account: 'nm.member', unit: 'nm' } } as never, revision, 'deal-1') as object), position: revision + 1 }) as RecordedEvent;
const past: readonly RecordedEvent[] = [
  entry('DealOpened', { leadId: firm, enterpriseId: firm, unit: 'nm', title: '年产一万吨项目', kind: 'capital' }, 0, '2026-03-01'),
  entry('DossierSubmitted', { dossier: { totalInvestment: cny(100), jobs: 300 } }, 1, '2026-03-10'),
  entry('ReviewConcluded', { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: [], conditions: [] }, 2, '2026-03-15'),
  entry('DecisionMade', { decision: 'approve', sha256: sha, amount: cny(100) }, 3, '2026-03-20'),
  entry('AgreementSigned', { kind: 'formal', documentId: firm, sha256: sha, amount: cny(100) }, 4, '2026-03-25'),
];

const decide = correctEntry(catalogue);
const correct = (revision: number, input: Partial<CorrectEntry['input']>, entries = past, actor = 'office') =>
  decide({ revision, input: { values: [], texts: [], reason: '录入有误', ...input } }, entries, { today: '2026-06-01', actor, entries, sound: () => undefined });

describe('a correction', () => {
  it('names the entry, the wrong value and the right one, and why', () => {
    const answer = correct(1, { values: [{ path: 'dossier.jobs', is: 30 }] });
    expect(answer).toEqual([{ type: 'EntryCorrected', data: { entry: { eventId: past[1]!.id, type: 'DossierSubmitted', schema: 1, revision: 1 }, about: {}, values: [{ path: 'dossier.jobs', was: 300, is: 30 }], texts: [], reason: { clear: '录入有误' } } }]);
  });

  it('is believed in the entry’s own place, and a later correction goes by the earlier one', () => {
    const correction = (values: object[], revision: number, day?: object): RecordedEvent => entry('EntryCorrected', { entry: { eventId: past[1]!.id, type: 'DossierSubmitted', schema: 1, revision: 1 }, about: {}, values, texts: [], ...day }, revision, '2026-06-01');
    const events = [...past, correction([{ path: 'dossier.jobs', was: 300, is: 30 }], 5), correction([{ path: 'dossier.totalInvestment', was: cny(100) }], 6, { day: { was: '2026-03-10', is: '2026-03-09' } })];
    const [, dossier] = corrected(events);
    expect([corrected(events).length, dossier!.occurredOn, dossier!.data, dossier!.revision]).toEqual([past.length, '2026-03-09', { dossier: { jobs: 30 } }, 1]);
    expect(past[1]!.data).toEqual({ dossier: { totalInvestment: cny(100), jobs: 300 } });
    expect(isRefusal(correct(1, { values: [{ path: 'dossier.jobs', is: 300 }] }, corrected(events)))).toBe(false);
    expect(correct(1, { values: [{ path: 'dossier.jobs', is: 30 }] }, corrected(events))).toEqual(refused('correction.nothing-changes', { type: 'DossierSubmitted' }));
  });

  it('moves a day no further than what the entry answers and what came to rest on it', () => {
    expect(isRefusal(correct(3, { day: '2026-03-16' }))).toBe(false);
    expect(correct(3, { day: '2026-03-14' })).toEqual(refused('correction.out-of-order', { type: 'DecisionMade', day: '2026-03-14', other: 'ReviewConcluded', otherDay: '2026-03-15' }));
    expect(correct(3, { day: '2026-03-26' })).toEqual(refused('correction.out-of-order', { type: 'DecisionMade', day: '2026-03-26', other: 'AgreementSigned', otherDay: '2026-03-25' }));
    expect(correct(4, { day: '2026-06-02' })).toEqual(refused('wire.future-date', { occurredOn: '2026-06-02', today: '2026-06-01' }));
  });

  it('leaves alone what a decision rested on, what no schema takes, and what is not there', () => {
    expect(correct(3, { values: [{ path: 'amount', is: cny(900) }] })).toMatchObject({ refused: 'correction.value-fixed', facts: { path: 'amount' } });
    expect(correct(1, { values: [{ path: 'dossier.jobs', is: 'many' }] })).toMatchObject({ refused: 'correction.value-unfit', facts: { path: 'dossier.jobs' } });
    expect(correct(4, { values: [{ path: 'amount' }] })).toMatchObject({ refused: 'correction.value-unfit' });
    expect(correct(9, { day: '2026-03-01' })).toEqual(refused('correction.entry-unknown', { revision: 9 }));
    expect(correct(1, {})).toEqual(refused('correction.nothing-changes', { type: 'DossierSubmitted' }));
    const scored = [entry('ScoreGiven', { itemId: firm, dealId: firm, scores: { clear: '' } }, 0, '2026-03-01')];
    expect(correct(0, { day: '2026-03-02' }, scored)).toEqual(refused('correction.entry-fixed', { type: 'ScoreGiven', because: 'secret' }));
  });

  it('of what was verified is not made by whoever had reported it', () => {
    const verified = [entry('PaidInVerified', { reportId: firm, amount: cny(5), cumulativeFen: 5, reportedBy: 'service', dealRevision: 4 }, 0, '2026-04-01')];
    expect(correct(0, { values: [{ path: 'amount', is: cny(6) }] }, verified, 'service')).toEqual(refused('delivery.reporter-verifies', {}));
    expect(isRefusal(correct(0, { values: [{ path: 'amount', is: cny(6) }] }, verified, 'verifier'))).toBe(false);
  });
});

describe('the table of what can be corrected', () => {
  it('says of every type of entry what can be, or why nothing', () => {
    expect(Object.keys(correctable).sort()).toEqual(Object.keys(catalogue.types).sort());
  });

  it('names only values and texts that the entry has, and entries that there are', () => {
    for (const [type, rule] of Object.entries(correctable)) {
      if (typeof rule === 'string') continue;
      for (const after of rule.after ?? []) expect([type, after, after in catalogue.types]).toEqual([type, after, true]);
      for (const path of [...(rule.values ?? []), ...(rule.texts ?? [])]) {
        const shape = (catalogue.types[type]!.data as unknown as { shape: Record<string, unknown> }).shape;
        expect([type, path, Object.hasOwn(shape, path.split('.')[0]!)]).toEqual([type, path, true]);
      }
    }
  });
});
