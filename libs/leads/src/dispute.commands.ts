import type { CommandContext } from '#event-store';
import { z } from 'zod';

const text = z.string().trim().min(1).max(4000);
const lateReason = z.string().trim().min(1).max(500).optional();
const percent = z.int().min(0).max(100);

/**
 * A team says that another's lead is its own, on the strength of its own filing (`id`). `against` names the lead or the
 * unit that holds it; without it the dispute is with whoever stands in the way of this filing.
 */
export class DisputeLead {
  static readonly input = z.strictObject({
    against: z.union([z.strictObject({ leadId: z.uuid() }), z.strictObject({ unit: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/) })]).optional(),
    grounds: text,
    evidence: z.array(z.uuid()).max(20).default([]),
    lateReason,
  });
  constructor(readonly id: string, readonly input: z.infer<typeof DisputeLead.input>, readonly context: CommandContext) {}
}

/** The arbiter decides the dispute over a lead (`id`); both sides read the reasons. */
export class ArbitrateDispute {
  static readonly input = z.discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('upheld'), reasons: text, lateReason }),
    z.strictObject({ outcome: z.literal('moved'), reasons: text, lateReason }),
    z.strictObject({ outcome: z.literal('shared'), credit: z.strictObject({ holder: percent, claimant: percent }), reasons: text, lateReason }),
  ]);
  constructor(readonly id: string, readonly input: z.infer<typeof ArbitrateDispute.input>, readonly context: CommandContext) {}
}

/** Notes on the claimant's lead that another's is disputed; a reaction to the dispute. */
export class RaiseDispute {
  static readonly input = z.strictObject({ disputedId: z.uuid(), enterpriseId: z.uuid() });
  constructor(readonly id: string, readonly input: z.infer<typeof RaiseDispute.input>, readonly context: CommandContext) {}
}

/** The lead goes where the arbiter gave it; a reaction to the ruling. */
export class FollowArbitration {
  static readonly input = z.strictObject({ to: z.string() });
  constructor(readonly id: string, readonly input: z.infer<typeof FollowArbitration.input>, readonly context: CommandContext) {}
}
