import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#event-store';
import { addDays } from '#measures';
import fc from 'fast-check';
import type { Place } from './projection.ts';
import { extend, FOREVER, isLate, noTimeline, refold, STILL_KNOWN, type Timeline } from './timeline.ts';
import { type Delta, deltasOf, monthOf, sumBy } from './totals.ts';

type State = { readonly stage: string | null; readonly unit: string; readonly notes: number };
type Rectangle = { readonly state: State; readonly from: string; readonly to: string; readonly knownFrom: number; knownTo: number };

const projection = {
  initial: { stage: null, unit: 'nm', notes: 0 } as State,
  evolve(state: State, { type }: RecordedEvent): State {
    if (type === 'Noted') return { ...state, notes: state.notes + 1 };
    if (type === 'Ignored') return state;
    return type.startsWith('unit:') ? { ...state, unit: type.slice(5) } : { ...state, stage: type };
  },
};
const place = ({ stage, unit, notes }: State): Place | undefined => (stage === null ? undefined : { stage, unit, amount: notes * 100 });

const FIRST = '2026-01-20';
const anEvent = (type: string, day: number, position: number) => ({ type, occurredOn: addDays(FIRST, day), position }) as RecordedEvent;
const histories = fc
  .array(fc.tuple(fc.constantFrom('registered', 'triaged', 'signed', 'closed', 'unit:he', 'unit:nm', 'Noted', 'Ignored'), fc.integer({ min: 0, max: 30 })), { minLength: 1, maxLength: 14 })
  .map((steps) => steps.map(([type, day], index) => anEvent(type, day, (index + 1) * 3)));

/** Runs a history through the code under test, event by event, as the writer does. */
function project(events: readonly RecordedEvent[]): { rectangles: Rectangle[]; deltas: Delta[] } {
  let timeline: Timeline<State> = noTimeline;
  const rectangles: Rectangle[] = [];
  const deltas: Delta[] = [];
  events.forEach((event, index) => {
    const revision = isLate(timeline, event) ? refold(projection, timeline, events.slice(0, index + 1)) : extend(projection, timeline, event);
    for (const gone of revision.closed) rectangles.find((each) => each.knownTo === STILL_KNOWN && each.from === gone.from && each.knownFrom === gone.knownFrom)!.knownTo = event.position;
    for (const { from, to, state, knownFrom } of revision.opened) rectangles.push({ from, to, state, knownFrom, knownTo: STILL_KNOWN });
    deltas.push(...deltasOf(revision, place, event.position, addDays(FIRST, 31 + event.position)));
    timeline = revision.timeline;
  });
  return { rectangles, deltas };
}

/** The state at a place on both clocks, by folding what was known and had happened. */
function stateAt(events: readonly RecordedEvent[], known: number, happened: string): State | undefined {
  const believed = events.filter((event) => event.position <= known && event.occurredOn <= happened);
  if (believed.length === 0) return undefined;
  const ordered = believed.sort((a, b) => a.occurredOn.localeCompare(b.occurredOn) || a.position - b.position);
  return ordered.reduce(projection.evolve, projection.initial);
}

const places = (events: readonly RecordedEvent[]) =>
  [0, ...events.flatMap(({ position }) => [position, position + 1])].flatMap((known) => [-1, 0, 3, 9, 14, 30, 31].map((day) => ({ known, happened: addDays(FIRST, day) })));

describe('a timeline over both clocks', () => {
  it('answers at every place as a fold of what was known and had happened, with one rectangle', () => {
    fc.assert(
      fc.property(histories, (events) => {
        const { rectangles } = project(events);
        for (const { known, happened } of places(events)) {
          const hit = rectangles.filter((each) => each.knownFrom <= known && known < each.knownTo && each.from <= happened && happened < each.to);
          const wanted = stateAt(events, known, happened);
          expect(hit.map(({ state }) => state)).toEqual(wanted === undefined ? [] : [wanted]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('writes a state once: an event that changes nothing opens no rectangle', () => {
    const { rectangles } = project([anEvent('registered', 1, 1), anEvent('Ignored', 2, 2), anEvent('registered', 5, 3), anEvent('Ignored', 1, 4)]);
    expect(rectangles).toEqual([{ state: { stage: 'registered', unit: 'nm', notes: 0 }, from: addDays(FIRST, 1), to: FOREVER, knownFrom: 1, knownTo: STILL_KNOWN }]);
  });
});

describe('totals over both clocks', () => {
  it('are the sum of the deltas known and happened by then, at every place', () => {
    fc.assert(
      fc.property(histories, (events) => {
        const { deltas } = project(events);
        for (const { known, happened } of places(events)) {
          const state = stateAt(events, known, happened);
          const wanted = state && place(state);
          const sums = new Map<string, { count: number; amount: number }>();
          for (const { unit, stage, count, amount } of deltas.filter((each) => each.known <= known && each.happened <= happened)) {
            const sum = sums.get(`${unit} ${stage}`) ?? { count: 0, amount: 0 };
            sums.set(`${unit} ${stage}`, { count: sum.count + count, amount: sum.amount + amount });
          }
          const left = [...sums].filter(([, { count, amount }]) => count !== 0 || amount !== 0).sort();
          const total = wanted && { count: 1, amount: wanted.amount };
          expect(left).toEqual(wanted ? [[`* ${wanted.stage}`, total], [`${wanted.unit} ${wanted.stage}`, total]] : []);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lose nothing when they are summed by day and month', () => {
    fc.assert(
      fc.property(histories, (events) => {
        const { deltas } = project(events);
        const count = (each: readonly { count: number }[]) => each.reduce((sum, cell) => sum + cell.count, 0);
        const months = sumBy(deltas, monthOf);
        expect(count(months)).toBe(count(deltas));
        expect(new Set(months.map(({ unit, stage, known_on, happened }) => `${unit} ${stage} ${known_on} ${happened}`)).size).toBe(months.length);
      }),
    );
  });
});
