import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { afterOwnWrites } from '../api/position.ts';
import { clocks } from '../api/reads.ts';
import type { AsOf } from '../url/as-of.ts';
import type { Asked, Behind, Figure, FigureList, Yardsticks } from './figure-view.ts';

/** Every figure there is, with its definitions in words; they change with the server alone. */
export function useFigures() {
  return useQuery({ queryKey: ['figures'], staleTime: Number.POSITIVE_INFINITY, queryFn: () => answerOf<FigureList>(api.GET('/api/v1/figures')) });
}

/** A figure at a place on both clocks. */
export function useFigure({ name, ...asked }: Asked, asOf: AsOf) {
  return useQuery({
    queryKey: ['figure', name, asked, asOf],
    placeholderData: (before: Figure | undefined) => (before?.name === name ? before : undefined),
    queryFn: () => answerOf<Figure>(api.GET('/api/v1/figures/{name}', { params: { path: { name }, query: { ...asked, ...clocks(asOf) } } })),
  });
}

/** The cases behind a line of a figure, page by page. */
export function useBehind({ name, ...asked }: Asked, line: string, asOf: AsOf) {
  return useInfiniteQuery({
    queryKey: ['figure', name, asked, asOf, 'behind', line],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => answerOf<Behind>(api.GET('/api/v1/figures/{name}/events', { params: { path: { name }, query: { ...asked, ...clocks(asOf), line, limit: 50, cursor: pageParam } } })),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}

/** The scoring schemes and entry standards that were adopted. */
export function useYardsticks(enabled = true) {
  return useQuery({ queryKey: ['yardsticks'], enabled, queryFn: () => answerOf<Yardsticks>(api.GET('/api/v1/yardsticks', { params: { query: { after: afterOwnWrites() } } })) });
}
