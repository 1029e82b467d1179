import type { Position } from '#event-store';
import type { Day } from '#measures';
import { type Card, noCard, type Stage } from './card.ts';

/** Whose achievement a case is: millionths by unit, summing to a million; null when all of it is the holder's. */
export type Credit = Readonly<Record<string, number>> | null;

/** Something that counts in figures: when it happened, which event said so, who held the case then, and how much in 分. */
export type Entry = { readonly on: Day; readonly at: Position; readonly unit: string; readonly amount: number; readonly credit: Credit };

/** A stay in a column that is over: when and by which event it ended, who held the case, and its days without those on hold. */
export type Stay = { readonly stage: Stage; readonly to: Day; readonly at: Position; readonly unit: string; readonly days: number };

/** What the dossier promised, in 分 a year or once, and hundredths of a 亩; null where it said nothing. */
export type Promised = { readonly total: number | null; readonly fixed: number | null; readonly land: number | null; readonly output: number | null; readonly tax: number | null };

/** As much of a card as its next step depends on. */
export const standingFields = ['stage', 'unit', 'kind', 'amount', 'chain', 'link', 'since', 'heldDays', 'onHoldSince', 'companyRegistered', 'siteSecured', 'mergedInto'] as const;
type Standing = Pick<Card, (typeof standingFields)[number]>;

/** The way a case has come, as far as figures ask: every number in a figure is made of tracks. A type, since it is stored as JSON. */
export type Track = Standing & {
  readonly credit: Credit;
  /** What each filing that was merged into this one brought its unit, in millionths: a revert takes it back. */
  readonly lent: Readonly<Record<string, number>>;
  /** The day of the last event that moved the case on in substance. */
  readonly lastOn: Day | null;
  readonly lastAt: Position | null;
  /** The first time it entered each column: coming back counts once. */
  readonly entered: Readonly<Partial<Record<Stage, Entry>>>;
  readonly stays: readonly Stay[];
  /** The formal agreement and what each amendment added to it or took away: a project counts once, an increase its increment. */
  readonly signed: readonly Entry[];
  /** 分 under contract; null until signed. */
  readonly contract: number | null;
  readonly paidIn: readonly Entry[];
  readonly promised: Promised | null;
  /** Hundredths of a 亩 that were in fact secured. */
  readonly landSecured: number | null;
};

/** A case of which nothing is known. */
export const noTrack: Track = {
  ...standingOf(noCard), credit: null, lent: {}, lastOn: null, lastAt: null, entered: {}, stays: [], signed: [], contract: null, paidIn: [], promised: null, landSecured: null,
};

/** The part of a card that a track keeps. */
export function standingOf(card: Card): Standing {
  return Object.fromEntries(standingFields.map((field) => [field, card[field]])) as Standing;
}

const WHOLE = 1_000_000;

type Handing = { readonly from: string; readonly to: string; readonly kept: number };

/** The credit of a case that one unit gives to another with the case, keeping some per cent of its own part. */
export function handedOver(credit: Credit, holder: string | null, { from, to, kept }: Handing): Credit {
  const given = partIn(credit, holder, from);
  return moved(credit, holder, { from, to, part: given - Math.floor((given * kept) / 100) }, to);
}

/** The same while the case stays where it is: a shared credit, a merged filing. Of a case that nobody holds nothing is given. */
export function sharedOut(credit: Credit, holder: string | null, { from, to, kept }: Handing): { readonly credit: Credit; readonly part: number } {
  const given = holder === null ? 0 : partIn(credit, holder, from);
  const part = given - Math.floor((given * kept) / 100);
  return { credit: part === 0 ? credit : moved(credit, holder, { from, to, part }, holder), part };
}

/** The credit once a part that was given comes back to the holder, as far as it is still there. */
export function givenBack(credit: Credit, holder: string | null, from: string, part: number): Credit {
  if (holder === null || holder === from) return credit;
  const back = Math.min(part, partIn(credit, holder, from));
  return back === 0 ? credit : moved(credit, holder, { from, to: holder, part: back }, holder);
}

const sharesOf = (credit: Credit, holder: string | null): Readonly<Record<string, number>> => credit ?? (holder === null ? {} : { [holder]: WHOLE });
const partIn = (credit: Credit, holder: string | null, unit: string): number => sharesOf(credit, holder)[unit] ?? 0;

function moved(credit: Credit, holder: string | null, { from, to, part }: { readonly from: string; readonly to: string; readonly part: number }, holderAfter: string | null): Credit {
  const shares: Record<string, number> = { ...sharesOf(credit, holder) };
  shares[from] = (shares[from] ?? 0) - part;
  shares[to] = (shares[to] ?? 0) + part;
  const left = Object.entries(shares).filter(([, share]) => share > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  // Of nothing, nothing can be given: then the case is wholly its holder's, as it is when only that one is left.
  return left.length === 0 || (left.length === 1 && left[0]![0] === holderAfter) ? null : Object.fromEntries(left);
}

/** The part of an amount that is a unit's: parts are cut one after the other in the order of codes, so that they sum to the whole. */
export function creditedTo(unit: string, { credit, unit: holder, amount }: Pick<Entry, 'credit' | 'unit' | 'amount'>): number {
  if (credit === null) return unit === holder ? amount : 0;
  const codes = Object.keys(credit).sort();
  const until = (count: number): number => partOf(amount, codes.slice(0, count).reduce((sum, code) => sum + credit[code]!, 0));
  const index = codes.indexOf(unit);
  return index === -1 ? 0 : until(index + 1) - until(index);
}

const partOf = (amount: number, millionths: number): number => Number((BigInt(amount) * BigInt(millionths)) / BigInt(WHOLE));
