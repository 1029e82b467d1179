import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Outcome } from '#event-store';
import { ClaimClawback, CloseClawback, JudgeClawbackPayment, MarkClawbackOverdue, RecordClawbackPayment } from './clawback.commands.ts';
import { SetAuthorityLimit, SetBudgetLine } from './commitment.commands.ts';
import { CommitmentStreams } from './commitment.streams.ts';

@CommandHandler(SetAuthorityLimit)
export class SetAuthorityLimitHandler implements ICommandHandler<SetAuthorityLimit, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ authority, year, input, context }: SetAuthorityLimit): Promise<Outcome> {
    return this.streams.onBudget(authority, year, { type: 'SetAuthorityLimit', ...input }, context, 'budget.set');
  }
}

@CommandHandler(SetBudgetLine)
export class SetBudgetLineHandler implements ICommandHandler<SetBudgetLine, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ authority, year, input, context }: SetBudgetLine): Promise<Outcome> {
    return this.streams.onBudget(authority, year, { type: 'SetBudgetLine', ...input }, context, 'budget.set');
  }
}

@CommandHandler(ClaimClawback)
export class ClaimClawbackHandler implements ICommandHandler<ClaimClawback, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ dealId, input, context }: ClaimClawback): Promise<Outcome> {
    return this.streams.onClawback(dealId, { type: 'ClaimClawback', input }, context, 'clawback.claim');
  }
}

@CommandHandler(RecordClawbackPayment)
export class RecordClawbackPaymentHandler implements ICommandHandler<RecordClawbackPayment, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ dealId, input, context }: RecordClawbackPayment): Promise<Outcome> {
    return this.streams.onClawback(dealId, { type: 'RecordClawbackPayment', input }, context, 'clawback.record');
  }
}

@CommandHandler(JudgeClawbackPayment)
export class JudgeClawbackPaymentHandler implements ICommandHandler<JudgeClawbackPayment, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ dealId, paymentId, input, context }: JudgeClawbackPayment): Promise<Outcome> {
    return this.streams.onClawback(dealId, { type: 'JudgeClawbackPayment', paymentId, input }, context, 'commitment.verify');
  }
}

@CommandHandler(CloseClawback)
export class CloseClawbackHandler implements ICommandHandler<CloseClawback, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ dealId, input, context }: CloseClawback): Promise<Outcome> {
    return this.streams.onClawback(dealId, { type: 'CloseClawback', input }, context, 'commitment.waive');
  }
}

@CommandHandler(MarkClawbackOverdue)
export class MarkClawbackOverdueHandler implements ICommandHandler<MarkClawbackOverdue, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ dealId, context }: MarkClawbackOverdue): Promise<Outcome> {
    return this.streams.onClawback(dealId, { type: 'MarkClawbackOverdue' }, context);
  }
}

/** Every handler on budgets and clawbacks, for the module. */
export const moneyHandlers = [SetAuthorityLimitHandler, SetBudgetLineHandler, ClaimClawbackHandler, RecordClawbackPaymentHandler, JudgeClawbackPaymentHandler, CloseClawbackHandler, MarkClawbackOverdueHandler];
