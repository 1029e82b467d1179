import fc from 'fast-check';
import type { Actor } from '#event-store';
import { deciderProperties, on } from '../../../test/properties/decider-properties.ts';
import { promisesDecider, type PromisesCommand, promisesEvents } from './promises.decider.ts';

const rule: Actor = { account: 'rule', unit: null, role: 'rule' };
const list = (n: number, direction: PromisesCommand['direction'] = 'zone-to-investor') => ({ command: { type: 'ListPromise' as const, commitmentId: `00000000-0000-4000-8000-00000000000${n}`, direction }, by: rule, known: undefined });
const ONCE = 'a promise is listed once';

deciderProperties({
  name: 'the register of a deal’s promises',
  decider: promisesDecider,
  types: promisesEvents,
  noise: fc.constantFrom(list(1), list(2), list(3), list(3, 'investor-to-zone')),
  way: [[list(1)], [list(2, 'investor-to-zone')]],
  facts: () => undefined,
  rules: { [ONCE]: on(['PromiseListed'], ({ data }, past) => !past.some((event) => event.data.commitmentId === data.commitmentId)) },
  controls: [{ without: 'commitment.already-proposed', breaks: ONCE, lie: () => ({ state: [] }) }],
});
