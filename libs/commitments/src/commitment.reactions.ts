import { Inject, Injectable } from '@nestjs/common';
import type { DealEvent } from '#deals';
import { milestoneOf } from '#delivery';
import { CLOCK, type Clock, COMMAND_RUNNER, type CommandContext, type CommandRunner, dayOf, type Outcome, reactionTo, type RecordedEvent, RefusedError } from '#event-store';
import type { Money } from '#measures';
import type { BudgetCommand } from './budget.decider.ts';
import type { BudgetEvent } from './budget.events.ts';
import type { CommitmentEvent, Funds } from './commitment.events.ts';
import type { CommitmentCommand } from './commitment.facts.ts';
import { CommitmentStreams } from './commitment.streams.ts';
import type { Direction } from './commitment.terms.ts';

/** A command that an event causes here; `step` is part of its key, so that it is sent once however often it is sent. */
export type CommitmentReaction =
  | { readonly on: 'commitment'; readonly step: string; readonly id: string; readonly command: CommitmentCommand }
  /** To every promise listed of the deal. */
  | { readonly on: 'each'; readonly step: string; readonly dealId: string; readonly command: CommitmentCommand }
  | { readonly on: 'budget'; readonly step: string; readonly authority: string; readonly year: number; readonly command: BudgetCommand }
  | { readonly on: 'promises'; readonly step: string; readonly dealId: string; readonly commitmentId: string; readonly direction: Direction }
  | { readonly on: 'clawback'; readonly step: string; readonly dealId: string; readonly amount: Money };

type Event = Pick<RecordedEvent, 'id' | 'stream' | 'revision' | 'type' | 'data' | 'occurredOn'>;

/**
 * What an event of a promise, a budget, a deal or a delivery causes here, in this order, a pure table; nothing for
 * other events. The inline call after a command and the process manager that makes up for a crash both read it.
 */
export function commitmentReactions(event: Event): readonly CommitmentReaction[] {
  const { stream } = event;
  if (stream.startsWith('commitment-')) return ofCommitment(event);
  if (stream.startsWith('budget-')) return ofBudget(event);
  if (stream.startsWith('deal-')) return ofDeal(event);
  return stream.startsWith('delivery-') ? ofDelivery(event) : [];
}

function ofCommitment({ id, stream, revision, type, data, occurredOn }: Event): readonly CommitmentReaction[] {
  const event = { type, data } as CommitmentEvent;
  const commitmentId = idIn(stream);
  const { dealId } = event.data;
  const released = 'releases' in event.data ? moved('ReleaseFunds', event.data.releases, commitmentId, dealId) : [];
  const confirmed = 'confirms' in event.data ? moved('ConfirmFunds', event.data.confirms, commitmentId, dealId) : [];
  switch (event.type) {
    case 'CommitmentProposed':
      return [{ on: 'promises', step: 'promises.list', dealId, commitmentId, direction: event.data.direction }];
    case 'CommitmentCosted':
      return [...released, ...reserved(id, event.data, commitmentId, dealId)];
    case 'CommitmentAmended':
      return event.data.costing ? reserved(id, event.data.costing, commitmentId, dealId) : [];
    case 'CommitmentFulfilled':
      return [{ on: 'each', step: 'commitment.fix-due', dealId, command: { type: 'FixDueDate', happening: { commitment: commitmentId, on: occurredOn }, because: { stream, revision } } }];
    default:
      return [...released, ...confirmed];
  }
}

type Costed = { readonly authority: string; readonly line: string | null; readonly years: readonly { readonly year: number; readonly fen: number }[] };

function reserved(costing: string, { authority, line, years }: Costed, commitmentId: string, dealId: string): readonly CommitmentReaction[] {
  return years.map(({ year, fen }) => ({ on: 'budget', step: `budget.reserve/${year}`, authority, year, command: { type: 'ReserveFunds', line: line ?? '', fen, costing, commitmentId, dealId } }));
}

function moved(type: 'ReleaseFunds' | 'ConfirmFunds', funds: readonly Funds[], commitmentId: string, dealId: string): readonly CommitmentReaction[] {
  const step = type === 'ReleaseFunds' ? 'budget.release' : 'budget.confirm';
  return funds.flatMap(({ costing, authority, years }, index) => years.map((year): CommitmentReaction => ({ on: 'budget', step: `${step}/${index}/${year}`, authority, year, command: { type, costing, commitmentId, dealId } })));
}

function ofBudget({ stream, revision, type, data }: Event): readonly CommitmentReaction[] {
  const event = { type, data } as BudgetEvent;
  const year = Number(stream.slice(stream.lastIndexOf('-') + 1));
  const budget = { stream, revision };
  switch (event.type) {
    case 'FundsReserved':
      return [{ on: 'commitment', step: 'commitment.note-reservation', id: event.data.commitmentId, command: { type: 'NoteReservation', costing: event.data.costing, year, budget } }];
    case 'ReservationDeclined':
      return [{ on: 'commitment', step: 'commitment.note-decline', id: event.data.commitmentId, command: { type: 'NoteDecline', costing: event.data.costing, year, code: event.data.code, budget } }];
    default:
      return [];
  }
}

function ofDeal({ stream, revision, type, data, occurredOn }: Event): readonly CommitmentReaction[] {
  const event = { type, data } as DealEvent;
  const dealId = idIn(stream);
  const by = { stream, revision };
  const each = (step: string, command: CommitmentCommand): readonly CommitmentReaction[] => [{ on: 'each', step, dealId, command }];
  switch (event.type) {
    case 'DecisionMade':
      if (event.data.decision === 'reject') return each('commitment.return', { type: 'ReturnCommitment', cause: 'rejected', by });
      if (event.data.decision === 'return') return [];
      return (event.data.promises?.commitments ?? []).map(({ id }, index) => ({ on: 'commitment', step: `commitment.approve/${index}`, id, command: { type: 'ApproveCommitment', decision: by, decidedOn: occurredOn } }));
    case 'DecisionLapsed':
      return each('commitment.return', { type: 'ReturnCommitment', cause: 'lapsed', by });
    case 'DossierSubmitted':
      return each('commitment.return', { type: 'ReturnCommitment', cause: 'resubmitted', by });
    case 'AgreementSigned':
      return event.data.kind === 'formal' ? each('commitment.enforce', { type: 'EnforceCommitment', agreement: 'formal', signing: by, signedOn: occurredOn }) : [];
    case 'AgreementAmended':
      return (event.data.promises?.commitments ?? []).map(({ id }, index) => ({ on: 'commitment', step: `commitment.enforce/${index}`, id, command: { type: 'EnforceCommitment', agreement: 'supplementary', signing: by, signedOn: occurredOn } }));
    case 'DealLost':
    case 'DealWithdrawn':
      return each('commitment.end', { type: 'EndCommitment', cause: 'deal-closed', by, clawback: false });
    case 'AgreementTerminated': {
      const { clawback } = event.data;
      const ended = each('commitment.end', { type: 'EndCommitment', cause: 'terminated', by, clawback: clawback !== undefined });
      return clawback ? [...ended, { on: 'clawback', step: 'clawback.claim', dealId, amount: clawback }] : ended;
    }
    default:
      return [];
  }
}

function ofDelivery({ stream, revision, type, occurredOn }: Event): readonly CommitmentReaction[] {
  const milestone = milestoneOf(type);
  return milestone === undefined ? [] : [{ on: 'each', step: 'commitment.fix-due', dealId: idIn(stream), command: { type: 'FixDueDate', happening: { anchor: milestone, on: occurredOn }, because: { stream, revision } } }];
}

const idIn = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

/** Sends the reactions to an event, one after the other, each under its derived key: at once after a command of this slice, and as a process manager. */
@Injectable()
export class CommitmentReactions {
  /** The name of its cursor. */
  readonly name = 'commitments';

  constructor(
    private readonly streams: CommitmentStreams,
    @Inject(COMMAND_RUNNER) private readonly runner: Pick<CommandRunner, 'eventsOf'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Sends what the last event of an outcome causes, and answers the outcome; what has reactions here is appended alone. */
  async after(outcome: Outcome): Promise<Outcome> {
    const [event] = await this.runner.eventsOf(outcome.stream, outcome.revision);
    if (event) await this.react(event);
    return outcome;
  }

  /** Sends what an event causes. A rule's no settles a reaction (it was made already, or no longer applies); other errors are the caller's to retry. */
  async react(event: RecordedEvent): Promise<void> {
    const today = dayOf(this.clock.now());
    for (const reaction of commitmentReactions(event)) {
      for (const { step, send } of await this.sendings(reaction)) await this.settled(() => send(reactionTo(event, step, today, this.clock.stamp())));
    }
  }

  private async settled(send: () => Promise<Outcome>): Promise<void> {
    try {
      await this.after(await send());
    } catch (error) {
      if (!(error instanceof RefusedError) || error.kind !== 'rule') throw error;
    }
  }

  private async sendings(reaction: CommitmentReaction): Promise<readonly { readonly step: string; readonly send: (context: CommandContext) => Promise<Outcome> }[]> {
    const { step } = reaction;
    switch (reaction.on) {
      case 'commitment':
        return [{ step, send: (context) => this.streams.onCommitment(reaction.id, reaction.command, context) }];
      case 'each': {
        const { state: listed } = await this.streams.promises(reaction.dealId);
        // The register only grows, so a promise keeps its place in it.
        return listed.map(({ id }, index) => ({ step: `${step}/${index}`, send: (context) => this.streams.onCommitment(id, reaction.command, context) }));
      }
      case 'budget':
        return [{ step, send: (context) => this.streams.onBudget(reaction.authority, reaction.year, reaction.command, context) }];
      case 'promises':
        return [{ step, send: (context) => this.streams.onPromises(reaction.dealId, reaction.commitmentId, reaction.direction, context) }];
      case 'clawback':
        return [{ step, send: (context) => this.streams.onClawback(reaction.dealId, { type: 'ClaimClawback', input: { amount: reaction.amount } }, context) }];
    }
  }
}
