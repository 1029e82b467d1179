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
    logger[level]({ context: rest.at(-1) }, message instanceof Error ? message.message : String(message));
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

/** An error nobody expected, with its stack; the parameters of a failed query are left out, they may hold what was typed. */
export function logFailure(logger: Logger, error: unknown, request: ApiRequest): void {
  const { type, message, stack } = error instanceof Error ? stdSerializers.err(error) : { type: typeof error, message: String(error), stack: '' };
  logger.error({ correlationId: correlationIdOf(request), route: request.routeOptions?.url ?? null, err: { type, message, stack } }, 'request failed');
}
