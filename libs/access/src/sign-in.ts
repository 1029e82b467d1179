import { Inject, Injectable, Optional } from '@nestjs/common';
import { RefusedError } from '#event-store';
import { VAULT, type Vault } from '#vault';
import type { DataSource } from 'typeorm';
import { ACCESS_LOG, type AccessLog } from './access-log.ts';
import { ACCESS_DATA_SOURCE } from './data-source.ts';
import { LOCK_OUT_DEFAULTS, type LockOutLimits, LockOuts } from './lock-outs.ts';
import { passwordFits } from './passwords.ts';
import type { Role } from './policy.ts';
import { SecondFactors } from './second-factors.ts';
import { Sessions } from './sessions.ts';
import { PerKey, Throttle } from './throttle.ts';

/** What somebody types to sign in; role and unit choose among several appointments, the oldest in effect is taken otherwise. */
export type Credentials = { readonly account: string; readonly password: string; readonly code?: string; readonly role?: string; readonly unit?: string };

/** How much signing in one address may try, and when who fails is locked out. */
export type SignInLimits = { readonly burst: number; readonly perMinute: number } & Partial<LockOutLimits>;

/** The injection token of `SignInLimits`; without a provider 60 at once and 60 a minute, and the lock-outs of `LOCK_OUT_DEFAULTS`. */
export const SIGN_IN_LIMITS = Symbol('SignInLimits');

type Candidate = { password_hash: string | null; appointment: string | null; role: Role; unit: string | null };
type Opened = { readonly account: string; readonly token: string; readonly role: Role; readonly unit: string | null };
type Who = Pick<Credentials, 'account' | 'role' | 'unit'>;

/** Checks passwords: as slowly for unknown accounts as for known ones, a few times in a row, then not for a while. */
@Injectable()
export class SignIn {
  private readonly throttle: Throttle;
  private readonly turns = new PerKey(64);
  private readonly lockOuts: LockOuts;

  constructor(
    @Inject(ACCESS_DATA_SOURCE) private readonly source: DataSource,
    @Inject(ACCESS_LOG) private readonly log: AccessLog,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(SecondFactors) private readonly factors: SecondFactors,
    @Inject(VAULT) private readonly vault: Pick<Vault, 'requestDigest'>,
    @Optional() @Inject(SIGN_IN_LIMITS) limits: SignInLimits = { burst: 60, perMinute: 60 },
  ) {
    this.throttle = new Throttle(limits);
    this.lockOuts = new LockOuts(source, { ...LOCK_OUT_DEFAULTS, ...limits });
  }

  /** Opens a session. Throws 401 `access.sign-in-failed`, `access.code-missing` or `access.code-wrong`, 429 `access.locked`, `access.address-locked` or `wire.too-many`. */
  async open(credentials: Credentials, address: string): Promise<Opened> {
    return this.guarded(credentials, address, async () => {
      const candidate = await this.candidate(credentials);
      const fits = await passwordFits(candidate?.password_hash ?? undefined, credentials.password);
      if (!fits || !candidate?.appointment) return this.failed(credentials.account, address);
      await this.checkCode(credentials, address);
      return this.admit(credentials.account, candidate, address, 'password');
    });
  }

  /** Opens a session for somebody whom an identity provider vouches for. Throws 401 `access.sign-in-failed`, 403 `access.second-factor-local`. */
  async openVouched(who: Who, address: string, strong: boolean): Promise<Opened> {
    return this.guarded(who, address, async () => {
      const candidate = await this.candidate(who);
      if (!candidate?.appointment) throw await this.recorded('access.oidc-no-account', who.account, address);
      // Whoever enrolled a second factor here is not let in with one factor there.
      if (!strong && (await this.factors.isEnrolled(who.account))) throw await this.recorded('access.second-factor-local', who.account, address);
      return this.admit(who.account, candidate, address, 'oidc');
    });
  }

  /** Checks the password of somebody signed in, before what only they may do; fails and locks like signing in. */
  async confirm(account: string, password: string, address: string): Promise<void> {
    await this.guarded({ account }, address, async () => {
      const candidate = await this.candidate({ account });
      if (!(await passwordFits(candidate?.password_hash ?? undefined, password))) return this.failed(account, address);
      await this.lockOuts.forgive(account);
    });
  }

  /** Lets an account try again at once. */
  unlock(account: string): Promise<void> {
    return this.lockOuts.forgive(account);
  }

  /** Lets an address try again at once. */
  unlockAddress(address: string): Promise<void> {
    return this.lockOuts.forgiveAddress(this.digest(address));
  }

  /** One at a time for each account: tries sent side by side would otherwise all be checked before the first counts. */
  private guarded<T>({ account }: Who, address: string, attempt: () => Promise<T>): Promise<T> {
    this.throttle.take(address);
    return this.turns.run(account, async () => {
      try {
        await this.lockOuts.refuseLocked(account, this.digest(address));
      } catch (error) {
        await this.log.record({ action: 'sign-in', outcome: 'refused', account: null, subject: account, address, detail: { reason: 'locked' } });
        throw error;
      }
      return attempt();
    });
  }

  private async checkCode({ account, code }: Credentials, address: string): Promise<void> {
    if (!(await this.factors.isEnrolled(account))) return;
    if (code === undefined) throw await this.recorded('access.code-missing', account, address);
    if (await this.factors.accepts(account, code)) return;
    await this.lockOuts.count(account, this.digest(address));
    throw await this.recorded('access.code-wrong', account, address);
  }

  private async admit(account: string, { appointment, role, unit }: Candidate, address: string, by: 'password' | 'oidc'): Promise<Opened> {
    await this.lockOuts.forgive(account);
    await this.log.record({ action: 'sign-in', outcome: 'done', account, subject: account, address, detail: { role, ...(by === 'oidc' && { by }) } });
    return { account, token: await this.sessions.open(account, appointment ?? ''), role, unit };
  }

  private async candidate({ account, role, unit }: Who): Promise<Candidate | undefined> {
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
    await this.lockOuts.count(account, this.digest(address));
    throw await this.recorded('access.sign-in-failed', account, address);
  }

  private async recorded(code: string, account: string, address: string): Promise<RefusedError> {
    const reason = code === 'access.sign-in-failed' ? 'failed' : code.slice('access.'.length);
    await this.log.record({ action: 'sign-in', outcome: 'refused', account: null, subject: account, address, detail: { reason } });
    return new RefusedError('unauthenticated', code);
  }

  private digest(address: string): string {
    return this.vault.requestDigest(`address/${address}`);
  }
}
