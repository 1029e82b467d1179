import { describe, expect, it } from '@jest/globals';
import { cny } from '#measures';
import { refused } from '../../event-store/src/testing.ts';
import { by, days, deal, decide, documentId, drafted, formallySigned, otherSha, passed, people } from './deal.fixtures.ts';
import type { DealPromises } from './deal.facts.ts';
import { missingNext } from './deal.requirements.ts';

const { leader } = people;
const commitment = '00000000-0000-4000-8000-000000000008';
const promises = (...lacks: readonly string[]): DealPromises => ({ stream: 'promises-1', revision: 2, commitments: [{ id: commitment, revision: 4, lacks }] });
const none: DealPromises = { stream: 'promises-1', revision: -1, commitments: [] };
const facts = (read: DealPromises | null) => ({ ...by(leader, days.decided), promises: read });

describe('the promises of a deal', () => {
  it('are costed, reserved and cleared before the decision approves, which says what they lack', () => {
    deal(...passed).when(decide(), facts(promises('reservation', 'clearance'))).then(refused('deal.promises-not-ready', { promises: [{ id: commitment, lacks: ['reservation', 'clearance'] }] }));
    deal(...passed).when(decide(), facts(promises())).then({ type: 'DecisionMade', data: { promises: { stream: 'promises-1', revision: 2, commitments: [{ id: commitment, revision: 4 }] } } });
  });

  it('do not keep a meeting from saying no', () => {
    deal(...passed).when(decide({ decision: 'reject' }), facts(promises('costing'))).then({ type: 'DecisionMade', data: { decision: 'reject' } });
  });

  it('block the column in what the deal still lacks', () => {
    const { state } = deal(...passed);
    expect(state && missingNext(state, { promises: promises('costing') })).toEqual([{ column: 'approved', rule: 'deal.promises-not-ready' }]);
    expect(state && missingNext(state, { promises: promises() })).toEqual([]);
  });

  it('are not asked of a deal that never had any', () => {
    for (const read of [none, null]) {
      const { answer } = deal(...passed).when(decide(), facts(read));
      expect(answer).toMatchObject([{ type: 'DecisionMade', data: { decision: 'approve' } }]);
      expect(JSON.stringify(answer)).not.toContain('promises');
    }
  });

  it('added after signing come with an amendment, which waits for them as the decision does', () => {
    const amend = { type: 'AmendAgreement', input: { documentId, sha256: otherSha, amount: cny(700_000_000_00), approvalReference: '聊高新纪要〔2026〕8号' } } as const;
    const signed = deal(...formallySigned, drafted({ kind: 'supplementary', sha256: otherSha }));
    const later = { ...by(leader, '2026-05-01') };
    signed.when(amend, { ...later, promises: promises('costing') }).then(refused('deal.promises-not-ready'));
    signed.when(amend, { ...later, promises: promises() }).then({ type: 'AgreementAmended', data: { promises: { stream: 'promises-1', revision: 2, commitments: [{ id: commitment, revision: 4 }] } } });
  });
});
