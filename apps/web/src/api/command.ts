import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Answer } from './answers.ts';
import { answerOf, api } from './client.ts';
import { rememberWrite } from './position.ts';
import { problemIn, type ProblemError } from './problem.ts';
import type { paths } from './schema.d.ts';

type Posted<P extends keyof paths> = paths[P] extends { post: { requestBody?: { content: { 'application/json': infer B } } } } ? B : never;

/** The paths that take a command. */
export type CommandPath = { [P in keyof paths]: Posted<P> extends never ? never : P }[keyof paths];

/** What a command takes, as the API's document says. */
export type CommandInput<P extends CommandPath> = Posted<P>;

type Target = { readonly path?: Readonly<Record<string, string>>; readonly ifMatch?: number };
type Post = (path: string, init: { params: { path?: Readonly<Record<string, string>>; header: Readonly<Record<string, string>> }; body: unknown }) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** Sends a command under a key; sent again under the same key it is answered as the first time. */
export async function sendCommand<P extends CommandPath>(path: P, input: CommandInput<P>, { path: params, ifMatch, key }: Target & { readonly key: string }): Promise<Answer> {
  const header = { 'Idempotency-Key': key, ...(ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` }) };
  const answer = await answerOf<Answer>((api.POST as unknown as Post)(path, { params: { ...(params && { path: params }), header }, body: input }));
  rememberWrite(answer.position);
  return answer;
}

type Attempt = { readonly key: string; readonly content: string };

/**
 * A command of a form. The key is kept while the same content is sent again after an unknown outcome (no network, 5xx),
 * and made anew for other content or after an answer.
 */
export function useCommand<P extends CommandPath>(path: P, target: Target = {}) {
  const queries = useQueryClient();
  const attempt = useRef<Attempt | null>(null);
  return useMutation<Answer, ProblemError, CommandInput<P>>({
    mutationFn: async (input) => {
      const content = JSON.stringify([path, target, input]);
      if (attempt.current?.content !== content) attempt.current = { key: crypto.randomUUID(), content };
      try {
        const answer = await sendCommand(path, input, { ...target, key: attempt.current.key });
        attempt.current = null;
        return answer;
      } catch (error) {
        if (!isOutcomeUnknown(problemIn(error).status)) attempt.current = null;
        throw error;
      }
    },
    // Boards, lists, the case itself: whatever is on the screen may show what was just done.
    onSuccess: () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' }),
  });
}

const isOutcomeUnknown = (status: number): boolean => status === 0 || status >= 500;
