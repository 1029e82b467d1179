import type { paths } from '../api/schema.d.ts';

type AnswerOf<P extends '/api/v1/figures' | '/api/v1/figures/{name}' | '/api/v1/figures/{name}/events'> = paths[P]['get']['responses'][200]['content']['application/json'];
export type FigureList = AnswerOf<'/api/v1/figures'>;
export type Figure = AnswerOf<'/api/v1/figures/{name}'>;
export type Behind = AnswerOf<'/api/v1/figures/{name}/events'>;
export type Described = FigureList['figures'][number];
export type Line = Figure['lines'][number];
export type Column = Figure['columns'][number];
export type Scale = Column['scale'];

/** What a figure is asked for, besides its place on both clocks. */
export type Asked = { readonly name: string; readonly definition?: number | undefined; readonly unit?: string | undefined; readonly period?: string | undefined };

/** The cases behind which number: of a line, or of one measure of a unit in the league; a total has none beside its parts'. */
export function lineBehind({ name }: Pick<Figure, 'name'>, { key }: Pick<Line, 'key'>, column?: string): string | undefined {
  if (name !== 'league') return column === undefined && key !== 'total' ? key : undefined;
  const [measure, part] = column?.split('.') ?? [];
  return part === 'actual' ? `${key} ${measure}` : undefined;
}

/** The periods offered for a day: the year to date, its quarters so far, and the year before. */
export function periodsOn(today: string): readonly string[] {
  const year = Number(today.slice(0, 4));
  const quarter = Math.ceil(Number(today.slice(5, 7)) / 3);
  const quarters = Array.from({ length: quarter }, (_, index) => `${year}-Q${quarter - index}`);
  return [`${year}-ytd`, ...quarters, String(year), String(year - 1)];
}
