import { describe, expect, it } from '@jest/globals';
import { cny } from '#measures';
import { refused } from '../../event-store/src/testing.ts';
import { approved, by, days, deal, decide, decided, documentId, dossier, drafted, formallySigned, inReview, lapse, meetingOf, opened, otherSha, passed, people, revalued, reviewed, sha, sign, signed, submitted } from './deal.fixtures.ts';
import { settingsOn } from './deal.settings.ts';

const { lead, office, leader } = people;
const rule = { account: 'rule', unit: null, role: 'rule' } as const;
const lapsed = (occurredOn: string) => ({ type: 'DecisionLapsed', data: { decisionId: documentId, because: 'time', settings: '2000-01-01' }, occurredOn }) as const;

describe('the decision', () => {
  it('approves one text after a passed review', () => {
    deal(...passed).when(decide(), by(leader, days.decided)).then({ type: 'DecisionMade', data: { decision: 'approve', sha256: sha, amount: cny(500_000_000_00) } });
  });

  it.each([undefined, 'defer', 'refer'] as const)('is not made on a review that ended in %s', (outcome) => {
    deal(...inReview, ...(outcome ? [reviewed(outcome)] : [])).when(decide(), by(leader, days.decided)).then(refused('deal.review-not-passed'));
  });

  it('cannot have been made before the review was held', () => deal(...passed).when(decide(), by(leader, '2026-03-15')).then(refused('deal.decided-before-review')));

  it('is made neither by who submitted nor by who reviewed', () => {
    deal(...passed).when(decide(), by({ ...leader, account: lead.account }, days.decided)).then(refused('deal.submitter-decides'));
    deal(...passed).when(decide(), by({ ...office, onBehalfOf: lead.account }, days.decided)).then(refused('deal.submitter-decides'));
    deal(...passed).when(decide(), by({ ...leader, account: 'office' }, days.decided)).then(refused('deal.reviewer-decides'));
  });

  it('is a leader\'s, or entered in a leader\'s name', () => {
    deal(...passed).when(decide(), by({ ...office, account: 'office2' }, days.decided)).then(refused('deal.leader-not-named'));
    deal(...approved).when(sign(), by(office, days.signed)).then(refused('deal.leader-not-named'));
    deal(...approved).when(sign(), by({ ...office, onBehalfOf: 'leader' }, days.signed)).then({ type: 'AgreementSigned' });
  });

  it('may be entered by the office on behalf of a leader', () => deal(...passed).when(decide(), by({ ...office, onBehalfOf: 'leader' }, days.decided)).then({ type: 'DecisionMade' }));

  it('stops without legal or fair-competition clearance, and by one given after the meeting', () => {
    deal(...passed).when(decide({ legal: undefined }), by(leader, days.decided)).then(refused('deal.legal-clearance-missing'));
    deal(...passed).when(decide({ legal: { by: 'legal', on: '2026-03-24' } }), by(leader, days.decided)).then(refused('deal.legal-clearance-missing'));
    deal(...passed).when(decide({ fairCompetition: undefined }), by(leader, days.decided)).then(refused('deal.fair-competition-clearance-missing'));
  });

  it('approves no text that fixes a land price, no unknown text, and nothing without a formal draft', () => {
    const fixed = drafted({ sha256: otherSha, fixesLandPrice: true });
    deal(...passed, fixed).when(decide({ sha256: otherSha }), by(leader, days.decided)).then(refused('deal.land-price-fixed'));
    deal(...passed).when(decide({ sha256: otherSha }), by(leader, days.decided)).then(refused('deal.draft-unknown'));
    deal(opened(), submitted(), reviewed()).when(decide(), by(leader, days.decided)).then(refused('deal.requirements-missing', { fields: ['formalDraft'] }));
  });

  it.each(['reject', 'return'] as const)('to %s needs no clearance and sends the deal back to the talks', (decision) => {
    deal(...passed).when(decide({ decision, legal: undefined, fairCompetition: undefined, sha256: undefined }), by(leader, days.decided)).then({ type: 'DecisionMade', data: { decision } });
    expect(deal(...passed, decided(decision)).state).toMatchObject({ stage: 'negotiating' });
  });
});

describe('the signing', () => {
  it('of the approved text makes the deal signed', () => {
    deal(...approved).when(sign(), by(leader, days.signed)).then({ type: 'AgreementSigned', data: { kind: 'formal', sha256: sha, amount: cny(500_000_000_00), settings: '2000-01-01' } });
    expect(deal(...formallySigned).state).toMatchObject({ stage: 'signed', since: days.signed });
  });

  it('is refused before the review passed', () => {
    deal(opened(), drafted()).when(sign(), by(leader, days.signed)).then(refused('deal.review-not-passed'));
    deal(...inReview).when(sign(), by(leader, days.signed)).then(refused('deal.review-not-passed'));
  });

  it('is refused before the decision approved', () => {
    deal(...passed).when(sign(), by(leader, days.signed)).then(refused('deal.not-approved'));
    deal(...passed, decided('return')).when(sign(), by(leader, days.signed)).then(refused('deal.not-approved'));
  });

  it('cannot have happened before its decision happened', () => deal(...approved).when(sign(), by(leader, '2026-03-22', days.signed)).then(refused('deal.signed-before-decision')));

  it('may happen on the day of its decision', () => deal(...approved).when(sign(), by(leader, days.decided)).then({ type: 'AgreementSigned' }));

  it('is of the text that was approved, unchanged', () => {
    deal(...approved, drafted({ sha256: otherSha })).when(sign({ sha256: otherSha }), by(leader, days.signed)).then(refused('deal.text-differs-from-approved', { approved: sha, signed: otherSha }));
    deal(...approved).when(sign({ documentId: '00000000-0000-4000-8000-000000000009' }), by(leader, days.signed)).then(refused('deal.draft-unknown'));
  });

  it('comes within a year of its decision', () => {
    deal(...approved).when(sign(), by(leader, '2027-03-23')).then({ type: 'AgreementSigned' });
    deal(...approved).when(sign(), by(leader, '2027-03-24')).then(refused('deal.decision-lapsed', { because: 'time' }));
  });

  it('stays within a tenth of the approved amount, up or down', () => {
    deal(...approved, revalued(550_000_000_00)).when(sign(), by(leader, days.signed)).then({ type: 'AgreementSigned' });
    deal(...approved, revalued(550_000_000_01)).when(sign(), by(leader, days.signed)).then(refused('deal.decision-lapsed', { because: 'amount' }));
    deal(...approved).when(sign({ amount: cny(449_999_999_99) }), by(leader, days.signed)).then(refused('deal.decision-lapsed', { because: 'amount' }));
  });

  it('follows the settings that are in force on its day', () => {
    const facts = { ...by(leader, days.signed), settings: { ...settingsOn(days.signed), from: days.opened, decisionLapsesAfterDays: 5 } };
    deal(...approved).when(sign(), facts).then(refused('deal.decision-lapsed', { because: 'time' }));
  });

  it('is put under by whoever may sign for its amount', () => {
    const settings = { ...settingsOn(days.signed), signatories: [{ from: 0, accounts: 'any-leader' }, { from: 500_000_000_00, accounts: ['secretary'] }] } as const;
    deal(...approved).when(sign(), { ...by(leader, days.signed), settings }).then(refused('deal.signatory-not-authorised', { signatories: ['secretary'] }));
    deal(...approved).when(sign(), { ...by({ ...leader, account: 'secretary' }, days.signed), settings }).then({ type: 'AgreementSigned' });
    deal(...approved).when(sign({ amount: cny(499_999_999_99) }), { ...by(leader, days.signed), settings }).then({ type: 'AgreementSigned' });
  });

  it('happens once', () => deal(...formallySigned).when(sign(), by(leader, days.signed)).then(refused('deal.already-signed')));

  it('of a framework or intent agreement needs no meeting and moves nothing', () => {
    for (const kind of ['framework', 'intent'] as const) {
      deal(opened(), drafted({ kind })).when(sign({ kind }), by(leader, days.submitted)).then({ type: 'AgreementSigned', data: { kind } });
      expect(deal(opened(), drafted({ kind }), signed(kind)).state).toMatchObject({ stage: 'negotiating', formal: null });
    }
    deal(opened(), drafted({ kind: 'intent', fixesLandPrice: true })).when(sign({ kind: 'intent' }), by(leader, days.submitted)).then(refused('deal.land-price-fixed'));
  });
});

describe('a decision that lapses', () => {
  it('by time does so on the day after its last, and sends the deal back to the talks', () => {
    deal(...approved).when(lapse, by(rule, '2027-03-23')).then(refused('deal.decision-stands'));
    deal(...approved).when(lapse, by(rule, '2027-03-24')).then({ type: 'DecisionLapsed', data: { because: 'time', settings: '2000-01-01' } });
    expect(deal(...approved, lapsed('2027-03-24')).state).toMatchObject({ stage: 'negotiating', review: null, decision: null });
  });

  it('by amount does so when it moved by more than a tenth', () => {
    deal(...approved, revalued(550_000_000_00)).when(lapse, by(rule, days.signed)).then(refused('deal.decision-stands'));
    deal(...approved, revalued(550_000_000_01)).when(lapse, by(rule, days.signed)).then({ type: 'DecisionLapsed', data: { because: 'amount' } });
  });

  it('does not do so before it was made, though the changed amount is entered for an earlier day', () => {
    deal(...approved, revalued(600_000_000_00)).when(lapse, by(rule, days.reviewed)).then({ type: 'DecisionLapsed', occurredOn: days.decided });
  });

  it('does so once, and not after the signing', () => {
    deal(...approved, lapsed('2027-03-24')).when(lapse, by(rule, '2027-03-25')).then(refused('deal.not-approved'));
    deal(...formallySigned).when(lapse, by(rule, '2027-03-24')).then(refused('deal.not-approved'));
  });

  it('asks for another dossier, another review and another decision', () => {
    deal(...approved, lapsed('2027-03-24')).when(sign(), by(leader, '2027-03-25')).then(refused('deal.review-not-passed'));
    deal(...approved, lapsed('2027-03-24')).when(decide(), by(leader, '2027-03-25')).then(refused('deal.not-at-this-stage'));
    expect(deal(...approved, lapsed('2027-03-24'), submitted('2027-03-25')).state).toMatchObject({ stage: 'in-review' });
  });
});

describe('a decision of a meeting in the system', () => {
  it('names the meeting, and is its members\' and not that of whoever sends it', () => {
    deal(...passed).when({ ...decide(), meeting: meetingOf(['leader', 'leader2']) }, by(rule, days.decided)).then({ type: 'DecisionMade', data: { meeting: meetingOf(['leader', 'leader2']) } });
  });

  it('is not made by who submitted, nor by who reviewed, be it on paper or in the system', () => {
    deal(...passed).when({ ...decide(), meeting: meetingOf(['leader', 'nm.lead']) }, by(rule, days.decided)).then(refused('deal.submitter-decides'));
    deal(...passed).when({ ...decide(), meeting: meetingOf(['leader', 'office']) }, by(rule, days.decided)).then(refused('deal.reviewer-decides'));
    const [dealOpened, draft, dossier] = inReview;
    const reviewedInSystem = { ...reviewed(), data: { ...reviewed().data, meeting: meetingOf(['reviewer1', 'leader']) } } as typeof draft;
    const past = [dealOpened!, draft!, dossier!, reviewedInSystem!];
    deal(...past).when({ ...decide(), meeting: meetingOf(['leader']) }, by(rule, days.decided)).then(refused('deal.reviewer-decides'));
    deal(...past).when(decide(), by(leader, days.decided)).then(refused('deal.reviewer-decides'));
    deal(...past).when({ ...decide(), meeting: meetingOf(['leader2']) }, by(rule, days.decided)).then({ type: 'DecisionMade' });
  });

  it('is about the dossier that is there', () => {
    deal(...passed).when({ ...decide(), meeting: meetingOf(['leader'], documentId) }, by(rule, days.decided)).then(refused('deal.dossier-replaced'));
  });

  it('is the only one from the day on that meetings are held in the system', () => {
    const settings = { ...settingsOn(days.decided), from: days.decided, meetingsOnPaper: false };
    deal(...passed).when(decide(), { ...by(leader, days.decided), settings }).then(refused('deal.review-by-meeting', { from: days.decided }));
    deal(...passed).when({ ...decide(), meeting: meetingOf(['leader']) }, { ...by(rule, days.decided), settings }).then({ type: 'DecisionMade' });
  });
});

describe('an amendment', () => {
  const amend = { type: 'AmendAgreement', input: { documentId, sha256: otherSha, amount: cny(700_000_000_00), approvalReference: '聊高新纪要〔2026〕8号' } } as const;

  it('is the only way to another amount after signing', () => {
    deal(...formallySigned, drafted({ kind: 'supplementary', sha256: otherSha })).when(amend, by(leader, '2026-05-01')).then({ type: 'AgreementAmended', data: { from: cny(500_000_000_00), to: cny(700_000_000_00) } });
  });

  it('needs a signed agreement, its own text, and comes after what it amends', () => {
    deal(...approved).when(amend, by(leader, days.signed)).then(refused('deal.nothing-to-amend'));
    deal(...formallySigned).when(amend, by(leader, '2026-05-01')).then(refused('deal.draft-unknown'));
    deal(...formallySigned, drafted({ kind: 'supplementary', sha256: otherSha })).when(amend, by(leader, days.decided)).then(refused('deal.before-its-column'));
  });
});

describe('a firm on the blacklist', () => {
  const listed = { stream: 'enterprise-1', revision: 3, blacklisted: { ground: 'idle-land', since: days.opened } } as const;
  const submit = { type: 'SubmitDossier', input: dossier } as const;

  it('goes to review only for a reason, which the event keeps with the name', () => {
    deal(opened(), drafted()).when(submit, { ...by(people.lead, days.submitted), blacklist: listed }).then(refused('deal.investor-blacklisted', { ground: 'idle-land', since: days.opened }));
    const { answer } = deal(opened(), drafted()).when({ ...submit, input: { ...dossier, overrideReason: '地块已依法收回' } }, { ...by(people.lead, days.submitted), blacklist: listed });
    expect(answer).toMatchObject([{ type: 'DossierSubmitted', data: { dossier, blacklist: { revision: 3, listed: true, ground: 'idle-land', override: { clear: '地块已依法收回' }, overriddenBy: people.lead.account } } }]);
  });

  it('is signed with only for a reason of the leader, asked anew, whatever was said at the review', () => {
    deal(...approved).when(sign(), { ...by(people.leader, days.signed), blacklist: listed }).then(refused('deal.investor-blacklisted', { ground: 'idle-land', since: days.opened }));
    const { answer } = deal(...approved).when(sign({ overrideReason: '已整改' }), { ...by(people.leader, days.signed), blacklist: listed });
    expect(answer).toMatchObject([{ type: 'AgreementSigned', data: { blacklist: { override: { clear: '已整改' }, overriddenBy: 'leader' } } }]);
  });

  it('is recorded as read when it is on none; then there is nothing to override', () => {
    const { answer } = deal(opened(), drafted()).when(submit, by(people.lead, days.submitted));
    expect(answer).toMatchObject([{ data: { blacklist: { stream: 'enterprise-1', revision: 0, listed: false } } }]);
    deal(opened(), drafted()).when({ ...submit, input: { ...dossier, overrideReason: '无' } }, by(people.lead, days.submitted)).then(refused('deal.nothing-to-override'));
    deal(opened(), drafted()).when(submit, { ...by(people.lead, days.submitted), blacklist: null }).then(refused('deal.blacklist-unchecked'));
  });
});
