import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type ConfidentialCommand, confidentialDecider } from './confidential.decider.ts';
import { type ConfidentialEvent, confidentialEvents } from './confidential.events.ts';

type Known = { readonly known: boolean };
type Event = Happened<ConfidentialEvent>;
type Sentence = Rule<ConfidentialEvent, ConfidentialCommand, Known>;

const office: Actor = { account: 'office', unit: null, role: 'office' };
const reason = '重大项目谈判';
const make = (people: string[]): ConfidentialCommand => ({ type: 'MakeConfidential', input: { people, reason } });
const add = (account: string): ConfidentialCommand => ({ type: 'AddConfidant', input: { account, reason } });
const remove = (account: string): ConfidentialCommand => ({ type: 'RemoveConfidant', input: { account, reason } });
const lift: ConfidentialCommand = { type: 'LiftConfidentiality', input: { reason } };
const usual = (command: ConfidentialCommand, known = true) => ({ command, by: office, known: { known } });

function named(past: readonly Event[]): Set<string> | null {
  let people: Set<string> | null = null;
  for (const { type, data } of past) {
    if (type === 'DealMadeConfidential') people = new Set(data.people);
    if (type === 'ConfidantAdded') people?.add(data.account);
    if (type === 'ConfidantRemoved') people?.delete(data.account);
    if (type === 'ConfidentialityLifted') people = null;
  }
  return people;
}

const SOMEBODY = 'a confidential case always has somebody named';
const CHANGES = 'people are named once, and taken off only when they were';

deciderProperties({
  name: 'who may know of a case',
  decider: confidentialDecider,
  types: confidentialEvents,
  noise: fc.record({ command: fc.constantFrom(make(['a', 'b']), make(['a', 'a']), add('a'), add('c'), remove('a'), remove('b'), remove('c'), lift), by: fc.constant(office), known: fc.record({ known: fc.constantFrom(true, true, true, false) }) }),
  way: [[usual(make(['a', 'b']))], [usual(add('c')), usual(remove('b'))], [usual(remove('a'))], [usual(remove('c')), usual(lift)]],
  facts: ({ known }) => known,
  rules: {
    [SOMEBODY]: ((event, past) => {
      const people = named([...past, event]);
      return people === null ? undefined : people.size > 0;
    }) satisfies Sentence,
    [CHANGES]: on(['DealMadeConfidential', 'ConfidantAdded', 'ConfidantRemoved', 'ConfidentialityLifted'], (event, past) => {
      const people = named(past);
      if (event.type === 'DealMadeConfidential') return people === null && new Set(event.data.people).size === event.data.people.length;
      if (event.type === 'ConfidentialityLifted') return people !== null;
      return people !== null && people.has(event.data.account) === (event.type === 'ConfidantRemoved');
    }),
    'nothing happens to a case that is not there': ((_event, _past, { known }) => known.known) satisfies Sentence,
  },
  controls: [
    { without: 'confidential.last-confidant', breaks: SOMEBODY, instead: ({ command }) => (command.type === 'RemoveConfidant' ? [{ type: 'ConfidantRemoved' as const, data: { account: command.input.account, reason: { clear: reason } } }] : []) },
    { without: 'confidential.already', breaks: CHANGES, lie: () => ({ state: { people: null } }) },
  ],
});
