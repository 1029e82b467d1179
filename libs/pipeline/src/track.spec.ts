import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#event-store';
import { cny } from '#measures';
import { creditedTo, noTrack, type Track } from './track.ts';
import { trackProjection } from './track.projection.ts';

type Told = readonly [on: string, type: string, data?: object];
const tell = (...told: readonly Told[]): Track =>
  told.reduce((track, [occurredOn, type, data], index) => trackProjection.evolve(track, { stream: 'deal-1', type, occurredOn, position: index + 1, data: data ?? {} } as unknown as RecordedEvent), noTrack);

const registered: Told = ['2026-01-05', 'LeadRegistered', { title: '甲', investor: { name: '甲公司' }, enterpriseId: 'e', kind: 'capital', estimate: cny(100), source: 'event', unit: 'nm' }];
const opened: Told = ['2026-01-20', 'NegotiationOpened', { unit: 'nm' }];
const signed: Told = ['2026-02-01', 'AgreementSigned', { kind: 'formal', amount: cny(1000) }];
const accepted = (from: string, to: string, creditKept: number): Told => ['2026-01-25', 'DealTransferAccepted', { from, to, creditKept }];

describe('a track', () => {
  it('remembers the first time a case entered each column, and with whom and how much', () => {
    const { entered } = tell(registered, opened, ['2026-03-01', 'DealLost', { code: 'cost' }], ['2026-03-09', 'DealReopened', { cycle: 2 }]);
    expect(entered).toMatchObject({ registered: { on: '2026-01-05', unit: 'nm', amount: 100 }, negotiating: { on: '2026-01-20', at: 2 }, closed: { on: '2026-03-01' } });
  });

  it('counts the days of a stay without those on hold', () => {
    const { stays } = tell(registered, opened, ['2026-01-22', 'DealPutOnHold', { code: 'other', reviewOn: '2026-02-01' }], ['2026-01-29', 'DealResumed'], signed);
    expect(stays).toMatchObject([{ stage: 'registered', days: 15 }, { stage: 'negotiating', to: '2026-02-01', days: 5 }]);
  });

  it('counts a project once and an amendment by its increment', () => {
    const { signed: gains, contract } = tell(registered, opened, signed, ['2026-04-01', 'AgreementAmended', { to: cny(1300) }], ['2026-05-01', 'AgreementAmended', { to: cny(1200) }]);
    expect([gains.map(({ amount }) => amount), contract]).toEqual([[1000, 300, -100], 1200]);
  });

  it('does not count what is signed of a case that is told to have been closed before', () => {
    expect(tell(registered, opened, ['2026-01-30', 'DealLost', { code: 'cost' }], signed).signed).toEqual([]);
  });

  it('knows the last event of substance, which a remark is not', () => {
    expect(tell(registered, opened, ['2026-01-31', 'CommentAdded', {}])).toMatchObject({ lastOn: '2026-01-20', lastAt: 2 });
  });
});

describe('credit', () => {
  it('is all the holder’s until a transfer splits it', () => {
    const before = tell(registered, opened, signed).signed[0]!;
    const later = tell(registered, opened, accepted('nm', 'he', 40), signed).signed[0]!;
    expect([creditedTo('nm', before), creditedTo('he', before)]).toEqual([1000, 0]);
    expect([creditedTo('nm', later), creditedTo('he', later)]).toEqual([400, 600]);
  });

  it('is split again by another transfer, of the giver’s own part, and nothing is lost in rounding', () => {
    const entry = { ...tell(registered, opened, accepted('nm', 'he', 33), accepted('he', 'yy', 50), signed).signed[0]!, amount: 1001 };
    const parts = ['nm', 'he', 'yy'].map((unit) => creditedTo(unit, entry));
    expect(parts).toEqual([330, 335, 336]);
    expect(parts.reduce((a, b) => a + b)).toBe(1001);
  });

  it('of what was signed before a transfer does not move with it', () => {
    const [first] = tell(registered, opened, signed, ['2026-06-01', 'DealTransferAccepted', { from: 'nm', to: 'he', creditKept: 0 }], ['2026-07-01', 'AgreementAmended', { to: cny(1500) }]).signed;
    expect(creditedTo('nm', first!)).toBe(1000);
  });

  it('is not split a second time when the lead follows its deal', () => {
    const followed: Told = ['2026-01-25', 'LeadTransferAccepted', { from: 'nm', to: 'he', credit: { from: 40, to: 60 } }];
    expect(tell(registered, opened, accepted('nm', 'he', 40), followed).credit).toEqual({ he: 600_000, nm: 400_000 });
    expect(tell(registered, followed).credit).toEqual({ he: 600_000, nm: 400_000 });
  });

  it('is shared or moved by a ruling, and the case moves only when the arbiter says so', () => {
    const ruling = (outcome: string, holder: number): Told => ['2026-02-01', 'DisputeArbitrated', { outcome, holder: 'nm', claimant: { unit: 'yy', leadId: 'x' }, credit: { holder, claimant: 100 - holder } }];
    expect(tell(registered, ruling('upheld', 100))).toMatchObject({ unit: 'nm', credit: null });
    expect(tell(registered, ruling('moved', 0))).toMatchObject({ unit: 'yy', credit: null });
    expect(tell(registered, ruling('shared', 70))).toMatchObject({ unit: 'nm', credit: { nm: 700_000, yy: 300_000 } });
  });

  it('that a merged filing brought is given back when the merge is reverted, as far as it is still there', () => {
    const units = { survivor: 'nm', alias: 'yy' };
    const joined: Told = ['2026-02-01', 'AliasJoined', { alias: 'x', units, credit: { survivor: 60, alias: 40 } }];
    const left: Told = ['2026-02-09', 'AliasLeft', { alias: 'x', units, credit: { survivor: 60, alias: 40 } }];
    const handedOn: Told = ['2026-02-05', 'LeadTransferAccepted', { from: 'yy', to: 'he', credit: { from: 50, to: 50 } }];
    expect(tell(registered, joined)).toMatchObject({ credit: { nm: 600_000, yy: 400_000 }, lent: { x: 400_000 } });
    expect(tell(registered, joined, left)).toMatchObject({ credit: null, lent: {} });
    expect(tell(registered, joined, handedOn, left)).toMatchObject({ unit: 'he', credit: { he: 400_000, nm: 600_000 } });
  });

  it('starts anew with whoever takes a lead from the pool', () => {
    const { credit, unit } = tell(registered, ['2026-02-01', 'LeadReturnedToPool', { from: 'nm', cause: 'expired' }], ['2026-02-03', 'LeadTaken', { unit: 'he' }]);
    expect([credit, unit]).toEqual([null, 'he']);
  });
});
