import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Operation, requireAccess } from '#access';
import { readDeal } from '#deals';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome } from '#event-store';
import { opinionsFor, reviewSettingsOn } from './meeting.settings.ts';
import { departmentOf, GiveOpinion, type OpinionCommand, type OpinionFacts, opinionsDecider, opinionsStream, RequestOpinions } from './opinion.decider.ts';

function decide(runner: CommandRunner, id: string, command: OpinionCommand, operation: Operation, context: CommandContext): Promise<Outcome> {
  const facts = async (): Promise<OpinionFacts> => {
    const { state, revision } = await readDeal(runner, id);
    const { actor, occurredOn: on } = context;
    requireAccess(actor, operation, { unit: state.unit });
    return { actor, on, department: departmentOf(actor), required: opinionsFor(state.kind, state.amount, reviewSettingsOn(on)), deal: { id, state, revision } };
  };
  return runner.handle({ stream: opinionsStream(id), decider: opinionsDecider, command, facts, context });
}

@CommandHandler(RequestOpinions)
export class RequestOpinionsHandler implements ICommandHandler<RequestOpinions, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: RequestOpinions): Promise<Outcome> {
    return decide(this.runner, id, { type: 'RequestOpinions', input }, 'opinion.request', context);
  }
}

@CommandHandler(GiveOpinion)
export class GiveOpinionHandler implements ICommandHandler<GiveOpinion, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: GiveOpinion): Promise<Outcome> {
    return decide(this.runner, id, { type: 'GiveOpinion', input }, 'opinion.give', context);
  }
}

/** Every handler, for the module. */
export const opinionHandlers = [RequestOpinionsHandler, GiveOpinionHandler];
