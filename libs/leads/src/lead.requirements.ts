/** The columns of a lead's part of the board, in order; the rest of the path is the deal's. */
export const leadColumns = ['registered', 'triaged', 'protected', 'negotiating'] as const;
export type LeadColumn = (typeof leadColumns)[number];

/** What is there of a lead, from its own stream and from those of its claim and contacts. */
export type LeadChecklist = {
  readonly investorName?: string;
  readonly title?: string;
  readonly content?: string;
  readonly source?: string;
  readonly origin?: unknown;
  readonly unit?: string | null;
  readonly accepted?: boolean;
  /** The lead holds an active protection. */
  readonly protected?: boolean;
  readonly twoWayContact?: boolean;
  /** The needs sheet names at least one need. */
  readonly needs?: boolean;
};

type Requirement = { readonly field: string; readonly column: LeadColumn; readonly code: string; readonly met: (lead: LeadChecklist) => boolean };

const given = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Field → column at which it becomes required (DOMAIN 4), with the code of the refusal when it is missing. */
export const leadRequirements: readonly Requirement[] = [
  { field: 'investor.name', column: 'registered', code: 'lead.investor-missing', met: ({ investorName }) => given(investorName) },
  { field: 'title', column: 'registered', code: 'lead.title-missing', met: ({ title }) => given(title) },
  { field: 'content', column: 'registered', code: 'lead.content-missing', met: ({ content }) => given(content) },
  { field: 'source', column: 'registered', code: 'lead.source-missing', met: ({ source }) => given(source) },
  { field: 'origin', column: 'registered', code: 'lead.origin-missing', met: ({ origin }) => given(origin) },
  { field: 'unit', column: 'registered', code: 'lead.unit-missing', met: ({ unit }) => given(unit) },
  { field: 'triage', column: 'triaged', code: 'lead.not-accepted', met: ({ accepted }) => accepted === true },
  { field: 'protection', column: 'protected', code: 'lead.not-protected', met: (lead) => lead.protected === true },
  { field: 'twoWayContact', column: 'negotiating', code: 'lead.no-two-way-contact', met: ({ twoWayContact }) => twoWayContact === true },
  { field: 'needs', column: 'negotiating', code: 'lead.needs-missing', met: ({ needs }) => needs === true },
];

/** What is still missing to enter a column and all before it, in the order of the table. */
export function missingFor(lead: LeadChecklist, column: LeadColumn): readonly Requirement[] {
  const until = leadColumns.indexOf(column);
  return leadRequirements.filter((requirement) => leadColumns.indexOf(requirement.column) <= until && !requirement.met(lead));
}
