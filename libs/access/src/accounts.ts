import { Inject, Injectable } from '@nestjs/common';
import { RefusedError } from '#event-store';
import { type DataSource, IsNull } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { ACCESS_DATA_SOURCE } from './data-source.ts';
import { Account, Appointment } from './entities.ts';
import { hashPassword } from './passwords.ts';
import { type Role, rolesCompatible } from './policy.ts';
import { Sessions } from './sessions.ts';

/** The name of an account: lower-case letters, digits, dots and hyphens. */
export const accountName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'lower-case letters, digits, dots and hyphens');

/** An appointment to make; `until` is the first day after it. */
export type NewAppointment = { readonly role: Role; readonly unit: string | null; readonly from: string; readonly until?: string | null };

/** An account to create with its first appointments. */
export type NewAccount = { readonly name: string; readonly displayName: string; readonly password: string; readonly appointments: readonly NewAppointment[] };

/** An account as administrators see it: no secret of it. `lockedUntil` is an instant to come, when failed sign-ins locked it. */
export type AccountView = { readonly name: string; readonly displayName: string; readonly disabled: boolean; readonly lockedUntil: string | null; readonly appointments: readonly Appointment[] };

/** The accounts and their appointments. Whatever takes a right away ends the sessions that had it. */
@Injectable()
export class Accounts {
  constructor(
    @Inject(ACCESS_DATA_SOURCE) private readonly source: DataSource,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  /** Creates an account. Throws 409 `access.account-exists`, 422 `access.two-officers`. */
  async create({ name, displayName, password, appointments }: NewAccount): Promise<void> {
    const passwordHash = await hashPassword(password);
    await this.source.transaction(async (manager) => {
      const inserted: { raw: unknown[] } = await manager.createQueryBuilder().insert().into(Account).values({ name, displayName, passwordHash, disabled: false }).orIgnore().returning('name').execute();
      if (inserted.raw.length === 0) throw new RefusedError('duplicate', 'access.account-exists', { account: name });
      refuseMixedOfficers(appointments);
      await manager.insert(Appointment, appointments.map((appointment) => ({ ...appointment, until: appointment.until ?? null, id: uuid(), account: name })));
    });
  }

  /** Gives an account a further role. Throws 404 `access.account-unknown`, 422 `access.two-officers`. */
  async appoint(name: string, appointment: NewAppointment): Promise<void> {
    await this.source.transaction(async (manager) => {
      const account = await manager.findOne(Account, { where: { name }, lock: { mode: 'pessimistic_write' } });
      if (!account) throw new RefusedError('not-found', 'access.account-unknown', { account: name });
      const held = await manager.findBy(Appointment, { account: name });
      refuseMixedOfficers([...held, appointment].filter((other) => overlap(other, appointment)));
      await manager.insert(Appointment, { ...appointment, until: appointment.until ?? null, id: uuid(), account: name });
    });
  }

  /** Ends an appointment on a day, its first day without. Throws 404 when there is no such appointment in effect. */
  async dismiss(name: string, { role, unit, on }: { role: Role; unit: string | null; on: string }): Promise<void> {
    const which = { account: name, role, unit: unit ?? IsNull() };
    const running = await this.source.manager.findBy(Appointment, which);
    const ended = running.filter(({ from, until }) => from <= on && (until === null || until > on));
    if (ended.length === 0) throw new RefusedError('not-found', 'access.account-unknown', { account: name });
    for (const { id } of ended) await this.source.manager.update(Appointment, { id }, { until: on });
    await this.sessions.revokeAll(name);
  }

  /** Closes an account or opens it again. Throws 404 `access.account-unknown`. */
  async setDisabled(name: string, disabled: boolean): Promise<void> {
    await this.change(name, { disabled });
  }

  /** Sets a password and ends all sessions but the one it was changed in. Throws 404 `access.account-unknown`. */
  async setPassword(name: string, password: string, session?: string): Promise<void> {
    await this.change(name, { passwordHash: await hashPassword(password) }, session);
    await this.source.query('delete from access.sign_in_failures where name = $1', [name]);
  }

  /** Accounts by name after `after`, with all their appointments. */
  async list(after: string, limit: number): Promise<readonly AccountView[]> {
    const accounts = await this.source.manager.createQueryBuilder(Account, 'a').where('a.name > :after', { after }).orderBy('a.name').limit(limit).getMany();
    const names = accounts.map(({ name }) => name);
    const appointments = names.length === 0 ? [] : await this.source.manager.createQueryBuilder(Appointment, 'p').where('p.account in (:...names)', { names }).orderBy('p.from').getMany();
    const locked = await this.source.query<{ name: string; until: string }[]>(LOCKED, [names]);
    const lockedUntil = (name: string): string | null => locked.find((one) => one.name === name)?.until ?? null;
    return accounts.map(({ name, displayName, disabled }) => ({ name, displayName, disabled, lockedUntil: lockedUntil(name), appointments: appointments.filter(({ account }) => account === name) }));
  }

  private async change(name: string, change: Partial<Account>, except?: string): Promise<void> {
    const { affected } = await this.source.manager.update(Account, { name }, change);
    if (!affected) throw new RefusedError('not-found', 'access.account-unknown', { account: name });
    await this.sessions.revokeAll(name, except);
  }
}

const LOCKED = `
  select name, to_char(locked_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as until
  from access.sign_in_failures where name = any($1) and locked_until > now()`;

/** The database refuses two officers in one account as well; this says it with the roles, and officers with any other role. */
function refuseMixedOfficers(appointments: readonly NewAppointment[]): void {
  const mixed = appointments.find((one) => !rolesCompatible(appointments.filter((other) => overlap(one, other)).map(({ role }) => role)));
  if (mixed) throw new RefusedError('rule', 'access.two-officers', { roles: [...new Set(appointments.map(({ role }) => role))].join(', ') });
}

function overlap(a: NewAppointment, b: NewAppointment): boolean {
  const endless = '9999-12-31';
  return a.from < (b.until ?? endless) && b.from < (a.until ?? endless);
}
