import { type CanActivate, type ExecutionContext, Inject, Injectable, Optional, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RefusedError } from '#event-store';
import type { ApiRequest } from '#wire';
import { PUBLIC_URL, sessionCookie } from './session-cookie.ts';
import { Sessions } from './sessions.ts';

const IS_PUBLIC = Symbol('IsPublic');
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Marks a route, or all routes of a controller, that needs no session. */
export const Public = () => SetMetadata(IS_PUBLIC, true);

/** Lets nobody in without a session or token, and no other site in with somebody's cookie. Bound to every route. */
@Injectable()
export class SessionGuard implements CanActivate {
  private readonly cookie: string;
  private readonly ownOrigin: string | undefined;

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Optional() @Inject(PUBLIC_URL) publicUrl?: string,
  ) {
    this.cookie = sessionCookie(publicUrl).name;
    this.ownOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [context.getHandler(), context.getClass()]) === true;
    const changes = !READING.has(request.method);
    const token = bearerOf(request);
    if (changes && token === undefined) this.refuseCrossSite(request);
    if (isPublic) return true;
    const cookie = request.cookies?.[this.cookie];
    const found = token !== undefined ? await this.sessions.find(token, 'bearer') : cookie ? await this.sessions.find(cookie, 'cookie') : undefined;
    if (!found) throw new RefusedError('unauthenticated', token || cookie ? 'access.session-ended' : 'access.session-missing');
    request.signedIn = found;
    if (changes && found.scope === 'read') throw new RefusedError('forbidden', 'access.forbidden', { operation: request.method });
    if (changes && found.by === 'cookie') refuseFormPost(request);
    return true;
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
