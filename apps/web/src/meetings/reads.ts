import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { afterOwnWrites } from '../api/position.ts';
import type { MeetingKind, MeetingPage, MeetingView, OpenedDossier, Opinions, TrackedCondition } from './meeting-view.ts';

/** Meetings one may see, latest first. */
export function useMeetings(kind: MeetingKind | undefined) {
  return useInfiniteQuery({
    queryKey: ['meetings', kind],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => answerOf<MeetingPage>(api.GET('/api/v1/meetings', { params: { query: { kind, limit: 50, cursor: pageParam, after: afterOwnWrites() } } })),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}

/** One meeting as the log has it now. */
export function useMeeting(id: string) {
  // Members declare and score meanwhile; whoever records sees how many have.
  return useQuery({ queryKey: ['meeting', id], refetchInterval: 20_000, queryFn: () => answerOf<MeetingView>(api.GET('/api/v1/meetings/{id}', { params: { path: { id } } })) });
}

/** The dossier of an item, once this member has opened it. */
export function useDossier(id: string, itemId: string, enabled: boolean) {
  return useQuery({ enabled, queryKey: ['meeting', id, 'dossier', itemId], queryFn: () => answerOf<OpenedDossier>(api.GET('/api/v1/meetings/{id}/items/{itemId}/dossier', { params: { path: { id, itemId } } })) });
}

/** The departments' opinions on a deal. */
export function useOpinions(id: string) {
  return useQuery({ queryKey: ['case', id, 'opinions'], queryFn: () => answerOf<Opinions>(api.GET('/api/v1/deals/{id}/opinions', { params: { path: { id } } })) });
}

/** The conditions on which a deal's review passed it. */
export function useConditions(id: string) {
  return useQuery({ queryKey: ['case', id, 'conditions'], queryFn: () => answerOf<{ readonly conditions: readonly TrackedCondition[] }>(api.GET('/api/v1/deals/{id}/conditions', { params: { path: { id } } })) });
}
