import { Inject, Injectable, Optional } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { SignedIn } from '#wire';
import { ACCESS_DATA_SOURCE } from './data-source.ts';
import type { Role } from './policy.ts';

/** How long a session lives: without a request, and at most. `freshMs` bounds how long a revocation may go unseen. */
export type SessionLimits = { readonly idleMinutes: number; readonly absoluteHours: number; readonly freshMs: number };

/** The injection token of `SessionLimits`; without a provider 30 minutes, 12 hours and one second apply. */
export const SESSION_LIMITS = Symbol('SessionLimits');

const DEFAULTS: SessionLimits = { idleMinutes: 30, absoluteHours: 12, freshMs: 1000 };
const CACHED = 10_000;

/**
 * A valid session or token. `scopes` is what a token may be used for, null for a person; `factorMissing` when the role
 * asks for a second factor that the account has not enrolled.
 */
export type Found = SignedIn & { readonly scopes: readonly string[] | null; readonly factorMissing: boolean };

type Row = { account: string; role: Role; unit: string | null; scopes: readonly string[] | null; factorMissing: boolean; stale: boolean };

/** Sessions of people and tokens of programs: opened with a random token, found again by its hash. */
@Injectable()
export class Sessions {
  private readonly cache = new Map<string, { found: Promise<Found | undefined>; at: number }>();

  constructor(
    @Inject(ACCESS_DATA_SOURCE) private readonly source: DataSource,
    @Optional() @Inject(SESSION_LIMITS) private readonly limits: SessionLimits = DEFAULTS,
  ) {}

  /** Opens a session in an appointment and answers its token, which is stored nowhere. */
  async open(account: string, appointment: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.source.query('insert into access.sessions (token_hash, account, appointment) values ($1, $2, $3)', [hashOf(token), account, appointment]);
    return token;
  }

  /** Who a token stands for, read at most `freshMs` ago; undefined when it ended, was revoked or its account disabled. */
  find(token: string, by: SignedIn['by']): Promise<Found | undefined> {
    const key = `${by}:${token}`;
    const now = performance.now();
    const cached = this.cache.get(key);
    if (cached && now - cached.at < this.limits.freshMs) return cached.found;
    const found = this.load(token, by);
    this.cache.delete(key);
    this.cache.set(key, { found, at: now });
    if (this.cache.size > CACHED) this.cache.delete(this.cache.keys().next().value as string);
    found.catch(() => this.cache.delete(key));
    return found;
  }

  /** Ends one session. */
  async revoke(token: string): Promise<void> {
    await this.source.query('update access.sessions set revoked_at = now() where token_hash = $1 and revoked_at is null', [hashOf(token)]);
    this.cache.clear();
  }

  /** Ends one token of an account; answers whether there was one to end. */
  async revokeToken(account: string, id: string): Promise<boolean> {
    const [revoked] = await this.source.query<[unknown[], number]>('update access.tokens set revoked_at = now() where account = $1 and id = $2 and revoked_at is null returning id', [account, id]);
    this.cache.clear();
    return revoked.length > 0;
  }

  /** Ends every session and token of an account but the session that asks for it; other processes see it within `freshMs`. */
  async revokeAll(account: string, except?: string): Promise<void> {
    await this.source.query('update access.sessions set revoked_at = now() where account = $1 and revoked_at is null and token_hash <> $2', [account, except === undefined ? Buffer.alloc(0) : hashOf(except)]);
    await this.source.query('update access.tokens set revoked_at = now() where account = $1 and revoked_at is null', [account]);
    this.cache.clear();
  }

  /** Who a token stands for by the database now, past what is remembered. */
  async load(token: string, by: SignedIn['by']): Promise<Found | undefined> {
    const hash = hashOf(token);
    const { idleMinutes, absoluteHours } = this.limits;
    const values = by === 'cookie' ? [hash, idleMinutes, absoluteHours] : [hash];
    const [row] = await this.source.query<Row[]>(by === 'cookie' ? FIND_SESSION : FIND_TOKEN, values);
    if (!row) return undefined;
    if (row.stale) await this.source.query(by === 'cookie' ? 'update access.sessions set last_seen_at = now() where token_hash = $1' : 'update access.tokens set last_used_at = now() where token_hash = $1', [hash]);
    const { account, role, unit, scopes, factorMissing } = row;
    return { account, actor: { account, unit, role }, by, scopes, factorMissing };
  }
}

/** `until` is the first day after; days are those of Asia/Shanghai. */
const IN_EFFECT = `
  join access.accounts a on a.name = s.account and not a.disabled
  join access.appointments p on p.id = s.appointment
   and daterange(p."from", p."until") @> (now() at time zone 'Asia/Shanghai')::date`;

const FACTOR_MISSING = `(exists (select from access.second_factor_roles r where r.role = p.role)
   and not exists (select from access.second_factors f where f.account = s.account and f.confirmed_at is not null)) as "factorMissing"`;

/** `last_seen_at` is written once a minute or four times in the idle limit, not with every request. */
const FIND_SESSION = `
  select s.account, p.role, p.unit, null as scopes, ${FACTOR_MISSING}, s.last_seen_at < now() - make_interval(secs => least(60, 15 * $2::int)) as stale
  from access.sessions s ${IN_EFFECT}
  where s.token_hash = $1 and s.revoked_at is null
    and s.last_seen_at > now() - make_interval(mins => $2::int) and s.created_at > now() - make_interval(hours => $3::int)`;

const FIND_TOKEN = `
  select s.account, p.role, p.unit, s.scopes, ${FACTOR_MISSING}, coalesce(s.last_used_at < now() - interval '1 minute', true) as stale
  from access.tokens s ${IN_EFFECT}
  where s.token_hash = $1 and s.revoked_at is null and s.expires_at > now()`;

/** What is stored of a token: it has 256 random bits, so a plain SHA-256 is enough, nothing can be guessed from it. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
