import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { paths } from '../api/schema.d.ts';
import type { NoticeLine } from './notice-view.ts';

type Answered<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer B } } } } } ? B : never;

export type NoticePreferences = Answered<'/api/v1/notices/preferences'>;
export type Channel = Answered<'/api/v1/notices/channels'>['channels'][number];
export type Delivery = Answered<'/api/v1/notices/deliveries'>['deliveries'][number];
export type NewChannel = paths['/api/v1/notices/channels']['post']['requestBody']['content']['application/json'];

// What is told of an event is there a moment after it; who hears of no event at all still sees the bell within this time.
const POLL_MS = 20_000;
const ROWS = 30;
const key = (): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': crypto.randomUUID() });

/** How many are unread. */
export function useUnread() {
  return useQuery({ queryKey: ['notices', 'count'], queryFn: () => answerOf<{ unread: number; more: boolean }>(api.GET('/api/v1/notices/count')), refetchInterval: POLL_MS });
}

export function useNotices(unread: boolean) {
  return useInfiniteQuery({
    queryKey: ['notices', 'list', unread],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => answerOf<{ items: readonly NoticeLine[]; cursor: string | null }>(api.GET('/api/v1/notices', { params: { query: { ...(unread && { unread: 'true' as const }), limit: ROWS, cursor: pageParam } } })),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}

/** Marks one as read, or all of them when no id is given. */
export function useMarkRead() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id?: string) => answerOf(id === undefined ? api.POST('/api/v1/notices/read-all', { headers: key() }) : api.POST('/api/v1/notices/{id}/read', { params: { path: { id } }, headers: key() })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notices'] }),
  });
}

export function usePreferences() {
  return useQuery({ queryKey: ['notice-preferences'], queryFn: () => answerOf<NoticePreferences>(api.GET('/api/v1/notices/preferences')) });
}

export function useChoose() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ mail: _, ...body }: NoticePreferences) => answerOf<NoticePreferences>(api.PUT('/api/v1/notices/preferences', { body })),
    onSuccess: (answer) => queries.setQueryData(['notice-preferences'], answer),
  });
}

export function useChannels() {
  return useQuery({ queryKey: ['notice-channels'], queryFn: () => answerOf<{ channels: readonly Channel[] }>(api.GET('/api/v1/notices/channels')) });
}

export function useAddChannel() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: (body: NewChannel) => answerOf(api.POST('/api/v1/notices/channels', { body, headers: key() })), onSuccess: () => queries.invalidateQueries({ queryKey: ['notice-channels'] }) });
}

export function useRemoveChannel() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: (id: string) => answerOf(api.DELETE('/api/v1/notices/channels/{id}', { params: { path: { id } } })), onSuccess: () => queries.invalidateQueries({ queryKey: ['notice-channels'] }) });
}

/** Messages that did not arrive, of the channels one may edit. */
export function useDeadDeliveries() {
  return useQuery({ queryKey: ['notice-deliveries'], queryFn: () => answerOf<{ deliveries: readonly Delivery[] }>(api.GET('/api/v1/notices/deliveries', { params: { query: { state: 'dead' } } })) });
}

export function useRetryDelivery() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: (id: string) => answerOf(api.POST('/api/v1/notices/deliveries/{id}/retry', { params: { path: { id } }, headers: key() })), onSuccess: () => queries.invalidateQueries({ queryKey: ['notice-deliveries'] }) });
}
