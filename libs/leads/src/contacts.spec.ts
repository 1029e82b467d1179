import { describe, expect, it } from '@jest/globals';
import { clear } from '#vault';
import { given, type Past, refused } from '../../event-store/src/testing.ts';
import { type ContactsCommand, contactsDecider, twoWayContacts } from './contacts.decider.ts';
import type { ContactsEvent } from './contacts.events.ts';

const visit: ContactsCommand = { type: 'RecordFollowUp', kind: 'visit', twoWay: true, participants: 3, summary: '与王总会面', nextStep: '下周来访' };
const open = { open: true, unit: 'team1' };
const followUp = (on: string, twoWay: boolean, kind: 'visit' | 'call' = 'visit'): Past<ContactsEvent> => ({ type: 'FollowUpRecorded', occurredOn: on, data: { kind, twoWay, participants: 2, unit: 'team1', summary: clear('会面') } });
const comment: Past<ContactsEvent> = { type: 'CommentAdded', data: { text: clear('请跟进'), unit: null } };

describe('the contacts of a case', () => {
  it('hold follow-ups, whose texts are secrets', () => {
    given(contactsDecider).when(visit, open).then({ type: 'FollowUpRecorded', data: { kind: 'visit', twoWay: true, participants: 3, unit: 'team1', summary: clear('与王总会面'), nextStep: clear('下周来访') } });
  });

  it('hold remarks, also when the lead has ended; follow-ups then are refused', () => {
    given(contactsDecider, followUp('2026-03-01', true)).when({ type: 'CommentOnLead', text: '请跟进' }, { open: false, unit: null }).then(comment);
    given(contactsDecider).when(visit, { open: false, unit: 'team1' }).then(refused('contacts.case-closed'));
  });

  it('tell the two-way contacts that happened by a day, earliest first, however late they were entered', () => {
    const { state } = given(contactsDecider, followUp('2026-03-09', true, 'call'), comment, followUp('2026-03-01', false), followUp('2026-03-05', true), followUp('2026-03-20', true));
    expect(twoWayContacts(state, '2026-03-09')).toEqual([{ on: '2026-03-05', kind: 'visit' }, { on: '2026-03-09', kind: 'call' }]);
    expect(twoWayContacts(state, '2026-03-04')).toEqual([]);
    expect(state.entries.map(({ type }) => type)).toEqual(['FollowUpRecorded', 'CommentAdded', 'FollowUpRecorded', 'FollowUpRecorded', 'FollowUpRecorded']);
  });
});
