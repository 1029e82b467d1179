import type { Actor } from '#event-store';
import type { MemberRole } from '#organisation';
import type { SeedMember } from '../plan.ts';
import { plannedUnits } from '../data/units.ts';
import type { Dice } from './dice.ts';
import type { Subject } from './subjects.ts';

const single = (account: string, role: string): Actor => ({ account, unit: null, role });

/** The demonstration's accounts that belong to no unit (DESIGN 9). */
export const office = single('office', 'office');
export const leader = single('leader', 'leader');
export const service = single('service', 'service-owner');
export const verifier = single('verifier', 'verifier');
export const finance = single('finance', 'finance');
/** The rule that watches the days. */
export const rule = single('rule', 'rule');

/** The commissioned agent registers and follows up; it neither negotiates nor takes over. */
export const AGENT = 'agent1';

/** Units that may hold a lead to its end. */
export const teams: readonly string[] = plannedUnits.map(({ code }) => code).filter((code) => code !== AGENT);
const roving = [...teams.filter((code) => code.length > 2 || code === 'bj' || code === 'sh'), AGENT];
const taskForces: Readonly<Record<string, string>> = { NM: 'nm', HE: 'he', YY: 'yy', XX: 'xx', FW: 'xx' };

const memberRole = (unit: string): MemberRole => (unit === 'bj' || unit === 'sh' ? 'outpost' : 'member');

/** The head of a unit, by the account of the demonstration. */
export const headOf = (unit: string): Actor => ({ account: `${unit}.lead`, unit, role: unit === AGENT ? 'agent' : 'team-lead' });

/** The other account of a unit. */
export const memberOf = (unit: string): Actor => ({ account: `${unit}.member`, unit, role: unit === AGENT ? 'agent' : memberRole(unit) });

/** Now and then a colleague enters what the head did. */
export function someoneOf(dice: Dice, unit: string): Actor {
  if (dice.chance(0.06) && unit !== AGENT) return { ...memberOf(unit), onBehalfOf: headOf(unit).account };
  return dice.chance(0.3) ? headOf(unit) : memberOf(unit);
}

/** Who would find a lead of that subject: the chain's task force, or whoever roves. */
export const unitFor = (dice: Dice, { chain }: Subject): string => (dice.chance(0.4) ? (taskForces[chain] ?? 'xx') : dice.pick(roving));

/** A unit other than these. */
export const anotherUnit = (dice: Dice, ...not: readonly string[]): string => dice.pick(teams.filter((code) => !not.includes(code)));

/** The memberships of the demonstration's accounts from a day on. */
export function demonstrationMembers(from: string): readonly SeedMember[] {
  return plannedUnits.flatMap(({ code: unit }): SeedMember[] => {
    const agent = unit === AGENT;
    return [
      { account: headOf(unit).account, role: agent ? 'agent' : 'team-lead', unit, from },
      { account: memberOf(unit).account, role: agent ? 'agent' : memberRole(unit), unit, from },
    ];
  });
}
