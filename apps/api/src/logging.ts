import type { LoggerService } from '@nestjs/common';
import type { ApiRequest } from '#wire';
import { correlationIdOf } from '#wire';
import type { FastifyReply } from 'fastify';
import { pino, stdSerializers, type Logger } from 'pino';

/** JSON lines on standard output. Personal data has no place in them: no bodies, no query strings, no names typed. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } });
}

/** Nest's own messages, through the same lines. */
export function nestLogger(logger: Logger): LoggerService {
  const write = (level: 'info' | 'warn' | 'error' | 'debug') => (message: unknown, ...rest: unknown[]) => {
    logger[level]({ context: rest.at(-1) }, message instanceof Error ? tellable(message).message : String(message));
  };
  return { log: write('debug'), warn: write('warn'), error: write('error'), debug: write('debug'), verbose: write('debug') };
}

const SLOW_MS = 1000;

/** One line a request: the pattern of its route, never its address. Ordinary ones at `debug`, slow ones at `warn`. */
export function logRequest(logger: Logger, request: ApiRequest, reply: FastifyReply): void {
  const ms = Math.round(reply.elapsedTime);
  const level = reply.statusCode >= 500 ? 'error' : ms > SLOW_MS ? 'warn' : 'debug';
  if (!logger.isLevelEnabled(level)) return;
  logger[level]({ correlationId: correlationIdOf(request), method: request.method, route: request.routeOptions.url ?? null, status: reply.statusCode, ms }, 'request');
}

/** An error nobody expected, with its stack. */
export function logFailure(logger: Logger, error: unknown, request: ApiRequest): void {
  logger.error({ correlationId: correlationIdOf(request), route: request.routeOptions?.url ?? null, err: tellable(error) }, 'request failed');
}

// Errors whose message repeats the value that was wrong: JSON that does not parse, and what PostgreSQL calls data
// exceptions and broken constraints (classes 22 and 23).
const REPEATS_VALUES = /^2[23][0-9A-Z]{3}$/;

/**
 * An error as it may stand in a log. The parameters of a failed query are left out, and so is a message that repeats what
 * was typed: its kind and code say enough.
 */
export function tellable(error: unknown): { readonly type: string; readonly message: string; readonly code?: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { type: typeof error, message: '' };
  const { type, message, stack } = stdSerializers.err(error);
  const code: unknown = (error as { code?: unknown }).code;
  const known = typeof code === 'string' ? { code } : {};
  const repeats = error instanceof SyntaxError || REPEATS_VALUES.test(known.code ?? '');
  if (!repeats) return { type, message, ...known, stack };
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).join('\n');
  return { type, message: 'left out: it repeats what was sent', ...known, stack: frames };
}
