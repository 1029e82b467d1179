import type { DealStage } from '#deals';
import type { BlacklistFact } from '#enterprises';
import type { Actor, Refusal } from '#event-store';
import type { Day } from '#measures';
import type * as commands from './commitment.commands.ts';
import type { Reference } from './commitment.events.ts';
import type { CommitmentSettings } from './commitment.settings.ts';
import type { Condition, Direction, Happening } from './commitment.terms.ts';

type Sent<Name extends keyof typeof commands> = (typeof commands)[Name] extends { readonly prototype: { readonly input: infer Input } } ? { readonly type: Name; readonly input: Input } : never;

/** A command as the decider takes it; what carries no `input` is sent by the rules of the system alone. */
export type CommitmentCommand =
  | Sent<'ProposeCommitment'>
  | Sent<'WithdrawCommitment'>
  | Sent<'CostCommitment'>
  | Sent<'ClearCommitment'>
  | Sent<'AmendCommitment'>
  | Sent<'ReportFulfilment'>
  | Sent<'JudgeFulfilment'>
  | Sent<'WaiveCommitment'>
  | Sent<'DeclareBreach'>
  | { readonly type: 'FallDue' }
  | { readonly type: 'MarkOverdue' }
  | { readonly type: 'NoteReservation'; readonly costing: string; readonly year: number; readonly budget: Reference }
  | { readonly type: 'NoteDecline'; readonly costing: string; readonly year: number; readonly code: string; readonly budget: Reference }
  | { readonly type: 'ApproveCommitment'; readonly decision: Reference; readonly decidedOn: Day }
  | { readonly type: 'ReturnCommitment'; readonly cause: 'rejected' | 'lapsed' | 'resubmitted'; readonly by: Reference }
  | { readonly type: 'EnforceCommitment'; readonly agreement: 'formal' | 'supplementary'; readonly signing: Reference; readonly signedOn: Day }
  | { readonly type: 'FixDueDate'; readonly happening: Happening; readonly because: Reference }
  | { readonly type: 'EndCommitment'; readonly cause: 'deal-closed' | 'terminated'; readonly by: Reference; readonly clawback: boolean };

/** A deal as its promises see it. */
export type DealFact = Reference & {
  readonly stage: DealStage;
  readonly enterpriseId: string;
  /** Signed supplementary agreements, each at its revision in the deal's stream. */
  readonly amendments: readonly { readonly sha256: string; readonly on: Day; readonly revision: number }[];
};

/** What one year's budget answers to the money asked of it; `no` is why it could not bear it. */
export type BudgetFact = Reference & { readonly year: number; readonly no: Refusal | undefined };

/** A condition as it was found, and where. */
export type CheckedCondition = Reference & { readonly condition: Condition; readonly met: boolean };

/** What a decision about a promise needs from outside its stream; each command takes what it needs. */
export type CommitmentFacts = {
  readonly actor: Actor;
  readonly on: Day;
  readonly today: Day;
  readonly dealId: string;
  readonly deal: DealFact;
  readonly settings: CommitmentSettings;
  /** The promises of the deal, for conditions and due dates that name one. */
  readonly listed: readonly { readonly id: string; readonly direction: Direction }[];
  readonly budgets: readonly BudgetFact[];
  readonly conditions: readonly CheckedCondition[];
  readonly blacklist: BlacklistFact | null;
  /** What a due date may count from and has happened already. */
  readonly happened: readonly Happening[];
};
