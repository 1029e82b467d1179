import { Inject, Injectable } from '@nestjs/common';
import { type Actor, RefusedError } from '#event-store';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { ACCESS_DATA_SOURCE } from './data-source.ts';
import { officers, type Operation, reachOf, type Role } from './policy.ts';

/** Who may act for whom, from a day until the day after its last, in which operations (null: all that the principal may do). */
export type Delegation = {
  readonly id: string;
  readonly principal: string;
  readonly deputy: string;
  readonly operations: readonly Operation[] | null;
  readonly from: string;
  readonly until: string;
  readonly givenBy: string;
  readonly revokedAt: string | null;
};

/** A delegation to give. */
export type NewDelegation = Pick<Delegation, 'principal' | 'deputy' | 'operations' | 'from' | 'until'>;

type InForce = { readonly operations: readonly Operation[] | null; readonly role: Role; readonly unit: string | null };

/** Delegations: given, revoked, and asked on every request that is made for another, always fresh. */
@Injectable()
export class Delegations {
  constructor(@Inject(ACCESS_DATA_SOURCE) private readonly source: DataSource) {}

  /** Gives a delegation and answers its id. Throws 404 `access.account-unknown`, 422 `access.own-deputy`, `access.officer-delegation`. */
  async give({ principal, deputy, operations, from, until }: NewDelegation, givenBy: string): Promise<string> {
    if (principal === deputy) throw new RefusedError('rule', 'access.own-deputy');
    for (const account of [principal, deputy]) await this.refuseOfficer(account);
    const id = uuid();
    await this.source.query(
      'insert into access.delegations (id, principal, deputy, operations, "from", "until", given_by) values ($1, $2, $3, $4::jsonb, $5, $6, $7)',
      [id, principal, deputy, operations === null ? null : JSON.stringify(operations), from, until, givenBy],
    );
    return id;
  }

  /** Ends a delegation now; answers it. Throws 404 `access.delegation-unknown` when it is not there or ended already. */
  async revoke(id: string): Promise<Delegation> {
    const found = await this.one(id);
    await this.source.query('update access.delegations set revoked_at = now() where id = $1 and revoked_at is null', [id]);
    return found;
  }

  /** One delegation that is not revoked; throws 404 `access.delegation-unknown`. */
  async one(id: string): Promise<Delegation> {
    const [found] = await this.source.query<Delegation[]>(`${SELECT} where id = $1 and revoked_at is null`, [id]);
    if (!found) throw new RefusedError('not-found', 'access.delegation-unknown');
    return found;
  }

  /** Delegations that concern an account on either side, or all of them; latest first. */
  list(account: string | null): Promise<readonly Delegation[]> {
    return this.source.query<Delegation[]>(`${SELECT} where $1::text is null or principal = $1 or deputy = $1 order by id desc limit 500`, [account]);
  }

  /** For whom an account may act today. */
  async principalsOf(deputy: string): Promise<readonly string[]> {
    return (await this.source.query<{ principal: string }[]>(PRINCIPALS, [deputy])).map(({ principal }) => principal);
  }

  /**
   * Who acts when a deputy says for whom: under the principal's role and unit where that role reaches one of the
   * operations, else under the deputy's own, and named beside the principal either way. A look that was not delegated is
   * the deputy's own. Throws 403 `access.no-delegation`.
   */
  async actorFor(deputy: Actor, principal: string, operations: readonly Operation[], changes: boolean): Promise<Actor> {
    const inForce = await this.source.query<InForce[]>(IN_FORCE, [deputy.account, principal]);
    const covering = inForce.filter((one) => one.operations === null || operations.some((operation) => one.operations?.includes(operation)));
    if (covering.length === 0) {
      if (inForce.length > 0 && !changes) return deputy;
      throw new RefusedError('forbidden', 'access.no-delegation', { principal });
    }
    const asked = (one: InForce): readonly Operation[] => operations.filter((operation) => one.operations === null || one.operations.includes(operation));
    const able = covering.find((one) => asked(one).some((operation) => reachOf(one, operation) !== undefined));
    return { account: deputy.account, unit: able ? able.unit : deputy.unit, role: able ? able.role : deputy.role, onBehalfOf: principal };
  }

  /** Officers stand for themselves: a deputy of one, or one as deputy, would join what is kept apart. */
  private async refuseOfficer(account: string): Promise<void> {
    const [found] = await this.source.query<{ officer: boolean }[]>(
      `select exists (select from access.appointments p where p.account = a.name and p.role = any($2) and (p.until is null or p.until > (now() at time zone 'Asia/Shanghai')::date)) as officer
       from access.accounts a where a.name = $1 and not a.disabled`,
      [account, officers],
    );
    if (!found) throw new RefusedError('not-found', 'access.account-unknown', { account });
    if (found.officer) throw new RefusedError('rule', 'access.officer-delegation', { account });
  }
}

const SELECT = `
  select id, principal, deputy, operations, "from"::text as "from", "until"::text as "until", given_by as "givenBy",
    to_char(revoked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "revokedAt"
  from access.delegations`;

const PRINCIPALS = `
  select distinct d.principal from access.delegations d join access.accounts a on a.name = d.principal and not a.disabled
  where d.deputy = $1 and d.revoked_at is null and daterange(d."from", d."until") @> (now() at time zone 'Asia/Shanghai')::date
  order by 1`;

/** Each delegation in force with each of the principal's appointments in effect, the oldest first; days are those of Asia/Shanghai. */
const IN_FORCE = `
  select d.operations, p.role, p.unit
  from access.delegations d
  join access.accounts a on a.name = d.principal and not a.disabled
  join access.appointments p on p.account = d.principal and daterange(p."from", p."until") @> (now() at time zone 'Asia/Shanghai')::date
  where d.deputy = $1 and d.principal = $2 and d.revoked_at is null
    and daterange(d."from", d."until") @> (now() at time zone 'Asia/Shanghai')::date
    and p.role not in ('system-admin', 'security-admin', 'auditor')
  order by p."from", p.id`;
