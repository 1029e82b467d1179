import type { Operation } from '#access';
import type { DealStage } from '#deals';
import { type Refusal, refuse } from '#event-store';
import type { CommitmentCommand } from './commitment.facts.ts';
import type { Commitment, CommitmentStatus } from './commitment.state.ts';

type Row = {
  /** The standings it fits. */
  readonly fits: readonly CommitmentStatus[];
  /** The operation of the policy; undefined for what only a rule of the system sends. */
  readonly operation?: Operation;
  readonly ifMatch?: true;
  /** Whether there is anything it could be about, beyond the standing, and the code of the refusal when there is not. */
  readonly only?: readonly [code: string, when: (commitment: Commitment) => boolean];
};

const open = ['proposed', 'approved', 'pending', 'due'] as const;
const ofZone = ({ proposed }: Commitment): boolean => proposed.data.direction === 'zone-to-investor';

/** Command → the standings of a promise it fits, and its operation in the policy. */
export const commitmentTable = {
  WithdrawCommitment: { fits: ['proposed'], operation: 'commitment.draft', ifMatch: true },
  // In force a promise is costed again only when the money for its amendment was declined.
  CostCommitment: { fits: ['proposed', 'pending', 'due'], operation: 'commitment.cost', ifMatch: true, only: ['commitment.not-the-zones', ofZone] },
  ClearCommitment: { fits: ['proposed'], operation: 'commitment.clear', ifMatch: true, only: ['commitment.not-the-zones', ofZone] },
  AmendCommitment: { fits: ['pending', 'due'], operation: 'commitment.amend', ifMatch: true },
  ReportFulfilment: { fits: ['pending', 'due'], operation: 'commitment.report', only: ['commitment.report-open', ({ report }) => report === null] },
  JudgeFulfilment: { fits: ['pending', 'due'], operation: 'commitment.verify', only: ['commitment.nothing-reported', ({ report }) => report !== null] },
  WaiveCommitment: { fits: ['pending', 'due'], operation: 'commitment.waive', ifMatch: true },
  DeclareBreach: { fits: ['due'], operation: 'commitment.breach', ifMatch: true },
  FallDue: { fits: ['pending'] },
  MarkOverdue: { fits: ['due'] },
  NoteReservation: { fits: open },
  NoteDecline: { fits: open },
  ApproveCommitment: { fits: ['proposed'] },
  ReturnCommitment: { fits: ['proposed', 'approved'] },
  EnforceCommitment: { fits: ['proposed', 'approved'] },
  FixDueDate: { fits: ['pending'] },
  EndCommitment: { fits: [...open, 'fulfilled'] },
} as const satisfies Record<Exclude<CommitmentCommand['type'], 'ProposeCommitment'>, Row>;

export type CommitmentCommandName = keyof typeof commitmentTable;

/** The row of a command, with the optional columns that `as const` hides. */
export const ruleOf = (command: CommitmentCommandName): Row => commitmentTable[command];

/** Why a command does not fit a promise as it is; undefined when it does. */
export function misfit(command: CommitmentCommandName, commitment: Commitment): Refusal | undefined {
  const { fits, only } = ruleOf(command);
  if (!fits.includes(commitment.status)) return refuse('commitment.not-at-this-stage', { command, status: commitment.status });
  return only && !only[1](commitment) ? refuse(only[0], { command }) : undefined;
}

/** Why no promise can be proposed at a stage of its deal; undefined when one can. */
export function proposalMisfit(stage: DealStage): Refusal | undefined {
  if (stage === 'closed') return refuse('commitment.deal-closed');
  return stage === 'approved' ? refuse('commitment.deal-approved') : undefined;
}

/** The commands people may send that fit a promise as it is. */
export function fittingCommitmentCommands(commitment: Commitment): readonly CommitmentCommandName[] {
  return (Object.keys(commitmentTable) as CommitmentCommandName[]).filter((command) => ruleOf(command).operation !== undefined && misfit(command, commitment) === undefined);
}
