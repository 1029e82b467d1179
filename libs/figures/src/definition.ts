import type { AttractionKind } from '#deals';
import type { Position } from '#event-store';
import type { Day } from '#measures';
import type { Stage, Track } from '#pipeline';
import type { Period } from './period.ts';
import type { References, Thresholds } from './references.ts';
import type { FigureSettings } from './settings.ts';

/**
 * What a number counts: projects; millionths of a project (a shared one); 分; basis points; days; 分 per 亩; hundredths of a
 * 亩; hundredths of a point; a rank; or whatever its line says.
 */
export type Scale = 'count' | 'millionths' | 'fen' | 'bp' | 'days' | 'fen-per-mu' | 'centi-mu' | 'points' | 'rank' | 'line';

/** A column of a figure's table. */
export type FigureColumn = { readonly name: string; readonly scale: Scale };

/** A line of a figure: what it is of, and a number per column; null where there is nothing to say. */
export type Line = {
  readonly key: string;
  /** The scale of the columns that leave it to the line. */
  readonly scale?: Scale;
  readonly facts?: Readonly<Record<string, string | readonly string[]>>;
  readonly cells: Readonly<Record<string, number | null>>;
};

/** A case behind a number: in which line, since when, with how much, and the positions of the events that say so. */
export type Evidence = { readonly line: string; readonly case: string; readonly on: Day; readonly value: number; readonly events: readonly Position[] };

/** A figure computed; the evidence is only gathered when somebody asks for it. */
export type Result = { readonly lines: readonly Line[]; readonly evidence: () => readonly Evidence[] };

/** What is asked, everything resolved. `unit` null: the whole zone. `on`: the day the figure is of. */
export type Question = {
  readonly unit: string | null;
  readonly on: Day;
  readonly period: Period;
  readonly settings: FigureSettings;
  readonly kind?: AttractionKind;
  /** The column whose entries make the cohort. */
  readonly from?: Stage;
  readonly chain?: string;
  /** The first day of an adopted standard, or thresholds that somebody thinks of. */
  readonly standard?: Day;
  readonly thresholds?: Thresholds;
};

/** The options of a question that only some figures take. */
export type Option = 'period' | 'kind' | 'from' | 'chain' | 'standard';

/** A track as a figure gets it: the case, and only the members the definition needs. */
export type Rows<N extends keyof Track = keyof Track> = { readonly tracks: readonly ({ readonly id: string } & Pick<Track, N>)[]; readonly references: References };

/** A figure under one definition: once published it is never edited, a new version stands beside it. */
export type Definition = {
  readonly name: string;
  readonly version: number;
  readonly columns: readonly FigureColumn[];
  readonly options: readonly Option[];
  readonly needs: readonly (keyof Track)[];
  /** Only tracks that have entered this column are read. */
  readonly entered?: Stage;
  compute(rows: Rows, question: Question): Result;
};

type Drafted<N extends keyof Track> = Omit<Definition, 'needs' | 'compute'> & { readonly needs: readonly N[]; compute(rows: Rows<N>, question: Question): Result };

/** Writes a definition down; its `compute` sees no more of a track than it says it needs. */
export const define = <N extends keyof Track>(definition: Drafted<N>): Definition => definition;

/** Columns by name and scale. */
export const columnsOf = (scales: Readonly<Record<string, Scale>>): readonly FigureColumn[] => Object.entries(scales).map(([name, scale]) => ({ name, scale }));
