/** A problem document (RFC 9457) as the server sends it: `title` is a sentence in the reader's language. */
export type Problem = {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly correlationId?: string;
};

/** What a failed request throws; `problem.code` tells failures apart. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
    this.name = 'ProblemError';
  }
}

/** The problem a body describes; of a body that is none, one with the status only. */
export function problemOf(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body && 'title' in body) return { ...(body as Problem), status };
  return { status, code: status === 0 ? 'web.offline' : 'web.unexpected', title: '', facts: {} };
}

/** The problem inside whatever was thrown. */
export function problemIn(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : problemOf(undefined, error instanceof TypeError ? 0 : 500);
}
