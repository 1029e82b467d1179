import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Me } from '../api/answers.ts';
import { answerOf, api } from '../api/client.ts';
import { forgetWrites } from '../api/position.ts';
import type { ProblemError } from '../api/problem.ts';

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

export type Credentials = { readonly account: string; readonly password: string };

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation<Me, ProblemError, Credentials>({
    mutationFn: (body) => answerOf<Me>(api.POST('/api/v1/session', { body })),
    onSuccess: () => {
      forgetWrites();
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
      queries.setQueryData(['me'], null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
    },
  });
}
