import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Answer } from '../api/answers.ts';
import { answerOf } from '../api/client.ts';
import { type CommandPath, sendCommand } from '../api/command.ts';
import { problemIn, type ProblemError } from '../api/problem.ts';
import type { Values } from './command-form.ts';

/** One sending of a form: where to, what, and at which revision seen. */
export type Sending = { readonly path: string; readonly values: Readonly<Record<string, string>>; readonly body: Values; readonly ifMatch?: number; readonly attach: readonly string[]; /** The deal that documents are attached to, where the path names something of it. */ readonly dealId?: string };

const ATTACH = '/api/v1/deals/{id}/documents';

/**
 * Sends what a form holds. An opened form keeps one key for one content: a second click, or another try after an
 * unknown outcome, is the same command and done once.
 */
export function useFormCommand(onDone: (answer: Answer) => void) {
  const queries = useQueryClient();
  const attempt = useRef<{ readonly key: string; readonly content: string } | null>(null);
  return useMutation<Answer, ProblemError, Sending>({
    mutationFn: async (sending) => {
      const content = JSON.stringify(sending);
      if (attempt.current?.content !== content) attempt.current = { key: crypto.randomUUID(), content };
      const { key } = attempt.current;
      const { path, values, body, ifMatch, attach, dealId } = sending;
      const answer = await sendCommand(path as CommandPath, body as never, { path: values, ...(ifMatch !== undefined && { ifMatch }), key });
      await Promise.all(attach.map((documentId) => attachQuietly(documentId, dealId === undefined ? values : { id: dealId }, `${key}/${documentId}`)));
      return answer;
    },
    onSuccess: async (answer) => {
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' && queryKey[0] !== 'openapi' });
      onDone(answer);
    },
  });
}

// The command itself is done; a document that somebody attached meanwhile is where it should be.
async function attachQuietly(documentId: string, path: Readonly<Record<string, string>>, key: string): Promise<void> {
  try {
    await sendCommand(ATTACH as CommandPath, { documentId } as never, { path, key });
  } catch (error) {
    if (problemIn(error).code !== 'deal.document-attached-already') throw error;
  }
}

/** The API's own description of itself, asked for once: forms check what they send by it. */
export function useOpenApi() {
  return useQuery({ queryKey: ['openapi'], staleTime: Number.POSITIVE_INFINITY, queryFn: () => answerOf<unknown>(readDocument()) });
}

async function readDocument(): Promise<{ data?: unknown; response: Response }> {
  const response = await fetch('/api/openapi.json', { headers: { accept: 'application/json' } });
  return { response, data: response.ok ? await response.json() : undefined };
}
