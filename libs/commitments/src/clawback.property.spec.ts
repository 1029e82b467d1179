import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { cny, type Day } from '#measures';
import { deciderProperties, on } from '../../../test/properties/decider-properties.ts';
import { type ClawbackCommand, clawbackDecider } from './clawback.decider.ts';
import { type ClawbackEvent, clawbackEvents } from './clawback.events.ts';
import { commitmentSettingsOn } from './commitment.settings.ts';

type Event = Happened<ClawbackEvent>;
type Known = { readonly terminatedOn: Day | null };
const TERMINATED = '2026-01-05';
const actor = (account: string, role: string, onBehalfOf?: string): Actor => ({ account, unit: null, role, ...(onBehalfOf !== undefined && { onBehalfOf }) });
const [finance, verifier, leader, office, secretary, standIn] = [actor('finance', 'finance'), actor('verifier', 'verifier'), actor('leader', 'leader'), actor('office', 'office'), actor('office', 'office', 'leader'), actor('verifier', 'verifier', 'finance')];
const sent = (command: ClawbackCommand, by: Actor, terminatedOn: Day | null = TERMINATED) => ({ command, by, known: { terminatedOn } });
const paper = '00000000-0000-4000-8000-0000000000aa';
const claim = (deadline?: Day): ClawbackCommand => ({ type: 'ClaimClawback', input: { amount: cny(100_00), ...(deadline !== undefined && { deadline }) } });
const record = (fen: number): ClawbackCommand => ({ type: 'RecordClawbackPayment', input: { amount: cny(fen), evidence: [paper], lateReason: '补录' } });
const judge = (verdict: 'verify' | 'refuse' = 'verify'): ClawbackCommand => ({ type: 'JudgeClawbackPayment', paymentId: 'the last', input: verdict === 'verify' ? { verdict } : { verdict, reason: '重复' } });
const close: ClawbackCommand = { type: 'CloseClawback', input: { reason: '破产', approvalReference: '一号' } };
const overdue: ClawbackCommand = { type: 'MarkClawbackOverdue' };
const hands = ({ account, onBehalfOf }: Actor): readonly string[] => [account, onBehalfOf ?? account];
const paymentOf = (past: readonly Event[], paymentId: string): Event | undefined => past.find((event) => event.type === 'ClawbackPaymentRecorded' && event.data.paymentId === paymentId);
const verifiedFen = (events: readonly Event[]): number => events.reduce((sum, event) => sum + (event.type === 'ClawbackPaymentVerified' ? event.data.amount.amount : 0), 0);

const HANDS = 'nobody judges a payment of their own, nor one recorded for them or by them for another';
const SUM = 'the money is the exact sum of what was verified, each payment judged once';
const CLOSED = 'a claim comes first, once, and nothing follows its close';
const PAID = 'a claim is closed as paid when all of it came in, and given up by a leader alone';
const AFTER = 'money is claimed back after a termination alone, not before its day';

deciderProperties({
  name: 'a clawback',
  decider: clawbackDecider,
  types: clawbackEvents,
  noise: fc.record({
    command: fc.constantFrom(claim(), claim('2026-02-01'), record(60_00), record(0), judge(), judge('refuse'), judge(), close, overdue),
    by: fc.constantFrom(finance, verifier, leader, office, secretary, standIn),
    known: fc.record<Known>({ terminatedOn: fc.constantFrom(TERMINATED, TERMINATED, '2026-01-20', null) }),
  }),
  way: [[sent(claim(), office), sent(claim('2026-02-01'), office)], [sent(record(60_00), finance)], [sent(judge(), verifier), sent(judge(), finance), sent(judge('refuse'), verifier)], [sent(overdue, office)], [sent(record(40_00), finance)], [sent(judge(), verifier), sent(close, leader), sent(close, office)], [sent(record(1_00), finance)]],
  aim: (command, past) => (command.type === 'JudgeClawbackPayment' ? { ...command, paymentId: (past.findLast(({ type }) => type === 'ClawbackPaymentRecorded')?.data as { paymentId?: string } | undefined)?.paymentId ?? paper } : command),
  facts: ({ by, on: day, today, nth, known: { terminatedOn } }) => ({
    actor: by, on: day, today, newId: `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`, settings: commitmentSettingsOn(day),
    terminated: terminatedOn === null ? null : { stream: 'deal-1', revision: 9, on: terminatedOn },
  }),
  rules: {
    [HANDS]: on(['ClawbackPaymentVerified', 'ClawbackPaymentRefused'], ({ actor: by, data }, past) => {
      const recorded = paymentOf(past, data.paymentId);
      return recorded !== undefined && !hands(recorded.actor).some((hand) => hands(by).includes(hand));
    }),
    [SUM]: on(['ClawbackPaymentVerified'], (event, past) => {
      const judged = past.some((one) => (one.type === 'ClawbackPaymentVerified' || one.type === 'ClawbackPaymentRefused') && one.data.paymentId === event.data.paymentId);
      return !judged && event.data.cumulativeFen === verifiedFen(past) + event.data.amount.amount;
    }),
    [CLOSED]: (event, past) => (event.type === 'ClawbackClaimed') === (past.length === 0) && !past.some(({ type }) => type === 'ClawbackClosed'),
    [PAID]: on(['ClawbackClosed'], ({ actor: by, data: { outcome } }, past) => (outcome === 'paid' ? verifiedFen(past) >= 100_00 : by.role === 'leader' || by.onBehalfOf !== undefined)),
    [AFTER]: on(['ClawbackClaimed'], ({ occurredOn }, _past, { known: { terminatedOn } }) => terminatedOn !== null && occurredOn >= terminatedOn),
    'is marked overdue once, after its deadline': on(['ClawbackOverdue'], ({ data, occurredOn }, past, { today }) => !past.some(({ type }) => type === 'ClawbackOverdue') && occurredOn > data.deadline && today > data.deadline),
  },
  controls: [
    { without: 'clawback.recorder-verifies', breaks: HANDS, lie: ({ facts }) => ({ facts: { ...facts, actor: actor('nobody', 'verifier') } }) },
    { without: 'clawback.payment-judged', breaks: SUM, lie: ({ state }) => ({ state: state && { ...state, payments: Object.fromEntries(Object.entries(state.payments).map(([id, payment]) => [id, { ...payment, verdict: 'open' as const }])) } }) },
    { without: 'clawback.closed', breaks: CLOSED, lie: ({ state }) => ({ state: state && { ...state, closed: null } }) },
    { without: 'commitment.leader-not-named', breaks: PAID, lie: ({ facts }) => ({ facts: { ...facts, actor: leader } }) },
    { without: 'clawback.not-terminated', breaks: AFTER, lie: ({ facts }) => ({ facts: { ...facts, terminated: { stream: 'deal-1', revision: 9, on: '2000-01-01' } } }) },
  ],
});
