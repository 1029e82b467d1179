import type { AttractionKind, Column } from '#deals';
import type { Day } from '#measures';

/** A column of the board; cards of the pool stand under the pseudo-unit `pool`. */
export type Stage = Column;

/** The unit that holds what nobody holds (公海). */
export const POOL = 'pool';

/** A case on the board: a lead, and the deal it has become. A type, not an interface: it is stored as JSON. */
export type Card = {
  /** Null until it is registered. */
  readonly stage: Stage | null;
  readonly unit: string | null;
  readonly title: string;
  readonly investor: string;
  readonly enterpriseId: string | null;
  readonly kind: AttractionKind;
  /** 分 of CNY, at the amount's own rate; 0 when nobody has named one. */
  readonly amount: number;
  readonly chain: string | null;
  readonly link: string | null;
  readonly source: string | null;
  /** The day it entered its stage, and the days on hold since. */
  readonly since: Day | null;
  readonly heldDays: number;
  readonly onHoldSince: Day | null;
  readonly reviewOn: Day | null;
  readonly protectedUntil: Day | null;
  readonly lastContactOn: Day | null;
  readonly rounds: number;
  /** The transfer under offer, to which unit. */
  readonly offeredTo: string | null;
  readonly companyRegistered: boolean;
  readonly siteSecured: boolean;
  /** How it ended: `rejected`, `withdrawn`, `lost`, `terminated`; and the coded reason. */
  readonly closedAs: string | null;
  readonly closedFor: string | null;
  /** The lead it is an alias of; then it stands on no board, and keeps its place for a revert. */
  readonly mergedInto: string | null;
};

/** A case of which nothing is known. */
export const noCard: Card = {
  stage: null, unit: null, title: '', investor: '', enterpriseId: null, kind: 'capital', amount: 0, chain: null, link: null, source: null,
  since: null, heldDays: 0, onHoldSince: null, reviewOn: null, protectedUntil: null, lastContactOn: null, rounds: 0, offeredTo: null,
  companyRegistered: false, siteSecured: false, closedAs: null, closedFor: null, mergedInto: null,
};
