import fc from 'fast-check';
import type { Actor } from '#event-store';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type DemonstrationCommand, demonstrationDecider } from './demonstration.decider.ts';
import { type DemonstrationEvent, demonstrationEvents } from './demonstration.events.ts';

type Known = { readonly head: number };
type Sentence = Rule<DemonstrationEvent, DemonstrationCommand, Known>;

const operator: Actor = { account: 'operator', unit: null, role: 'rule' };
const open: DemonstrationCommand = { type: 'OpenDemonstration', input: { seed: '1', startsAt: '2026-01-01T00:00:00Z', today: '2026-03-01', notice: { zh: '演示', en: 'fiction' } } };
const close: DemonstrationCommand = { type: 'CloseDemonstration' };
const usual = (command: DemonstrationCommand, head = 0) => ({ command, by: operator, known: { head } });
const EMPTY = 'opens once, on an empty log only';
const CLOSES = 'closes once, after it was opened';

deciderProperties({
  name: 'a demonstration',
  decider: demonstrationDecider,
  types: demonstrationEvents,
  noise: fc.record({ command: fc.constantFrom(open, close), by: fc.constant(operator), known: fc.record({ head: fc.constantFrom(0, 0, 7) }) }),
  way: [[usual(open), usual(open, 7)], [usual(close, 9)]],
  facts: ({ known }) => known,
  rules: {
    [EMPTY]: on(['DemonstrationOpened'], (_event, past, { known }) => past.length === 0 && known.head === 0),
    [CLOSES]: on(['DemonstrationClosed'], (_event, past) => past.length === 1),
    'is fiction from its first event to its last': ((event, past) => (event.type === 'DemonstrationOpened' ? past : past.slice(1)).length === 0) satisfies Sentence,
  },
  controls: [
    { without: 'demonstration.log-not-empty', breaks: EMPTY, lie: () => ({ facts: { head: 0 } }) },
    { without: 'demonstration.already-opened', breaks: EMPTY, lie: () => ({ state: 'none' }) },
    { without: 'demonstration.not-open', breaks: CLOSES, lie: () => ({ state: 'open' }) },
  ],
});
