import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { dealAfter, dealId, dossierId, people } from './meeting.fixtures.ts';
import { departmentOf, type OpinionCommand, type OpinionEvent, opinionEvents, opinionsDecider } from './opinion.decider.ts';

type Event = Happened<OpinionEvent>;
/** Whether the deal is still in review. */
type Known = { readonly open: boolean };
type Sentence = Rule<OpinionEvent, OpinionCommand, Known>;

const inReview = dealAfter()!;
const lost = dealAfter({ type: 'DealLost', data: { code: 'cost' }, occurredOn: '2026-03-09' })!;
const SUBMITTED = inReview.dossier!.on;
const legal: Actor = { account: 'legal', unit: null, role: 'legal' };
const land: Actor = { account: 'land', unit: 'land', role: 'department' };
const standIn: Actor = { ...land, onBehalfOf: people.submitter.account };
const usual = (command: OpinionCommand, by: Actor, open = true) => ({ command, by, known: { open } });
const ask = (...departments: string[]): OpinionCommand => ({ type: 'RequestOpinions', input: departments.length > 0 ? { departments } : {} });
const give = (more: object = {}): OpinionCommand => ({ type: 'GiveOpinion', input: { outcome: 'agree', text: '同意', ...more } });
const command = fc.constantFrom(ask(), ask('energy'), ask('legal', 'energy'), { type: 'RequestOpinions', input: { dueOn: '2026-01-01' } } as OpinionCommand, give(), give({ outcome: 'object', lateReason: '补录' }));
const asked = (past: readonly Event[]): readonly string[] => past.flatMap((event) => (event.type === 'OpinionsRequested' ? event.data.departments : []));

const REVIEW = 'is asked for and given only while the dossier is in review, and not before it was submitted';
const ASKED = 'is given by a department that was asked, and never by who had a hand in the dossier';
const ONCE = 'is asked of a department once';

deciderProperties({
  name: 'an opinion of a department',
  decider: opinionsDecider,
  types: opinionEvents,
  noise: fc.record({ command, by: fc.constantFrom(people.office, legal, land, standIn, people.submitter), known: fc.record<Known>({ open: fc.constantFrom(true, true, true, false) }) }),
  way: [[usual(ask(), people.office), usual(ask(), people.office, false)], [usual(give(), legal), usual(give(), standIn)], [usual(give(), land)]],
  facts: ({ by, on: day, known }) => ({ actor: by, on: day, department: departmentOf(by), required: ['legal', 'land'], deal: { id: dealId, state: known.open ? inReview : lost, revision: 2 } }),
  rules: {
    [REVIEW]: ((event, _past, { known }) => known.open && event.data.dossierId === dossierId && event.occurredOn >= SUBMITTED) satisfies Sentence,
    [ASKED]: on(['OpinionGiven'], ({ data, actor }, past) => asked(past).includes(data.department) && data.department === departmentOf(actor) && ![actor.account, actor.onBehalfOf].includes(people.submitter.account)),
    [ONCE]: on(['OpinionsRequested'], ({ data }, past) => data.departments.every((department) => !asked(past).includes(department)) && new Set(data.departments).size === data.departments.length),
    'has no text in clear, and no day to come': ((event, _past, { today }) => !JSON.stringify(event.data).includes('"clear"') && event.occurredOn <= today) satisfies Sentence,
  },
  controls: [
    { without: 'meeting.deal-not-in-review', breaks: REVIEW, lie: ({ facts }) => ({ facts: { ...facts, deal: { ...facts.deal, state: inReview } } }) },
    { without: 'opinion.before-dossier', breaks: REVIEW, lie: ({ facts }) => ({ facts: { ...facts, on: '2030-01-01' } }) },
    { without: 'opinion.not-requested', breaks: ASKED, instead: ({ facts }) => [{ type: 'OpinionGiven' as const, data: { dossierId, department: facts.department ?? 'legal', outcome: 'agree' as const, text: { clear: '同意' } } }] },
    { without: 'opinion.submitter-gives', breaks: ASKED, lie: ({ facts }) => ({ facts: { ...facts, actor: land } }) },
    { without: 'opinion.requested-already', breaks: ONCE, lie: () => ({ state: [] }) },
  ],
});
