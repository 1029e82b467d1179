import type { Role } from '#access';
import type { Actor, RecordedEvent } from '#event-store';
import type { DataSource } from 'typeorm';
import type { Known } from './case-access.ts';
import type { Audience } from './notice.rules.ts';

/** An appointment in effect today: who may be told, and in which role. */
export type Post = { readonly account: string; readonly role: Role; readonly unit: string | null };

const IN_EFFECT = `
  select p.account, p.role, p.unit from access.appointments p join access.accounts a on a.name = p.account and not a.disabled
  where daterange(p."from", p."until") @> $1::date order by p.account, p.role`;

/** Everybody who holds an appointment on a day; a house has some hundreds. */
export function postsOn(access: Pick<DataSource, 'query'>, day: string): Promise<readonly Post[]> {
  return access.query<Post[]>(IN_EFFECT, [day]);
}

/** Who was meant, by name: the accounts, and the units whose own channels hear of it as well. */
export type Addressed = { readonly accounts: readonly string[]; readonly units: readonly string[] };

/**
 * Who is told: those an audience names who may also read what it is about, each once; never who did it, nor for whom it was
 * done. `earlier` are the events of the stream before, where a reporter must be looked up.
 */
export function addressed(audiences: readonly Audience[], known: Known, posts: readonly Post[], by: Pick<Actor, 'account' | 'onBehalfOf'> | null, earlier: readonly RecordedEvent[] = []): Addressed {
  const accounts = new Set<string>();
  const units = new Set<string>();
  for (const audience of audiences) {
    const unit = unitOf(audience, known);
    if (unit !== null && (isParty(audience) || known.mayRead(asUnit(unit)))) units.add(unit);
    for (const post of posts) {
      if (!names(audience, post, unit, known, earlier)) continue;
      if (isParty(audience) || known.mayRead(post)) accounts.add(post.account);
    }
  }
  for (const account of [by?.account, by?.onBehalfOf]) if (account !== undefined) accounts.delete(account);
  return { accounts: [...accounts].sort(), units: [...units].sort() };
}

/** A unit's own channel reads what every member of the unit may read. */
export const asUnit = (unit: string): Actor => ({ account: '', unit, role: 'member' });

const isParty = (audience: Audience): boolean => 'party' in audience && audience.party === true;

function unitOf(audience: Audience, known: Known): string | null {
  if ('unit' in audience) return audience.unit;
  return 'of' in audience && audience.of === 'holder' ? known.unit : null;
}

function names(audience: Audience, post: Post, unit: string | null, known: Known, earlier: readonly RecordedEvent[]): boolean {
  if (unit !== null) return post.unit === unit;
  if ('role' in audience) return post.role === audience.role;
  // Finance and legal are departments of their own; any other department is its unit (see `departmentOf`).
  if ('department' in audience) return post.role === audience.department || (post.role === 'department' && post.unit === audience.department);
  if ('accounts' in audience) return audience.accounts.includes(post.account);
  if ('reporter' in audience) return earlier.findLast(audience.reporter)?.actor.account === post.account;
  if ('of' in audience) return (audience.of === 'members' ? known.members : audience.of === 'service-owner' ? known.serviceOwners : []).includes(post.account);
  return false;
}
