import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireAccess } from '#access';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome } from '#event-store';
import { AddLink, AddSegment, ChangeLinkStatus, EnterLibraryProject, EstablishChain } from './chain.commands.ts';
import { chainDecider, type ChainCommand } from './chain.decider.ts';
import { libraryDecider } from './library.decider.ts';

const onChain = (runner: CommandRunner, code: string, command: ChainCommand, context: CommandContext): Promise<Outcome> =>
  runner.handle({ stream: `chain-${code}`, decider: chainDecider, command, facts: () => requireAccess(context.actor, 'chains.edit') as undefined, context });

@CommandHandler(EstablishChain)
export class EstablishChainHandler implements ICommandHandler<EstablishChain, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: EstablishChain): Promise<Outcome> {
    return onChain(this.runner, id, { type: 'EstablishChain', code: id, input }, context);
  }
}

@CommandHandler(AddSegment)
export class AddSegmentHandler implements ICommandHandler<AddSegment, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: AddSegment): Promise<Outcome> {
    return onChain(this.runner, id, { type: 'AddSegment', input }, context);
  }
}

@CommandHandler(AddLink)
export class AddLinkHandler implements ICommandHandler<AddLink, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: AddLink): Promise<Outcome> {
    return onChain(this.runner, id, { type: 'AddLink', input }, context);
  }
}

@CommandHandler(ChangeLinkStatus)
export class ChangeLinkStatusHandler implements ICommandHandler<ChangeLinkStatus, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: ChangeLinkStatus): Promise<Outcome> {
    return onChain(this.runner, id, { type: 'ChangeLinkStatus', input }, context);
  }
}

@CommandHandler(EnterLibraryProject)
export class EnterLibraryProjectHandler implements ICommandHandler<EnterLibraryProject, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: EnterLibraryProject): Promise<Outcome> {
    const facts = (): undefined => requireAccess(context.actor, 'library.edit') as undefined;
    return this.runner.handle({ stream: `library-${id}`, decider: libraryDecider, command: { type: 'EnterLibraryProject', id, input }, facts, context });
  }
}
