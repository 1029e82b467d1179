import type { AttractionKind, Stage } from '../api/answers.ts';
import type { paths } from '../api/schema.d.ts';
import { STAGES } from '../domain/stages.ts';

type AnswerOf<P extends '/api/v1/figures' | '/api/v1/figures/{name}' | '/api/v1/figures/{name}/events'> = paths[P]['get']['responses'][200]['content']['application/json'];
export type Yardsticks = paths['/api/v1/yardsticks']['get']['responses'][200]['content']['application/json'];
export type FigureList = AnswerOf<'/api/v1/figures'>;
export type Figure = AnswerOf<'/api/v1/figures/{name}'>;
export type Behind = AnswerOf<'/api/v1/figures/{name}/events'>;
export type Described = FigureList['figures'][number];
export type Line = Figure['lines'][number];
export type Column = Figure['columns'][number];
export type Scale = Column['scale'];

/** What a figure is asked for, besides its place on both clocks. */
export type Asked = Options & { readonly name: string; readonly definition?: number | undefined; readonly unit?: string | undefined; readonly period?: string | undefined };

/** What only some figures take: the kind of attraction, the column counted from, the chain, an adopted entry standard, or one that is thought of. */
export type Options = {
  readonly kind?: AttractionKind | undefined;
  readonly from?: Exclude<Stage, 'closed'> | undefined;
  readonly chain?: string | undefined;
  readonly standard?: string | undefined;
  readonly intensity?: 'total' | 'fixed' | undefined;
  readonly investmentPerMu?: number | undefined;
  readonly outputPerMu?: number | undefined;
  readonly taxPerMu?: number | undefined;
};

const KINDS: readonly AttractionKind[] = ['capital', 'talent', 'technology', 'platform'];
export const THRESHOLDS = ['investmentPerMu', 'outputPerMu', 'taxPerMu'] as const;

/** The options of an address, cut down to those that a version of a figure takes and that can be read. */
export function optionsIn(params: URLSearchParams, taken: readonly string[]): Options {
  const of = (name: string): string | undefined => (taken.includes(name) ? (params.get(name) ?? undefined) : undefined);
  const thought = taken.includes('standard') && !params.has('standard');
  const fen = (name: string): number | undefined => (thought && /^\d{1,11}$/.test(params.get(name) ?? '') ? Number(params.get(name)) : undefined);
  const chain = of('chain');
  const standard = of('standard');
  return {
    kind: KINDS.find((kind) => kind === of('kind')),
    from: STAGES.filter((stage) => stage !== 'closed').find((stage) => stage === of('from')),
    chain: chain !== undefined && /^[A-Z]{2,4}$/.test(chain) ? chain : undefined,
    standard: standard !== undefined && /^\d{4}-\d\d-\d\d$/.test(standard) ? standard : undefined,
    intensity: thought ? (['total', 'fixed'] as const).find((intensity) => intensity === params.get('intensity')) : undefined,
    investmentPerMu: fen('investmentPerMu'), outputPerMu: fen('outputPerMu'), taxPerMu: fen('taxPerMu'),
  };
}

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
