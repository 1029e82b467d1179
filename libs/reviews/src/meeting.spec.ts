import { describe, expect, it } from '@jest/globals';
import { cny } from '#measures';
import { clear } from '#vault';
import { refused } from '../../event-store/src/testing.ts';
import { add, attend, attended, by, called, calledToDecide, days, dealAfter, dealId, declare, declared, dossierId, first, meeting, onAgenda, one, open, opened, panel, people, reviewed, reviewPassed, schedule, score, scored, second, three, two, vote } from './meeting.fixtures.ts';
import { reviewSettingsOn, schemeOn } from './meeting.settings.ts';
import { recusedOf } from './meeting.state.ts';

const { office, reviewers, leaders, submitter } = people;

describe('a meeting', () => {
  it('is called by its kind for a day, with a quorum of the settings in force then', () => {
    meeting().when(schedule(), by(office, days.called)).then({ type: 'MeetingScheduled', data: { kind: 'review', quorum: 3, settings: '2000-01-01', scheme: '2000-01-01' } });
    const settings = { ...reviewSettingsOn(days.reviewed), from: days.reviewed, reviewMembersAtLeast: 2, reviewQuorumPercent: 50 };
    meeting().when(schedule(), by(office, days.called, { settings })).then({ type: 'MeetingScheduled', data: { quorum: 2, settings: days.reviewed } });
    meeting(called()).when(schedule(), by(office, days.called)).then(refused('meeting.scheduled-already'));
  });

  it('of reviewers has no fewer members than the settings say, and nobody twice', () => {
    meeting().when(schedule({ members: ['reviewer1', 'reviewer2'] }), by(office, days.called)).then(refused('meeting.too-few-members', { members: 2, least: 3 }));
    meeting().when(schedule({ members: ['reviewer1', 'reviewer2', 'reviewer1'] }), by(office, days.called)).then(refused('meeting.member-twice'));
  });

  it('that decides names its body, and a review none', () => {
    meeting().when(schedule({ kind: 'decision', members: ['leader1'] }), by(office, days.called)).then(refused('meeting.body-does-not-fit'));
    meeting().when(schedule({ body: 'party-committee' }), by(office, days.called)).then(refused('meeting.body-does-not-fit'));
    meeting().when(schedule({ kind: 'decision', body: 'party-committee', members: ['leader1'] }), by(office, days.called)).then({ type: 'MeetingScheduled', data: { body: 'party-committee', quorum: 1 } });
  });

  it('is called off before it concluded anything, and then takes nothing more', () => {
    const cancel = { type: 'CancelMeeting', input: { reason: '改期' } } as const;
    meeting(called(), onAgenda()).when(cancel, by(office, days.called)).then({ type: 'MeetingCancelled', data: { reason: clear('改期') } });
    meeting(called(), { type: 'MeetingCancelled', data: { reason: clear('改期') } }).when(add, by(office, days.called)).then(refused('meeting.cancelled'));
    const concluded = { type: 'ItemConcluded', data: { itemId: '00000000-0000-4000-8000-000000000002', dealId, dossierId, quorum: { present: 3, required: 3 }, recused: [], people: [], deal: { stream: 'deal', revision: 1 }, outcome: 'defer', votes: { for: 0, against: 0 }, average: null, criteria: [], opinions: [], conditions: [] } } as const;
    meeting(...reviewed, { ...concluded, data: { ...concluded.data, recused: [], people: [], criteria: [], opinions: [], conditions: [] } }).when(cancel, by(office, days.reviewed)).then(refused('meeting.held-already'));
  });

  it('does nothing before it is called, and knows its items', () => {
    meeting().when(add, by(office, days.called)).then(refused('meeting.unknown'));
    meeting(called()).when(declare(), by(one, days.called)).then(refused('meeting.item-unknown'));
  });
});

describe('the agenda', () => {
  it('takes a dossier with who submitted it, whose opinions it needs, and the revision it was read at', () => {
    meeting(called()).when(add, by(office, days.called)).then({
      type: 'AgendaItemAdded',
      data: { dealId, dossierId, submittedBy: ['nm.lead'], reviewedBy: [], quorum: 3, amount: cny(500_000_000_00), opinions: ['finance', 'legal', 'land', 'environment', 'safety', 'energy'], deal: { stream: `deal-${dealId}`, revision: 4 } },
    });
  });

  it('asks for the opinions that the dated settings name for a kind and an amount', () => {
    const settings = { ...reviewSettingsOn(days.called), opinions: [{ kinds: ['capital'], from: 500_000_000_01, departments: ['energy'] }, { kinds: ['talent'], from: 0, departments: ['land'] }, { kinds: ['capital'], from: 0, departments: ['legal'] }] } as const;
    meeting(called()).when(add, by(office, days.called, { settings })).then({ type: 'AgendaItemAdded', data: { opinions: ['legal'] } });
  });

  it('takes only what is in review, and the same dossier once', () => {
    meeting(called()).when(add, by(office, days.called, { deal: dealAfter({ type: 'DealLost', data: { code: 'cost' }, occurredOn: days.called }) })).then(refused('meeting.deal-not-in-review', { stage: 'closed' }));
    meeting(called(), onAgenda()).when(add, by(office, days.called)).then(refused('meeting.item-known'));
  });

  it('of a decision takes what passed its review, before a body that is high enough for its amount', () => {
    meeting(calledToDecide()).when(add, by(office, days.decided)).then(refused('deal.review-not-passed'));
    meeting(calledToDecide()).when(add, by(office, days.decided, { deal: dealAfter(reviewPassed) })).then({ type: 'AgendaItemAdded', data: { reviewedBy: ['reviewer1', 'reviewer2', 'reviewer3'], quorum: 2, opinions: [] } });
    const settings = { ...reviewSettingsOn(days.decided), tiers: [{ from: 0, body: 'directors-meeting', quorumPercent: 50 }, { from: 500_000_000_00, body: 'party-committee', quorumPercent: 100 }] } as const;
    meeting(calledToDecide()).when(add, by(office, days.decided, { deal: dealAfter(reviewPassed), settings })).then(refused('meeting.body-too-low', { body: 'directors-meeting', least: 'party-committee' }));
    const committee = { ...calledToDecide(), data: { ...calledToDecide().data, body: 'party-committee' } } as ReturnType<typeof calledToDecide>;
    meeting(committee).when(add, by(office, days.decided, { deal: dealAfter(reviewPassed), settings })).then({ type: 'AgendaItemAdded', data: { quorum: 3 } });
  });
});

describe('an interest', () => {
  it('is declared by a member in person, and by nobody else', () => {
    meeting(called(), onAgenda()).when(declare(), by(one, days.called)).then({ type: 'InterestDeclared', data: { interest: false } });
    meeting(called(), onAgenda()).when(declare(), by(reviewers[3]!, days.called)).then(refused('meeting.not-a-member'));
    meeting(called(), onAgenda()).when(declare(), by({ ...one, onBehalfOf: 'reviewer2' }, days.called)).then(refused('meeting.in-person'));
  });

  it('is declared before the dossier opens', () => {
    meeting(called(), onAgenda()).when(open, by(one, days.called)).then(refused('meeting.interest-not-declared'));
    meeting(called(), onAgenda(), declared(one)).when(open, by(one, days.called)).then({ type: 'DossierOpened', data: { dealId } });
    meeting(called(), onAgenda(), declared(one), opened(one)).when(open, by(one, days.called)).then(refused('meeting.dossier-opened'));
    meeting(called(), onAgenda(), declared(one)).when(open, by(two, days.called)).then(refused('meeting.interest-not-declared'));
  });

  it('is a recusal: no dossier, no score, and no way back', () => {
    const recused = [called(), onAgenda(), declared(one, true)];
    meeting(...recused).when(open, by(one, days.called)).then(refused('meeting.recused'));
    meeting(...recused).when(score(), by(one, days.reviewed)).then(refused('meeting.recused'));
    meeting(...recused).when(declare(false), by(one, days.called)).then(refused('meeting.recused'));
    meeting(...recused).when(declare(true), by(one, days.called)).then(refused('meeting.recused'));
  });

  it('found later voids the score that was given', () => {
    const { state } = meeting(...reviewed, declared(two, true));
    const item = Object.values(state!.items)[0]!;
    expect(Object.keys(item.ballots)).toEqual(['reviewer1', 'reviewer3']);
    expect(recusedOf(item)).toEqual(['reviewer2']);
  });

  it('is not denied twice', () => meeting(called(), onAgenda(), declared(one)).when(declare(), by(one, days.called)).then(refused('meeting.declared-already')));

  it('cannot be denied by who submitted the dossier, nor, before a decision, by who reviewed it', () => {
    const withSubmitter = called([one, two, three, submitter]);
    meeting(withSubmitter, onAgenda()).when(declare(false), by(submitter, days.called)).then(refused('meeting.submitter-takes-part'));
    meeting(withSubmitter, onAgenda()).when(declare(true), by(submitter, days.called)).then({ type: 'InterestDeclared', data: { interest: true } });
    meeting(withSubmitter, onAgenda({ submittedBy: ['office', 'reviewer1'] })).when(declare(false), by(one, days.called)).then(refused('meeting.submitter-takes-part'));
    meeting(calledToDecide([...leaders, one]), onAgenda({ reviewedBy: ['reviewer1'] })).when(declare(false), by(one, days.decided)).then(refused('meeting.reviewer-decides'));
  });
});

describe('a score', () => {
  it('is one’s own, by every criterion of the scheme, and goes into the log as one text of fixed length', () => {
    const ready = [called(), onAgenda(), declared(one), opened(one)];
    meeting(...ready).when(score(7), by(one, days.reviewed)).then({ type: 'ScoreGiven', data: { scores: clear('007 007 007 007 007') } });
    meeting(...ready).when(score(100), by(one, days.reviewed)).then({ type: 'ScoreGiven', data: { scores: clear('100 100 100 100 100') } });
    meeting(...ready).when(score(), by({ ...one, onBehalfOf: 'reviewer2' }, days.reviewed)).then(refused('meeting.in-person'));
    meeting(...ready).when(score(), by(two, days.reviewed)).then(refused('meeting.interest-not-declared'));
  });

  it('follows the scheme in force on the day of the meeting', () => {
    const scheme = { ...schemeOn(days.reviewed), criteria: [{ code: 'industry', weight: 50 }, { code: 'water', weight: 50 }] };
    const ready = [called(), onAgenda(), declared(one), opened(one)];
    meeting(...ready).when(score(), by(one, days.reviewed, { scheme })).then(refused('meeting.criteria-do-not-fit', { criteria: ['industry', 'water'] }));
    const twice = { type: 'GiveScore', itemId: '00000000-0000-4000-8000-000000000002', input: { scores: [{ criterion: 'industry', points: 1 }, { criterion: 'industry', points: 2 }] } } as const;
    meeting(...ready).when({ ...twice, input: { scores: [...twice.input.scores] } }, by(one, days.reviewed, { scheme })).then(refused('meeting.criteria-do-not-fit'));
  });

  it('needs the dossier opened, the day come, and the member there', () => {
    meeting(called(), onAgenda(), declared(one)).when(score(), by(one, days.reviewed)).then(refused('meeting.dossier-not-opened'));
    meeting(called(), onAgenda(), declared(one), opened(one)).when(score(), by(one, '2026-03-15')).then(refused('meeting.before-its-day', { day: days.reviewed }));
    meeting(called(), onAgenda(), declared(one), opened(one), attended([two, three])).when(score(), by(one, days.reviewed)).then(refused('meeting.absent'));
  });

  it('may be given anew until the item is concluded; the last one counts', () => {
    meeting(called(), onAgenda(), declared(one), opened(one), scored(one)).when(score(90), by(one, days.reviewed)).then({ type: 'ScoreGiven', data: { scores: clear('090 090 090 090 090') } });
  });

  it('belongs to a review, a vote to a decision', () => {
    meeting(called(), onAgenda(), declared(one), opened(one)).when(vote(), by(one, days.reviewed)).then(refused('meeting.scores-not-votes'));
    meeting(calledToDecide(), onAgenda(), declared(first), opened(first)).when(score(), by(first, days.decided)).then(refused('meeting.votes-not-scores'));
    meeting(calledToDecide(), onAgenda(), declared(first), opened(first)).when(vote('against'), by(first, days.decided)).then({ type: 'VoteCast', data: { vote: clear('against') } });
    meeting(calledToDecide(), onAgenda(), declared(second)).when(vote(), by(second, days.decided)).then(refused('meeting.dossier-not-opened'));
  });
});

describe('the attendance', () => {
  it('is of members, on the day or after, and may be mended until something is concluded', () => {
    meeting(called(), onAgenda()).when(attend(one, two), by(office, days.reviewed)).then({ type: 'AttendanceRecorded', data: { present: ['reviewer1', 'reviewer2'] } });
    meeting(called(), onAgenda()).when(attend(one, reviewers[3]!), by(office, days.reviewed)).then(refused('meeting.not-a-member', { accounts: ['reviewer4'] }));
    meeting(called(), onAgenda()).when(attend(one, one), by(office, days.reviewed)).then(refused('meeting.not-a-member'));
    meeting(called(), onAgenda()).when(attend(one), by(office, '2026-03-15')).then(refused('meeting.before-its-day'));
    meeting(called(), onAgenda(), attended([one])).when(attend(...panel), by(office, days.reviewed)).then({ type: 'AttendanceRecorded' });
  });
});
