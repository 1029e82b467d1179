import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { ProblemError } from '../api/problem.ts';

type Post = (path: string, init: { params: { path?: Readonly<Record<string, string>>; header: Readonly<Record<string, string>> }; body: unknown }) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** What is sent to a path of one's own account or of an officer, and what of the screen it makes stale. */
export type Posting = { readonly path: string; readonly of?: Readonly<Record<string, string>>; readonly body: object };

/** Sends what is no command of the log: passwords, factors, tokens, delegations. */
export function usePosting<A>(onDone?: (answer: A) => void) {
  const queries = useQueryClient();
  return useMutation<A, ProblemError, Posting>({
    mutationFn: ({ path, of, body }) => answerOf<A>((api.POST as unknown as Post)(path, { params: { ...(of && { path: of }), header: { 'Idempotency-Key': crypto.randomUUID() } }, body })),
    onSuccess: async (answer) => {
      onDone?.(answer);
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'account' || queryKey[0] === 'me' });
    },
  });
}
