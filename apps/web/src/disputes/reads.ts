import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { Dispute, Replay } from './dispute-view.ts';

/** The disputes over a lead, and those raised on it; a side reads them even when the lead itself is closed to it by now. */
export function useDisputes(lead: string, enabled = true) {
  return useQuery({ queryKey: ['case', lead, 'disputes'], enabled, retry: false, queryFn: () => answerOf<{ disputes: readonly Dispute[] }>(api.GET('/api/v1/leads/{id}/disputes', { params: { path: { id: lead } } })) });
}

/** What both sides of a dispute did, in the order of the log. */
export function useReplay(lead: string, dispute: string) {
  return useQuery({ queryKey: ['case', lead, 'disputes', dispute], queryFn: () => answerOf<Replay>(api.GET('/api/v1/leads/{id}/disputes/{dispute}/replay', { params: { path: { id: lead, dispute } } })) });
}
