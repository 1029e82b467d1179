import type { OpenText } from '../cases/case-view.ts';
import type { Day } from '../api/answers.ts';

/** A dispute as either side reads it; `side` is the one the lead it was asked from is on. */
export type Dispute = {
  readonly id: string;
  readonly open: boolean;
  readonly side: 'holder' | 'claimant';
  readonly holder: string;
  readonly claimant: { readonly unit: string };
  readonly grounds: OpenText;
  readonly evidence: readonly { readonly documentId: string; readonly sha256: string; readonly name: string | null }[];
  readonly on: Day;
  readonly recordedAt: string;
  readonly account: string;
  readonly ruling: { readonly outcome: 'upheld' | 'moved' | 'shared'; readonly credit: { readonly holder: number; readonly claimant: number }; readonly reasons: OpenText; readonly on: Day; readonly recordedAt: string; readonly account: string } | null;
};

export type Replayed = { readonly side: 'holder' | 'claimant'; readonly position: number; readonly recordedAt: string; readonly occurredOn: Day; readonly type: string; readonly unit: string | null };

/** Both sides' events in one order: who was first is the order of the log, never the day that somebody names. */
export type Replay = {
  readonly dispute: string;
  readonly sides: Readonly<Record<'holder' | 'claimant', { readonly unit: string; readonly filedAt: string | null }>>;
  readonly first: 'holder' | 'claimant' | null;
  readonly events: readonly Replayed[];
};
