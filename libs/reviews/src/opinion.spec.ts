import { describe, expect, it } from '@jest/globals';
import type { Actor } from '#event-store';
import { clear } from '#vault';
import { given, type Past, refused } from '../../event-store/src/testing.ts';
import { days, dealAfter, dealId, dealPast, documentId, dossierId, people } from './meeting.fixtures.ts';
import { departmentOf, givenOn, type OpinionEvent, type OpinionFacts, opinionsDecider } from './opinion.decider.ts';

const legal: Actor = { account: 'legal', unit: null, role: 'legal' };
const environment: Actor = { account: 'env', unit: 'environment', role: 'department' };
const opinions = (...events: readonly Past<OpinionEvent>[]) => given(opinionsDecider, ...events);
const by = (actor: Actor, on: string = days.called, deal = dealAfter()): OpinionFacts => ({ actor, on, department: departmentOf(actor), required: ['finance', 'legal'], deal: { id: dealId, state: deal!, revision: 2 } });
const request = (departments?: readonly string[]) => ({ type: 'RequestOpinions', input: departments ? { departments: [...departments] } : {} }) as const;
const give = { type: 'GiveOpinion', input: { outcome: 'agree-with-conditions', text: '补充风险评估' } } as const;
const asked = (departments: readonly string[], dossier = dossierId): Past<OpinionEvent> => ({ type: 'OpinionsRequested', data: { dossierId: dossier, departments: [...departments], deal: { stream: `deal-${dealId}`, revision: 2 } }, occurredOn: days.called });
const said = (department: string, occurredOn: string = days.called, dossier = dossierId): Past<OpinionEvent> => ({ type: 'OpinionGiven', data: { dossierId: dossier, department, outcome: 'agree', text: clear('同意') }, occurredOn });

describe('an opinion', () => {
  it('is asked of the departments a review waits for, unless others are named; of each once', () => {
    opinions().when(request(), by(people.office)).then({ type: 'OpinionsRequested', data: { departments: ['finance', 'legal'], dossierId, deal: { stream: `deal-${dealId}`, revision: 2 } } });
    opinions(asked(['legal'])).when(request(['legal', 'environment']), by(people.office)).then({ type: 'OpinionsRequested', data: { departments: ['environment'] } });
    opinions(asked(['finance', 'legal'])).when(request(), by(people.office)).then(refused('opinion.requested-already'));
    opinions().when({ type: 'RequestOpinions', input: { dueOn: '2026-03-09' } }, by(people.office)).then(refused('opinion.due-before'));
  });

  it('is given in writing by a department that was asked', () => {
    opinions(asked(['legal', 'environment'])).when(give, by(legal)).then({ type: 'OpinionGiven', data: { department: 'legal', outcome: 'agree-with-conditions', text: clear('补充风险评估') } });
    opinions(asked(['legal', 'environment'])).when(give, by(environment)).then({ type: 'OpinionGiven', data: { department: 'environment' } });
    opinions(asked(['legal'])).when(give, by(environment)).then(refused('opinion.not-requested', { department: 'environment' }));
    opinions(asked(['legal'])).when(give, by(people.office)).then(refused('opinion.not-requested', { department: null }));
  });

  it('is about the dossier that is there: another one asks anew', () => {
    opinions(asked(['legal'], documentId)).when(give, by(legal)).then(refused('opinion.not-requested'));
    opinions(asked(['finance', 'legal'], documentId)).when(request(), by(people.office)).then({ type: 'OpinionsRequested', data: { departments: ['finance', 'legal'] } });
  });

  it('needs a deal in review, and does not come before its dossier nor from who submitted it', () => {
    opinions().when(request(), by(people.office, days.called, dealAfter({ type: 'DealLost', data: { code: 'cost' }, occurredOn: days.called }))).then(refused('meeting.deal-not-in-review'));
    opinions(asked(['legal'])).when(give, by(legal, '2026-03-08')).then(refused('opinion.before-dossier', { submittedOn: dealPast[2]!.occurredOn }));
    opinions(asked(['legal'])).when(give, by({ ...legal, onBehalfOf: people.submitter.account })).then(refused('opinion.submitter-gives'));
  });

  it('counts from the day it was given, for its dossier, once a department', () => {
    const state = opinions(asked(['legal', 'finance']), said('legal', '2026-03-12'), said('legal', '2026-03-13'), said('finance', '2026-03-12', documentId)).state;
    expect(givenOn(state, dossierId, '2026-03-11')).toEqual([]);
    expect(givenOn(state, dossierId, '2026-03-12')).toEqual(['legal']);
  });

  it('that comes late carries its reason', () => {
    opinions(asked(['legal'])).when({ ...give, input: { ...give.input, lateReason: '出差' } }, by(legal)).then({ type: 'OpinionGiven', data: { lateReason: clear('出差') } });
  });
});
