import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Actor, RefusedError } from '#event-store';
import type { FastifyRequest } from 'fastify';

/** Who sent a request, as the session or token says, and by which of the two. */
export type SignedIn = { readonly account: string; readonly actor: Actor; readonly by: 'cookie' | 'bearer' };

/** A request as guards, decorators and the problem filter see it; `signedIn` is missing on public routes. */
export type ApiRequest = FastifyRequest & { signedIn?: SignedIn };

/** The signed-in sender of a request; throws `access.session-missing` where a route forgot its guard. */
export function signedInOf(request: ApiRequest): SignedIn {
  if (!request.signedIn) throw new RefusedError('unauthenticated', 'access.session-missing');
  return request.signedIn;
}

/** Parameter decorator: the `Actor` of the session, for queries; commands take `@Context`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => signedInOf(context.switchToHttp().getRequest<ApiRequest>()).actor);

const CORRELATION = /^[A-Za-z0-9._-]{8,64}$/;

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The correlation id of a request: `X-Correlation-Id` when it is 8 to 64 plain characters, else the trace id of a W3C
 * `traceparent`, else the server's request id.
 */
export function correlationIdOf(request: ApiRequest): string {
  const { 'x-correlation-id': sent, traceparent } = request.headers;
  if (typeof sent === 'string' && CORRELATION.test(sent)) return sent;
  return (typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined) ?? request.id;
}

/** The path of a request without its query, which may hold what must not be logged. */
export function pathOf(request: ApiRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}
