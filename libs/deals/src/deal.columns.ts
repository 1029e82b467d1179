import { z } from 'zod';

/** What is attracted (双招双引): 招商, 招才, 招技术, 招平台. The path of columns depends on it. */
export const attractionKind = z.enum(['capital', 'talent', 'technology', 'platform']);
export type AttractionKind = z.infer<typeof attractionKind>;

const untilSigned = ['registered', 'triaged', 'protected', 'negotiating', 'in-review', 'approved', 'signed'] as const;
const ofCapital = [...untilSigned, 'landed', 'started', 'producing', 'at-capacity'] as const;
const ofOthers = [...untilSigned, 'arrived', 'performing'] as const;

/** The columns a card passes, in order and none skipped. Only capital needs land, construction and capacity. */
export const paths = { capital: ofCapital, talent: ofOthers, technology: ofOthers, platform: ofOthers } as const satisfies Record<AttractionKind, readonly string[]>;
export type Column = (typeof paths)[AttractionKind][number] | 'closed';

/** The columns that the deal itself decides on; those before are the lead's, those after signing the delivery's. */
export type DealStage = Extract<Column, 'negotiating' | 'in-review' | 'approved' | 'signed' | 'closed'>;

/** The column after this one on the path of a kind; undefined at the end of it, and for what is closed. */
export function nextColumn(kind: AttractionKind, column: Column): Column | undefined {
  const path: readonly Column[] = paths[kind];
  return path.includes(column) ? path[path.indexOf(column) + 1] : undefined;
}

/** What a deal's promised delivery is measured by; planned in the dossier, reported and verified after signing. */
export const milestoneKind = z.enum(['company-registered', 'site-secured', 'construction-started', 'production-started', 'capacity-reached', 'arrived', 'performing']);
export type MilestoneKind = z.infer<typeof milestoneKind>;

/** As much of an event as the column depends on; the log's sealed form and a projection's opened form both fit. */
export type ColumnEvent = { readonly type: string; readonly data: unknown };

/**
 * The column a deal's event moves its card to; undefined for an event that leaves it where it is. The one table
 * behind the decider and every board: a rejected or returned dossier and a lapsed decision fall back to the talks, a
 * framework or intent agreement moves nothing.
 */
export function stageAfter({ type, data }: ColumnEvent): DealStage | undefined {
  const { outcome, decision, kind } = data as { outcome?: string; decision?: string; kind?: string };
  switch (type) {
    case 'DealOpened':
    case 'DealReopened':
      return 'negotiating';
    case 'DossierSubmitted':
      return 'in-review';
    case 'ReviewConcluded':
      return outcome === 'reject' ? 'negotiating' : undefined;
    case 'DecisionMade':
      return decision === 'approve' ? 'approved' : 'negotiating';
    case 'DecisionLapsed':
      return 'negotiating';
    case 'AgreementSigned':
      return kind === 'formal' ? 'signed' : undefined;
    case 'DealLost':
    case 'DealWithdrawn':
    case 'AgreementTerminated':
      return 'closed';
    default:
      return undefined;
  }
}
