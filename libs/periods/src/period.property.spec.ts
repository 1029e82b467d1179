import fc from 'fast-check';
import type { Actor } from '#event-store';
import { deciderProperties, on } from '../../../test/properties/decider-properties.ts';
import type { PeriodCommand } from './period.commands.ts';
import { periodDecider } from './period.decider.ts';
import { periodEvents } from './period.events.ts';

const office: Actor = { account: 'office', unit: null, role: 'office' };
const close: PeriodCommand = { type: 'ClosePeriod', input: {} };
const restate: PeriodCommand = { type: 'RestatePeriod', input: { reason: '补录' } };
const usual = (command: PeriodCommand, today = '2026-06-03') => ({ command, by: office, known: { today } });

const OVER = 'a month is closed when it is over';
const FIRST = 'it is closed before it is restated, and once';
const NUMBERED = 'its recognitions are numbered without a gap';

deciderProperties({
  name: 'a month',
  decider: periodDecider,
  types: periodEvents,
  noise: fc.record({ command: fc.constantFrom(close, restate), by: fc.constant(office), known: fc.record({ today: fc.constantFrom('2026-05-31', '2026-06-01', '2026-07-01') }) }),
  way: [[usual(close)], [usual(restate)], [usual(restate, '2026-07-01')]],
  facts: ({ known: { today } }) => ({ period: '2026-05', today, definitions: [{ name: 'conversion', version: 1 }] }),
  rules: {
    [OVER]: on(['PeriodClosed'], (_, __, { known }) => known.today > '2026-05-31'),
    [FIRST]: (event, past) => (event.type === 'PeriodClosed' ? past.length === 0 : past[0]?.type === 'PeriodClosed'),
    [NUMBERED]: on(['PeriodRestated'], ({ data }, past) => data.number === past.length + 1),
  },
  controls: [
    { without: 'period.not-over', breaks: OVER, lie: ({ facts }) => ({ facts: { ...facts, today: '2026-07-01' } }) },
    { without: 'period.already-closed', breaks: FIRST, lie: () => ({ state: { recognised: 0 } }) },
    { without: 'period.not-closed', breaks: FIRST, lie: () => ({ state: { recognised: 1 } }) },
  ],
});
