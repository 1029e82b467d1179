import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome } from '#event-store';
import { DeclareConductInterest, DeclareContact, DeclareGift, WithdrawDeclaration } from './conduct.commands.ts';
import { type ConductCommand, conductDecider, conductStream } from './conduct.decider.ts';

/** Everybody declares for themselves: the stream is that of the account that sends the command. */
function declare(runner: CommandRunner, account: string, command: ConductCommand, context: CommandContext): Promise<Outcome> {
  const facts = () => ({ on: context.occurredOn, newId: context.key.id });
  return runner.handle({ stream: conductStream(account), decider: conductDecider, command, facts, context });
}

@CommandHandler(DeclareConductInterest)
export class DeclareConductInterestHandler implements ICommandHandler<DeclareConductInterest, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ account, input, context }: DeclareConductInterest): Promise<Outcome> {
    return declare(this.runner, account, { type: 'DeclareConductInterest', input }, context);
  }
}

@CommandHandler(DeclareContact)
export class DeclareContactHandler implements ICommandHandler<DeclareContact, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ account, input, context }: DeclareContact): Promise<Outcome> {
    return declare(this.runner, account, { type: 'DeclareContact', input }, context);
  }
}

@CommandHandler(DeclareGift)
export class DeclareGiftHandler implements ICommandHandler<DeclareGift, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ account, input, context }: DeclareGift): Promise<Outcome> {
    return declare(this.runner, account, { type: 'DeclareGift', input }, context);
  }
}

@CommandHandler(WithdrawDeclaration)
export class WithdrawDeclarationHandler implements ICommandHandler<WithdrawDeclaration, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ account, declarationId, input, context }: WithdrawDeclaration): Promise<Outcome> {
    return declare(this.runner, account, { type: 'WithdrawDeclaration', declarationId, input }, context);
  }
}

/** Every handler, for the module. */
export const conductHandlers = [DeclareConductInterestHandler, DeclareContactHandler, DeclareGiftHandler, WithdrawDeclarationHandler];
