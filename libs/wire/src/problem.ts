import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { InvalidEvent, RefusedError, type RefusalKind, UnknownOutcome, WrongRevision } from '#event-store';
import type { FastifyReply } from 'fastify';
import { languageOf, type Language } from './language.ts';
import { type ApiRequest, correlationIdOf, pathOf } from './request.ts';
import { textOf } from './texts/index.ts';

/** Why a request failed: the status, the stable code and its facts. */
export type Problem = { readonly status: number; readonly code: string; readonly facts: Readonly<Record<string, unknown>> };

const STATUS: Readonly<Record<RefusalKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  duplicate: 409,
  stale: 412,
  rule: 422,
  'precondition-required': 428,
  'too-many': 429,
  unavailable: 503,
};

const CODES: Readonly<Record<number, string>> = {
  400: 'wire.malformed',
  404: 'wire.unknown-route',
  405: 'wire.method-not-allowed',
  413: 'wire.too-large',
  415: 'wire.media-type',
  429: 'wire.too-many',
};

const NO_ROOM: Problem = { status: 507, code: 'wire.no-room', facts: { retryAfter: 60 } };
const INTERNAL: Problem = { status: 500, code: 'wire.internal', facts: {} };

/** The problem an error stands for; whatever is not known here is 500 and tells nothing of itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RefusedError) return { status: STATUS[error.kind], code: error.code, facts: error.facts };
  if (error instanceof InvalidEvent) return { status: 400, code: 'wire.unstorable', facts: { reason: error.message } };
  if (error instanceof WrongRevision) return { status: 412, code: 'command.revision-moved', facts: { actual: error.actual } };
  if (error instanceof UnknownOutcome) return { status: 503, code: 'command.outcome-unknown', facts: { retryAfter: 1 } };
  if (isFull(error)) return NO_ROOM;
  return isAway(error) ? ofHttp(503) : ofHttp(statusOf(error));
}

// A database that is down or coming back is nobody's mistake: node-postgres tells it by a code of the system or of the
// server (classes 08 connection, 53 resources, 57P0x shutdown and start), or, of a connection cut under a query, in words alone.
const AWAY_CODE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08\w{3}|53\w{3}|57P0[123])$/;
const AWAY_WORDS = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/;

// A disk that is full, below the keys and uploads or below PostgreSQL: what was asked has not been done, and somebody must make room.
const FULL_CODE = /^(ENOSPC|EDQUOT|53100)$/;

function isFull(error: unknown): boolean {
  return error instanceof Error && FULL_CODE.test(String((error as Error & { code?: unknown }).code));
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, message } = error as Error & { code?: unknown };
  return typeof code === 'string' ? AWAY_CODE.test(code) : AWAY_WORDS.test(message);
}

function ofHttp(status: number): Problem {
  if (status === 503) return { status, code: 'wire.unavailable', facts: { retryAfter: 5 } };
  if (status < 400 || status >= 500) return INTERNAL;
  return { status, code: CODES[status] ?? 'wire.refused', facts: {} };
}

/** The status an error of the framework carries (Nest's and Fastify's own 4xx), 500 for any other error. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode, code } = (error ?? {}) as { statusCode?: unknown; code?: unknown };
  if (code === 'vault.text-malformed') return 400;
  return typeof statusCode === 'number' && typeof code === 'string' && code.startsWith('FST_') ? statusCode : 500;
}

/** What the filter tells others: unexpected errors to the log, every 4xx to whoever records refused accesses. */
export type ProblemFilterOptions = {
  readonly failed: (error: unknown, request: ApiRequest) => void;
  readonly refused?: (problem: Problem, request: ApiRequest) => void | Promise<void>;
  /** The methods a path takes, so that a wrong method is told from a wrong path. */
  readonly methodsOf?: (path: string) => readonly string[];
};

/** The one place where an error becomes an answer: a problem document (RFC 9457) in the reader's language. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly options: ProblemFilterOptions) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<ApiRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = await this.recorded(this.withMethods(problemOf(error), request, reply), request);
    if (problem.status >= 500) this.options.failed(error, request);
    if (!reply.sent) sendProblem(problem, request, reply);
  }

  private withMethods(problem: Problem, request: ApiRequest, reply: FastifyReply): Problem {
    const methods = problem.code === 'wire.unknown-route' ? this.options.methodsOf?.(pathOf(request)) ?? [] : [];
    if (methods.length === 0 || methods.includes(request.method)) return problem;
    reply.header('allow', methods.join(', '));
    return { status: 405, code: 'wire.method-not-allowed', facts: { method: request.method } };
  }

  /** A refusal that cannot be recorded is not given: the reader gets 503 instead of what was refused. */
  private async recorded(problem: Problem, request: ApiRequest): Promise<Problem> {
    try {
      if (problem.status < 500) await this.options.refused?.(problem, request);
      return problem;
    } catch (error) {
      this.options.failed(error, request);
      return { status: 503, code: 'wire.unavailable', facts: { retryAfter: 5 } };
    }
  }
}

/** Sends a problem as a document, with `Retry-After` when its facts name one. */
export function sendProblem({ status, code, facts }: Problem, request: ApiRequest, reply: Pick<FastifyReply, 'status' | 'header' | 'send'>): void {
  const correlationId = correlationIdOf(request);
  const language: Language = languageOf(request.headers['accept-language']);
  const retryAfter = facts['retryAfter'];
  if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter));
  reply
    .status(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .header('cache-control', 'no-store')
    .send({ type: `/problems/${code}`, title: textOf(code, { ...facts, correlationId }, language), status, code, facts, correlationId });
}
