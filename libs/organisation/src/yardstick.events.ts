import type { EventOf, EventTypes } from '#event-store';
import { day } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';

/**
 * What work is measured by: leads registered, formal agreements, their amount with every increment, verified money,
 * projects landed, started and producing. Amounts are in 分 of CNY, the others are numbers of projects.
 */
export const measures = ['leads', 'signed-count', 'signed-amount', 'paid-in', 'landings', 'starts', 'productions'] as const;
export type Measure = (typeof measures)[number];

/** The measures counted in 分; the others count projects. */
export const amountMeasures: readonly Measure[] = ['signed-amount', 'paid-in'];

/** A part of a year: the year itself, a half, a quarter or a month. */
export const yearPart = z.string().regex(/^(year|H[12]|Q[1-4]|0[1-9]|1[0-2])$/, 'year, H1 to H2, Q1 to Q4 or 01 to 12');

/** A calendar year, for targets. */
export const targetYear = z.coerce.number().int().min(2000).max(2100);

/** A number of projects, or 分. */
export const targetValue = z.int().min(1).max(9_000_000_000_000_000);

/** What the targets of the whole zone are set for. */
export const WHOLE_ZONE = 'all';

const lateReason = SecretText.optional();
const target = { unit: z.string(), year: z.int(), period: yearPart, measure: z.enum(measures) };

/** Targets; the stream `target-<unit>-<year>`, `all` for the zone. `unitRevision` is the unit's stream as it was read, null for the zone. */
export const targetEvents = {
  TargetSet: { schema: 1, data: z.strictObject({ ...target, value: targetValue, unitRevision: z.int().nullable(), lateReason }) },
  /** Openly: from what, to what, and why. */
  TargetRevised: { schema: 1, data: z.strictObject({ ...target, from: targetValue, to: targetValue, reason: SecretText, lateReason }) },
} satisfies EventTypes;

/** A weight of a league table: the most points that a measure gives. */
export const weight = z.strictObject({ measure: z.enum(measures), points: z.int().min(1).max(100) });

/** What a score compares with: the unit's own target, or the best unit. */
export const scoringBasis = z.enum(['target', 'best']);

const scheme = z.strictObject({
  /** The first day it is in force; until another scheme's. */
  from: day,
  basis: scoringBasis,
  weights: z.array(weight).min(1).max(measures.length),
  /** How far beyond full completion still counts, in per cent: 120 lets a measure give 1.2 times its points. */
  capPercent: z.int().min(100).max(300),
  lateReason,
});

const fenPerMu = z.int().min(0).max(100_000_000_000);

/** Thresholds in 分 per 亩; `intensity` says which investment is divided by the land: all of it, or the fixed assets. */
export const standardThresholds = { intensity: z.enum(['total', 'fixed']), investmentPerMu: fenPerMu, outputPerMu: fenPerMu, taxPerMu: fenPerMu };

/** The dated rules of the zone that figures apply; the streams `scheme-league` and `standard-entry`. */
export const yardstickEvents = {
  ScoringSchemeAdopted: { schema: 1, data: scheme },
  EntryStandardAdopted: { schema: 1, data: z.strictObject({ from: day, reference: z.string().min(1).max(200), ...standardThresholds, lateReason }) },
} satisfies EventTypes;

export type TargetEvent = EventOf<typeof targetEvents>;
export type YardstickEvent = EventOf<typeof yardstickEvents>;
