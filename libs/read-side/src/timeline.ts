import { canonicalJson, type Position, type RecordedEvent } from '#event-store';
import type { Day } from '#measures';
import type { TemporalProjection } from './projection.ts';

/** The day after all days, and the position after all positions: what still holds. */
export const FOREVER: Day = '9999-12-31';
export const STILL_KNOWN: Position = Number.MAX_SAFE_INTEGER;

/** A state and the days it held, as now known; `json` is its canonical text and `knownFrom` the event that taught it. */
export type Segment<S> = { readonly from: Day; readonly to: Day; readonly state: S; readonly json: string; readonly knownFrom: Position };

/** An entity's states in order of happening: the first begins with its first event, the last holds for ever. */
export type Timeline<S> = readonly Segment<S>[];

/** What an event changes: segments no longer believed, and those believed instead. */
export type Revision<S> = { readonly timeline: Timeline<S>; readonly closed: Timeline<S>; readonly opened: Timeline<S> };

type Evolve<S> = Pick<TemporalProjection<S>, 'initial' | 'evolve'>;

/** True when an event happened before the last thing known of its entity: it needs `refold`. */
export function isLate<S>(timeline: Timeline<S>, event: RecordedEvent): boolean {
  const last = timeline.at(-1);
  return last !== undefined && event.occurredOn < last.from;
}

/** Adds an event that happened on or after the start of the last segment. */
export function extend<S>({ initial, evolve }: Evolve<S>, timeline: Timeline<S>, event: RecordedEvent): Revision<S> {
  const last = timeline.at(-1);
  const state = evolve(last?.state ?? initial, event);
  const opened = segment(event.occurredOn, FOREVER, state, event.position);
  if (!last) return { timeline: [opened], closed: [], opened: [opened] };
  if (opened.json === last.json) return { timeline, closed: [], opened: [] };
  const ended = last.from < event.occurredOn ? [{ ...last, to: event.occurredOn, knownFrom: event.position }] : [];
  return { timeline: [...timeline.slice(0, -1), ...ended, opened], closed: [last], opened: [...ended, opened] };
}

/** Folds all events of an entity anew in order of happening (the log decides within a day), as known at the last position. */
export function refold<S>({ initial, evolve }: Evolve<S>, timeline: Timeline<S>, events: readonly RecordedEvent[]): Revision<S> {
  const known = Math.max(...events.map((event) => event.position));
  const ordered = [...events].sort((a, b) => (a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : a.position - b.position));
  const wanted: Segment<S>[] = [];
  let state = initial;
  ordered.forEach((event, index) => {
    state = evolve(state, event);
    if (ordered[index + 1]?.occurredOn === event.occurredOn) return;
    const next = segment(event.occurredOn, FOREVER, state, known);
    const last = wanted.at(-1);
    if (last?.json === next.json) return;
    if (last) wanted[wanted.length - 1] = { ...last, to: next.from };
    wanted.push(next);
  });
  return revise(timeline, wanted);
}

function revise<S>(current: Timeline<S>, wanted: Timeline<S>): Revision<S> {
  const same = (a: Segment<S>) => (b: Segment<S>) => a.from === b.from && a.to === b.to && a.json === b.json;
  const timeline = wanted.map((segment) => current.find(same(segment)) ?? segment);
  return {
    timeline,
    closed: current.filter((segment) => !timeline.includes(segment)),
    opened: timeline.filter((segment) => !current.includes(segment)),
  };
}

function segment<S>(from: Day, to: Day, state: S, knownFrom: Position): Segment<S> {
  return { from, to, state, json: canonicalJson(state), knownFrom };
}
