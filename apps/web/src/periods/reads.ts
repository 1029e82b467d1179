import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { afterOwnWrites } from '../api/position.ts';
import type { Periods, Report, Restatements } from './period-view.ts';

/** Every month that was closed, with its recognitions. */
export function usePeriods() {
  return useQuery({ queryKey: ['periods'], queryFn: () => answerOf<Periods>(api.GET('/api/v1/periods', { params: { query: { after: afterOwnWrites() } } })) });
}

/** The figures of a month as they were recognised the how-manieth time; without a number, as they are known now. */
export function useReport(period: string, unit: string | undefined, closing?: number) {
  return useQuery({
    queryKey: ['periods', period, 'report', unit, closing],
    queryFn: () => answerOf<Report>(api.GET('/api/v1/periods/{period}/report', { params: { path: { period }, query: { unit, closing, after: afterOwnWrites() } } })),
  });
}

/** What was entered or corrected for a month after it was first closed, page by page. */
export function useRestatements(period: string) {
  return useInfiniteQuery({
    queryKey: ['periods', period, 'restatements'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => answerOf<Restatements>(api.GET('/api/v1/periods/{period}/restatements', { params: { path: { period }, query: { limit: 50, cursor: pageParam, after: afterOwnWrites() } } })),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}
