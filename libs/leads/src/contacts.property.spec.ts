import fc from 'fast-check';
import type { Actor } from '#event-store';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type ContactsCommand, contactsDecider } from './contacts.decider.ts';
import { type ContactsEvent, contactsEvents } from './contacts.events.ts';

type Known = { readonly open: boolean };
type Sentence = Rule<ContactsEvent, ContactsCommand, Known>;

const member: Actor = { account: 'team1.member', unit: 'team1', role: 'member' };
const auditor: Actor = { account: 'auditor', unit: null, role: 'auditor' };
const followUp = (more: object = {}): ContactsCommand => ({ type: 'RecordFollowUp', kind: 'visit', twoWay: true, participants: 3, summary: '看地', ...more });
const comment = (more: object = {}): ContactsCommand => ({ type: 'CommentOnLead', text: '待核实', ...more });
const command = fc.constantFrom(followUp(), followUp({ twoWay: false }), followUp({ nextStep: '再访', lateReason: '补录' }), comment(), comment({ lateReason: '补录' }));
const usual = (sent: ContactsCommand, open = true) => ({ command: sent, by: member, known: { open } });
const RUNNING = 'records a contact only while the case runs';

deciderProperties({
  name: 'the contacts of a case',
  decider: contactsDecider,
  types: contactsEvents,
  noise: fc.record({ command, by: fc.constantFrom(member, auditor), known: fc.record({ open: fc.boolean() }) }),
  way: [[usual(followUp())], [usual(comment()), usual(comment(), false)]],
  facts: ({ known, by }) => ({ open: known.open, unit: by.unit }),
  rules: {
    [RUNNING]: on(['FollowUpRecorded'], (_event, _past, { known }) => known.open),
    'names the unit that spoke, and no text in clear': ((event, _past, { by }) => event.data.unit === by.unit && !JSON.stringify(event.data).includes('"clear"')) satisfies Sentence,
    'says why it is late when its sender said so': ((event, _past, { command: sent }) => (event.data.lateReason !== undefined) === (sent.lateReason !== undefined)) satisfies Sentence,
    'is never refused a remark': on(['CommentAdded'], (_event, _past, { command: sent }) => sent.type === 'CommentOnLead'),
  },
  controls: [{ without: 'contacts.case-closed', breaks: RUNNING, lie: ({ facts }) => ({ facts: { ...facts, open: true } }) }],
});
