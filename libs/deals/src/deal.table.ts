import type { Operation } from '#access';
import { type Refusal, refuse } from '#event-store';
import type { DealStage } from './deal.columns.ts';
import type { DealCommand, RuleCommand } from './deal.commands.ts';
import type { Deal } from './deal.state.ts';

/** When a command fits a deal, and under which operation of the access policy it stands. */
export type CommandRule = {
  readonly operation: Operation;
  /** The stages it fits. */
  readonly from: readonly DealStage[];
  /** Whether the sender must say which revision was seen: true for what changes what others decide on. */
  readonly ifMatch: boolean;
  /** Whether it fits a deal on hold too. */
  readonly onHold?: true;
  /** A condition beyond the stage, named by the code of its refusal. */
  readonly only?: readonly [code: string, when: (deal: Deal) => boolean];
  /** A better answer than "not at this stage". */
  readonly instead?: { readonly [stage in DealStage]?: string };
  /** The unit whose people may give it, when it is not the one that holds the deal. */
  readonly unit?: (deal: Deal) => string | null;
};

const talks = ['negotiating', 'in-review', 'approved'] as const;
const open = [...talks, 'signed'] as const;
const receiver = (deal: Deal): string | null => deal.offer?.data.to ?? null;
const offered = ['deal.no-transfer-offered', ({ offer }: Deal) => offer !== null] as const;

/** Command → where it fits. The decider refuses by this table, `allowed` offers by it, and the wire asks for `If-Match` by it. */
export const commandTable = {
  RecordRound: { operation: 'deal.round', from: talks, ifMatch: false },
  Revalue: { operation: 'deal.revalue', from: talks, ifMatch: true, instead: { signed: 'deal.amount-fixed-after-signing' } },
  SubmitDossier: { operation: 'deal.submit-dossier', from: talks, ifMatch: true },
  ConcludeReview: { operation: 'deal.conclude-review', from: ['in-review'], ifMatch: true },
  DraftAgreement: { operation: 'deal.draft-agreement', from: open, ifMatch: true },
  MakeDecision: { operation: 'deal.decide', from: ['in-review'], ifMatch: true },
  // A framework or intent agreement may be signed as soon as there are talks; the formal one has gates of its own.
  SignAgreement: { operation: 'deal.sign', from: open, ifMatch: true },
  AmendAgreement: { operation: 'deal.sign', from: ['signed'], ifMatch: true, instead: { negotiating: 'deal.nothing-to-amend', 'in-review': 'deal.nothing-to-amend', approved: 'deal.nothing-to-amend' } },
  LoseDeal: { operation: 'deal.lose', from: talks, ifMatch: true, onHold: true, instead: { signed: 'deal.signed-is-terminated' } },
  WithdrawDeal: { operation: 'deal.lose', from: talks, ifMatch: true, onHold: true, instead: { signed: 'deal.signed-is-terminated' } },
  TerminateAgreement: { operation: 'deal.lose', from: ['signed'], ifMatch: true, onHold: true },
  HoldDeal: { operation: 'deal.hold', from: open, ifMatch: true },
  ResumeDeal: { operation: 'deal.resume', from: open, ifMatch: true, onHold: true, only: ['deal.not-on-hold', ({ hold }) => hold !== null] },
  ReopenDeal: { operation: 'deal.reopen', from: ['closed'], ifMatch: true, only: ['deal.terminated-stays-closed', ({ closedBy }) => closedBy !== 'AgreementTerminated'] },
  OfferTransfer: { operation: 'lead.transfer', from: open, ifMatch: true, onHold: true, only: ['deal.transfer-pending', ({ offer }) => offer === null] },
  AcceptTransfer: { operation: 'lead.transfer-accept', from: open, ifMatch: true, onHold: true, only: offered, unit: receiver },
  DeclineTransfer: { operation: 'lead.transfer-accept', from: open, ifMatch: true, onHold: true, only: offered, unit: receiver },
} as const satisfies Record<Exclude<DealCommand['type'], RuleCommand>, CommandRule>;

export type DealCommandName = keyof typeof commandTable;

/** The row of a command, with the optional columns that `as const` hides. */
export const ruleOf = (command: DealCommandName): CommandRule => commandTable[command];

/** Why a command does not fit a deal as it is; undefined when it does. */
export function misfit(command: DealCommandName, deal: Deal): Refusal | undefined {
  const { from, onHold, only, instead } = ruleOf(command);
  if (!from.includes(deal.stage)) return refuse(instead?.[deal.stage] ?? 'deal.not-at-this-stage', { command, stage: deal.stage });
  if (deal.hold && !onHold) return refuse('deal.on-hold', { command, reviewOn: deal.hold.data.reviewOn });
  if (only && !only[1](deal)) return refuse(only[0], { command });
  return undefined;
}

/** The commands that fit a deal as it is, whoever may give them. */
export function fittingCommands(deal: Deal): readonly DealCommandName[] {
  return (Object.keys(commandTable) as DealCommandName[]).filter((command) => misfit(command, deal) === undefined);
}
