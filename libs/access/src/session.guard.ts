import { type CanActivate, type ExecutionContext, Inject, Injectable, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RefusedError } from '#event-store';
import type { ApiRequest } from '#wire';
import { Delegations } from './delegations.ts';
import { ROUTE_NEEDS, type RouteNeed } from './needs.ts';
import { mayAccess, type Operation } from './policy.ts';
import { PUBLIC_URL, sessionCookie } from './session-cookie.ts';
import { type Found, Sessions } from './sessions.ts';
import { coveredBy } from './token-scopes.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets nobody in without a session or token, no other site in with somebody's cookie, and no role where the policy has
 * nothing for it. Bound to every route; one that does not say what it needs lets nobody in.
 */
@Injectable()
export class SessionGuard implements CanActivate {
  private readonly cookie: string;
  private readonly ownOrigin: string | undefined;

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(Delegations) private readonly delegations: Delegations,
    @Optional() @Inject(PUBLIC_URL) publicUrl?: string,
  ) {
    this.cookie = sessionCookie(publicUrl).name;
    this.ownOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const needs = this.reflector.getAllAndOverride<readonly RouteNeed[] | undefined>(ROUTE_NEEDS, [context.getHandler(), context.getClass()]) ?? [];
    const changes = !READING.has(request.method);
    const token = bearerOf(request);
    if (changes && token === undefined) this.refuseCrossSite(request);
    if (needs.includes('public')) return true;
    const cookie = request.cookies?.[this.cookie];
    const found = token !== undefined ? await this.sessions.find(token, 'bearer') : cookie ? await this.sessions.find(cookie, 'cookie') : undefined;
    if (!found) throw new RefusedError('unauthenticated', token || cookie ? 'access.session-ended' : 'access.session-missing');
    request.signedIn = found;
    if (needs.includes('own')) refuseToken(found, changes);
    else request.signedIn = await this.permitted(found, needs as readonly Operation[], request, changes);
    if (changes && found.by === 'cookie') refuseFormPost(request);
    return true;
  }

  /** Whoever may do one of a route's operations, for themselves or for another; the session goes on under that role. */
  private async permitted(found: Found, operations: readonly Operation[], request: ApiRequest, changes: boolean): Promise<Found> {
    if (found.factorMissing) throw new RefusedError('forbidden', 'access.second-factor-missing');
    if (!operations.some((operation) => coveredBy(found.scopes, operation, changes))) throw new RefusedError('forbidden', 'access.token-scope', { operation: operations[0] ?? request.method });
    const principal = principalOf(request);
    const actor = principal === undefined ? found.actor : await this.delegations.actorFor(found.actor, principal, operations, changes);
    if (!operations.some((operation) => mayAccess(actor, operation))) throw new RefusedError('forbidden', 'access.forbidden', { operation: operations[0] ?? request.method });
    return { ...found, actor };
  }

  /** Browsers tell where a request comes from; programs send neither header. */
  private refuseCrossSite({ headers }: ApiRequest): void {
    const site = headers['sec-fetch-site'];
    const { origin } = headers;
    const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
    const foreignOrigin = origin !== undefined && origin !== this.ownOrigin && hostOf(origin) !== headers.host;
    if (foreignSite || foreignOrigin) throw new RefusedError('forbidden', 'access.cross-site');
  }
}

/** A token that could make tokens, or change how one signs in, would outlive its own revocation. */
function refuseToken({ by }: Found, changes: boolean): void {
  if (changes && by === 'bearer') throw new RefusedError('forbidden', 'access.token-scope', { operation: 'own' });
}

/** For whom somebody says they act: by header, or by the field that every command's body may carry. */
function principalOf({ headers, body }: ApiRequest): string | undefined {
  const header = headers['x-on-behalf-of'];
  const field = typeof body === 'object' && body !== null && 'onBehalfOf' in body && typeof body.onBehalfOf === 'string' ? body.onBehalfOf : undefined;
  if (header === undefined || header === '') return field;
  if (typeof header !== 'string' || (field !== undefined && field !== header)) throw new RefusedError('malformed', 'access.two-principals');
  return header;
}

/** A form of another site can send a cookie, but no header of its own. */
function refuseFormPost({ method, headers }: ApiRequest): void {
  if (method !== 'POST' || headers['idempotency-key'] !== undefined || headers['x-requested-with'] !== undefined) return;
  throw new RefusedError('malformed', 'wire.idempotency-key-missing');
}

function bearerOf({ headers }: ApiRequest): string | undefined {
  return /^Bearer ([\w~+/.-]{1,200}=*)$/i.exec(headers.authorization ?? '')?.[1];
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
