import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type BudgetCommand, budgetDecider } from './budget.decider.ts';
import { type BudgetEvent, budgetEvents } from './budget.events.ts';

type Event = Happened<BudgetEvent>;
type Sentence = Rule<BudgetEvent, BudgetCommand, undefined>;
const finance: Actor = { account: 'finance', unit: null, role: 'finance' };
const sent = (command: BudgetCommand) => ({ command, by: finance, known: undefined });
const uuid = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const claim = (n: number) => ({ costing: uuid(n), commitmentId: uuid(n), dealId: uuid(9) });
const limit = (limitFen: number): BudgetCommand => ({ type: 'SetAuthorityLimit', limitFen, approvalReference: '一号' });
const line = (code: string, budgetFen: number): BudgetCommand => ({ type: 'SetBudgetLine', line: code, name: '扶持', budgetFen, approvalReference: '一号', lateReason: '补录' });
const reserve = (n: number, fen: number, code = 'a1'): BudgetCommand => ({ type: 'ReserveFunds', line: code, fen, ...claim(n) });
const confirm = (n: number): BudgetCommand => ({ type: 'ConfirmFunds', ...claim(n) });
const release = (n: number): BudgetCommand => ({ type: 'ReleaseFunds', ...claim(n) });

/** What is taken after some events, by line: a plain sum. */
function taken(events: readonly Event[], of?: string): number {
  const held = new Map<string, { line: string; fen: number }>();
  for (const { type, data } of events) {
    if (type === 'FundsReserved') held.set(data.costing, data);
    if (type === 'FundsReleased') held.delete(data.costing);
  }
  return [...held.values()].filter((each) => of === undefined || each.line === of).reduce((sum, { fen }) => sum + fen, 0);
}
const limitOf = (events: readonly Event[]): number => events.reduce((last, event) => (event.type === 'AuthorityLimitSet' ? event.data.limitFen : last), 0);
const lineOf = (events: readonly Event[], code: string): number => events.reduce((last, event) => (event.type === 'BudgetLineSet' && event.data.line === code ? event.data.budgetFen : last), 0);

const LIMIT = 'what is reserved and confirmed of all lines is within the authority’s limit';
const LINE = 'what is reserved and confirmed of a line is within the line';
const ONCE = 'a costing is answered once, confirmed only while it is reserved, and released once';

deciderProperties({
  name: 'the budget of a year',
  decider: budgetDecider,
  types: budgetEvents,
  noise: fc.constantFrom(
    ...[limit(1_000), limit(300), limit(0), line('a1', 800), line('a1', 200), line('b2', 700), ...[1, 2, 3, 4].flatMap((n) => [reserve(n, 300), reserve(n, 500, 'b2'), reserve(n, 801), confirm(n), release(n)]), reserve(5, 1, 'zz')].map(sent),
  ),
  way: [[limit(1_000)], [line('a1', 800)], [line('b2', 700)], [reserve(1, 400)], [reserve(2, 400), reserve(2, 500)], [confirm(1)], [reserve(3, 200, 'b2'), reserve(3, 300, 'b2')], [release(2)], [reserve(4, 100)]].map((step) => step.map(sent)),
  facts: () => undefined,
  rules: {
    [LIMIT]: ((event, past) => taken([...past, event]) <= limitOf([...past, event])) satisfies Sentence,
    [LINE]: ((event, past) => ['a1', 'b2'].every((code) => taken([...past, event], code) <= lineOf([...past, event], code))) satisfies Sentence,
    [ONCE]: on(['FundsReserved', 'ReservationDeclined', 'FundsConfirmed', 'FundsReleased'], (event, past) => {
      const before = past.filter(({ data }) => 'costing' in data && data.costing === event.data.costing).at(-1)?.type;
      if (event.type === 'FundsConfirmed') return before === 'FundsReserved';
      return event.type === 'FundsReleased' ? before !== 'FundsReleased' && before !== 'ReservationDeclined' : before === undefined;
    }),
    'a no is given only where there is less than was asked': on(['ReservationDeclined'], ({ data: { fen, line: code } }, past) => fen > Math.min(lineOf(past, code) - taken(past, code), limitOf(past) - taken(past))),
  },
  controls: [
    { without: 'budget.below-what-is-taken', breaks: LIMIT, instead: ({ command }) => (command.type === 'SetAuthorityLimit' ? [{ type: 'AuthorityLimitSet' as const, data: { limitFen: command.limitFen, approvalReference: '一号' } }] : []) },
    { without: 'budget.costing-settled', breaks: ONCE, lie: ({ state }) => ({ state: { ...state, taken: {} } }) },
    { without: 'budget.nothing-reserved', breaks: ONCE, instead: ({ command }) => (command.type === 'ConfirmFunds' ? [{ type: 'FundsConfirmed' as const, data: { costing: command.costing, commitmentId: command.commitmentId, dealId: command.dealId, fen: 0 } }] : []) },
  ],
});
