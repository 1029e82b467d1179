import type { CommandContext } from '#event-store';
import { day } from '#measures';
import { z } from 'zod';
import { accountName, memberRoles, unitCode, unitKinds } from './unit.events.ts';

const name = z.string().trim().min(1).max(60);
const lateReason = z.string().trim().min(1).max(500).optional();

/** Sets up a unit from a day on. */
export class EstablishUnit {
  static readonly input = z.strictObject({ code: unitCode, name, kind: z.enum(unitKinds), from: day.optional(), lateReason });
  constructor(readonly code: string, readonly input: z.infer<typeof EstablishUnit.input>, readonly context: CommandContext) {}
}

/** Gives a unit another name from a day on; the old one stays true before it. */
export class RenameUnit {
  static readonly input = z.strictObject({ name, from: day.optional(), lateReason });
  constructor(readonly code: string, readonly input: z.infer<typeof RenameUnit.input>, readonly context: CommandContext) {}
}

/** Closes a unit: `on` is its last day. Its members leave with it. */
export class CloseUnit {
  static readonly input = z.strictObject({ on: day.optional(), lateReason });
  constructor(readonly code: string, readonly input: z.infer<typeof CloseUnit.input>, readonly context: CommandContext) {}
}

/** Puts somebody in a unit from a day on. */
export class AddMember {
  static readonly input = z.strictObject({ account: accountName, role: z.enum(memberRoles), from: day.optional(), lateReason });
  constructor(readonly code: string, readonly input: z.infer<typeof AddMember.input>, readonly context: CommandContext) {}
}

/** Takes somebody out of a unit: `until` is the first day without. */
export class RemoveMember {
  static readonly input = z.strictObject({ account: accountName, role: z.enum(memberRoles), until: day.optional(), lateReason });
  constructor(readonly code: string, readonly input: z.infer<typeof RemoveMember.input>, readonly context: CommandContext) {}
}

/** What the decider is asked; the type names the command class. */
export type UnitCommand =
  | ({ readonly type: 'EstablishUnit' } & z.infer<typeof EstablishUnit.input>)
  | ({ readonly type: 'RenameUnit' } & z.infer<typeof RenameUnit.input>)
  | ({ readonly type: 'CloseUnit' } & z.infer<typeof CloseUnit.input>)
  | ({ readonly type: 'AddMember' } & z.infer<typeof AddMember.input>)
  | ({ readonly type: 'RemoveMember' } & z.infer<typeof RemoveMember.input>);
