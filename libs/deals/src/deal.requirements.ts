import type { AttractionKind, DealStage } from './deal.columns.ts';
import { nextColumn } from './deal.columns.ts';
import type { Dossier } from './deal.events.ts';
import type { DealFacts } from './deal.facts.ts';
import type { Deal } from './deal.state.ts';

type Gated = Exclude<DealStage, 'closed'>;

/** A field that must be filled before a deal enters a column, for the kinds it matters to (all when none are named). */
type Requirement = { readonly field: string; readonly column: Gated; readonly kinds?: readonly AttractionKind[]; readonly filled: (deal: Deal) => boolean };

/** What a gate may look at beyond the deal's own stream. */
export type Outside = Pick<DealFacts, 'promises'>;

/** A rule that must hold before a deal enters a column; its name is the code of the refusal. */
type Gate = { readonly rule: string; readonly column: Gated; readonly met: (deal: Deal, outside: Outside) => boolean };

/** What still blocks a column: a field to fill or a rule to meet. */
export type Missing = { readonly column: Gated; readonly field: string } | { readonly column: Gated; readonly rule: string };

const inDossier = (field: keyof Dossier, kinds?: readonly AttractionKind[]): Requirement => ({
  field: `dossier.${field}`,
  column: 'in-review',
  kinds,
  filled: ({ dossier }) => {
    const value = dossier?.data.dossier[field];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  },
});

/** Field → column at which it becomes required. */
export const requirements: readonly Requirement[] = [
  inDossier('totalInvestment'),
  inDossier('fixedInvestment', ['capital']),
  inDossier('land', ['capital']),
  inDossier('outputPerYear', ['capital', 'technology']),
  inDossier('taxPerYear', ['capital', 'technology']),
  inDossier('jobs'),
  inDossier('energyTce', ['capital']),
  inDossier('environmentClass', ['capital']),
  inDossier('timetable'),
  { field: 'formalDraft', column: 'approved', filled: ({ drafts }) => drafts.some(({ data }) => data.kind === 'formal') },
];

/** Rule → column that it guards. */
export const gates: readonly Gate[] = [
  { rule: 'deal.review-not-passed', column: 'approved', met: ({ review }) => review?.data.outcome === 'pass' || review?.data.outcome === 'pass-with-conditions' },
  { rule: 'deal.promises-not-ready', column: 'approved', met: (_, { promises }) => unready(promises).length === 0 },
  { rule: 'deal.not-approved', column: 'signed', met: ({ decision }) => decision?.data.decision === 'approve' },
];

/** The promises that still lack a costing, a reservation or a clearance. */
export const unready = (promises: Outside['promises']): readonly { readonly id: string; readonly lacks: readonly string[] }[] => (promises?.commitments ?? []).filter(({ lacks }) => lacks.length > 0);

const guarded: readonly Gated[] = ['negotiating', 'in-review', 'approved', 'signed'];

/**
 * What blocks a deal from a column: every rule and field of that column and of those before it, in the order of the
 * path. The decider refuses by it, `GET /deals/:id` shows it, and forms mark their fields by it.
 */
export function missing(deal: Deal, column: Gated, outside: Outside): readonly Missing[] {
  return guarded.slice(0, guarded.indexOf(column) + 1).flatMap((at): readonly Missing[] => [
    ...gates.filter((row) => row.column === at && !row.met(deal, outside)).map(({ rule }) => ({ column: at, rule })),
    ...requirements.filter((row) => row.column === at && (row.kinds?.includes(deal.kind) ?? true) && !row.filled(deal)).map(({ field }) => ({ column: at, field })),
  ]);
}

/** What blocks the column after the one a deal is in; nothing once it is signed, which is for the delivery to say. */
export function missingNext(deal: Deal, outside: Outside): readonly Missing[] {
  const next = nextColumn(deal.kind, deal.stage);
  return guarded.some((column) => column === next) ? missing(deal, next as Gated, outside) : [];
}
