import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import type { Day } from '#measures';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type PoolCommand, poolDecider, type PoolFacts } from './pool.decider.ts';
import { type PoolEvent, poolEvents } from './pool.events.ts';

type Known = { readonly held: readonly string[] };
type Event = Happened<PoolEvent>;

const rule: Actor = { account: 'rule', unit: null, role: 'rule' };
const ids = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const sent = (leadId: string, assigned = false, held: readonly string[] = []) => ({ command: { type: 'EnterPoolTake', leadId, assigned } as PoolCommand, by: rule, known: { held } });
const settings = { effectiveFrom: '2021-01-01', poolHeld: 2, poolMonthly: 2 };
const facts = ({ on: day, known }: { on: Day; known: Known }): PoolFacts => ({ on: day, settings, held: known.held });

const takes = (past: readonly Event[]): readonly Event[] => past.filter(({ type }) => type === 'PoolLeadTaken');
const heldBesides = (past: readonly Event[], leadId: string, held: readonly string[]): number => new Set(takes(past).map(({ data }) => data.leadId).filter((id) => id !== leadId && held.includes(id))).size;
const inMonth = (past: readonly Event[], day: Day): number => takes(past).filter((event) => event.type === 'PoolLeadTaken' && !event.data.assigned && event.occurredOn.slice(0, 7) === day.slice(0, 7)).length;

const LIMITS = 'a unit takes no more by itself than it may hold and may take in a month';
type Sentence = Rule<PoolEvent, PoolCommand, Known>;

deciderProperties({
  name: 'the pool of a unit',
  decider: poolDecider,
  types: poolEvents,
  noise: fc.record({ leadId: fc.constantFrom(...ids), assigned: fc.boolean(), held: fc.subarray(ids) }).map(({ leadId, assigned, held }) => sent(leadId, assigned, held)),
  way: ids.map((leadId, index) => [sent(leadId, false, ids.slice(0, index)), sent(leadId, true)]),
  facts,
  rules: {
    [LIMITS]: on(['PoolLeadTaken'], ({ data, occurredOn }, past, { known }) => data.assigned || (heldBesides(past, data.leadId, known.held) < 2 && inMonth(past, occurredOn) < 2)),
    'a no is given only where a limit is reached, and names it': on(['PoolTakeDeclined'], ({ data, occurredOn }, past, { known }) =>
      data.limit === 2 && (data.rule === 'held' ? heldBesides(past, data.leadId, known.held) >= 2 : inMonth(past, occurredOn) >= 2)),
    'every take is answered, with the day of the rule': ((event) => event.data.settings === '2021-01-01') satisfies Sentence,
  },
  controls: [],
});
