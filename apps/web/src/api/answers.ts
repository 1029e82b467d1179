// What the API answers where its document says only "object"; mirrors the types of the server's read side.

/** The columns of a board, in order. */
export type Stage =
  | 'registered' | 'triaged' | 'protected' | 'negotiating' | 'in-review' | 'approved' | 'signed'
  | 'landed' | 'started' | 'producing' | 'at-capacity' | 'arrived' | 'performing' | 'closed';

export type AttractionKind = 'capital' | 'talent' | 'technology' | 'platform';

/** A calendar day in Asia/Shanghai, `2026-11-24`. */
export type Day = string;

/** A case on a board: a lead, and the deal it has become. Amounts are integers of 分. */
export type BoardCard = {
  readonly id: string;
  /** Of a case that this reader may not know of: counted, without name, firm or place in a chain. */
  readonly confidential?: true;
  readonly stage: Stage;
  readonly unit: string | null;
  readonly title: string;
  readonly investor: string;
  readonly enterpriseId: string | null;
  readonly kind: AttractionKind;
  readonly amount: number;
  readonly chain: string | null;
  readonly link: string | null;
  readonly source: string | null;
  readonly since: Day | null;
  readonly heldDays: number;
  readonly onHoldSince: Day | null;
  readonly reviewOn: Day | null;
  readonly protectedUntil: Day | null;
  readonly lastContactOn: Day | null;
  readonly rounds: number;
  readonly offeredTo: string | null;
  readonly companyRegistered: boolean;
  readonly siteSecured: boolean;
  readonly closedAs: string | null;
  readonly closedFor: string | null;
};

export type BoardColumn = {
  readonly stage: Stage;
  readonly count: number;
  readonly amount: number;
  readonly cards: readonly BoardCard[];
  readonly cursor: string | null;
};

/** Where an answer stands on both clocks: the position it was computed at (opaque; `ordinal` counts the events of the log up to there), the instant of knowing, the day of happening. */
export type Place = { readonly position: number; readonly ordinal: number; readonly known: string | null; readonly happened: Day | null };

export type Board = Place & { readonly unit: string; readonly columns: readonly BoardColumn[] };
export type ColumnPage = Place & { readonly cards: readonly BoardCard[]; readonly cursor: string | null };
export type CasePage = Place & { readonly items: readonly BoardCard[]; readonly cursor: string | null };

export type ChangeKind = 'added' | 'advanced' | 'fell-back' | 'moved-in' | 'moved-out' | 'revalued' | 'closed' | 'reopened' | 'merged';
export type Change = { readonly id: string; readonly kinds: readonly ChangeKind[]; readonly before: BoardCard | null; readonly after: BoardCard | null };
export type Changes = { readonly from: Place; readonly to: Place; readonly changes: readonly Change[] };

/** An event of a case as its history shows it: who, on both clocks, and what. */
export type HistoryEvent = {
  readonly id: string;
  readonly type: string;
  readonly stream?: string;
  readonly revision?: number;
  readonly position?: number;
  readonly ordinal?: number;
  readonly lateDays?: number;
  /** The closed months that it was entered for after they had been recognised. */
  readonly restates?: readonly string[];
  /** Whether this reader may correct something of it. */
  readonly correctable?: boolean;
  readonly recordedAt: string;
  readonly occurredOn: Day;
  readonly actor: { readonly account: string; readonly unit: string | null; readonly role: string; readonly onBehalfOf?: string };
  readonly via?: string;
  readonly data: Readonly<Record<string, unknown>>;
};
export type History = Place & { readonly id: string; readonly events: readonly HistoryEvent[] };

/** What one may do with a case now, and what it lacks for its next column. */
export type CaseRights = {
  readonly id: string;
  readonly revision: number;
  readonly allowed: readonly string[];
  readonly missing: readonly { readonly field?: string; readonly rule?: string; readonly column: string }[];
};

/** Who is signed in, and the operations of the access policy that this account may use on something. */
export type Me = {
  readonly account: string;
  readonly displayName?: string;
  readonly role: string;
  readonly unit: string | null;
  readonly allowed: readonly string[];
  /** Whether the role asks for a second factor that is not enrolled: until then nothing else is allowed. */
  readonly factorMissing?: boolean;
  /** For whom the account may act today. */
  readonly actsFor?: readonly string[];
  readonly demonstration?: boolean;
};

export type LinkStatus = 'HAVE' | 'EXTEND' | 'DEVELOP' | 'RESERVE' | 'MISSING';
export type ChainLink = {
  readonly code: string;
  readonly name: string;
  readonly stage: string;
  readonly stageSource: string;
  readonly status: LinkStatus;
  readonly statusSince: Day;
  readonly gb4754Suggested: string | null;
  readonly anchors: readonly string[];
};
export type ChainSegment = { readonly code: string; readonly name: string; readonly anchors: readonly string[]; readonly links: readonly ChainLink[] };
export type Chain = { readonly code: string; readonly name: string; readonly segments: readonly ChainSegment[] };
export type Chains = { readonly position: number; readonly chains: readonly Chain[] };

/** The five batches of the library: 谋划, 引进, 储备, 成熟, 实施. */
export type LibraryBatch = 'plan' | 'introduce' | 'reserve' | 'mature' | 'implement';

export type LibraryProject = {
  readonly id: string;
  readonly chain: string;
  readonly sectorText: string;
  readonly number: number;
  readonly raw: string;
  readonly investor: string | null;
  readonly enterpriseId: string | null;
  readonly project: string;
  readonly capacities: readonly unknown[];
  readonly batch: LibraryBatch;
  readonly source: string;
  readonly enteredOn: Day;
};
export type LibraryPage = { readonly position: number; readonly items: readonly LibraryProject[]; readonly cursor: string | null };

/** What every command answers. */
export type Answer = { readonly id: string; readonly revision: number; readonly position: number };
