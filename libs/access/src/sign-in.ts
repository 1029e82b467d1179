import { Inject, Injectable, Optional } from '@nestjs/common';
import { RefusedError } from '#event-store';
import type { DataSource } from 'typeorm';
import { ACCESS_LOG, type AccessLog } from './access-log.ts';
import { ACCESS_DATA_SOURCE } from './data-source.ts';
import { passwordFits } from './passwords.ts';
import type { Role } from './policy.ts';
import { Sessions } from './sessions.ts';
import { PerKey, Throttle } from './throttle.ts';

/** What somebody types to sign in; role and unit choose among several appointments, the oldest in effect is taken otherwise. */
export type Credentials = { readonly account: string; readonly password: string; readonly role?: string; readonly unit?: string };

/** How much signing in one address may try. */
export type SignInLimits = { readonly burst: number; readonly perMinute: number };

/** The injection token of `SignInLimits`; without a provider 60 at once and 60 a minute. */
export const SIGN_IN_LIMITS = Symbol('SignInLimits');

const FAILURES = 5;
const LOCKED_MINUTES = 15;

type Candidate = { password_hash: string | null; appointment: string | null; role: Role; unit: string | null };
type Opened = { readonly token: string; readonly role: Role; readonly unit: string | null };

/** Checks passwords: as slowly for unknown accounts as for known ones, five times in a row, then not for 15 minutes. */
@Injectable()
export class SignIn {
  private readonly addresses: Throttle;
  private readonly accounts = new PerKey(64);

  constructor(
    @Inject(ACCESS_DATA_SOURCE) private readonly source: DataSource,
    @Inject(ACCESS_LOG) private readonly log: AccessLog,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Optional() @Inject(SIGN_IN_LIMITS) limits: SignInLimits = { burst: 60, perMinute: 60 },
  ) {
    this.addresses = new Throttle(limits);
  }

  /** Opens a session. Throws 401 `access.sign-in-failed`, 429 `access.locked` or `wire.too-many`. */
  async open(credentials: Credentials, address: string): Promise<Opened> {
    this.addresses.take(address);
    // One at a time for each account: tries sent side by side would otherwise all be checked before the first counts.
    return this.accounts.run(credentials.account, () => this.attempt(credentials, address));
  }

  private async attempt(credentials: Credentials, address: string): Promise<Opened> {
    const { account, password } = credentials;
    await this.refuseLocked(account, address);
    const candidate = await this.candidate(credentials);
    const fits = await passwordFits(candidate?.password_hash ?? undefined, password);
    if (!fits || !candidate?.appointment) return this.failed(account, address);
    await this.source.query('delete from access.sign_in_failures where name = $1', [account]);
    await this.log.record({ action: 'sign-in', outcome: 'done', account, subject: account, address, detail: { role: candidate.role } });
    return { token: await this.sessions.open(account, candidate.appointment), role: candidate.role, unit: candidate.unit };
  }

  private async refuseLocked(account: string, address: string): Promise<void> {
    const [locked] = await this.source.query<{ seconds: number }[]>(
      'select ceil(extract(epoch from locked_until - now()))::int as seconds from access.sign_in_failures where name = $1 and locked_until > now()',
      [account],
    );
    if (!locked) return;
    await this.log.record({ action: 'sign-in', outcome: 'refused', account: null, subject: account, address, detail: { reason: 'locked' } });
    throw new RefusedError('too-many', 'access.locked', { retryAfter: Math.max(1, locked.seconds) });
  }

  private async candidate({ account, role, unit }: Credentials): Promise<Candidate | undefined> {
    const [candidate] = await this.source.query<Candidate[]>(
      `select a.password_hash, p.id as appointment, p.role, p.unit
       from access.accounts a left join access.appointments p on p.account = a.name
        and daterange(p."from", p."until") @> (now() at time zone 'Asia/Shanghai')::date
        and ($2::text is null or p.role = $2) and ($3::text is null or p.unit = $3)
       where a.name = $1 and not a.disabled order by p."from", p.id limit 1`,
      [account, role ?? null, unit ?? null],
    );
    return candidate;
  }

  /** Failures of names without an account count alike, so that a lock-out tells nothing either. */
  private async failed(account: string, address: string): Promise<never> {
    await this.source.query(COUNT_FAILURE, [account, FAILURES, LOCKED_MINUTES]);
    await this.log.record({ action: 'sign-in', outcome: 'refused', account: null, subject: account, address, detail: { reason: 'failed' } });
    throw new RefusedError('unauthenticated', 'access.sign-in-failed');
  }
}

const COUNT_FAILURE = `
  with old as (delete from access.sign_in_failures where last_at < now() - interval '1 day' and name <> $1)
  insert into access.sign_in_failures as f (name, count) values ($1, 1)
  on conflict (name) do update set
    count = case when f.locked_until <= now() or f.last_at < now() - make_interval(mins => $3::int) then 1 else f.count + 1 end,
    locked_until = case when f.locked_until > now() then f.locked_until
                        when f.locked_until is null and f.last_at >= now() - make_interval(mins => $3::int) and f.count + 1 >= $2::int then now() + make_interval(mins => $3::int) end,
    last_at = now()`;
