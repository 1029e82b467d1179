import { day } from '#measures';
import { type EventOf, type EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';

/** What a unit is (DOMAIN 3): teams that attract, those who reach out for them, and those who decide and serve. */
export const unitKinds = ['task-force', 'investment-team', 'park-squad', 'alliance', 'outpost', 'agent', 'office', 'department'] as const;

/** A unit's code, short and for good: `team1`; names change, codes do not. */
export const unitCode = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and hyphens');

/** The name of an account as events carry it. */
export const accountName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'an account name');

/** What somebody is within a unit. */
export const memberRoles = ['member', 'team-lead', 'agent', 'outpost'] as const;

const unitName = z.string().trim().min(1).max(60);
const lateReason = SecretText.optional();

/** The events of a stream `unit-<code>`. Effective days are part of the data: what is entered late counts from its day. */
export const unitEvents = {
  UnitEstablished: { schema: 1, data: z.strictObject({ code: unitCode, name: unitName, kind: z.enum(unitKinds), from: day, lateReason }) },
  UnitRenamed: { schema: 1, data: z.strictObject({ name: unitName, from: day, lateReason }) },
  UnitClosed: { schema: 1, data: z.strictObject({ on: day, lateReason }) },
  MemberJoined: { schema: 1, data: z.strictObject({ account: accountName, role: z.enum(memberRoles), from: day, lateReason }) },
  MemberLeft: { schema: 1, data: z.strictObject({ account: accountName, role: z.enum(memberRoles), until: day, lateReason }) },
} satisfies EventTypes;

export type UnitEvent = EventOf<typeof unitEvents>;
export type UnitKind = (typeof unitKinds)[number];
export type MemberRole = (typeof memberRoles)[number];
