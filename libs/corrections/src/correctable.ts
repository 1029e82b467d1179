/** Why an entry is never corrected: it follows from another one, is its author's secret, or was the act itself. */
export type Fixed = 'follows' | 'secret' | 'act';

/**
 * What of an entry can be corrected besides its day: values and texts by dotted path. `after`: the entries of the same
 * case that cannot have happened later than it; a corrected day may not pass them.
 */
export type Correctable = { readonly values?: readonly string[]; readonly texts?: readonly string[]; readonly after?: readonly string[] };

const closing = { values: ['code', 'competitor', 'destination'], texts: ['reason'] } as const;
const dossier = ['totalInvestment', 'fixedInvestment', 'land', 'outputPerYear', 'taxPerYear', 'jobs', 'energyTce', 'environmentClass', 'timetable'].map((field) => `dossier.${field}`);
const particulars = ['reference', 'site', 'land', 'basis', 'invoices', 'outputPerYear'].map((field) => `particulars.${field}`);
const opened = ['DealOpened', 'DealReopened'];
const fellBack = ['ReviewConcluded', 'DecisionMade', 'DecisionLapsed'];
const steps = [...opened, 'DossierSubmitted', ...fellBack, 'AgreementSigned'];
const ended = ['DealLost', 'DealWithdrawn', 'AgreementTerminated'];

const leads: Record<string, Correctable | Fixed> = {
  LeadRegistered: { values: ['title', 'source', 'chain', 'link', 'estimate'], texts: ['origin', 'note'] },
  LeadTriaged: { after: ['LeadRegistered'] },
  LeadTransferOffered: { texts: ['reason'], after: ['LeadRegistered'] },
  LeadTransferAccepted: { after: ['LeadTransferOffered'] },
  LeadTransferDeclined: { texts: ['reason'], after: ['LeadTransferOffered'] },
  LeadWithdrawn: { values: ['code'], texts: ['text'], after: ['LeadRegistered', 'LeadTriaged', 'LeadTaken'] },
  LeadLost: { values: ['code', 'destination', 'competitor'], texts: ['text'], after: ['LeadRegistered', 'LeadTriaged', 'LeadTaken'] },
  LeadReturnedToPool: 'follows',
  LeadTaken: { after: ['LeadReturnedToPool'] },
  NegotiationOpened: { after: ['LeadTriaged', 'LeadTaken'] },
  NegotiationEnded: 'follows',
  NegotiationResumed: 'follows',
  FilingLodged: 'follows',
  FilingTransferred: 'follows',
  FilingClosed: 'follows',
  ContentsMarkedSame: { texts: ['reason'] },
  ProtectionGranted: { values: ['until'] },
  ProtectionRenewed: { values: ['until'] },
  ProtectionExpired: 'follows',
  ProtectionReleased: { values: ['code'], texts: ['text'] },
  FollowUpRecorded: { values: ['kind', 'twoWay', 'participants'], texts: ['summary', 'nextStep'], after: ['LeadRegistered'] },
  CommentAdded: { texts: ['text'] },
  LeadReopened: { texts: ['reason'], after: ['LeadTriaged', 'LeadWithdrawn', 'LeadLost'] },
  FurtherDealOpened: { after: ['NegotiationOpened'] },
  LeadDisputed: { texts: ['grounds'], after: ['FilingLodged'] },
  DisputeRaised: 'follows',
  DisputeArbitrated: { texts: ['reasons'], after: ['LeadDisputed'] },
  LeadReassigned: 'follows',
  PriorFilingRecognised: { values: ['filedOn'], texts: ['grounds'] },
  LeadMerged: { texts: ['reason'] },
  MergeReverted: { texts: ['reason'], after: ['LeadMerged'] },
  AliasJoined: 'follows',
  AliasLeft: 'follows',
  FilingSetAside: 'follows',
  FilingRestored: 'follows',
  PoolLeadTaken: 'follows',
  PoolTakeDeclined: 'follows',
};

const deals: Record<string, Correctable | Fixed> = {
  DealOpened: { values: ['title', 'amount', 'chain', 'link'], after: ['NegotiationOpened'] },
  RoundRecorded: { texts: ['ourPosition', 'theirPosition', 'agreed'] },
  DealRevalued: { values: ['to'], texts: ['reason'] },
  DossierSubmitted: { values: dossier, after: [...opened, ...fellBack] },
  ReviewConcluded: { texts: ['minutes'], after: ['DossierSubmitted'] },
  AgreementDrafted: { values: ['title'] },
  DecisionMade: { texts: ['reason'], after: ['ReviewConcluded'] },
  DecisionLapsed: 'follows',
  AgreementSigned: { values: ['amount'], after: ['DecisionMade'] },
  AgreementAmended: { values: ['to', 'approvalReference'], after: ['AgreementSigned'] },
  DealLost: { ...closing, after: steps },
  DealWithdrawn: { ...closing, after: steps },
  AgreementTerminated: { ...closing, after: steps },
  DealPutOnHold: { values: ['code', 'reviewOn'], texts: ['reason'], after: steps },
  DealResumed: { texts: ['reason'], after: ['DealPutOnHold'] },
  DealReopened: { texts: ['reason'], after: ended },
  DealTransferOffered: { texts: ['reason'] },
  DealTransferAccepted: { after: ['DealTransferOffered'] },
  DealTransferDeclined: { texts: ['reason'], after: ['DealTransferOffered'] },
  DealReassigned: 'follows',
  DealMadeConfidential: { texts: ['reason'] },
  ConfidantAdded: { texts: ['reason'] },
  ConfidantRemoved: { texts: ['reason'] },
  ConfidentialityLifted: { texts: ['reason'] },
  DealCommentAdded: { texts: ['text'] },
  DocumentAttached: { texts: ['name'] },
};

const meetings: Record<string, Correctable | Fixed> = {
  OpinionsRequested: { values: ['dueOn'] },
  OpinionGiven: { texts: ['text'] },
  MeetingScheduled: 'act',
  MeetingCancelled: { texts: ['reason'] },
  AgendaItemAdded: 'act',
  AttendanceRecorded: 'act',
  InterestDeclared: 'secret',
  DossierOpened: 'act',
  ScoreGiven: 'secret',
  VoteCast: 'secret',
  ItemConcluded: 'act',
  ItemDecided: 'act',
  OutcomeAdopted: 'follows',
  OutcomeNotAdopted: 'follows',
  ConditionMet: { texts: ['note'] },
  ConditionVerified: { after: ['ConditionMet'] },
  ConditionRefused: { texts: ['reason'] },
};

const delivery: Record<string, Correctable | Fixed> = {
  ServiceOwnerAssigned: { values: ['leadingOfficial'] },
  MilestoneReported: { values: particulars, texts: ['note'], after: ['AgreementSigned'] },
  MilestoneRefused: { texts: ['reason'] },
  CompanyRegistered: { values: particulars, after: ['AgreementSigned'] },
  SiteSecured: { values: particulars, after: ['AgreementSigned'] },
  ConstructionStarted: { values: particulars, after: ['CompanyRegistered', 'SiteSecured'] },
  ProductionStarted: { values: particulars, after: ['ConstructionStarted'] },
  CapacityReached: { values: particulars, after: ['ProductionStarted'] },
  Arrived: { values: particulars, after: ['AgreementSigned', 'CompanyRegistered'] },
  Performing: { values: particulars, after: ['Arrived'] },
  PaidInReported: { values: ['amount'], after: ['AgreementSigned'] },
  PaidInVerified: { values: ['amount'], after: ['AgreementSigned'] },
  PaidInRefused: { texts: ['reason'] },
};

const promises: Record<string, Correctable | Fixed> = {
  CommitmentProposed: { values: ['title'] },
  CommitmentCosted: 'act',
  CommitmentReserved: 'follows',
  CostingDeclined: 'follows',
  CommitmentCleared: { values: ['legalBasis.document', 'legalBasis.article', 'fairCompetition.reference', 'approvalReference'] },
  ClearanceRefused: { texts: ['reason'] },
  CommitmentApproved: 'follows',
  CommitmentReturned: 'follows',
  CommitmentEnforced: 'follows',
  DueDateFixed: 'follows',
  CommitmentFellDue: 'follows',
  CommitmentOverdue: 'follows',
  CommitmentAmended: { values: ['approvalReference'] },
  FulfilmentReported: { texts: ['note'] },
  FulfilmentRefused: { texts: ['reason'] },
  CommitmentFulfilled: { after: ['FulfilmentReported'] },
  CommitmentWaived: { values: ['approvalReference'], texts: ['reason'] },
  CommitmentBreached: { texts: ['reason'] },
  CommitmentEnded: 'follows',
  CommitmentClawedBack: 'follows',
  PromiseListed: 'follows',
  AuthorityLimitSet: { values: ['approvalReference'] },
  BudgetLineSet: { values: ['name', 'approvalReference'] },
  FundsReserved: 'follows',
  ReservationDeclined: 'follows',
  FundsConfirmed: 'follows',
  FundsReleased: 'follows',
  ClawbackClaimed: {},
  ClawbackPaymentRecorded: { values: ['amount'], after: ['ClawbackClaimed'] },
  ClawbackPaymentVerified: { after: ['ClawbackClaimed'] },
  ClawbackPaymentRefused: { texts: ['reason'] },
  ClawbackOverdue: 'follows',
  ClawbackClosed: { values: ['approvalReference'], texts: ['reason'], after: ['ClawbackClaimed'] },
};

const reference: Record<string, Correctable | Fixed> = {
  UnitEstablished: { values: ['name', 'from'] },
  UnitRenamed: { values: ['name', 'from'] },
  UnitClosed: { values: ['on'] },
  MemberJoined: { values: ['role', 'from'] },
  MemberLeft: { values: ['until'] },
  TargetSet: { values: ['value'] },
  TargetRevised: { values: ['to'], texts: ['reason'] },
  ScoringSchemeAdopted: { values: ['basis', 'weights', 'capPercent'] },
  EntryStandardAdopted: { values: ['reference', 'intensity', 'investmentPerMu', 'outputPerMu', 'taxPerMu'] },
  ChainEstablished: { values: ['name'] },
  SegmentAdded: { values: ['name', 'anchors'] },
  LinkAdded: { values: ['name', 'status', 'gb4754Suggested', 'anchors'] },
  LinkStatusChanged: { values: ['to'], texts: ['reason'] },
  LibraryProjectEntered: { values: ['sectorText', 'investor', 'project', 'capacities', 'batch'] },
  EnterpriseRegistered: { values: ['name'] },
  EnterpriseBlacklisted: { values: ['ground'], texts: ['reason'] },
  EnterpriseCleared: { texts: ['reason'] },
  ConductInterestDeclared: 'secret',
  ContactDeclared: 'secret',
  GiftDeclared: 'secret',
  DeclarationWithdrawn: 'act',
  DemonstrationOpened: 'act',
  DemonstrationClosed: 'act',
  EntryCorrected: 'act',
  PeriodClosed: 'act',
  PeriodRestated: 'act',
};

/** Every type of entry and what of it can be corrected; a type that is not here cannot be appended (a spec says so). */
export const correctable: Readonly<Record<string, Correctable | Fixed>> = { ...leads, ...deals, ...meetings, ...delivery, ...promises, ...reference };
