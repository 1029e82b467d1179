import { describe, expect, it } from '@jest/globals';
import { cny } from '#measures';
import { clear } from '#vault';
import { refused } from '../../event-store/src/testing.ts';
import { approved, by, days, deal, documentId, formallySigned, held, inReview, lost, meetingOf, opened, otherSha, passed, people, revalue, reviewed, round, sha, submit, submitted, conclude, transferOffered, drafted } from './deal.fixtures.ts';
import { settingsOn } from './deal.settings.ts';
import { missingNext } from './deal.requirements.ts';
import { fittingCommands } from './deal.table.ts';

const { member, lead, office } = people;
const { state: inTalks } = deal(opened());

describe('talks', () => {
  it('a deal opens once', () => {
    const open = { type: 'OpenDeal', input: { leadId: documentId, enterpriseId: documentId, unit: 'nm', title: '项目', kind: 'talent' } } as const;
    deal().when(open, by(lead, days.opened)).then({ type: 'DealOpened', data: { unit: 'nm', kind: 'talent' } });
    deal(opened()).when(open, by(lead, days.opened)).then(refused('deal.already-open'));
  });

  it('nothing happens to a deal that was never opened', () => deal().when(revalue(1), by(lead, days.opened)).then(refused('deal.unknown')));

  it('what was said in a round is secret, what it was about is not', () => {
    const land = round({ topics: [{ code: 'land', text: '要地一百二十亩' }], theirPosition: '零地价', agreed: '先看地块' });
    deal(opened()).when(land, by(member, days.submitted)).then({
      type: 'RoundRecorded',
      data: { topics: [{ code: 'land', text: clear('要地一百二十亩') }], theirPosition: clear('零地价'), agreed: clear('先看地块') },
    });
  });

  it('an entry that comes late carries its reason', () => {
    const late = round({ topics: [{ code: 'policy' }], lateReason: '出差未能录入' });
    deal(opened()).when(late, by(member, days.opened)).then({ type: 'RoundRecorded', data: { lateReason: clear('出差未能录入') } });
  });

  it('an amount changes openly before signing', () => {
    deal(opened()).when(revalue(1_00), by(member, days.submitted)).then({ type: 'DealRevalued', data: { from: cny(450_000_000_00), to: cny(1_00) } });
  });

  it('an amount never changes silently after signing', () => {
    deal(...formallySigned).when(revalue(1_00), by(member, days.signed)).then(refused('deal.amount-fixed-after-signing'));
  });
});

describe('the dossier', () => {
  it('takes the deal to the review and sets its amount', () => {
    const sentence = deal(opened()).when(submit(), by(lead, days.submitted));
    sentence.then({ type: 'DossierSubmitted' });
    expect(deal(...inReview).state).toMatchObject({ stage: 'in-review', since: days.submitted, amount: cny(500_000_000_00) });
  });

  it('of capital must name land, energy and environment; what is missing is named', () => {
    deal(opened()).when(submit({ land: undefined, energyTce: undefined, timetable: [] }), by(lead, days.submitted)).then(
      refused('deal.requirements-missing', { column: 'in-review', fields: ['dossier.land', 'dossier.energyTce', 'dossier.timetable'] }),
    );
  });

  it('of talent needs no land', () => {
    const bare = { land: undefined, fixedInvestment: undefined, energyTce: undefined, environmentClass: undefined, outputPerYear: undefined, taxPerYear: undefined };
    deal(opened('talent')).when(submit(bare), by(lead, days.submitted)).then({ type: 'DossierSubmitted' });
  });

  it('cannot have been submitted before the talks began', () => {
    deal(opened()).when(submit(), by(lead, '2026-03-01')).then(refused('deal.before-its-column', { since: days.opened }));
  });

  it('submitted again makes what was concluded about the last one void', () => {
    expect(deal(...approved, submitted('2026-03-24')).state).toMatchObject({ stage: 'in-review', review: null, decision: null });
  });
});

describe('the review', () => {
  it('passes with a quorum and a majority', () => deal(...inReview).when(conclude(), by(office, days.reviewed)).then({ type: 'ReviewConcluded', data: { outcome: 'pass' } }));

  it('is not concluded by who submitted the dossier, neither by typing nor by being acted for', () => {
    deal(...inReview).when(conclude(), by({ ...office, account: lead.account }, days.reviewed)).then(refused('deal.submitter-concludes-review'));
    deal(...inReview).when(conclude(), by({ ...office, onBehalfOf: lead.account }, days.reviewed)).then(refused('deal.submitter-concludes-review'));
  });

  it('cannot have been held before the dossier was there', () => {
    deal(...inReview).when(conclude(), by(office, '2026-03-08')).then(refused('deal.reviewed-before-dossier'));
  });

  it('counts the recused against the quorum', () => {
    deal(...inReview).when(conclude({ recused: ['reviewer1', 'reviewer2', 'reviewer3'], votes: { for: 6, against: 0 } }), by(office, days.reviewed)).then(refused('deal.quorum-not-reached', { present: 6, required: 7 }));
  });

  it('has no more votes than voters', () => {
    deal(...inReview).when(conclude({ recused: ['reviewer1'], votes: { for: 8, against: 1 } }), by(office, days.reviewed)).then(refused('deal.votes-exceed-voters', { voters: 8, votes: 9 }));
  });

  it('does not pass on a tie', () => deal(...inReview).when(conclude({ votes: { for: 4, against: 4 } }), by(office, days.reviewed)).then(refused('deal.majority-not-reached')));

  it('is not concluded by somebody recused', () => deal(...inReview).when(conclude({ recused: ['office'] }), by(office, days.reviewed)).then(refused('deal.recused-concludes-review')));

  it('passes with conditions only when it names them', () => {
    deal(...inReview).when(conclude({ outcome: 'pass-with-conditions' }), by(office, days.reviewed)).then(refused('deal.conditions-do-not-fit'));
    deal(...inReview).when(conclude({ outcome: 'pass-with-conditions', conditions: ['补充能评'] }), by(office, days.reviewed)).then({ type: 'ReviewConcluded', data: { conditions: [clear('补充能评')] } });
  });

  it('held in the system is by others than who submitted, about the dossier that is there, and keeps its conditions there', () => {
    const rule = { account: 'rule', unit: null, role: 'rule' };
    const held = (people: readonly string[], dossierId?: string) => ({ ...conclude({ outcome: 'pass-with-conditions' }), meeting: meetingOf(people, dossierId) });
    deal(...inReview).when(held(['reviewer1']), by(rule, days.reviewed)).then({ type: 'ReviewConcluded', data: { conditions: [], meeting: meetingOf(['reviewer1']) } });
    deal(...inReview).when(held(['reviewer1', lead.account]), by(rule, days.reviewed)).then(refused('deal.submitter-concludes-review'));
    deal(...inReview).when(held(['reviewer1'], documentId), by(rule, days.reviewed)).then(refused('deal.dossier-replaced'));
  });

  it('on paper is taken until the day on which meetings move into the system', () => {
    const settings = { ...settingsOn(days.reviewed), from: days.reviewed, meetingsOnPaper: false };
    deal(...inReview).when(conclude(), { ...by(office, days.reviewed), settings }).then(refused('deal.review-by-meeting', { from: days.reviewed }));
    deal(...inReview).when({ ...conclude(), meeting: meetingOf(['reviewer1']) }, { ...by(office, days.reviewed), settings }).then({ type: 'ReviewConcluded' });
  });

  it.each([['defer', 'in-review'], ['refer', 'in-review'], ['reject', 'negotiating']] as const)('that ends in %s leaves the deal in %s', (outcome, stage) => {
    deal(...inReview).when(conclude({ outcome, quorum: { present: 3, required: 7 }, votes: { for: 0, against: 0 } }), by(office, days.reviewed)).then({ type: 'ReviewConcluded', data: { outcome } });
    expect(deal(...inReview, reviewed(outcome)).state).toMatchObject({ stage });
  });
});

describe('hold, close and reopen', () => {
  const hold = { type: 'HoldDeal', input: { code: 'land-pending', reason: '等待用地指标', reviewOn: '2026-06-01' } } as const;

  it('a deal on hold rests: neither dossier nor second hold, but it can be resumed or lost', () => {
    deal(opened()).when(hold, by(lead, days.opened)).then({ type: 'DealPutOnHold', data: { reviewOn: '2026-06-01' } });
    deal(opened(), held()).when(submit(), by(lead, days.submitted)).then(refused('deal.on-hold'));
    deal(opened(), held()).when(hold, by(lead, days.submitted)).then(refused('deal.on-hold'));
    deal(opened(), held()).when({ type: 'ResumeDeal', input: {} }, by(lead, days.submitted)).then({ type: 'DealResumed' });
    deal(opened(), held()).when({ type: 'LoseDeal', input: { code: 'competitor', destination: '外地园区' } }, by(lead, days.submitted)).then({ type: 'DealLost', data: { destination: '外地园区' } });
  });

  it('a hold looks forward, and ends after it began', () => {
    deal(opened()).when({ ...hold, input: { ...hold.input, reviewOn: days.opened } }, by(lead, days.opened)).then(refused('deal.review-day-past'));
    deal(opened(), held()).when({ type: 'ResumeDeal', input: {} }, by(lead, '2026-03-01')).then(refused('deal.answered-before-asked'));
  });

  it('only what is on hold is resumed', () => deal(opened()).when({ type: 'ResumeDeal', input: {} }, by(lead, days.opened)).then(refused('deal.not-on-hold')));

  it('a signed deal is neither lost nor withdrawn: its agreement is terminated, with a clawback where due', () => {
    deal(...formallySigned).when({ type: 'LoseDeal', input: { code: 'breach' } }, by(lead, days.signed)).then(refused('deal.signed-is-terminated'));
    deal(...formallySigned).when({ type: 'WithdrawDeal', input: { code: 'breach' } }, by(lead, days.signed)).then(refused('deal.signed-is-terminated'));
    deal(...formallySigned).when({ type: 'TerminateAgreement', input: { code: 'breach', clawback: cny(100) } }, by(lead, days.signed)).then({ type: 'AgreementTerminated', data: { clawback: cny(100) } });
  });

  it('a closed deal takes no command but its reopening, which starts a new cycle with nothing approved', () => {
    const { state } = deal(...approved, lost('2026-03-25'));
    expect(state && fittingCommands(state)).toEqual(['ReopenDeal']);
    deal(...approved, lost('2026-03-25')).when({ type: 'ReopenDeal', input: { reason: '投资方回头' } }, by(lead, '2026-04-01')).then({ type: 'DealReopened', data: { cycle: 2 } });
    const again = deal(...approved, lost('2026-03-25'), { type: 'DealReopened', data: { cycle: 2, reason: clear('投资方回头') }, occurredOn: '2026-04-01' });
    expect(again.state).toMatchObject({ stage: 'negotiating', cycle: 2, review: null, decision: null, drafts: [] });
  });

  it('a deal is not reopened before it was closed, and what was terminated stays closed', () => {
    const reopen = { type: 'ReopenDeal', input: { reason: '投资方回头' } } as const;
    deal(opened(), lost()).when(reopen, by(lead, days.opened)).then(refused('deal.before-its-column'));
    deal(...formallySigned, { type: 'AgreementTerminated', data: { code: 'breach' }, occurredOn: days.signed }).when(reopen, by(lead, days.signed)).then(refused('deal.terminated-stays-closed'));
  });
});

describe('a transfer', () => {
  it('keeps stage, rounds and history', () => {
    const before = deal(...passed, transferOffered()).state;
    deal(...passed, transferOffered()).when({ type: 'AcceptTransfer', input: {} }, by(lead, days.reviewed)).then({ type: 'DealTransferAccepted', data: { from: 'nm', to: 'gd', creditKept: 40 } });
    const after = deal(...passed, transferOffered(), { type: 'DealTransferAccepted', data: { from: 'nm', to: 'gd', creditKept: 40 }, occurredOn: days.reviewed }).state;
    expect(after).toEqual({ ...before, unit: 'gd', offer: null });
  });

  it('is offered to another unit, one at a time, and can be declined', () => {
    const offer = (to: string) => ({ type: 'OfferTransfer', input: { to, creditKept: 40 } }) as const;
    deal(opened()).when(offer('nm'), by(lead, days.opened)).then(refused('deal.transfer-to-itself'));
    deal(opened()).when(offer('gd'), by(lead, days.opened)).then({ type: 'DealTransferOffered', data: { from: 'nm', to: 'gd', creditKept: 40 } });
    deal(opened(), transferOffered()).when(offer('yy'), by(lead, days.reviewed)).then(refused('deal.transfer-pending'));
    deal(opened(), transferOffered()).when({ type: 'DeclineTransfer', input: {} }, by(lead, days.reviewed)).then({ type: 'DealTransferDeclined', data: { to: 'gd' } });
    deal(opened()).when({ type: 'AcceptTransfer', input: {} }, by(lead, days.reviewed)).then(refused('deal.no-transfer-offered'));
  });

  it('waits while the lead is disputed, and goes where the arbiter gave it', () => {
    const argued = { ...by(lead, days.reviewed), disputed: true };
    deal(opened()).when({ type: 'OfferTransfer', input: { to: 'gd', creditKept: 40 } }, argued).then(refused('deal.disputed'));
    deal(opened(), transferOffered()).when({ type: 'AcceptTransfer', input: {} }, argued).then(refused('deal.disputed'));
    deal(opened(), transferOffered()).when({ type: 'DeclineTransfer', input: {} }, argued).then({ type: 'DealTransferDeclined', data: { to: 'gd' } });
    deal(opened()).when({ type: 'ReassignDeal', input: { to: 'gd' } }, by(lead, days.reviewed)).then({ type: 'DealReassigned', data: { from: 'nm', to: 'gd' } });
    expect(deal(opened(), transferOffered(), { type: 'DealReassigned', data: { from: 'nm', to: 'gd' } }).state).toMatchObject({ unit: 'gd', offer: null, stage: 'negotiating' });
  });

  it('is not accepted before it was offered', () => deal(opened(), transferOffered()).when({ type: 'AcceptTransfer', input: {} }, by(lead, days.opened)).then(refused('deal.answered-before-asked')));
});

describe('what blocks the next column', () => {
  it('is the whole dossier while there are talks', () => {
    expect(inTalks && missingNext(inTalks, { promises: null })).toContainEqual({ column: 'in-review', field: 'dossier.land' });
    expect(inTalks && missingNext(inTalks, { promises: null })).toHaveLength(9);
  });

  it('is the review, and the formal draft, while it is in review', () => {
    const { state } = deal(opened(), submitted());
    expect(state && missingNext(state, { promises: null })).toEqual([{ column: 'approved', rule: 'deal.review-not-passed' }, { column: 'approved', field: 'formalDraft' }]);
  });

  it('is nothing of the deal once it is signed', () => {
    const { state } = deal(...formallySigned);
    expect(state && missingNext(state, { promises: null })).toEqual([]);
  });

  it('and a known draft is not drafted twice', () => {
    const draft = { type: 'DraftAgreement', input: { kind: 'formal', documentId, sha256: sha, title: '投资协议', fixesLandPrice: false } } as const;
    deal(opened()).when(draft, by(member, days.opened)).then({ type: 'AgreementDrafted', data: { sha256: sha } });
    deal(opened(), drafted()).when(draft, by(member, days.submitted)).then(refused('deal.draft-known'));
  });

  it('and a draft has the hash of the document it names', () => {
    const draft = { type: 'DraftAgreement', input: { kind: 'formal', documentId, sha256: sha, title: '投资协议', fixesLandPrice: false } } as const;
    deal(opened()).when(draft, { ...by(member, days.opened), storedSha256: otherSha }).then(refused('deal.draft-differs-from-document'));
  });
});
