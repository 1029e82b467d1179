import { type Actor, RefusedError } from '#event-store';

/** Whom the policy knows. `rule` is a process manager; nobody signs in as it. */
export const roles = ['member', 'team-lead', 'office', 'reviewer', 'leader', 'finance', 'legal', 'department', 'service-owner', 'verifier', 'auditor', 'system-admin', 'security-admin', 'agent', 'outpost', 'rule'] as const;
export type Role = (typeof roles)[number];

/** How far a role's permission reaches: everything, what its unit holds, or what names the account itself. */
export type Reach = 'any' | 'unit' | 'self';

/** What an operation is about: the unit that holds it and the accounts it names. */
export type Relation = { readonly unit?: string | null; readonly accounts?: readonly string[] };

type Grants = Readonly<Partial<Record<Role, Reach>>>;

const teams = { member: 'unit', 'team-lead': 'unit', agent: 'self', outpost: 'unit' } as const satisfies Grants;
const registrants = { member: 'any', 'team-lead': 'any', agent: 'any', outpost: 'any', office: 'any' } as const satisfies Grants;
const everything = { office: 'any', leader: 'any', auditor: 'any', rule: 'any' } as const satisfies Grants;
// What concerns nobody's business: the names of units, and that something one may see has changed.
const everybody = Object.fromEntries(roles.filter((role) => role !== 'rule').map((role) => [role, 'any'])) as Readonly<Record<Exclude<Role, 'rule'>, 'any'>>;
const departments = { finance: 'any', legal: 'any', department: 'any' } as const satisfies Grants;
// A reviewer reads the dossiers on an agenda, by the meeting that they are a member of.
const opinions = { ...departments, reviewer: 'self' } as const satisfies Grants;

/**
 * Operation → role → reach (DOMAIN 3). The auditor reads and writes nothing; of the three officers none holds
 * another's operations, and system and security officers see no business data.
 */
export const policy = {
  'lead.register': registrants,
  'lead.read': { ...teams, ...everything },
  'lead.triage': { office: 'any' },
  'lead.protect': { office: 'any', rule: 'any' },
  'lead.follow-up': { ...teams, office: 'any' },
  'lead.transfer': { 'team-lead': 'unit', office: 'any' },
  'lead.transfer-accept': { 'team-lead': 'unit' },
  'lead.reopen': { 'team-lead': 'unit', outpost: 'unit', office: 'any' },
  'lead.recognise-prior': { office: 'any' },
  'lead.merge': { office: 'any' },
  'lead.dispute': { 'team-lead': 'unit', agent: 'self', outpost: 'unit', office: 'any' },
  'lead.arbitrate': { office: 'any', leader: 'any' },
  'lead.open-negotiation': { member: 'unit', 'team-lead': 'unit', outpost: 'unit', office: 'any' },
  'lead.withdraw': { member: 'unit', 'team-lead': 'unit', agent: 'self', outpost: 'unit', office: 'any' },
  'contact.reveal': { member: 'unit', 'team-lead': 'unit', outpost: 'unit', agent: 'self', office: 'any', leader: 'any', 'service-owner': 'self' },
  'deal.read': { ...teams, ...everything, ...opinions, 'service-owner': 'self', verifier: 'any' },
  'deal.round': { member: 'unit', 'team-lead': 'unit', outpost: 'unit', office: 'any' },
  'deal.draft-agreement': { member: 'unit', 'team-lead': 'unit', outpost: 'unit', legal: 'any', office: 'any' },
  'deal.submit-dossier': { 'team-lead': 'unit', office: 'any' },
  'deal.conclude-review': { office: 'any' },
  'deal.decide': { leader: 'any', office: 'any' },
  'deal.sign': { leader: 'any', office: 'any' },
  'deal.lose': { 'team-lead': 'unit', office: 'any' },
  'deal.hold': { 'team-lead': 'unit', office: 'any' },
  'deal.resume': { 'team-lead': 'unit', office: 'any' },
  'deal.reopen': { 'team-lead': 'unit', office: 'any' },
  'deal.revalue': { member: 'unit', 'team-lead': 'unit', office: 'any' },
  'deal.keep-confidential': { office: 'any', leader: 'any' },
  'deal.comment': { ...teams, ...opinions, office: 'any', leader: 'any', 'service-owner': 'self', verifier: 'any' },
  'deal.attach': { ...teams, ...opinions, office: 'any', leader: 'any', 'service-owner': 'self', verifier: 'any' },
  'opinion.request': { office: 'any' },
  'opinion.give': departments,
  // Members speak for themselves: a meeting's relation names them.
  'meeting.schedule': { office: 'any' },
  'meeting.read': { office: 'any', leader: 'any', auditor: 'any', reviewer: 'self' },
  'meeting.declare': { reviewer: 'self', leader: 'self' },
  'meeting.score': { reviewer: 'self' },
  'meeting.vote': { leader: 'self' },
  'meeting.conclude': { office: 'any' },
  'condition.report': { member: 'unit', 'team-lead': 'unit', outpost: 'unit', department: 'unit', office: 'any' },
  'condition.verify': { verifier: 'any', office: 'any' },
  'delivery.assign': { 'team-lead': 'unit', office: 'any', leader: 'any' },
  'delivery.report': { 'service-owner': 'self', member: 'unit', 'team-lead': 'unit', office: 'any' },
  'delivery.verify': { verifier: 'any', finance: 'any' },
  'commitment.draft': { member: 'unit', 'team-lead': 'unit', outpost: 'unit', office: 'any' },
  'commitment.cost': { finance: 'any' },
  'commitment.clear': { legal: 'any' },
  'commitment.amend': { leader: 'any', office: 'any' },
  'commitment.report': { 'service-owner': 'self', member: 'unit', 'team-lead': 'unit', office: 'any', finance: 'any', leader: 'any' },
  'commitment.verify': { verifier: 'any', finance: 'any' },
  'commitment.waive': { leader: 'any', office: 'any' },
  'commitment.breach': { leader: 'any', office: 'any' },
  'clawback.claim': { leader: 'any', office: 'any' },
  'clawback.record': { finance: 'any', office: 'any' },
  'budget.set': { finance: 'any' },
  'budget.read': { finance: 'any', legal: 'any', office: 'any', leader: 'any', auditor: 'any' },
  'calendar.read': { ...teams, office: 'any', leader: 'any', auditor: 'any', finance: 'any', legal: 'any', verifier: 'any', 'service-owner': 'self' },
  'enterprise.register': { ...registrants, rule: 'any' },
  'chains.edit': { office: 'any' },
  'library.edit': { office: 'any' },
  'organisation.read': everybody,
  'live.listen': everybody,
  'organisation.edit': { office: 'any', 'system-admin': 'any' },
  'target.edit': { office: 'any' },
  'account.edit': { 'system-admin': 'any' },
  'channel.edit': { 'team-lead': 'unit', office: 'any' },
  // Second factors and who acts for whom are the security officer's: whoever makes accounts does not also vouch for them.
  'security.edit': { 'security-admin': 'any' },
  // Everybody reads what they declared themselves; of others' nobody but the auditor.
  'conduct.read': { auditor: 'any' },
  'board.unit': { member: 'unit', 'team-lead': 'unit', agent: 'unit', outpost: 'unit', office: 'any', leader: 'any', auditor: 'any' },
  'board.all': { office: 'any', leader: 'any', auditor: 'any' },
  'figure.read': { member: 'unit', 'team-lead': 'unit', outpost: 'unit', office: 'any', leader: 'any', auditor: 'any' },
  'period.close': { office: 'any' },
  'period.read': { office: 'any', leader: 'any', auditor: 'any' },
  'audit.read': { auditor: 'any' },
  // Whoever typed an entry or had it typed, whoever leads the team that entered it, and the office.
  'entry.correct': { member: 'self', 'team-lead': 'unit', agent: 'self', outpost: 'self', 'service-owner': 'self', verifier: 'self', reviewer: 'self', finance: 'self', legal: 'self', department: 'self', leader: 'self', office: 'any' },
  'history.read': { ...teams, ...everything, 'service-owner': 'self' },
} as const satisfies Readonly<Record<string, Grants>>;

/** What can be permitted; one name may cover several commands of a slice. */
export type Operation = keyof typeof policy;

/** Every operation, in the order of the table. */
export const operations = Object.keys(policy) as readonly Operation[];

/** How far the actor's role reaches for an operation; undefined when it may not at all. */
export function reachOf(actor: Pick<Actor, 'role'>, operation: Operation): Reach | undefined {
  const grants: Grants = policy[operation];
  return Object.hasOwn(grants, actor.role) ? grants[actor.role as Role] : undefined;
}

/** Whether the actor may do an operation on what the relation describes; without a relation, whether on anything at all. */
export function mayAccess(actor: Actor, operation: Operation, relation?: Relation): boolean {
  const reach = reachOf(actor, operation);
  if (reach === undefined) return false;
  if (reach === 'any' || relation === undefined) return true;
  if (reach === 'unit') return actor.unit !== null && relation.unit === actor.unit;
  return [actor.account, actor.onBehalfOf].some((account) => account !== undefined && relation.accounts?.includes(account));
}

/** Refuses with 403 `access.forbidden` what `mayAccess` does not allow. */
export function requireAccess(actor: Actor, operation: Operation, relation?: Relation): void {
  if (!mayAccess(actor, operation, relation)) throw new RefusedError('forbidden', 'access.forbidden', { operation });
}

/** What the actor may do on something, for `GET /me` and for the buttons of a screen. */
export function allowedOperations(actor: Actor, relation?: Relation): readonly Operation[] {
  return operations.filter((operation) => mayAccess(actor, operation, relation));
}

/** From whom no case is kept: leaders decide, the auditor checks, and rules go on. */
const confided: readonly string[] = ['leader', 'auditor', 'rule'] satisfies readonly Role[];

/** Whether an actor may know of a case: of one that is not confidential (`null`), or that names them; the one predicate that every read asks. */
export function mayKnow(actor: Pick<Actor, 'role' | 'account'>, people: readonly string[] | null): boolean {
  return people === null || confided.includes(actor.role) || people.includes(actor.account);
}

/** The three separate officers (三员). */
export const officers = ['system-admin', 'security-admin', 'auditor'] as const satisfies readonly Role[];

/** Whether an account may hold these roles at the same time: an officer holds no other role. */
export function rolesCompatible(held: readonly Role[]): boolean {
  const distinct = [...new Set(held)];
  return distinct.length < 2 || !distinct.some((role) => (officers as readonly Role[]).includes(role));
}
