import { milestoneKind } from '#deals';
import { addDays, centiMu, type Day, day, money } from '#measures';
import { z } from 'zod';

/** From whom to whom: the zone promises the investor something, or the investor the zone. */
export const direction = z.enum(['zone-to-investor', 'investor-to-zone']);
export type Direction = z.infer<typeof direction>;

/** What is promised. A land price is not among it: no promise may fix one. */
export const promiseKind = z.enum(['subsidy', 'rent', 'land', 'workshop', 'infrastructure', 'energy', 'talent', 'financing', 'service', 'investment', 'output', 'tax', 'jobs', 'timetable', 'other']);

/** How much is promised, each in its unit; `deed` for what is done or not done. */
export const measure = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('money'), money }),
  z.strictObject({ of: z.literal('area'), centiMu }),
  z.strictObject({ of: z.literal('jobs'), count: z.int().min(1).max(1_000_000) }),
  /** Tonnes of coal equivalent a year (吨标准煤). */
  z.strictObject({ of: z.literal('energy'), tce: z.int().min(1).max(1_000_000_000) }),
  z.strictObject({ of: z.literal('date'), by: day }),
  z.strictObject({ of: z.literal('deed') }),
]);
export type Measure = z.infer<typeof measure>;

/** What a due date may count from, besides the fulfilment of another promise: the signing, or a verified milestone. */
export const anchor = z.enum(['signing', ...milestoneKind.options]);
const days = z.int().min(0).max(7_300);

/** When it is due: on a day, or so many days after the signing, a milestone, or the fulfilment of another promise of the deal. */
export const dueRule = z.union([z.strictObject({ on: day }), z.strictObject({ days, after: anchor }), z.strictObject({ days, afterCommitment: z.uuid() })]);
export type DueRule = z.infer<typeof dueRule>;

/** What the investor must have done, verified, before the zone fulfils: another promise, a milestone, or money paid in. */
export const condition = z.union([z.strictObject({ commitment: z.uuid() }), z.strictObject({ milestone: milestoneKind }), z.strictObject({ paidIn: money })]);
export type Condition = z.infer<typeof condition>;

/** Published policies bind as they are; a case-by-case one (一事一议, 一企一策) needs the reference of its own approval. */
export const policyBasis = z.enum(['published', 'case-by-case']);

/** What happened that a due date may count from. */
export type Happening = { readonly anchor: z.infer<typeof anchor>; readonly on: Day } | { readonly commitment: string; readonly on: Day };

/** The day a rule comes to by something that happened; undefined when it waits for something else. */
export function dueDay(rule: DueRule, happening?: Happening): Day | undefined {
  if ('on' in rule) return rule.on;
  if (!happening) return undefined;
  const waitedFor = 'after' in rule ? 'anchor' in happening && happening.anchor === rule.after : 'commitment' in happening && happening.commitment === rule.afterCommitment;
  return waitedFor ? addDays(happening.on, rule.days) : undefined;
}
