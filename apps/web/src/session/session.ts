import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Me } from '../api/answers.ts';
import { answerOf, api } from '../api/client.ts';
import { forgetWrites } from '../api/position.ts';
import type { ProblemError } from '../api/problem.ts';

/** Why nobody is signed in: not yet, one's session ended, or one left. */
type Absence = 'not-yet' | 'ended' | 'left';
let absence: Absence = 'not-yet';

/** Why nobody is signed in, so that the sign-in page can say so. */
export const absenceReason = (): Absence => absence;

/** The server no longer knows the session. */
export function sessionEnded(queries: QueryClient): void {
  if (queries.getQueryData(['me'])) absence = 'ended';
  queries.setQueryData(['me'], null);
}

/** Who is signed in, for every page inside the shell. */
export const MeContext = createContext<Me | null>(null);

/** Who is signed in; only inside the shell. */
export function useSignedIn(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('used outside the shell');
  return me;
}

/** Whether the account may use an operation on something; whether on this case, the case itself says. */
export const may = (me: Me, operation: string): boolean => me.allowed.includes(operation);

export type Credentials = { readonly account: string; readonly password: string; readonly code?: string };

/** What this installation is, for whoever has not signed in yet. */
export const useAbout = () => useQuery({ queryKey: ['about'], queryFn: () => answerOf<{ readonly demonstration: boolean; readonly oidc: boolean }>(api.GET('/api/v1/about')), staleTime: Infinity, retry: false });

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation<Me, ProblemError, Credentials>({
    mutationFn: (body) => answerOf<Me>(api.POST('/api/v1/session', { body })),
    onSuccess: () => {
      forgetWrites();
      absence = 'not-yet';
      // Nothing of whoever sat here before may be seen by the next; who this is, is asked anew.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
      return queries.invalidateQueries({ queryKey: ['me'] });
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf<void>(api.DELETE('/api/v1/session')),
    onSettled: () => {
      forgetWrites();
      absence = 'left';
      queries.setQueryData(['me'], null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
    },
  });
}
