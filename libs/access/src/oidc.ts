import { Inject, Injectable, Optional } from '@nestjs/common';
import { RefusedError } from '#event-store';
import { randomBytes } from 'node:crypto';
import * as openid from 'openid-client';
import type { DataSource } from 'typeorm';
import { ACCESS_DATA_SOURCE } from './data-source.ts';
import { PUBLIC_URL } from './session-cookie.ts';
import { hashOf } from './sessions.ts';

/** The identity provider of the house, and the claim of it that names an account here. */
export type OidcSettings = { readonly issuer: string; readonly clientId: string; readonly clientSecret?: string; readonly accountClaim: string };

/** The injection token of `OidcSettings`; undefined where people sign in by password alone. */
export const OIDC_SETTINGS = Symbol('OidcSettings');

/** Where the provider sends people back to, below `PUBLIC_URL`. */
export const OIDC_CALLBACK = '/api/v1/session/oidc/callback';

/** Whom the provider vouches for, and whether by more than a password (RFC 8176 `amr`). */
export type Vouched = { readonly account: string; readonly strong: boolean };

type Flow = { readonly state: string; readonly nonce: string; readonly verifier: string };

const STRONG = new Set(['mfa', 'otp', 'hwk']);
const PATIENCE_MS = 10_000;

/**
 * OpenID Connect, code flow with PKCE, state and nonce (OpenID Connect Core 3.1, RFC 7636). A sign-in under way is known
 * by a random handle in a cookie and good once, for ten minutes; the ID token's signature is always checked.
 */
@Injectable()
export class Oidc {
  private configuration: Promise<openid.Configuration> | undefined;

  constructor(
    @Inject(ACCESS_DATA_SOURCE) private readonly source: Pick<DataSource, 'query'>,
    @Optional() @Inject(OIDC_SETTINGS) private readonly settings?: OidcSettings,
    @Optional() @Inject(PUBLIC_URL) private readonly publicUrl?: string,
  ) {}

  /** Begins a sign-in: where to send the browser, and the handle it keeps. Throws 404 `access.oidc-off`, 503 `access.oidc-unreachable`. */
  async begin(): Promise<{ readonly url: string; readonly handle: string }> {
    const configuration = await this.discovered();
    const flow: Flow = { state: openid.randomState(), nonce: openid.randomNonce(), verifier: openid.randomPKCECodeVerifier() };
    const handle = randomBytes(32).toString('base64url');
    await this.source.query(BEGIN, [hashOf(handle), flow.state, flow.nonce, flow.verifier]);
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callback().href,
      scope: 'openid profile',
      code_challenge: await openid.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
      state: flow.state,
      nonce: flow.nonce,
    });
    return { url: url.href, handle };
  }

  /**
   * Ends a sign-in by what the provider sent back. Throws 401 `access.oidc-flow-unknown`, `access.oidc-refused`,
   * `access.oidc-untrusted` (state, nonce, issuer, audience, signature or time do not fit), `access.oidc-no-account`.
   */
  async finish(handle: string | undefined, search: string): Promise<Vouched> {
    const configuration = await this.discovered();
    const flow = handle === undefined ? undefined : (await this.source.query<[Flow[], number]>(FINISH, [hashOf(handle)]))[0][0];
    if (!flow) throw new RefusedError('unauthenticated', 'access.oidc-flow-unknown');
    const { accountClaim } = this.set();
    const claims = await this.claimsOf(configuration, search, flow);
    const claimed = claims[accountClaim];
    if (typeof claimed !== 'string' || claimed === '') throw new RefusedError('unauthenticated', 'access.oidc-no-account');
    const methods = Array.isArray(claims.amr) ? claims.amr : [];
    return { account: claimed.toLowerCase(), strong: methods.some((method) => STRONG.has(String(method))) };
  }

  private async claimsOf(configuration: openid.Configuration, search: string, { verifier, state, nonce }: Flow): Promise<openid.IDToken> {
    const came = this.callback();
    came.search = search;
    try {
      const answer = await openid.authorizationCodeGrant(configuration, came, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true });
      const claims = answer.claims();
      if (claims) return claims;
    } catch (error) {
      throw refusalOf(error);
    }
    throw new RefusedError('unauthenticated', 'access.oidc-untrusted');
  }

  private async discovered(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.set();
    const execute = [openid.enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [])];
    this.configuration ??= openid.discovery(new URL(issuer), clientId, clientSecret, clientSecret === undefined ? openid.None() : undefined, { execute, [openid.customFetch]: patiently });
    try {
      return await this.configuration;
    } catch {
      // The provider may be back at the next try.
      this.configuration = undefined;
      throw new RefusedError('unavailable', 'access.oidc-unreachable', { retryAfter: 10 });
    }
  }

  private set(): OidcSettings {
    if (!this.settings || this.publicUrl === undefined) throw new RefusedError('not-found', 'access.oidc-off');
    return this.settings;
  }

  private callback(): URL {
    return new URL(OIDC_CALLBACK, this.publicUrl);
  }
}

/** What the library throws: the provider's own no, a provider that is away, or something that does not fit. */
function refusalOf(error: unknown): RefusedError {
  if (error instanceof openid.AuthorizationResponseError) return new RefusedError('unauthenticated', 'access.oidc-refused');
  const cause = error instanceof openid.ClientError ? error.cause : error;
  const away = cause instanceof TypeError && /fetch failed/.test(cause.message);
  if (away || (cause as { name?: unknown } | undefined)?.name === 'AbortError') return new RefusedError('unavailable', 'access.oidc-unreachable', { retryAfter: 10 });
  return new RefusedError('unauthenticated', 'access.oidc-untrusted');
}

/** A request that gives up after a while, by a timer that is always cleared. */
async function patiently(url: string, init: openid.CustomFetchOptions): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    return await fetch(url, { method: init.method, headers: init.headers, redirect: init.redirect, body: init.body as RequestInit['body'], signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

const BEGIN = `
  with old as (delete from access.oidc_flows where started_at < now() - interval '10 minutes')
  insert into access.oidc_flows (handle_hash, state, nonce, verifier) values ($1, $2, $3, $4)`;

const FINISH = `delete from access.oidc_flows where handle_hash = $1 and started_at >= now() - interval '10 minutes' returning state, nonce, verifier`;
