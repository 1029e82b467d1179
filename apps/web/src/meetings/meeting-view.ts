import type { Day } from '../api/answers.ts';
import type { Dossier, OpenText } from '../cases/case-view.ts';
import type { Money } from '../forms/money-input.ts';

// What the API answers about meetings, opinions and conditions; as its document says.

export type MeetingKind = 'review' | 'decision';
export type MeetingStatus = 'scheduled' | 'held' | 'cancelled';

/** A meeting in the list. */
export type MeetingRow = { readonly id: string; readonly kind: MeetingKind; readonly body: string | null; readonly on: Day; readonly members: readonly string[]; readonly items: number; readonly concluded: number; readonly status: MeetingStatus };
export type MeetingPage = { readonly position: number; readonly items: readonly MeetingRow[]; readonly cursor: string | null };

export type Scheme = { readonly from: Day; readonly criteria: readonly { readonly code: string; readonly weight: number }[]; /** Hundredths of a point. */ readonly passMark: number };
export type Condition = { readonly id: number; readonly text: OpenText; readonly unit: string; readonly dueOn: Day };

export type Outcome = {
  readonly kind: MeetingKind;
  readonly on: Day;
  readonly by: { readonly account: string; readonly onBehalfOf?: string };
  readonly data: {
    readonly outcome?: string;
    readonly decision?: string;
    readonly quorum: { readonly present: number; readonly required: number };
    readonly votes: { readonly for: number; readonly against: number; readonly abstained?: number };
    readonly average?: number | null;
    readonly conditions?: readonly Condition[];
    readonly minutes?: OpenText;
  };
};

/** One dossier on the agenda, as this reader sees it; scores and votes are null until it is concluded. */
export type AgendaItem = {
  readonly id: string;
  readonly dealId: string;
  readonly title: string;
  readonly unit: string;
  readonly amount: Money | null;
  readonly quorum: number;
  readonly opinions: readonly string[];
  readonly recused: readonly string[];
  readonly ballots: number;
  readonly voters: number | null;
  readonly mine: { readonly declared: 'none' | 'interest' | null; readonly opened: boolean; readonly balloted: boolean };
  readonly interests: readonly { readonly account: string; readonly on: Day; readonly text: OpenText | null }[];
  readonly outcome: Outcome | null;
  readonly scores: readonly { readonly account: string; readonly total: number | null; readonly points: readonly { readonly criterion: string; readonly points: number | null }[] }[] | null;
  readonly votes: readonly { readonly account: string; readonly vote: string | null }[] | null;
  readonly adoption: { readonly adopted: true } | { readonly adopted: false; readonly code: string } | null;
  readonly allowed: readonly string[];
};

export type MeetingView = {
  readonly id: string;
  readonly revision: number;
  readonly kind: MeetingKind;
  readonly body: string | null;
  readonly on: Day;
  readonly members: readonly string[];
  readonly quorum: number;
  readonly status: MeetingStatus;
  readonly present: readonly string[] | null;
  readonly scheme: Scheme | null;
  readonly items: readonly AgendaItem[];
  readonly allowed: readonly string[];
};

/** What a member reads who has opened a dossier. */
export type OpenedDossier = { readonly dealId: string; readonly title: string; readonly dossier: Dossier; readonly submittedOn: Day; readonly opinions: readonly { readonly department: string; readonly outcome: string; readonly on: Day; readonly text: OpenText }[] };

export type Opinions = {
  readonly required: readonly string[];
  readonly missing: readonly string[];
  readonly requests: readonly { readonly dossierId: string; readonly departments: readonly string[]; readonly on: Day; readonly dueOn: Day | null }[];
  readonly opinions: readonly { readonly id: string; readonly current: boolean; readonly department: string; readonly outcome: string; readonly on: Day; readonly by: { readonly account: string }; readonly text: OpenText }[];
  readonly allowed: readonly string[];
};

export type TrackedCondition = Condition & { readonly meetingId: string; readonly itemId: string; readonly status: 'pending' | 'overdue' | 'reported' | 'verified'; readonly reportedOn: Day | null; readonly verifiedOn: Day | null; readonly evidence: readonly string[] };

/** Points in hundredths as people write them: 66.67. */
export const pointsText = (hundredths: number): string => (hundredths / 100).toFixed(2);
