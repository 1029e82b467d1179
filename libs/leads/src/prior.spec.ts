import { describe, expect, it } from '@jest/globals';
import { clear } from '#vault';
import { given, type Past, refused } from '../../event-store/src/testing.ts';
import { type ClaimCommand, claimDecider, type ClaimFacts, filingOf } from './claim.decider.ts';
import type { ClaimEvent } from './claim.events.ts';

const [a, b, c] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000c'] as const;
const paper = '00000000-0000-4000-8000-0000000000d0';
const filed = (leadId: string, unit: string, content = 'x'): Past<ClaimEvent> => ({ type: 'FilingLodged', occurredOn: '2026-01-05', data: { leadId, unit, content, title: content } });
const facts = (more: Partial<ClaimFacts> = {}): ClaimFacts => ({ on: '2026-02-10', today: '2026-02-10', accepted: { on: '2026-01-08', revision: 3 }, evidence: [{ documentId: paper, sha256: 'f00d' }], ...more });
const heard = [{ unit: 'team2', on: '2026-02-01' }, { unit: 'team1', on: '2026-02-02' }];
const recognise = (more: object = {}): ClaimCommand => ({ type: 'RecognisePriorFiling', leadId: b, filedOn: '2025-11-01', evidence: [paper], heard, precedes: [a], grounds: '上线前已在纸质台账登记', ...more });
const recognised: Past<ClaimEvent> = { type: 'PriorFilingRecognised', occurredOn: '2026-02-10', data: { leadId: b, unit: 'team2', content: 'x', filedOn: '2025-11-01', evidence: [{ documentId: paper, sha256: 'f00d' }], heard, precedes: [{ leadId: a, unit: 'team1' }], grounds: clear('上线前已在纸质台账登记') } };
const past = [filed(a, 'team1'), filed(b, 'team2')] as const;
const grant = (leadId: string): ClaimCommand => ({ type: 'GrantProtection', leadId });

describe('a filing older than the system', () => {
  it('goes before those it precedes by the act that says so, and by nothing else', () => {
    given(claimDecider, ...past).when(grant(b), facts()).then(refused('claim.earlier-filing-open', { leadId: a, unit: 'team1', filedOn: '2026-01-05' }));
    given(claimDecider, ...past).when(recognise(), facts()).then({ type: 'PriorFilingRecognised', data: recognised.data });
    given(claimDecider, ...past, recognised).when(grant(b), facts()).then({ type: 'ProtectionGranted', data: { leadId: b } });
    given(claimDecider, ...past, recognised).when(grant(a), facts()).then(refused('claim.earlier-filing-open', { leadId: b, unit: 'team2', filedOn: '2026-01-05' }));
  });

  it('goes before nobody that it does not name', () => {
    given(claimDecider, filed(c, 'team3'), ...past, recognised).when(grant(b), facts()).then(refused('claim.earlier-filing-open', { leadId: c, unit: 'team3', filedOn: '2026-01-05' }));
    given(claimDecider, filed(c, 'team3', 'y'), ...past).when(recognise({ precedes: [a, c] }), facts()).then(refused('prior.precedes-nothing', { leadId: c }));
    given(claimDecider, filed(b, 'team2'), filed(a, 'team1')).when(recognise(), facts()).then(refused('prior.precedes-nothing', { leadId: a }));
  });

  it('needs evidence that is there, an earlier day, and both sides heard before', () => {
    given(claimDecider, ...past).when(recognise(), facts({ evidence: [] })).then(refused('prior.no-evidence'));
    given(claimDecider, ...past).when(recognise(), facts({ evidence: [{ documentId: paper, sha256: null }] })).then(refused('dispute.unknown-document', { documentId: paper }));
    given(claimDecider, ...past).when(recognise({ filedOn: '2026-01-05' }), facts()).then(refused('prior.not-older', { filedOn: '2026-01-05', otherFiledOn: '2026-01-05' }));
    given(claimDecider, ...past).when(recognise({ heard: heard.slice(0, 1) }), facts()).then(refused('prior.not-heard', { unit: 'team1' }));
    given(claimDecider, ...past).when(recognise({ heard: heard.slice(1) }), facts()).then(refused('prior.not-heard', { unit: 'team2' }));
    given(claimDecider, ...past).when(recognise({ heard: [heard[0], { unit: 'team1', on: '2026-02-11' }] }), facts()).then(refused('prior.heard-afterwards', { unit: 'team1', on: '2026-02-11' }));
  });

  it('is recognised once, while it stands, and not in the middle of a dispute', () => {
    const disputed: Past<ClaimEvent> = { type: 'LeadDisputed', occurredOn: '2026-02-01', data: { leadId: a, holder: 'team1', content: 'x', claimant: { leadId: b, unit: 'team2' }, grounds: clear('在先'), evidence: [] } };
    given(claimDecider, ...past, recognised).when(recognise(), facts()).then(refused('prior.recognised-already', { leadId: b }));
    given(claimDecider, ...past, disputed).when(recognise(), facts()).then(refused('claim.disputed', { leadId: b }));
    given(claimDecider, ...past, { type: 'FilingClosed', occurredOn: '2026-02-01', data: { leadId: b, code: 'lost' } }).when(recognise(), facts()).then(refused('claim.filing-closed', { leadId: b }));
  });

  it('is shown to both: who was heard and when stands in the claim', () => {
    const { state } = given(claimDecider, ...past, recognised);
    expect(state.filings.map(({ leadId }) => leadId)).toEqual([b, a]);
    expect(state.priors).toMatchObject([{ on: '2026-02-10', data: { heard, filedOn: '2025-11-01' } }]);
    expect(filingOf(given(claimDecider, filed(b, 'team2'), { type: 'FilingClosed', data: { leadId: b, code: 'lost' } }, ...past, recognised).state, b)).toMatchObject({ status: 'open' });
  });
});
