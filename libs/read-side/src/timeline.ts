import { canonicalJson, corrected, isCorrection, type Position, type RecordedEvent } from '#event-store';
import type { Day } from '#measures';
import type { TemporalProjection } from './projection.ts';

/** The day after all days, and the position after all positions: what still holds. */
export const FOREVER: Day = '9999-12-31';
export const STILL_KNOWN: Position = Number.MAX_SAFE_INTEGER;

/** A state and the days it held, as now known; `json` is its canonical text and `knownFrom` the event that taught it. */
export type Segment<S> = { readonly from: Day; readonly to: Day; readonly state: S; readonly json: string; readonly knownFrom: Position };

/**
 * An entity's states in order of happening: the first begins with its first event, the last holds for ever. `lastOn` is
 * the day of its latest event, which may have changed nothing, and so may lie after the start of the last segment.
 */
export type Timeline<S> = { readonly segments: readonly Segment<S>[]; readonly lastOn: Day };

/** An entity of which nothing has happened. */
export const noTimeline = { segments: [], lastOn: '' } as const satisfies Timeline<never>;

/** What an event changes: segments no longer believed, and those believed instead. */
export type Revision<S> = { readonly timeline: Timeline<S>; readonly closed: readonly Segment<S>[]; readonly opened: readonly Segment<S>[] };

type Evolve<S> = Pick<TemporalProjection<S>, 'initial' | 'evolve'>;

/** True when an event does not simply follow: it happened before another that is known of its entity, or corrects one. It needs `refold`. */
export function isLate<S>({ lastOn }: Pick<Timeline<S>, 'lastOn'>, event: RecordedEvent): boolean {
  return isCorrection(event) || event.occurredOn < lastOn;
}

/** Adds an event that is not late. */
export function extend<S>({ initial, evolve }: Evolve<S>, { segments }: Timeline<S>, event: RecordedEvent): Revision<S> {
  const { occurredOn: lastOn, position } = event;
  const last = segments.at(-1);
  const next = segment(lastOn, FOREVER, evolve(last?.state ?? initial, event), position);
  if (!last) return { timeline: { segments: [next], lastOn }, closed: [], opened: [next] };
  if (next.json === last.json) return { timeline: { segments, lastOn }, closed: [], opened: [] };
  const before = segments.slice(0, -1);
  // A state that lasted no day gives way; when the one before it is the same again, that one goes on.
  const ended = last.from < lastOn ? [{ ...last, to: lastOn, knownFrom: position }] : [];
  const previous = before.at(-1);
  if (ended.length === 0 && previous?.json === next.json) {
    const resumed = { ...previous, to: FOREVER, knownFrom: position };
    return { timeline: { segments: [...before.slice(0, -1), resumed], lastOn }, closed: [previous, last], opened: [resumed] };
  }
  return { timeline: { segments: [...before, ...ended, next], lastOn }, closed: [last], opened: [...ended, next] };
}

/** Folds all events of an entity anew, as corrected, in order of happening (the log decides within a day), as known at the last position. */
export function refold<S>({ initial, evolve }: Evolve<S>, timeline: Timeline<S>, events: readonly RecordedEvent[]): Revision<S> {
  const known = Math.max(...events.map((event) => event.position));
  const ordered = [...corrected(events)].sort((a, b) => (a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : a.position - b.position));
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
  // A correction never names a day after its own, so that this is never before the last day of any entry, corrected or not.
  const lastOn = events.reduce((latest, { occurredOn }) => (occurredOn > latest ? occurredOn : latest), '');
  return revise(timeline.segments, wanted, lastOn);
}

function revise<S>(current: readonly Segment<S>[], wanted: readonly Segment<S>[], lastOn: Day): Revision<S> {
  const same = (a: Segment<S>) => (b: Segment<S>) => a.from === b.from && a.to === b.to && a.json === b.json;
  const segments = wanted.map((segment) => current.find(same(segment)) ?? segment);
  return {
    timeline: { segments, lastOn },
    closed: current.filter((segment) => !segments.includes(segment)),
    opened: segments.filter((segment) => !current.includes(segment)),
  };
}

function segment<S>(from: Day, to: Day, state: S, knownFrom: Position): Segment<S> {
  return { from, to, state, json: canonicalJson(state), knownFrom };
}
