import type { CommandContext } from '#event-store';
import { z } from 'zod';

const text = z.string().trim().min(1).max(2000);

/** Recognises a month's figures and closes it (月度关账). */
export class ClosePeriod {
  static readonly input = z.strictObject({ note: text.optional() });
  constructor(readonly period: string, readonly input: z.infer<typeof ClosePeriod.input>, readonly context: CommandContext) {}
}

/** Recognises a closed month anew: what was entered or corrected for it since, and why that counts. */
export class RestatePeriod {
  static readonly input = z.strictObject({ reason: text });
  constructor(readonly period: string, readonly input: z.infer<typeof RestatePeriod.input>, readonly context: CommandContext) {}
}

/** What the decider of a month is asked. */
export type PeriodCommand = { readonly type: 'ClosePeriod'; readonly input: ClosePeriod['input'] } | { readonly type: 'RestatePeriod'; readonly input: RestatePeriod['input'] };
