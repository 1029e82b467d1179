import type { Position } from '#event-store';
import type { Day } from '#measures';
import type { TemporalProjection } from './projection.ts';
import { type Revision, type Segment, STILL_KNOWN } from './timeline.ts';
import { type Delta, deltasOf } from './totals.ts';

/** A row of a temporal table: a state, the days it held, and the positions between which that was known. */
export type Rectangle = { entity: string; known_from: Position; known_to: Position; happened_from: string; happened_to: string; unit: string | null; stage: string | null; amount: number; state: object };

/** A rectangle written earlier that is no longer known from a position on. */
export type Closing = { readonly entity: string; readonly known_from: Position; readonly happened_from: string; readonly known_to: Position };

/** The rectangles and deltas of some revisions. A rectangle opened and closed among them is written once, closed. */
export class TemporalBatch<S> {
  private readonly open = new Map<string, Rectangle>();
  readonly closed: Closing[] = [];
  readonly deltas: Delta[] = [];

  constructor(private readonly projection: Pick<TemporalProjection<S>, 'place'>) {}

  get opened(): readonly Rectangle[] {
    return [...this.open.values()];
  }

  add(entity: string, revision: Revision<S>, position: Position, knownOn: Day): void {
    for (const segment of revision.closed) this.closeOne(entity, segment, position);
    for (const segment of revision.opened) this.openOne(entity, segment);
    this.deltas.push(...deltasOf(revision, (state) => this.projection.place(state), position, knownOn));
  }

  private openOne(entity: string, { from, to, state, knownFrom }: Segment<S>): void {
    const place = this.projection.place(state);
    const [unit, stage, amount] = place ? [place.unit, place.stage, place.amount] : [null, null, 0];
    this.open.set(`${entity} ${knownFrom} ${from}`, { entity, known_from: knownFrom, known_to: STILL_KNOWN, happened_from: from, happened_to: to, unit, stage, amount, state: state as object });
  }

  private closeOne(entity: string, { from, knownFrom }: Segment<S>, known_to: Position): void {
    const rectangle = this.open.get(`${entity} ${knownFrom} ${from}`);
    if (rectangle) rectangle.known_to = known_to;
    else this.closed.push({ entity, known_from: knownFrom, happened_from: from, known_to });
  }
}
