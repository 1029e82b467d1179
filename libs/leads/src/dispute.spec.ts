import { describe, expect, it } from '@jest/globals';
import { clear } from '#vault';
import { given, type Past, refused } from '../../event-store/src/testing.ts';
import { type ClaimCommand, claimDecider, type ClaimFacts, filingOf } from './claim.decider.ts';
import type { ClaimEvent } from './claim.events.ts';
import { openDispute, rivalOf } from './dispute.rules.ts';

const [a, b, c] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000c'] as const;
const paper = '00000000-0000-4000-8000-0000000000d0';
const facts = (more: Partial<ClaimFacts> = {}): ClaimFacts => ({ on: '2026-02-10', today: '2026-02-10', accepted: { on: '2026-01-08', revision: 3 }, arbiter: { account: 'leader', unit: null, role: 'leader' }, registrants: ['team1.member', 'team2.member'], ...more });
const filed = (leadId: string, unit: string, content = 'x'): Past<ClaimEvent> => ({ type: 'FilingLodged', occurredOn: '2026-01-05', data: { leadId, unit, content, title: content } });
const granted: Past<ClaimEvent> = { type: 'ProtectionGranted', occurredOn: '2026-01-10', data: { leadId: a, unit: 'team1', content: 'x', from: '2026-01-10', until: '2026-04-10', settings: '2021-01-01', triage: { outcome: 'accept', on: '2026-01-08', revision: 3 } } };
const disputed: Past<ClaimEvent> = { type: 'LeadDisputed', id: '00000000-0000-4000-8000-0000000000e1', occurredOn: '2026-02-01', actor: { account: 'team2.lead' }, data: { leadId: a, holder: 'team1', content: 'x', claimant: { leadId: b, unit: 'team2' }, grounds: clear('我方先接触'), evidence: [] } };
const decided = (outcome: 'upheld' | 'moved' | 'shared') => ({
  type: 'DisputeArbitrated' as const,
  data: { leadId: a, dispute: '00000000-0000-4000-8000-0000000000e1', outcome, holder: 'team1', claimant: { leadId: b, unit: 'team2' }, credit: outcome === 'shared' ? { holder: 60, claimant: 40 } : outcome === 'moved' ? { holder: 0, claimant: 100 } : { holder: 100, claimant: 0 }, reasons: clear('以日志为准') },
});
const ruled = (outcome: 'upheld' | 'moved' | 'shared'): Past<ClaimEvent> => ({ ...decided(outcome), occurredOn: '2026-02-10' });
const dispute = (more: object = {}): ClaimCommand => ({ type: 'DisputeLead', leadId: a, claimant: { leadId: b, unit: 'team2' }, grounds: '我方先接触', evidence: [], ...more });
const rule = (ruling: Extract<ClaimCommand, { type: 'ArbitrateDispute' }>['ruling']): ClaimCommand => ({ type: 'ArbitrateDispute', leadId: a, ruling, reasons: '以日志为准' });

describe('a dispute', () => {
  it('is opened over the lead of another unit, with grounds and evidence', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2')).when(dispute({ evidence: [paper] }), facts({ evidence: [{ documentId: paper, sha256: 'f00d' }] }))
      .then({ type: 'LeadDisputed', data: { leadId: a, holder: 'team1', claimant: { leadId: b, unit: 'team2' }, grounds: clear('我方先接触'), evidence: [{ documentId: paper, sha256: 'f00d' }] } });
  });

  it('is not opened twice, nor over one’s own lead, nor over what nobody holds', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2'), disputed).when(dispute(), facts()).then(refused('dispute.already-open', { leadId: a }));
    given(claimDecider, filed(a, 'team2'), filed(b, 'team2')).when(dispute(), facts()).then(refused('dispute.own-lead', { unit: 'team2' }));
    given(claimDecider, filed(a, 'team1'), { type: 'FilingClosed', data: { leadId: a, code: 'lost' } }).when(dispute(), facts({ on: '2026-03-02', today: '2026-03-02' })).then(refused('dispute.nobody-holds', { leadId: a }));
    given(claimDecider).when(dispute(), facts()).then(refused('claim.unknown-filing', { leadId: a }));
  });

  it('shows no document that is not there or not the claimant’s to show', () => {
    given(claimDecider, filed(a, 'team1')).when(dispute({ evidence: [paper] }), facts({ evidence: [{ documentId: paper, sha256: null }] })).then(refused('dispute.unknown-document', { documentId: paper }));
  });

  it('is with the protected filing of the content, else the first open one, else with the unit that was named', () => {
    const { state } = given(claimDecider, filed(c, 'team3'), filed(a, 'team1'), filed(b, 'team2'), granted);
    const own = { leadId: b, content: 'x', unit: 'team2' };
    expect(rivalOf(state, own)?.leadId).toBe(a);
    expect(rivalOf(state, own, 'team3')?.leadId).toBe(c);
    expect(rivalOf({ ...state, filings: state.filings.filter(({ leadId }) => leadId !== a) }, own)?.leadId).toBe(c);
    expect(rivalOf(state, { ...own, content: 'y' })).toBeUndefined();
    expect(rivalOf(state, { ...own, content: 'y' }, 'team1')?.leadId).toBe(a);
  });
});

describe('while a lead is disputed', () => {
  const past = [filed(a, 'team1'), filed(b, 'team2'), filed(c, 'team3'), granted, disputed] as const;

  it('nobody is granted a protection of its content, other contents are', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2'), filed(c, 'team3'), disputed).when({ type: 'GrantProtection', leadId: c, overtakeReason: '投资方指定' }, facts()).then(refused('claim.disputed', { leadId: c }));
    given(claimDecider, filed(a, 'team1'), filed(c, 'team3', 'y'), disputed).when({ type: 'GrantProtection', leadId: c }, facts()).then({ type: 'ProtectionGranted', data: { leadId: c } });
  });

  it('its protection neither expires nor is released, so that no third takes it from the pool', () => {
    given(claimDecider, ...past).when({ type: 'ExpireProtection', leadId: a }, facts({ today: '2026-06-01' })).then(refused('claim.disputed', { leadId: a }));
    given(claimDecider, ...past).when({ type: 'ReleaseProtection', leadId: a, code: 'other' }, facts()).then(refused('claim.disputed', { leadId: a }));
    given(claimDecider, ...past, ruled('upheld')).when({ type: 'ExpireProtection', leadId: a }, facts({ today: '2026-06-01' })).then({ type: 'ProtectionExpired', data: { leadId: a } });
  });
});

describe('the ruling', () => {
  const past = [filed(a, 'team1'), filed(b, 'team2'), granted, disputed] as const;

  it('leaves the lead with its holder, moves it to the claimant, or splits the credit', () => {
    given(claimDecider, ...past).when(rule({ outcome: 'upheld' }), facts()).then(decided('upheld'));
    given(claimDecider, ...past).when(rule({ outcome: 'moved' }), facts()).then(decided('moved'));
    given(claimDecider, ...past).when(rule({ outcome: 'shared', credit: { holder: 60, claimant: 40 } }), facts()).then(decided('shared'));
  });

  it('that moves a lead moves its filing, which keeps its place and its protection', () => {
    const { state } = given(claimDecider, ...past, ruled('moved'));
    expect(filingOf(state, a)).toMatchObject({ unit: 'team2', status: 'protected', protection: { until: '2026-04-10' } });
    expect(openDispute(state, a)).toBeUndefined();
    expect(state.disputes).toMatchObject([{ ruling: { data: { outcome: 'moved', reasons: clear('以日志为准') } } }]);
  });

  it('is given by nobody of either side, nor by who filed either lead or raised the dispute', () => {
    const by = (arbiter: ClaimFacts['arbiter']) => given(claimDecider, ...past).when(rule({ outcome: 'upheld' }), facts({ arbiter }));
    by({ account: 'team1.lead', unit: 'team1', role: 'leader' }).then(refused('dispute.arbiter-of-a-side', { unit: 'team1' }));
    by({ account: 'team2.lead', unit: 'team2', role: 'leader' }).then(refused('dispute.arbiter-of-a-side', { unit: 'team2' }));
    by({ account: 'team1.member', unit: null, role: 'office' }).then(refused('dispute.arbiter-involved'));
    by({ account: 'secretary', unit: null, role: 'office', onBehalfOf: 'team2.member' }).then(refused('dispute.arbiter-involved'));
    by({ account: 'team2.lead', unit: null, role: 'office' }).then(refused('dispute.arbiter-involved'));
    by({ account: 'office', unit: null, role: 'office' }).then(decided('upheld'));
  });

  it('needs an open dispute, a day not before it, and shares that add up', () => {
    given(claimDecider, filed(a, 'team1')).when(rule({ outcome: 'upheld' }), facts()).then(refused('dispute.none-open', { leadId: a }));
    given(claimDecider, ...past, ruled('upheld')).when(rule({ outcome: 'upheld' }), facts()).then(refused('dispute.none-open', { leadId: a }));
    given(claimDecider, ...past).when(rule({ outcome: 'upheld' }), facts({ on: '2026-01-31' })).then(refused('dispute.before-it-was-opened', { on: '2026-01-31', openedOn: '2026-02-01' }));
    for (const credit of [{ holder: 50, claimant: 40 }, { holder: 100, claimant: 0 }]) {
      given(claimDecider, ...past).when(rule({ outcome: 'shared', credit }), facts()).then(refused('dispute.credit-split', { sum: credit.holder + credit.claimant }));
    }
  });
});
