import { Inject, Injectable } from '@nestjs/common';
import { RefusedError } from '#event-store';
import { clear, VAULT, type Vault } from '#vault';
import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { DataSource } from 'typeorm';
import { v4 as uuid } from 'uuid';
import { ACCESS_DATA_SOURCE } from './data-source.ts';
import type { Role } from './policy.ts';

/** What an authenticator app is given: the secret in base32, and the same as an `otpauth://` address for its camera. */
export type Enrolment = { readonly secret: string; readonly uri: string };

/** Where an account stands: enrolled or not, recovery codes left, and whether its role asks for it. */
export type FactorStatus = { readonly enrolled: boolean; readonly since: string | null; readonly recoveryCodes: number; readonly required: boolean };

type Stored = { seal: string; secret: unknown; confirmed: boolean; last_step: number };

// RFC 6238 with what every app understands: SHA-1, six digits, thirty seconds; one step early or late is let through.
const PERIOD = 30;
const WINDOW = 1;
const RECOVERY_CODES = 10;

/** Second factors (TOTP, RFC 6238): enrolled by the person, asked for by the security officer, each code good once. */
@Injectable()
export class SecondFactors {
  constructor(
    @Inject(ACCESS_DATA_SOURCE) private readonly source: DataSource,
    @Inject(VAULT) private readonly vault: Pick<Vault, 'sealData' | 'openData'>,
  ) {}

  /** Makes a secret that counts once it is confirmed. Throws 422 `access.second-factor-enrolled`. */
  async begin(account: string): Promise<Enrolment> {
    const secret = new Secret({ size: 20 });
    const seal = uuid();
    const sealed = await this.vault.sealData(seal, { secret: clear(secret.base32) });
    const stored = await this.source.query<unknown[]>(
      `insert into access.second_factors as f (account, seal, secret) values ($1, $2, $3::jsonb)
       on conflict (account) do update set seal = excluded.seal, secret = excluded.secret, last_step = 0, created_at = now() where f.confirmed_at is null
       returning account`,
      [account, seal, JSON.stringify(sealed)],
    );
    if (stored.length === 0) throw new RefusedError('rule', 'access.second-factor-enrolled');
    return { secret: secret.base32, uri: totpOf(secret, account).toString() };
  }

  /** Confirms the secret by a code of it, and answers recovery codes, shown this once. Throws 422 `access.code-wrong`, `access.second-factor-enrolled`, `access.second-factor-not-begun`. */
  async confirm(account: string, code: string): Promise<readonly string[]> {
    const stored = await this.stored(account);
    if (!stored) throw new RefusedError('rule', 'access.second-factor-not-begun');
    if (stored.confirmed) throw new RefusedError('rule', 'access.second-factor-enrolled');
    if (!(await this.fits(account, stored, code))) throw new RefusedError('rule', 'access.code-wrong');
    const codes = Array.from({ length: RECOVERY_CODES }, () => randomBytes(10).toString('hex').replace(/(.{5})(?=.)/g, '$1-'));
    await this.source.transaction(async (manager) => {
      await manager.query('delete from access.recovery_codes where account = $1', [account]);
      await manager.query('insert into access.recovery_codes (account, code_hash) select $1, unnest($2::bytea[])', [account, codes.map(hashOfCode)]);
      await manager.query('update access.second_factors set confirmed_at = now() where account = $1', [account]);
    });
    return codes;
  }

  async isEnrolled(account: string): Promise<boolean> {
    return (await this.stored(account))?.confirmed === true;
  }

  /** Whether a code of the app fits that was not used before, or a recovery code that was not. */
  async accepts(account: string, code: string): Promise<boolean> {
    const stored = await this.stored(account);
    if (!stored?.confirmed) return false;
    if (await this.fits(account, stored, code)) return true;
    const used = await this.source.query<[unknown[], number]>('update access.recovery_codes set used_at = now() where account = $1 and code_hash = $2 and used_at is null returning account', [account, hashOfCode(code)]);
    return used[0].length > 0;
  }

  async status(account: string, role: string): Promise<FactorStatus> {
    const [found] = await this.source.query<FactorStatus[]>(STATUS, [account, role]);
    return found ?? { enrolled: false, since: null, recoveryCodes: 0, required: false };
  }

  /** Takes the second factor of an account away; answers whether there was one. */
  async remove(account: string): Promise<boolean> {
    const [removed] = await this.source.query<[unknown[], number]>('delete from access.second_factors where account = $1 returning account', [account]);
    return removed.length > 0;
  }

  /** The roles that may do nothing without a second factor. */
  async requiredRoles(): Promise<readonly Role[]> {
    return (await this.source.query<{ role: Role }[]>('select role from access.second_factor_roles order by role')).map(({ role }) => role);
  }

  /** Says which roles must have a second factor from now on. */
  async require(roles: readonly Role[], by: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      await manager.query('delete from access.second_factor_roles where role <> all($1::text[])', [roles]);
      await manager.query('insert into access.second_factor_roles (role, required_by) select unnest($1::text[]), $2 on conflict do nothing', [roles, by]);
    });
  }

  private async stored(account: string): Promise<Stored | undefined> {
    const [stored] = await this.source.query<Stored[]>('select seal, secret, confirmed_at is not null as confirmed, last_step::float8 as last_step from access.second_factors where account = $1', [account]);
    return stored;
  }

  /** A code is of one step of time, and a step is used up by the first that shows its code, also of two at once. */
  private async fits(account: string, { seal, secret: sealed }: Stored, code: string): Promise<boolean> {
    const token = code.replace(/\s/g, '');
    if (!/^\d{6}$/.test(token)) return false;
    const { secret } = await this.vault.openData(seal, sealed as { secret: { clear: string } });
    if (!('text' in secret)) return false;
    const now = Date.now();
    const delta = totpOf(Secret.fromBase32(secret.text), account).validate({ token, window: WINDOW, timestamp: now });
    if (delta === null) return false;
    const [taken] = await this.source.query<[unknown[], number]>('update access.second_factors set last_step = $2 where account = $1 and last_step < $2 returning account', [account, Math.floor(now / 1000 / PERIOD) + delta]);
    return taken.length > 0;
  }
}

const STATUS = `
  select coalesce(f.confirmed_at is not null, false) as enrolled, to_char(f.confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
    (select count(*)::int from access.recovery_codes c where c.account = a.name and c.used_at is null) as "recoveryCodes",
    exists (select from access.second_factor_roles r where r.role = $2) as required
  from access.accounts a left join access.second_factors f on f.account = a.name where a.name = $1`;

function totpOf(secret: Secret, account: string): TOTP {
  return new TOTP({ issuer: 'Liuhen 留痕', label: account, secret, algorithm: 'SHA1', digits: 6, period: PERIOD });
}

/** A recovery code has 80 random bits, so a plain hash of it can be kept; hyphens and case are of no account. */
function hashOfCode(code: string): Buffer {
  return createHash('sha256').update(code.toLowerCase().replace(/[^0-9a-z]/g, '')).digest();
}
