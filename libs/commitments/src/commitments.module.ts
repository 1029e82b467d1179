import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BudgetController } from './budget.controller.ts';
import { commitmentHandlers } from './commitment.handlers.ts';
import { CommitmentReactions } from './commitment.reactions.ts';
import { CommitmentStreams } from './commitment.streams.ts';
import { CommitmentController } from './commitment.controller.ts';
import { DealCommitmentsController } from './deal-commitments.controller.ts';
import { moneyHandlers } from './money.handlers.ts';

/** Promises, the budgets that bear them, and clawbacks; needs global providers of `COMMAND_RUNNER`, `EVENT_STORE`, `VAULT` and `CLOCK`. */
@Module({
  imports: [CqrsModule],
  controllers: [DealCommitmentsController, CommitmentController, BudgetController],
  providers: [CommitmentStreams, CommitmentReactions, ...commitmentHandlers, ...moneyHandlers],
  exports: [CommitmentStreams, CommitmentReactions],
})
export class CommitmentsModule {}
