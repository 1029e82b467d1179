import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type ConductCommand, conductDecider } from './conduct.decider.ts';
import { type ConductEvent, conductEvents } from './conduct.events.ts';

type Event = Happened<ConductEvent>;
type Known = Readonly<Record<string, never>>;
type Sentence = Rule<ConductEvent, ConductCommand, Known>;

const member: Actor = { account: 'nm.member', unit: 'nm', role: 'member' };
const NEW = '0190a3c8-0000-4000-8000-0000000000ff';
const deal = { kind: 'deal', id: '0190a3c8-0000-4000-8000-00000000000d' } as const;
const firm = { kind: 'enterprise', id: '0190a3c8-0000-4000-8000-00000000000e' } as const;
const interest = (about: typeof deal | typeof firm = deal, more: object = {}): ConductCommand => ({ type: 'DeclareConductInterest', input: { about, relation: 'spouse', text: '任职', ...more } });
const contact = (contactedOn = '2026-01-01'): ConductCommand => ({ type: 'DeclareContact', input: { about: firm, contactedOn, text: '会面' } });
const gift = (receivedOn = '2026-01-01'): ConductCommand => ({ type: 'DeclareGift', input: { receivedOn, valueFen: 100, handling: 'returned', text: '茶叶' } });
const withdraw = (declarationId = NEW): ConductCommand => ({ type: 'WithdrawDeclaration', declarationId, input: { text: '更正' } });
const usual = (command: ConductCommand) => ({ command, by: member, known: {} });
const command = fc.constantFrom(interest(), interest(firm, { lateReason: '补录' }), contact(), contact('2999-01-01'), gift(), gift('2999-01-01'), withdraw(), withdraw('0190a3c8-0000-4000-8000-000000000001'));

const open = (past: readonly Event[]): readonly Event[] => past.reduce<readonly Event[]>((standing, event) => {
  const others = standing.filter(({ data }) => data.declarationId !== event.data.declarationId);
  return event.type === 'DeclarationWithdrawn' ? others : [...others, event];
}, []);
const standing = (past: readonly Event[], id: string): boolean => open(past).some(({ data }) => data.declarationId === id);

const ONCE = 'knows an interest once while it stands';
const STANDS = 'withdraws what stands, once';
const PAST = 'tells of no day after the declaration';

deciderProperties({
  name: 'the conduct list of a person',
  decider: conductDecider,
  types: conductEvents,
  noise: fc.record({ command, by: fc.constant(member), known: fc.constant<Known>({}) }),
  way: [[usual(interest())], [usual(withdraw()), usual(gift())], [usual(contact())]],
  // One id for all: a declaration takes the place of the one before, so that a withdrawal meets what there is.
  facts: ({ on: day }) => ({ on: day, newId: NEW }),
  rules: {
    [ONCE]: on(['ConductInterestDeclared'], ({ data }, past) => !open(past).some((event) => event.type === 'ConductInterestDeclared' && event.data.about.id === data.about.id)),
    [STANDS]: on(['DeclarationWithdrawn'], ({ data }, past) => standing(past, data.declarationId)),
    [PAST]: on(['ContactDeclared', 'GiftDeclared'], ({ data, occurredOn }) => ('contactedOn' in data ? data.contactedOn : data.receivedOn) <= occurredOn),
    'has no text in clear': ((event) => !JSON.stringify(event.data).includes('"clear"')) satisfies Sentence,
  },
  controls: [
    { without: 'conduct.declared-already', breaks: ONCE, lie: () => ({ state: new Map() }) },
    { without: 'conduct.declaration-unknown', breaks: STANDS, instead: () => [{ type: 'DeclarationWithdrawn' as const, data: { declarationId: '0190a3c8-0000-4000-8000-000000000001', text: { clear: '更正' } } }] },
    { without: 'conduct.withdrawn-already', breaks: STANDS, instead: () => [{ type: 'DeclarationWithdrawn' as const, data: { declarationId: NEW, text: { clear: '更正' } } }] },
    { without: 'conduct.day-to-come', breaks: PAST, lie: ({ facts }) => ({ facts: { ...facts, on: '2999-12-31' } }) },
  ],
});
