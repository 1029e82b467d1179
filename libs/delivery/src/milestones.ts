import { centiMu, money } from '#measures';
import { type AttractionKind, type Column, type MilestoneKind, paths } from '#deals';
import { z } from 'zod';

type DeliveryColumn = Extract<Column, 'landed' | 'started' | 'producing' | 'at-capacity' | 'arrived' | 'performing'>;

/** What a column after signing is entered by: all of its milestones, verified. */
export const milestonesOf: Readonly<Record<DeliveryColumn, readonly MilestoneKind[]>> = {
  landed: ['company-registered', 'site-secured'],
  started: ['construction-started'],
  producing: ['production-started'],
  'at-capacity': ['capacity-reached'],
  arrived: ['arrived'],
  performing: ['performing'],
};

/** The columns after signing on the path of a kind, in order. */
export function columnsAfterSigning(kind: AttractionKind): readonly DeliveryColumn[] {
  return paths[kind].slice(paths[kind].indexOf('signed') + 1) as readonly DeliveryColumn[];
}

/** The milestones that a column rests on: those of the columns before it on the path. Empty for a milestone off the path. */
export function milestonesBefore(kind: AttractionKind, milestone: MilestoneKind): readonly MilestoneKind[] {
  const columns = columnsAfterSigning(kind);
  const at = columns.findIndex((column) => milestonesOf[column].includes(milestone));
  return columns.slice(0, Math.max(at, 0)).flatMap((column) => milestonesOf[column]);
}

/** The milestones on the path of a kind, in order. */
export function milestonesOn(kind: AttractionKind): readonly MilestoneKind[] {
  return columnsAfterSigning(kind).flatMap((column) => milestonesOf[column]);
}

/** The event that records a verified milestone. */
export const milestoneEvent = {
  'company-registered': 'CompanyRegistered',
  'site-secured': 'SiteSecured',
  'construction-started': 'ConstructionStarted',
  'production-started': 'ProductionStarted',
  'capacity-reached': 'CapacityReached',
  arrived: 'Arrived',
  performing: 'Performing',
} as const satisfies Record<MilestoneKind, string>;

/** The milestone that an event verifies; undefined for any other event. */
export function milestoneOf(eventType: string): MilestoneKind | undefined {
  return (Object.keys(milestoneEvent) as MilestoneKind[]).find((kind) => milestoneEvent[kind] === eventType);
}

/**
 * The column a signed deal stands in by its verified milestones: the last one, in the order of the path, whose
 * milestones and those of all columns before it are there. The one rule behind every board; undefined: still signed.
 */
export function columnReached(kind: AttractionKind, verified: ReadonlySet<MilestoneKind>): DeliveryColumn | undefined {
  const columns = columnsAfterSigning(kind);
  const gap = columns.findIndex((column) => !milestonesOf[column].every((milestone) => verified.has(milestone)));
  return columns[(gap === -1 ? columns.length : gap) - 1];
}

const reference = z.string().trim().min(1).max(200);

/** What each milestone must show besides its evidence. */
export const particulars = z.discriminatedUnion('kind', [
  /** The credit code (GB 32100) of the company founded here; `confirmed` accepts a failing check digit as typed. */
  z.strictObject({ kind: z.literal('company-registered'), creditCode: z.string().max(40), confirmed: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('site-secured'), site: z.enum(['land-grant', 'lease', 'standard-workshop']), reference, land: centiMu.optional() }),
  z.strictObject({ kind: z.literal('construction-started'), basis: z.enum(['permit', 'fit-out-contract']), reference }),
  z.strictObject({ kind: z.literal('production-started'), invoices: z.array(reference).min(1).max(20) }),
  z.strictObject({ kind: z.literal('capacity-reached'), outputPerYear: money }),
  z.strictObject({ kind: z.literal('arrived'), reference }),
  z.strictObject({ kind: z.literal('performing'), reference }),
]);
export type Particulars = z.infer<typeof particulars>;
