import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { Promises } from './promise-view.ts';

/** The promises of a deal in both directions, and what is claimed back. */
export function usePromises(id: string) {
  return useQuery({ queryKey: ['case', id, 'promises'], queryFn: () => answerOf<Promises>(api.GET('/api/v1/deals/{id}/commitments', { params: { path: { id } } })) });
}
