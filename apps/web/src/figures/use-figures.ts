import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { afterOwnWrites } from '../api/position.ts';
import type { paths } from '../api/schema.d.ts';
import type { AsOf } from '../url/as-of.ts';

type Ok<Path extends '/api/v1/figures' | '/api/v1/figures/{name}' | '/api/v1/figures/{name}/events'> = paths[Path]['get']['responses'][200]['content']['application/json'];

/** A figure as the list describes it, one of its versions, and what is computed. */
export type FigureInfo = Ok<'/api/v1/figures'>['figures'][number];
export type FigureVersion = FigureInfo['versions'][number];
export type Figure = Ok<'/api/v1/figures/{name}'>;
export type FigureColumn = Figure['columns'][number];
export type FigureLine = Figure['lines'][number];
export type Scale = FigureColumn['scale'];
export type Evidence = Ok<'/api/v1/figures/{name}/events'>['items'][number];

/** What a screen asks of a figure; a period that a figure does not take is left out by `askedOf`. */
export type Asking = { readonly unit?: string; readonly period?: string; readonly definition?: number; readonly from?: string };

const PAGE = 50;
const clocks = ({ known, happened }: AsOf): { known?: string; happened?: string; after?: number } => ({ known, happened, ...(known === undefined && { after: afterOwnWrites() }) });

/** Of what a screen asks, what a version of a figure takes. */
export function askedOf({ options, version }: FigureVersion, asking: Asking): Asking {
  return { unit: asking.unit, definition: version, ...(options.includes('period') && { period: asking.period }), ...(options.includes('from') && { from: asking.from }) };
}

/** Every figure there is; they change with the program alone. */
export function useFigureInfos() {
  return useQuery({ queryKey: ['figures'], staleTime: Number.POSITIVE_INFINITY, queryFn: async () => (await answerOf<Ok<'/api/v1/figures'>>(api.GET('/api/v1/figures'))).figures });
}

/** A figure computed. */
export function useFigure(name: string, asking: Asking, asOf: AsOf, enabled = true) {
  return useQuery({
    queryKey: ['figure', name, asking, asOf],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: () => answerOf<Figure>(api.GET('/api/v1/figures/{name}', { params: { path: { name }, query: { ...asking, ...clocks(asOf) } as never } })),
  });
}

/** The cases behind one line, page by page, at the very position the figure was computed at. */
export function useEvidence(figure: Figure, line: string | undefined, asking: Asking) {
  const { name, asOf: { position, happened } } = figure;
  return useInfiniteQuery({
    queryKey: ['evidence', name, asking, position, happened, line],
    enabled: line !== undefined,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answerOf<Ok<'/api/v1/figures/{name}/events'>>(
        api.GET('/api/v1/figures/{name}/events', { params: { path: { name }, query: { ...asking, line, known: position, ...(happened !== null && { happened }), limit: PAGE, cursor: pageParam } as never } }),
      ),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}
