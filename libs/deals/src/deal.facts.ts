import type { BlacklistFact } from '#enterprises';
import type { Actor } from '#event-store';
import type { Day } from '#measures';
import type { DealSettings } from './deal.settings.ts';

/** What a decision about a deal needs from outside its stream. */
export type DealFacts = {
  readonly actor: Actor;
  /** The day it happened, as claimed. */
  readonly on: Day;
  readonly today: Day;
  /** The dated settings in force on `on`. */
  readonly settings: DealSettings;
  /** The hash of the stored document that a draft names; null when it is not stored here. */
  readonly storedSha256: string | null;
  /** The deal's promises as they stand on `on`; null when nobody keeps any. */
  readonly promises: DealPromises | null;
  /** The firm's entry in the blacklist, and where it was read; null for commands that do not ask. */
  readonly blacklist: BlacklistFact | null;
  /** An arbiter is yet to say whose the lead of this deal is. */
  readonly disputed?: boolean;
};

/** The register of a deal's promises and the open ones in it, each with what it still lacks; revisions as they were read, −1 for none. */
export type DealPromises = {
  readonly stream: string;
  readonly revision: number;
  readonly commitments: readonly { readonly id: string; readonly revision: number; readonly lacks: readonly string[] }[];
};

/** Tells a deal's promises, as its slice reads them from the log; on a day, or by all that is known. */
export type PromisesReader = (dealId: string, on?: Day) => Promise<DealPromises>;

/** The injection token of the `PromisesReader`; the application provides it, so that deals need not know commitments. */
export const PROMISES = Symbol('Promises');

/** Tells whether the lead of a deal is disputed, as its firm's claim has it. */
export type DisputesReader = (leadId: string, enterpriseId: string) => Promise<boolean>;

/** The injection token of the `DisputesReader`; the application provides it, so that deals need not know leads. */
export const DISPUTES = Symbol('Disputes');

/** Whose hands were in an act: the one who typed, and the one acted for. */
export const handsOf = ({ account, onBehalfOf }: Actor): readonly string[] => (onBehalfOf === undefined ? [account] : [account, onBehalfOf]);

/** Whose act it is: the person acted for, or else the one who typed. */
export const principal = ({ account, onBehalfOf }: Actor): string => onBehalfOf ?? account;

/** Whether one person had a hand in both acts, be it by typing or by being acted for. */
export function sharesHands(one: Actor, other: Actor): boolean {
  const others = [other.account, other.onBehalfOf];
  return others.includes(one.account) || (one.onBehalfOf !== undefined && others.includes(one.onBehalfOf));
}

/** Whether somebody among those who scored or voted had a hand in a dossier. */
export function submitterAmong(people: readonly string[], { by }: { readonly by: Actor }): boolean {
  return handsOf(by).some((account) => people.includes(account));
}
