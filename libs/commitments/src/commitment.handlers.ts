import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Outcome } from '#event-store';
import * as commands from './commitment.commands.ts';
import { CommitmentReactions } from './commitment.reactions.ts';
import { CommitmentStreams } from './commitment.streams.ts';

@CommandHandler(commands.ProposeCommitment)
export class ProposeCommitmentHandler implements ICommandHandler<commands.ProposeCommitment, Outcome> {
  constructor(private readonly streams: CommitmentStreams, private readonly reactions: CommitmentReactions) {}

  async execute({ id, dealId, input, context }: commands.ProposeCommitment): Promise<Outcome> {
    return this.reactions.after(await this.streams.onCommitment(id, { type: 'ProposeCommitment', input }, context, dealId));
  }
}

@CommandHandler(commands.WithdrawCommitment)
export class WithdrawCommitmentHandler implements ICommandHandler<commands.WithdrawCommitment, Outcome> {
  constructor(private readonly streams: CommitmentStreams, private readonly reactions: CommitmentReactions) {}

  async execute({ id, input, context }: commands.WithdrawCommitment): Promise<Outcome> {
    return this.reactions.after(await this.streams.onCommitment(id, { type: 'WithdrawCommitment', input }, context));
  }
}

@CommandHandler(commands.CostCommitment)
export class CostCommitmentHandler implements ICommandHandler<commands.CostCommitment, Outcome> {
  constructor(private readonly streams: CommitmentStreams, private readonly reactions: CommitmentReactions) {}

  async execute({ id, input, context }: commands.CostCommitment): Promise<Outcome> {
    return this.reactions.after(await this.streams.onCommitment(id, { type: 'CostCommitment', input }, context));
  }
}

@CommandHandler(commands.ClearCommitment)
export class ClearCommitmentHandler implements ICommandHandler<commands.ClearCommitment, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ id, input, context }: commands.ClearCommitment): Promise<Outcome> {
    return this.streams.onCommitment(id, { type: 'ClearCommitment', input }, context);
  }
}

@CommandHandler(commands.AmendCommitment)
export class AmendCommitmentHandler implements ICommandHandler<commands.AmendCommitment, Outcome> {
  constructor(private readonly streams: CommitmentStreams, private readonly reactions: CommitmentReactions) {}

  async execute({ id, input, context }: commands.AmendCommitment): Promise<Outcome> {
    return this.reactions.after(await this.streams.onCommitment(id, { type: 'AmendCommitment', input }, context));
  }
}

@CommandHandler(commands.ReportFulfilment)
export class ReportFulfilmentHandler implements ICommandHandler<commands.ReportFulfilment, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ id, input, context }: commands.ReportFulfilment): Promise<Outcome> {
    return this.streams.onCommitment(id, { type: 'ReportFulfilment', input }, context);
  }
}

@CommandHandler(commands.JudgeFulfilment)
export class JudgeFulfilmentHandler implements ICommandHandler<commands.JudgeFulfilment, Outcome> {
  constructor(private readonly streams: CommitmentStreams, private readonly reactions: CommitmentReactions) {}

  async execute({ id, input, context }: commands.JudgeFulfilment): Promise<Outcome> {
    return this.reactions.after(await this.streams.onCommitment(id, { type: 'JudgeFulfilment', input }, context));
  }
}

@CommandHandler(commands.WaiveCommitment)
export class WaiveCommitmentHandler implements ICommandHandler<commands.WaiveCommitment, Outcome> {
  constructor(private readonly streams: CommitmentStreams, private readonly reactions: CommitmentReactions) {}

  async execute({ id, input, context }: commands.WaiveCommitment): Promise<Outcome> {
    return this.reactions.after(await this.streams.onCommitment(id, { type: 'WaiveCommitment', input }, context));
  }
}

@CommandHandler(commands.DeclareBreach)
export class DeclareBreachHandler implements ICommandHandler<commands.DeclareBreach, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ id, input, context }: commands.DeclareBreach): Promise<Outcome> {
    return this.streams.onCommitment(id, { type: 'DeclareBreach', input }, context);
  }
}

@CommandHandler(commands.FallDue)
export class FallDueHandler implements ICommandHandler<commands.FallDue, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ id, context }: commands.FallDue): Promise<Outcome> {
    return this.streams.onCommitment(id, { type: 'FallDue' }, context);
  }
}

@CommandHandler(commands.MarkOverdue)
export class MarkOverdueHandler implements ICommandHandler<commands.MarkOverdue, Outcome> {
  constructor(private readonly streams: CommitmentStreams) {}

  execute({ id, context }: commands.MarkOverdue): Promise<Outcome> {
    return this.streams.onCommitment(id, { type: 'MarkOverdue' }, context);
  }
}

/** Every handler on a promise's own stream, for the module. */
export const commitmentHandlers = [
  ProposeCommitmentHandler, WithdrawCommitmentHandler, CostCommitmentHandler, ClearCommitmentHandler, AmendCommitmentHandler,
  ReportFulfilmentHandler, JudgeFulfilmentHandler, WaiveCommitmentHandler, DeclareBreachHandler, FallDueHandler, MarkOverdueHandler,
];
