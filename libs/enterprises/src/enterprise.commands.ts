import type { CommandContext } from '#event-store';
import { z } from 'zod';
import { blacklistGround } from './enterprise.events.ts';

const text = z.string().trim().min(1).max(2000);
const lateReason = z.string().trim().min(1).max(500).optional();

/** A firm as a form or a sheet names it. */
export const investorInput = z.strictObject({
  name: z.string().trim().min(2).max(200),
  creditCode: z.string().trim().min(1).max(40).optional(),
  confirmCheckDigit: z.boolean().optional(),
});

/** Registers a firm under the id that `enterpriseIdOf` gives it. */
export class RegisterEnterprise {
  static readonly input = investorInput;
  constructor(readonly id: string, readonly input: z.infer<typeof RegisterEnterprise.input>, readonly context: CommandContext) {}
}

/** Puts a firm on the blacklist, with ground and reason. */
export class BlacklistEnterprise {
  static readonly input = z.strictObject({ ground: blacklistGround, reason: text, lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof BlacklistEnterprise.input>, readonly context: CommandContext) {}
}

/** Takes a firm off the blacklist, with a reason. */
export class ClearEnterprise {
  static readonly input = z.strictObject({ reason: text, lateReason });
  constructor(readonly id: string, readonly input: z.infer<typeof ClearEnterprise.input>, readonly context: CommandContext) {}
}
