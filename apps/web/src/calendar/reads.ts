import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { afterOwnWrites } from '../api/position.ts';
import { type CalendarPage, daysOfMonth } from './calendar-view.ts';

/** What falls due in a month, of the deals one may see; of one unit when it is named. */
export function useCalendar(month: string, unit: string | undefined) {
  return useInfiniteQuery({
    queryKey: ['calendar', month, unit],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => answerOf<CalendarPage>(api.GET('/api/v1/commitments/calendar', { params: { query: { ...daysOfMonth(month), unit, limit: 100, cursor: pageParam, after: afterOwnWrites() } } })),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}
