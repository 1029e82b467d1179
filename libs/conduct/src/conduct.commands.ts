import type { CommandContext } from '#event-store';
import { day } from '#measures';
import { z } from 'zod';
import { about, handling, relation } from './conduct.events.ts';

const text = z.string().trim().min(1).max(4000);
const late = { lateReason: z.string().trim().min(1).max(500).optional() };

/** Declares an interest of one's own or of somebody close; from then on its deals are off limits. */
export class DeclareConductInterest {
  static readonly input = z.strictObject({ about, relation, text, ...late });
  constructor(readonly account: string, readonly input: z.infer<typeof DeclareConductInterest.input>, readonly context: CommandContext) {}
}

/** Declares a contact with an investor outside the rules. */
export class DeclareContact {
  static readonly input = z.strictObject({ about: about.optional(), contactedOn: day, text, ...late });
  constructor(readonly account: string, readonly input: z.infer<typeof DeclareContact.input>, readonly context: CommandContext) {}
}

/** Declares a gift, its value in 分 where it is known, and what became of it. */
export class DeclareGift {
  static readonly input = z.strictObject({ about: about.optional(), receivedOn: day, valueFen: z.int().min(0).max(1_000_000_000_000).optional(), handling, text, ...late });
  constructor(readonly account: string, readonly input: z.infer<typeof DeclareGift.input>, readonly context: CommandContext) {}
}

/** Withdraws a declaration with a reason; it stays on the list, as withdrawn. */
export class WithdrawDeclaration {
  static readonly input = z.strictObject({ text, ...late });
  constructor(readonly account: string, readonly declarationId: string, readonly input: z.infer<typeof WithdrawDeclaration.input>, readonly context: CommandContext) {}
}
