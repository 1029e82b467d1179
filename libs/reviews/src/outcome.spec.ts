import { describe, expect, it } from '@jest/globals';
import type { Actor } from '#event-store';
import { clear } from '#vault';
import { refused } from '../../event-store/src/testing.ts';
import { readScore, tallyScores, writeScore } from './ballots.ts';
import { attend, attended, by, called, conclude, days, dealAfter, dealId, debated, decide, declare, declared, documentId, dossierId, flat, itemId, meeting, type MeetingPast, onAgenda, one, opened, panel, people, points, ready, reviewed, reviewPassed, score, scored, scores, second, three, two, vote, votes } from './meeting.fixtures.ts';
import { schemeOn } from './meeting.settings.ts';

const { office, leaders, verifier, reviewers, submitter } = people;
const scheme = schemeOn(days.reviewed);
const all = { ballots: scores(80, 70, 50) };
const decided = { deal: dealAfter(reviewPassed), ballots: votes('for', 'for', 'against') };
const conditions = [{ text: '补充能评', unit: 'nm', dueOn: '2026-06-01' }, { text: '落实用水', unit: 'nm', dueOn: '2026-07-01' }];
const concluded: MeetingPast = {
  type: 'ItemConcluded',
  data: {
    itemId, dealId, dossierId, quorum: { present: 3, required: 3 }, recused: [], people: ['reviewer1', 'reviewer2', 'reviewer3'], deal: { stream: `deal-${dealId}`, revision: 4 }, outcome: 'pass-with-conditions', votes: { for: 2, against: 1 },
    average: 66_67, criteria: [], opinions: [], conditions: conditions.map(({ text, ...rest }, index) => ({ id: index + 1, text: clear(text), ...rest })),
  },
  occurredOn: days.reviewed, actor: office,
};

describe('scores', () => {
  it('are weighted, and a member speaks for the project from the pass mark on', () => {
    const uneven = points(0).map(({ criterion }, index) => ({ criterion, points: [100, 50, 40, 60, 0][index]! }));
    const score = readScore(scheme, writeScore(scheme, uneven));
    expect(score).toEqual({ points: [100, 50, 40, 60, 0], total: 100 * 25 + 50 * 20 + 40 * 25 + 60 * 15 });
    expect(tallyScores(scheme, [score!])).toMatchObject({ for: 0, against: 1, average: 54_00 });
    expect(tallyScores(scheme, [readScore(scheme, flat(60))!, readScore(scheme, flat(59))!])).toMatchObject({ for: 1, against: 1, average: 59_50 });
  });

  it('that are erased, or of another scheme, are none', () => {
    expect(readScore(scheme, null)).toBeUndefined();
    expect(readScore(scheme, '080 080')).toBeUndefined();
    expect(tallyScores(scheme, [])).toEqual({ for: 0, against: 0, average: null, criteria: [] });
  });

  it('of the standing scheme weigh a hundred together', () => expect(scheme.criteria.reduce((sum, { weight }) => sum + weight, 0)).toBe(100));
});

describe('a review', () => {
  it('passes on a quorum, every score, every opinion and the pass mark, and tells the averages but no single score', () => {
    const sentence = meeting(...reviewed).when(conclude(), by(office, days.reviewed, all));
    sentence.then({
      type: 'ItemConcluded',
      data: { outcome: 'pass', dossierId, quorum: { present: 3, required: 3 }, votes: { for: 2, against: 1 }, average: 66_67, recused: [], people: ['reviewer1', 'reviewer2', 'reviewer3'], opinionsAt: { stream: `opinions-${dealId}`, revision: 6 }, deal: { stream: `deal-${dealId}`, revision: 4 } },
    });
  });

  it('does not pass below the mark, nor without a majority at it', () => {
    meeting(...reviewed).when(conclude(), by(office, days.reviewed, { ballots: scores(100, 30, 49) })).then(refused('meeting.pass-mark-not-reached', { average: 59.67 }));
    meeting(...reviewed).when(conclude(), by(office, days.reviewed, { ballots: scores(100, 59, 59) })).then(refused('meeting.pass-mark-not-reached', { for: 1, against: 2 }));
    meeting(...reviewed).when(conclude({ outcome: 'reject' }), by(office, days.reviewed, { ballots: scores(100, 59, 59) })).then({ type: 'ItemConcluded', data: { outcome: 'reject', votes: { for: 1, against: 2 } } });
  });

  it('waits for the score of every member who was there', () => {
    meeting(...reviewed).when(conclude(), by(office, days.reviewed, { ballots: scores(80, 80) })).then(refused('meeting.ballots-missing', { accounts: ['reviewer3'] }));
    meeting(...reviewed).when(conclude(), by(office, days.reviewed, { ballots: { ...scores(80, 80), reviewer3: null } })).then(refused('meeting.ballots-missing', { accounts: ['reviewer3'] }));
  });

  it('counts a recusal against the quorum, and a member who was not there as well', () => {
    const four = [called(reviewers), onAgenda(), ...panel.flatMap((actor) => ready(actor, scored))];
    meeting(...four, declared(reviewers[3]!, true), attended(reviewers)).when(conclude(), by(office, days.reviewed, all)).then({ type: 'ItemConcluded', data: { quorum: { present: 4, required: 3 }, recused: ['reviewer4'], people: ['reviewer1', 'reviewer2', 'reviewer3'] } });
    meeting(called(), onAgenda(), ...[one, two].flatMap((actor) => ready(actor, scored)), declared(three, true), attended(panel)).when(conclude(), by(office, days.reviewed, all)).then(refused('meeting.quorum-not-reached', { present: 2, required: 3 }));
    meeting(called(), onAgenda(), ...panel.flatMap((actor) => ready(actor, scored)), attended([one, two])).when(conclude(), by(office, days.reviewed, all)).then(refused('meeting.quorum-not-reached', { present: 2, required: 3 }));
  });

  it('waits for the declaration of every member who was there', () => {
    meeting(called(), onAgenda(), ...[one, two].flatMap((actor) => ready(actor, scored)), attended(panel)).when(conclude(), by(office, days.reviewed, all)).then(refused('meeting.declarations-missing', { accounts: ['reviewer3'] }));
  });

  it('waits for the departments’ opinions before it passes', () => {
    meeting(...reviewed).when(conclude(), by(office, days.reviewed, { ...all, opinions: ['finance', 'land', 'environment', 'safety', 'energy'] })).then(refused('meeting.opinions-missing', { departments: ['legal'] }));
    meeting(...reviewed).when(conclude({ outcome: 'defer' }), by(office, days.reviewed, { ...all, opinions: [] })).then({ type: 'ItemConcluded', data: { outcome: 'defer' } });
  });

  it.each(['defer', 'refer'] as const)('may %s an item without quorum and scores', (outcome) => {
    meeting(called(), onAgenda(), attended([one])).when(conclude({ outcome }), by(office, days.reviewed)).then({ type: 'ItemConcluded', data: { outcome, average: null, people: [] } });
  });

  it('names its conditions, numbered, each with a unit and a day that is to come', () => {
    meeting(...reviewed).when(conclude({ outcome: 'pass-with-conditions', conditions }), by(office, days.reviewed, all)).then({
      type: 'ItemConcluded', data: { conditions: [{ id: 1, text: clear('补充能评'), unit: 'nm', dueOn: '2026-06-01' }, { id: 2, text: clear('落实用水'), unit: 'nm', dueOn: '2026-07-01' }] },
    });
    meeting(...reviewed).when(conclude({ outcome: 'pass-with-conditions' }), by(office, days.reviewed, all)).then(refused('deal.conditions-do-not-fit'));
    meeting(...reviewed).when(conclude({ outcome: 'pass', conditions }), by(office, days.reviewed, all)).then(refused('deal.conditions-do-not-fit'));
    meeting(...reviewed).when(conclude({ outcome: 'pass-with-conditions', conditions: [{ ...conditions[0]!, dueOn: '2026-03-15' }] }), by(office, days.reviewed, all)).then(refused('meeting.condition-due-before'));
  });

  it('is held on its day, with the attendance on record, and concludes an item once', () => {
    meeting(...reviewed).when(conclude(), by(office, '2026-03-15', all)).then(refused('meeting.before-its-day'));
    meeting(...reviewed.slice(0, -1)).when(conclude(), by(office, days.reviewed, all)).then(refused('meeting.attendance-missing'));
    meeting(...reviewed, concluded).when(conclude(), by(office, days.reviewed, all)).then(refused('meeting.item-concluded'));
    meeting(...reviewed, concluded).when(score(), by(one, days.reviewed)).then(refused('meeting.item-concluded'));
    meeting(...reviewed, concluded).when(declare(true), by(one, days.reviewed)).then(refused('meeting.item-concluded'));
    meeting(...reviewed, concluded).when(attend(one), by(office, days.reviewed)).then(refused('meeting.attendance-fixed'));
  });

  it('is recorded neither by a recused member nor by who submitted', () => {
    const withOffice = [called([one, two, three, office]), onAgenda(), ...panel.flatMap((actor) => ready(actor, scored)), declared(office, true), attended(panel)];
    meeting(...withOffice).when(conclude(), by(office, days.reviewed, all)).then(refused('meeting.recused'));
    meeting(...reviewed).when(conclude(), by({ ...office, onBehalfOf: submitter.account }, days.reviewed, all)).then(refused('meeting.submitter-takes-part'));
  });

  it('learns at once what the deal’s own rules would say', () => {
    const hold = { type: 'DealPutOnHold', data: { code: 'other', reason: clear('等'), reviewOn: '2026-06-01' }, occurredOn: days.called } as const;
    meeting(...reviewed).when(conclude(), by(office, days.reviewed, { ...all, deal: dealAfter(hold) })).then(refused('deal.on-hold'));
    meeting(called(), onAgenda({ dossierId: documentId }), ...panel.flatMap((actor) => ready(actor, scored)), attended(panel)).when(conclude(), by(office, days.reviewed, all)).then(refused('deal.dossier-replaced'));
  });
});

describe('a decision', () => {
  it('approves one text with more than half of the voters', () => {
    meeting(...debated).when(decide(), by(office, days.decided, decided)).then({ type: 'ItemDecided', data: { decision: 'approve', sha256: 'a'.repeat(64), votes: { for: 2, against: 1, abstained: 0 }, people: ['leader1', 'leader2', 'leader3'], quorum: { present: 3, required: 2 } } });
    meeting(...debated).when(decide(), by(office, days.decided, { ...decided, ballots: votes('for', 'abstain', 'abstain') })).then(refused('meeting.majority-not-reached', { for: 1, voters: 3 }));
  });

  it('needs a quorum without the recused, whichever way it goes', () => {
    const recused = [...debated, declared(second, true), declared(leaders[2]!, true)];
    for (const decision of ['approve', 'reject'] as const) meeting(...recused).when(decide({ decision }), by(office, days.decided, decided)).then(refused('meeting.quorum-not-reached', { present: 1, required: 2 }));
    meeting(...recused).when(decide({ decision: 'return' }), by(office, days.decided, decided)).then({ type: 'ItemDecided', data: { decision: 'return' } });
  });

  it('stops where the deal’s own rules stop: clearances, the text, the dossier', () => {
    meeting(...debated).when(decide({ legal: undefined }), by(office, days.decided, decided)).then(refused('deal.legal-clearance-missing'));
    meeting(...debated).when(decide({ fairCompetition: undefined }), by(office, days.decided, decided)).then(refused('deal.fair-competition-clearance-missing'));
    meeting(...debated).when(decide({ sha256: 'b'.repeat(64) }), by(office, days.decided, decided)).then(refused('deal.draft-unknown'));
    meeting(...debated).when(decide(), by(office, days.decided, { ...decided, deal: dealAfter() })).then(refused('deal.review-not-passed'));
  });

  it('belongs to a decision meeting, a conclusion to a review', () => {
    meeting(...reviewed).when(decide(), by(office, days.reviewed, all)).then(refused('meeting.scores-not-votes'));
    meeting(...debated).when(conclude(), by(office, days.decided, decided)).then(refused('meeting.votes-not-scores'));
    meeting(...debated).when(vote('against'), by(second, days.decided)).then({ type: 'VoteCast', data: { vote: clear('against') } });
  });
});

describe('what the deal made of an outcome', () => {
  const adopted = (input: { readonly revision: number } | { readonly code: string }) => ({ type: 'RecordAdoption', itemId, input }) as const;
  const rule: Actor = { account: 'rule', unit: null, role: 'rule' };

  it('is told to the meeting, and that it took it is the last word', () => {
    const no = { type: 'OutcomeNotAdopted', data: { itemId, dealId, code: 'deal.on-hold' } } as const;
    const yes = { type: 'OutcomeAdopted', data: { itemId, dealId, deal: { stream: `deal-${dealId}`, revision: 5 } } } as const;
    meeting(...reviewed, concluded).when(adopted({ code: 'deal.on-hold' }), by(rule, days.reviewed)).then(no);
    meeting(...reviewed, concluded).when(adopted({ revision: 5 }), by(rule, days.reviewed)).then(yes);
    meeting(...reviewed, concluded, no).when(adopted({ revision: 5 }), by(rule, days.reviewed)).then(yes);
    meeting(...reviewed, concluded, no).when(adopted({ code: 'deal.on-hold' }), by(rule, days.reviewed)).then(refused('meeting.adopted-already'));
    meeting(...reviewed, concluded, yes).when(adopted({ code: 'deal.on-hold' }), by(rule, days.reviewed)).then(refused('meeting.adopted-already'));
    meeting(...reviewed).when(adopted({ revision: 5 }), by(rule, days.reviewed)).then(refused('meeting.item-open'));
  });
});

describe('a condition', () => {
  const member: Actor = { account: 'nm.member', unit: 'nm', role: 'member' };
  const past = [...reviewed, concluded];
  const report = (condition: number) => ({ type: 'ReportCondition', itemId, condition, input: { evidence: [documentId] } }) as const;
  const verify = { type: 'JudgeCondition', itemId, condition: 1, input: { verdict: 'verify' } } as const;
  const met: MeetingPast = { type: 'ConditionMet', data: { itemId, dealId, condition: 1, evidence: [documentId] }, actor: member, occurredOn: '2026-05-01' };
  const asEvent = { type: 'ConditionMet', data: { condition: 1 } } as const;

  it('is reported as met with evidence, once, and not before it was set', () => {
    meeting(...past).when({ ...report(1), input: { evidence: [documentId] } }, by(member, '2026-05-01')).then(asEvent);
    meeting(...past, met).when({ ...report(1), input: { evidence: [documentId] } }, by(member, '2026-05-02')).then(refused('meeting.condition-reported'));
    meeting(...past).when({ ...report(3), input: { evidence: [documentId] } }, by(member, '2026-05-01')).then(refused('meeting.condition-unknown', { condition: 3 }));
    meeting(...past).when({ ...report(1), input: { evidence: [documentId] } }, by(member, '2026-03-15')).then(refused('meeting.before-conclusion'));
    meeting(...reviewed).when({ ...report(1), input: { evidence: [documentId] } }, by(member, '2026-05-01')).then(refused('meeting.condition-unknown'));
  });

  it('is verified by another than who reported it', () => {
    meeting(...past, met).when(verify, by(verifier, '2026-05-02')).then({ type: 'ConditionVerified', data: { condition: 1, reportedBy: 'nm.member' } });
    meeting(...past, met).when(verify, by({ ...office, onBehalfOf: 'nm.member' }, '2026-05-02')).then(refused('meeting.reporter-verifies'));
    meeting(...past, met).when(verify, by(verifier, '2026-04-30')).then(refused('meeting.judged-before-reported'));
    meeting(...past).when(verify, by(verifier, '2026-05-02')).then(refused('meeting.condition-not-reported'));
  });

  it('that is refused is reported anew; one that is verified stays so', () => {
    const refusal: MeetingPast = { type: 'ConditionRefused', data: { itemId, dealId, condition: 1, reason: clear('材料不全') }, actor: verifier, occurredOn: '2026-05-02' };
    const verified: MeetingPast = { type: 'ConditionVerified', data: { itemId, dealId, condition: 1, reportedBy: 'nm.member' }, actor: verifier, occurredOn: '2026-05-02' };
    meeting(...past, met).when({ ...verify, input: { verdict: 'refuse', reason: '材料不全' } }, by(verifier, '2026-05-02')).then({ type: 'ConditionRefused', data: { reason: clear('材料不全') } });
    meeting(...past, met, refusal).when({ ...report(1), input: { evidence: [documentId] } }, by(member, '2026-05-03')).then(asEvent);
    meeting(...past, met, verified).when(verify, by(verifier, '2026-05-03')).then(refused('meeting.condition-verified'));
    meeting(...past, met, verified).when({ ...report(1), input: { evidence: [documentId] } }, by(member, '2026-05-03')).then(refused('meeting.condition-verified'));
  });

  it('is not opened by a member who never declared', () => meeting(called(), onAgenda(), opened(one)).when(score(), by(one, days.reviewed)).then(refused('meeting.interest-not-declared')));
});
