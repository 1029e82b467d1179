import type { Json, RecordedEvent } from '#event-store';

/** A row as the database holds it: column → JSON value. */
export type Row = { readonly [column: string]: Json | undefined };

/**
 * A plain projection: one row per key, folded in log order. Pure; a row of `undefined` is one that is not there, and
 * answering `undefined` removes it. Everything that concerns one row is in one stream: after a correction it is folded
 * anew from there, unless the projection takes corrections for events like any other.
 */
export type RowProjection = {
  readonly table: string;
  /** The primary key column; `keys` answers its values. */
  readonly key: string;
  readonly takesCorrections?: true;
  keys(event: RecordedEvent): readonly string[];
  evolve(row: Row | undefined, event: RecordedEvent, key: string): Row | undefined;
};

/** Where an entity is counted: a unit, a stage and an amount in 分; undefined when it is on no board. */
export type Place = { readonly unit: string; readonly stage: string; readonly amount: number };

/**
 * A projection over both clocks: per entity, states over the days they held, each with the positions between which
 * that was known (DESIGN 6). `evolve` folds in order of happening, so it takes any event in any state and never throws.
 */
export type TemporalProjection<S> = {
  readonly table: string;
  readonly initial: S;
  entitiesOf(event: RecordedEvent): readonly string[];
  evolve(state: S, event: RecordedEvent): S;
  place(state: S): Place | undefined;
};

/** An append-only table of events by what they concern; temporal projections re-read their late entities from it. */
export type HistoryProjection = {
  readonly table: string;
  entitiesOf(event: RecordedEvent): readonly string[];
};

/** A temporal projection over a state that only it knows. */
export type AnyTemporalProjection = Omit<TemporalProjection<unknown>, 'evolve' | 'place'> & {
  evolve(state: never, event: RecordedEvent): unknown;
  place(state: never): Place | undefined;
};

/** Everything one read schema holds, kept by one pass over the log at one position. `version` names its shape. */
export type ReadModel = {
  readonly version: string;
  /** Creates the tables and indexes in the current schema of the connection. */
  readonly sql: string;
  readonly rows: readonly RowProjection[];
  readonly history: HistoryProjection;
  readonly temporal: readonly AnyTemporalProjection[];
};
