import type { CommandContext } from '#event-store';
import { day } from '#measures';
import { z } from 'zod';
import { measures, scoringBasis, standardThresholds, targetValue, weight, yearPart } from './yardstick.events.ts';

const text = z.string().trim().min(1).max(500);
const lateReason = text.optional();

/** Sets what a unit, or the zone (`all`), is to reach in a part of a year. */
export class SetTarget {
  static readonly input = z.strictObject({ period: yearPart.default('year'), measure: z.enum(measures), value: targetValue, lateReason });
  constructor(readonly unit: string, readonly year: number, readonly input: z.infer<typeof SetTarget.input>, readonly context: CommandContext) {}
}

/** Changes a target openly: the old one and the reason stay on record. */
export class ReviseTarget {
  static readonly input = z.strictObject({ period: yearPart.default('year'), measure: z.enum(measures), value: targetValue, reason: text, lateReason });
  constructor(readonly unit: string, readonly year: number, readonly input: z.infer<typeof ReviseTarget.input>, readonly context: CommandContext) {}
}

/** Puts a scheme of points in force from a day on. */
export class AdoptScoringScheme {
  static readonly input = z.strictObject({ from: day, basis: scoringBasis, weights: z.array(weight).min(1).max(measures.length), capPercent: z.int().min(100).max(300).default(100), lateReason });
  constructor(readonly input: z.infer<typeof AdoptScoringScheme.input>, readonly context: CommandContext) {}
}

/** Puts an entry standard (入园标准) in force from a day on. */
export class AdoptEntryStandard {
  static readonly input = z.strictObject({ from: day, reference: z.string().trim().min(1).max(200), ...standardThresholds, lateReason });
  constructor(readonly input: z.infer<typeof AdoptEntryStandard.input>, readonly context: CommandContext) {}
}

/** What the decider of a year's targets is asked. */
export type TargetCommand = { readonly type: 'SetTarget'; readonly input: SetTarget['input'] } | { readonly type: 'ReviseTarget'; readonly input: ReviseTarget['input'] };

/** What the decider of dated rules is asked. */
export type YardstickCommand =
  | { readonly type: 'AdoptScoringScheme'; readonly input: AdoptScoringScheme['input'] }
  | { readonly type: 'AdoptEntryStandard'; readonly input: AdoptEntryStandard['input'] };
