import { RefusedError } from '#event-store';
import type { DataSource } from 'typeorm';

/** After how many failures in a row an account, or an address, may not try for how long. */
export type LockOutLimits = { readonly failures: number; readonly addressFailures: number; readonly lockedMinutes: number };

/** Five for an account, fifty for an address (a whole office may share one), a quarter of an hour. */
export const LOCK_OUT_DEFAULTS: LockOutLimits = { failures: 5, addressFailures: 50, lockedMinutes: 15 };

/**
 * Counts failed sign-ins by account, also of accounts that do not exist, and by address; in the database, where every
 * process sees them. An address is known by a keyed digest only, and is not forgiven for a success: its owner might have one account.
 */
export class LockOuts {
  constructor(
    private readonly source: Pick<DataSource, 'query'>,
    private readonly limits: LockOutLimits,
  ) {}

  /** Throws 429 `access.locked` or `access.address-locked` with the seconds left. */
  async refuseLocked(account: string, address: string): Promise<void> {
    const [locked] = await this.source.query<{ code: string; seconds: number }[]>(LOCKED, [account, address]);
    if (locked) throw new RefusedError('too-many', locked.code, { retryAfter: Math.max(1, locked.seconds) });
  }

  /** Counts a failure of an account from an address. */
  async count(account: string, address: string): Promise<void> {
    const { failures, addressFailures, lockedMinutes } = this.limits;
    await this.source.query(countIn('sign_in_failures', 'name'), [account, failures, lockedMinutes]);
    await this.source.query(countIn('address_failures', 'address'), [address, addressFailures, lockedMinutes]);
  }

  /** Forgets the failures of an account. */
  async forgive(account: string): Promise<void> {
    await this.source.query('delete from access.sign_in_failures where name = $1', [account]);
  }

  /** Forgets the failures of an address. */
  async forgiveAddress(address: string): Promise<void> {
    await this.source.query('delete from access.address_failures where address = $1', [address]);
  }
}

const LOCKED = `
  select code, ceil(extract(epoch from locked_until - now()))::int as seconds from (
    select 'access.locked' as code, locked_until from access.sign_in_failures where name = $1
    union all select 'access.address-locked', locked_until from access.address_failures where address = $2) as l
  where locked_until > now() order by locked_until desc limit 1`;

const countIn = (table: 'sign_in_failures' | 'address_failures', key: 'name' | 'address'): string => `
  with old as (delete from access.${table} where last_at < now() - interval '1 day' and ${key} <> $1)
  insert into access.${table} as f (${key}, count) values ($1, 1)
  on conflict (${key}) do update set
    count = case when f.locked_until <= now() or f.last_at < now() - make_interval(mins => $3::int) then 1 else f.count + 1 end,
    locked_until = case when f.locked_until > now() then f.locked_until
                        when f.locked_until is null and f.last_at >= now() - make_interval(mins => $3::int) and f.count + 1 >= $2::int then now() + make_interval(mins => $3::int) end,
    last_at = now()`;
