import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { cny, type Day } from '#measures';
import { deciderProperties, on } from '../../../test/properties/decider-properties.ts';
import { commitmentDecider } from './commitment.decider.ts';
import { type CommitmentEvent, commitmentEvents } from './commitment.events.ts';
import type { CommitmentCommand } from './commitment.facts.ts';
import { commitmentSettingsOn } from './commitment.settings.ts';
import { fittingCommitmentCommands } from './commitment.table.ts';
import { basis, budgetRead, clearIt, cost, dealId, dealRead, investors, people, propose, report, uuid, verify } from './commitment.fixtures.ts';

type Event = Happened<CommitmentEvent>;
/** The world around: the deal's standing, whether the budget says no, the conditions are met, the firm is listed. */
type Known = { readonly closed: boolean; readonly no: boolean; readonly met: boolean; readonly listed: boolean };

const { member, finance, legal, leader, office, service, verifier, rule } = people;
const secretary: Actor = { ...office, onBehalfOf: 'leader' };
const meddler: Actor = { ...verifier, onBehalfOf: 'nm.member' };
const known: Known = { closed: false, no: false, met: true, listed: false };
const sent = (command: CommitmentCommand, by: Actor, more: Partial<Known> = {}) => ({ command, by, known: { ...known, ...more } });
const sha256 = 'c'.repeat(64);
const signedOn: Day = '2026-01-05';
const later = { stream: dealRead.stream, revision: 1_000_000 };
const note: CommitmentCommand = { type: 'NoteReservation', costing: 'the last', year: 2026, budget: budgetRead };
const decline: CommitmentCommand = { type: 'NoteDecline', costing: 'the last', year: 2026, code: 'budget.over-line', budget: budgetRead };
const approve: CommitmentCommand = { type: 'ApproveCommitment', decision: later, decidedOn: '2040-01-01' };
const enforce: CommitmentCommand = { type: 'EnforceCommitment', agreement: 'formal', signing: later, signedOn };
const back = (cause: 'rejected' | 'resubmitted'): CommitmentCommand => ({ type: 'ReturnCommitment', cause, by: later });
const end: CommitmentCommand = { type: 'EndCommitment', cause: 'terminated', by: later, clawback: true };
const amend: CommitmentCommand = { type: 'AmendCommitment', input: { sha256, approvalReference: '八号', due: { on: '2026-05-01' }, years: [] } };
const waive: CommitmentCommand = { type: 'WaiveCommitment', input: { reason: '双方同意', approvalReference: '九号' } };
const breach: CommitmentCommand = { type: 'DeclareBreach', input: { reason: '逾期', lateReason: '补录' } };
const withdraw: CommitmentCommand = { type: 'WithdrawCommitment', input: { reason: '改' } };
const open = propose({ due: { on: '2026-01-20' } });
const commands: readonly CommitmentCommand[] = [
  open, propose({ kind: 'land-price' }), cost(900_00), cost(899_00), cost(0, { years: [{ year: 2026, amount: cny(500_00) }, { year: 2027, amount: cny(400_00) }] }), clearIt(), clearIt({ legalBasis: undefined }), { type: 'ClearCommitment', input: { verdict: 'refuse', reason: '无依据' } },
  note, decline, approve, enforce, { ...enforce, agreement: 'supplementary' } as CommitmentCommand, back('rejected'), back('resubmitted'), end, amend, waive, breach, withdraw, report(), report({ overrideReason: '已整改' }), verify,
  { type: 'JudgeFulfilment', input: { verdict: 'refuse', reason: '不符' } }, { type: 'FallDue' }, { type: 'MarkOverdue' }, { type: 'FixDueDate', happening: { anchor: 'signing', on: signedOn }, because: dealRead },
];

const hands = ({ account, onBehalfOf }: Actor): readonly string[] => [account, onBehalfOf ?? account];
const shares = (one: Actor, other: Actor): boolean => hands(one).some((hand) => hands(other).includes(hand));
const last = <T extends Event['type']>(past: readonly Event[], type: T): Extract<Event, { type: T }> | undefined => past.findLast((event) => event.type === type) as never;
const ends = ['CommitmentWaived', 'CommitmentBreached', 'CommitmentEnded', 'CommitmentClawedBack'];

const FORCE = 'what comes into force was costed, reserved in every year and cleared, and by the formal agreement approved';
const APART = 'who proposed a promise neither costs nor clears it';
const HANDS = 'nobody verifies a fulfilment they reported, nor one reported for them';
const CONDITIONS = 'the zone keeps nothing before the investor’s conditions are verified';
const LISTED = 'the zone gives nothing to a listed firm without a leader’s name';
const BASIS = 'what is cleared has a legal basis and a fair-competition review';
const OVER = 'nothing happens to a promise that is over, but that it is claimed back';
const MONEY = 'no costing is below the money promised, and none was refused by a budget';
const DUE = 'a promise falls due on its day and is overdue after it, once for each day that was set';

/** A year's answer names the costing that asked, by the id of its event: here the last one there is. */
function answering({ decider }: { readonly decider: typeof commitmentDecider }): typeof commitmentDecider {
  return { ...decider, decide: (command, state, facts) => decider.decide('costing' in command ? { ...command, costing: state?.costings.at(-1)?.id ?? uuid(9) } : command, state, facts) };
}

deciderProperties({
  name: 'a promise of the zone',
  decider: answering({ decider: commitmentDecider }),
  types: commitmentEvents,
  noise: fc.record({
    command: fc.constantFrom(...commands), by: fc.constantFrom(member, finance, legal, leader, secretary, service, verifier, meddler, rule),
    known: fc.record<Known>({ closed: fc.constantFrom(false, false, false, true), no: fc.constantFrom(false, true), met: fc.constantFrom(true, false), listed: fc.constantFrom(false, false, true) }),
  }),
  way: [
    [sent(open, member)], [sent(cost(900_00), finance), sent(cost(900_00), finance, { no: true }), sent(cost(900_00), { ...finance, onBehalfOf: 'nm.member' })], [sent(note, rule)], [sent(clearIt(), legal), sent(clearIt({ legalBasis: undefined }), legal), sent(clearIt(), { ...legal, onBehalfOf: 'nm.member' })],
    [sent(approve, rule)], [sent(enforce, rule)], [sent({ type: 'FallDue' }, rule)], [sent({ type: 'MarkOverdue' }, rule)],
    [sent({ type: 'FallDue' }, rule), sent(amend, leader), sent(waive, leader), sent(waive, office), sent(amend, office)],
    [sent(report(), service), sent(report(), service, { met: false }), sent(report({ overrideReason: '已整改' }), secretary, { listed: true }), sent(report(), service, { listed: true })],
    [sent(verify, verifier), sent(verify, { ...verifier, account: 'service' }), sent(verify, verifier, { met: false }), sent(verify, verifier, { listed: true })], [sent(end, rule)],
  ],
  aim: (command, past) => {
    const after = { stream: dealRead.stream, revision: 1_000_000 + past.length };
    if (command.type === 'ApproveCommitment') return { ...command, decision: after };
    if (command.type === 'EnforceCommitment') return { ...command, signing: after };
    return command.type === 'ReturnCommitment' || command.type === 'EndCommitment' ? { ...command, by: after } : command;
  },
  facts: ({ by, on: day, today, nth, known: { closed, no, met, listed } }) => ({
    actor: by, on: day, today, dealId,
    deal: { ...dealRead, revision: nth, stage: closed ? ('closed' as const) : ('signed' as const), enterpriseId: uuid(2), amendments: [{ sha256, on: signedOn, revision: nth }] },
    settings: commitmentSettingsOn(day), listed: [{ id: investors, direction: 'investor-to-zone' as const }],
    budgets: [{ ...budgetRead, year: 2026, no: no ? { refused: 'budget.over-line', facts: { free: 0 } } : undefined }],
    conditions: [{ condition: { commitment: investors }, met, stream: `commitment-${investors}`, revision: 1 }],
    blacklist: { blacklisted: listed ? { ground: 'idle-land' as const, since: signedOn } : null, stream: `enterprise-${uuid(2)}`, revision: 0 }, happened: [],
  }),
  rules: {
    [FORCE]: on(['CommitmentEnforced'], ({ data }, past) => {
      const costed = last(past, 'CommitmentCosted');
      const since = past.slice(Math.max(0, past.findLastIndex(({ type }) => type === 'CommitmentReturned')));
      const reserved = past.filter((event) => event.type === 'CommitmentReserved' && event.data.costing === costed?.id).length === costed?.data.years.length;
      const cleared = past.findLast(({ type }) => type === 'CommitmentCleared' || type === 'ClearanceRefused')?.type === 'CommitmentCleared';
      return reserved && cleared && (data.agreement === 'supplementary' || since.some(({ type }) => type === 'CommitmentApproved'));
    }),
    [APART]: on(['CommitmentCosted', 'CommitmentCleared', 'ClearanceRefused'], (event, past) => !shares(event.actor, past[0]!.actor)),
    [HANDS]: on(['CommitmentFulfilled', 'FulfilmentRefused'], (event, past) => !shares(event.actor, last(past, 'FulfilmentReported')!.actor)),
    [CONDITIONS]: on(['FulfilmentReported', 'CommitmentFulfilled'], ({ data }, _past, { known: { met } }) => met && data.conditions.length === 1),
    [LISTED]: on(['FulfilmentReported', 'CommitmentFulfilled'], ({ data }, _past, { known: { listed } }) => data.blacklist?.listed === listed && (!listed || data.blacklist.overriddenBy === 'leader')),
    [BASIS]: on(['CommitmentCleared'], ({ data }) => data.legalBasis.document === basis.legalBasis.document && data.fairCompetition.reference !== ''),
    [OVER]: (event, past) => (past.some(({ type }) => ends.includes(type)) ? false : !past.some(({ type }) => type === 'CommitmentFulfilled') || event.type === 'CommitmentClawedBack'),
    [MONEY]: on(['CommitmentCosted'], ({ data: { years } }, _past, { known: { no } }) => !no && years.reduce((sum, { fen }) => sum + fen, 0) >= 900_00),
    [DUE]: on(['CommitmentFellDue', 'CommitmentOverdue'], (event, past, { today }) => {
      const since = past.slice(Math.max(0, past.findLastIndex(({ type }) => type === 'CommitmentAmended' || type === 'CommitmentEnforced')));
      const set = (since[0]!.data as { dueOn: Day }).dueOn;
      return event.data.dueOn === set && today >= event.occurredOn && (event.type === 'CommitmentFellDue' ? event.occurredOn === set : event.occurredOn > set) && !since.some(({ type }) => type === event.type);
    }),
    'a waiver and an amendment stand in a leader’s name': on(['CommitmentWaived', 'CommitmentAmended'], ({ actor }) => actor.role === 'leader' || actor.onBehalfOf !== undefined),
    'no promise fixes a land price': on(['CommitmentProposed'], ({ data }) => (data.kind as string) !== 'land-price'),
  },
  controls: [
    { without: 'commitment.proposer-costs', breaks: APART, lie: ({ facts }) => ({ facts: { ...facts, actor: finance } }) },
    { without: 'commitment.proposer-clears', breaks: APART, lie: ({ facts }) => ({ facts: { ...facts, actor: legal } }) },
    { without: 'commitment.reporter-verifies', breaks: HANDS, lie: ({ facts }) => ({ facts: { ...facts, actor: { account: 'nobody', unit: null, role: 'verifier' } } }) },
    { without: 'commitment.conditions-unverified', breaks: CONDITIONS, lie: ({ facts }) => ({ facts: { ...facts, conditions: facts.conditions.map((each) => ({ ...each, met: true })) } }) },
    { without: 'commitment.investor-blacklisted', breaks: LISTED, lie: ({ facts }) => ({ facts: { ...facts, blacklist: facts.blacklist && { ...facts.blacklist, blacklisted: null } } }) },
    { without: 'budget.over-line', breaks: MONEY, lie: ({ facts }) => ({ facts: { ...facts, budgets: facts.budgets.map((each) => ({ ...each, no: undefined })) } }) },
    { without: 'commitment.not-ready', breaks: FORCE, instead: ({ command }) => (command.type === 'EnforceCommitment' ? [{ type: 'CommitmentEnforced' as const, data: { dealId, agreement: command.agreement, signing: command.signing, signedOn: command.signedOn, dueOn: '2026-01-20', confirms: [] } }] : []) },
    { without: 'commitment.not-at-this-stage', breaks: OVER, lie: ({ state }) => ({ state: state && { ...state, status: 'pending' as const } }) },
  ],
  table: {
    offers: (state) => (state ? fittingCommitmentCommands(state) : []),
    misfits: ['commitment.not-at-this-stage', 'commitment.not-the-zones', 'commitment.report-open', 'commitment.nothing-reported', 'commitment.unknown'],
    beside: ['ProposeCommitment', 'FallDue', 'MarkOverdue', 'NoteReservation', 'NoteDecline', 'ApproveCommitment', 'ReturnCommitment', 'EnforceCommitment', 'FixDueDate', 'EndCommitment'],
  },
});
