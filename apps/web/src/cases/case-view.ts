// What `GET /leads/:id` and `GET /deals/:id` answer; the API's document describes the second, and says of the first that it is an object.
import type { AttractionKind, Day, Stage } from '../api/answers.ts';
import type { Money } from '../forms/money-input.ts';

/** A text that may name people: opened for this reader, or erased on request. */
export type OpenText = { readonly text: string } | { readonly erased: true };

export type Contact = { readonly name: OpenText; readonly phone?: OpenText; readonly email?: OpenText; readonly title?: OpenText };
export type Missing = { readonly column: Stage; readonly field?: string; readonly rule?: string };

export type LeadView = {
  readonly id: string;
  readonly revision: number;
  readonly status: string;
  readonly column: Stage | 'pool';
  readonly enterpriseId: string;
  readonly investor: { readonly name: string; readonly creditCode?: string; readonly checkDigitConfirmed?: true };
  readonly title: string;
  readonly content: string;
  readonly kind: AttractionKind;
  readonly source: string;
  readonly chain?: string;
  readonly link?: string;
  readonly estimate?: Money;
  readonly unit: string | null;
  readonly origin: OpenText;
  readonly note?: OpenText;
  readonly contact: Contact | null;
  readonly blacklist: { readonly listed: boolean; readonly ground?: string; readonly since?: Day; readonly override?: OpenText };
  readonly registered: { readonly on: Day; readonly recordedAt: string; readonly account: string; readonly unit: string };
  readonly protection: { readonly from: Day; readonly until: Day; readonly renewals: number } | null;
  readonly overtakenBy: { readonly unit: string; readonly until: Day; readonly reason: OpenText } | null;
  /** Who referred it to whom, in order, and the cycle it is in. */
  readonly referrals: readonly { readonly from: string | null; readonly to: string; readonly on: Day; readonly reason: OpenText | null }[];
  readonly cycle: number;
  /** Who alone may know of it, when it is confidential. */
  readonly confidants: readonly string[] | null;
  /** The deals it became besides its first. */
  readonly deals: readonly { readonly id: string; readonly n: number; readonly title: string; readonly on: Day }[];
  /** How many recognitions put it first, or another before it; and, for the office, whose filings stand before it. */
  readonly priorFilings: number;
  readonly standingBefore?: readonly { readonly leadId: string; readonly unit: string; readonly filedOn: Day }[];
  /** The survivor it was merged into, and the filings merged into it. */
  readonly mergedInto: string | null;
  readonly aliases: readonly { readonly alias: string }[];
  /** An arbiter is yet to say whose the lead is. */
  readonly disputed: boolean;
  /** How many disputes there are over it, and raised on it. */
  readonly disputes: number;
  readonly offer: { readonly from: string; readonly to: string; readonly credit: { readonly from: number; readonly to: number } } | null;
  readonly allowed: readonly string[];
  readonly missing: readonly Missing[];
};

export type By = { readonly account: string; readonly unit: string | null; readonly onBehalfOf?: string };
export type Told<D, T extends string = string> = { readonly id: string; readonly type?: T; readonly on: Day; readonly by: By; readonly data: D };

export type TimetableRow = { readonly milestone: string; readonly plannedOn: Day };
export type Dossier = {
  readonly totalInvestment?: Money;
  readonly fixedInvestment?: Money;
  readonly land?: number;
  readonly outputPerYear?: Money;
  readonly taxPerYear?: Money;
  readonly jobs?: number;
  readonly energyTce?: number;
  readonly environmentClass?: string;
  readonly timetable?: readonly TimetableRow[];
};
export type RoundData = { readonly topics: readonly { readonly code: string; readonly text?: OpenText }[]; readonly ourPosition?: OpenText; readonly theirPosition?: OpenText; readonly agreed?: OpenText };
export type DraftData = { readonly kind: string; readonly documentId: string; readonly sha256: string; readonly title: string; readonly fixesLandPrice: boolean };
export type SignedData = { readonly kind: string; readonly documentId: string; readonly sha256: string; readonly amount: Money | null };
type Ballot = { readonly quorum: { readonly present: number; readonly required: number }; readonly votes: { readonly for: number; readonly against: number }; readonly recused: readonly string[] };
export type ReviewData = Ballot & { readonly outcome: string; readonly conditions: readonly OpenText[]; readonly minutes?: OpenText };
type Clearance = { readonly by: string; readonly on: Day };
export type DecisionData = { readonly decision: string; readonly sha256?: string; readonly amount: Money | null; readonly legal?: Clearance; readonly fairCompetition?: Clearance; readonly reason?: OpenText };
export type Particulars = { readonly kind: string } & Readonly<Record<string, unknown>>;
export type MilestoneData = { readonly particulars: Particulars; readonly evidence: readonly string[]; readonly note?: OpenText; readonly reportedBy?: string };
export type PaidInData = { readonly reportId: string; readonly amount: Money; readonly evidence: readonly string[] };
export type CommentData = { readonly text: OpenText } | { readonly documentId: string; readonly sha256: string; readonly size: number; readonly name: OpenText };
export type ClosingData = { readonly code: string; readonly competitor?: string; readonly destination?: string; readonly reason?: OpenText; readonly clawback?: Money };

export type DealRoom = {
  readonly id: string;
  readonly revision: number;
  readonly leadId: string;
  readonly enterpriseId: string;
  readonly title: string;
  readonly chain: string | null;
  readonly link: string | null;
  readonly kind: AttractionKind;
  readonly unit: string;
  readonly amount: Money | null;
  readonly cycle: number;
  readonly stage: Stage;
  readonly since: Day;
  readonly column: Stage;
  readonly openedOn: Day;
  readonly closedBy: string | null;
  /** The firm's entry in the blacklist as it is now. */
  readonly blacklisted: { readonly ground: string; readonly since: Day } | null;
  readonly hold: Told<{ readonly code: string; readonly reason: OpenText; readonly reviewOn: Day }> | null;
  readonly offer: Told<{ readonly from: string; readonly to: string; readonly creditKept: number; readonly reason?: OpenText }> | null;
  readonly dossier: Told<{ readonly dossier: Dossier }> | null;
  readonly review: Told<ReviewData> | null;
  readonly decision: Told<DecisionData> | null;
  readonly formal: Told<SignedData> | null;
  readonly closing: Told<ClosingData> | null;
  readonly rounds: readonly Told<RoundData>[];
  readonly drafts: readonly Told<DraftData>[];
  readonly agreements: readonly Told<SignedData>[];
  readonly delivery: {
    readonly serviceOwner: Told<{ readonly account: string; readonly leadingOfficial?: string }> | null;
    readonly reported: readonly Told<MilestoneData>[];
    readonly verified: readonly Told<MilestoneData>[];
    readonly paidIn: readonly (Told<PaidInData> & { readonly verdict: 'open' | 'verified' | 'refused' })[];
    readonly paidInFen: number;
  };
  readonly comments: readonly Told<CommentData>[];
  readonly allowed: readonly string[];
  readonly missing: readonly Missing[];
};

export type FollowUpData = { readonly kind: string; readonly twoWay: boolean; readonly participants: number; readonly unit: string | null; readonly summary: OpenText; readonly nextStep?: OpenText } | { readonly text: OpenText; readonly unit: string | null };

/** A document that is part of the deal, as its remarks name it. */
export type Attachment = { readonly documentId: string; readonly sha256: string; readonly size: number; readonly name: OpenText };

/** The documents attached to a deal. */
export function attachmentsOf(deal: DealRoom | null): readonly (Attachment & { readonly on: Day; readonly by: By })[] {
  return (deal?.comments ?? []).flatMap(({ on, by, data }) => ('documentId' in data ? [{ ...data, on, by }] : []));
}

/** The milestone that a report or a verified one is about. */
export const milestoneIn = ({ data }: Told<MilestoneData>): string => data.particulars.kind;

const UNTIL_SIGNED: readonly Stage[] = ['registered', 'triaged', 'protected', 'negotiating', 'in-review', 'approved', 'signed'];

/** The columns that a case of a kind passes, in order. */
export function pathOf(kind: AttractionKind): readonly Stage[] {
  return [...UNTIL_SIGNED, ...(kind === 'capital' ? (['landed', 'started', 'producing', 'at-capacity'] as const) : (['arrived', 'performing'] as const))];
}

/** The milestones on the path of a kind, in order. */
export function milestonesOf(kind: AttractionKind): readonly string[] {
  return kind === 'capital' ? ['company-registered', 'site-secured', 'construction-started', 'production-started', 'capacity-reached'] : ['arrived', 'performing'];
}
