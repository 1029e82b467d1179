import { Inject, Injectable } from '@nestjs/common';
import { RefusedError } from '#event-store';
import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { ACCESS_DATA_SOURCE } from './data-source.ts';
import { hashOf, Sessions } from './sessions.ts';
import type { TokenScope } from './token-scopes.ts';

/** A token to make for a program of one's own. */
export type NewToken = { readonly name: string; readonly scopes: readonly TokenScope[]; readonly days: number };

/** A token as its owner sees it later: never the token itself. */
export type TokenView = {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly role: string;
  readonly unit: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
};

const MOST = 20;

/** Bearer tokens for programs of a person: made, listed and revoked by that person, in the appointment they are signed in with. */
@Injectable()
export class Tokens {
  constructor(
    @Inject(ACCESS_DATA_SOURCE) private readonly source: DataSource,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  /** Makes a token, of which only a hash is kept. Throws 422 `access.too-many-tokens`. */
  async issue(session: string, account: string, { name, scopes, days }: NewToken): Promise<{ readonly id: string; readonly token: string }> {
    const token = `lh_${randomBytes(32).toString('base64url')}`;
    const [made] = await this.source.query<{ id: string }[]>(
      `insert into access.tokens (token_hash, account, appointment, name, scopes, expires_at)
       select $1, s.account, s.appointment, $4, $5::jsonb, now() + make_interval(days => $6::int) from access.sessions s
       where s.token_hash = $2 and (select count(*) from access.tokens t where t.account = $3 and t.revoked_at is null and t.expires_at > now()) < ${MOST}
       returning id`,
      [hashOf(token), hashOf(session), account, name, JSON.stringify(scopes), days],
    );
    if (!made) throw new RefusedError('rule', 'access.too-many-tokens', { most: MOST });
    return { id: made.id, token };
  }

  /** The tokens of an account, latest first. */
  list(account: string): Promise<readonly TokenView[]> {
    return this.source.query<TokenView[]>(LIST, [account]);
  }

  /** Ends a token of an account. Throws 404 `access.token-unknown`. */
  async revoke(account: string, id: string): Promise<void> {
    if (!(await this.sessions.revokeToken(account, id))) throw new RefusedError('not-found', 'access.token-unknown');
  }
}

const iso = (column: string, name: string): string => `to_char(t.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "${name}"`;

const LIST = `
  select t.id, t.name, t.scopes, p.role, p.unit, ${iso('created_at', 'createdAt')}, ${iso('expires_at', 'expiresAt')}, ${iso('last_used_at', 'lastUsedAt')}, ${iso('revoked_at', 'revokedAt')}
  from access.tokens t join access.appointments p on p.id = t.appointment
  where t.account = $1 order by t.created_at desc, t.id limit 200`;
