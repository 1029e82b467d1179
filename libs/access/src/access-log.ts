import type { Json } from '#event-store';

/** What is recorded of an access: who did what to which thing, and how it ended. No names, texts or phone numbers. */
export type AccessEntry = {
  readonly action: 'sign-in' | 'sign-out' | 'request' | 'reveal' | 'export' | 'duplicate-look-up' | 'account' | 'search';
  /** `begun` is written before a change that the log must not miss, `done` after it. */
  readonly outcome: 'begun' | 'done' | 'refused';
  /** The account, or null when nobody is signed in. */
  readonly account: string | null;
  /** What it was done to: a stream, a path, an account. */
  readonly subject: string;
  /** Where from; only a keyed hash is stored. */
  readonly address?: string;
  readonly detail?: Readonly<Record<string, Json>>;
};

/** The log of who looked at what: appended in order, chained by hashes, apart from the business log (DESIGN 7). */
export type AccessLog = {
  /** Appends and answers when it is durable; rejects when it could not be written, and then the action must fail. */
  record(entry: AccessEntry): Promise<void>;
};

/** The injection token of the `AccessLog`. */
export const ACCESS_LOG = Symbol('AccessLog');
