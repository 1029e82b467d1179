import type { CommandContext } from '#event-store';
import { z } from 'zod';

const text = z.string().trim().min(1).max(4000);
const lateReason = z.string().trim().min(1).max(500).optional();
const percent = z.int().min(0).max(100);
const units = z.strictObject({ survivor: z.string(), alias: z.string().nullable() });
const credit = z.strictObject({ survivor: percent, alias: percent });

/** A person says that this lead (`id`) and another are one; the other survives. */
export class MergeLead {
  static readonly input = z.strictObject({ into: z.uuid(), credit, reason: text, lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof MergeLead.input>, readonly context: CommandContext) {}
}

/** The merge was an error; the alias (`id`) stands again where it stood. */
export class RevertMerge {
  static readonly input = z.strictObject({ reason: text, lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof RevertMerge.input>, readonly context: CommandContext) {}
}

/** Tells the survivor whose filing joined it; a reaction to the merge. */
export class JoinAlias {
  static readonly input = z.strictObject({ alias: z.uuid(), units, credit });
  constructor(readonly id: string, readonly input: z.infer<typeof JoinAlias.input>, readonly context: CommandContext) {}
}

/** Tells the survivor that an alias stands on its own again; a reaction to the revert. */
export class LeaveAlias {
  static readonly input = z.strictObject({ alias: z.uuid() });
  constructor(readonly id: string, readonly input: z.infer<typeof LeaveAlias.input>, readonly context: CommandContext) {}
}

/** Takes the filing of a merged lead out of the queue of its firm (`id`). */
export class SetFilingAside {
  static readonly input = z.strictObject({ leadId: z.uuid(), into: z.uuid() });
  constructor(readonly id: string, readonly input: z.infer<typeof SetFilingAside.input>, readonly context: CommandContext) {}
}

/** Puts the filing of a lead whose merge was reverted back. */
export class RestoreFiling {
  static readonly input = z.strictObject({ leadId: z.uuid() });
  constructor(readonly id: string, readonly input: z.infer<typeof RestoreFiling.input>, readonly context: CommandContext) {}
}
