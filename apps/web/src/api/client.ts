import createClient from 'openapi-fetch';
import { actingFor } from './acting.ts';
import { ProblemError, problemOf } from './problem.ts';
import type { paths } from './schema.d.ts';
import { currentLanguage } from '../texts/language.ts';

/** The API as its document describes it. Paths carry `/api/v1`; the session is a cookie. */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? '', credentials: 'same-origin' });

// Where a password is asked for, 401 says that it was not right, and nothing of the session.
const ASKS_PASSWORD: ReadonlySet<string> = new Set(['/api/v1/session', '/api/v1/me/password', '/api/v1/me/second-factor', '/api/v1/me/second-factor/removal']);

const expired = new Set<() => void>();

/** Calls back when a request was answered 401: the session has ended. */
export function onSessionEnd(listener: () => void): () => void {
  expired.add(listener);
  return () => expired.delete(listener);
}

api.use({
  onRequest({ request }) {
    request.headers.set('accept-language', currentLanguage() === 'en' ? 'en' : 'zh-CN');
    const principal = actingFor();
    if (principal !== null) request.headers.set('x-on-behalf-of', principal);
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && !ASKS_PASSWORD.has(schemaPath)) for (const listener of expired) listener();
    return undefined;
  },
});

type Fetched = { readonly data?: unknown; readonly error?: unknown; readonly response: Response };

/** The answer of a request, or its problem thrown. The type is what `answers.ts` says where the document says "object". */
export async function answerOf<T>(fetched: Promise<Fetched>): Promise<T> {
  const { data, error, response } = await fetched;
  if (!response.ok) throw new ProblemError(problemOf(error, response.status));
  return data as T;
}
