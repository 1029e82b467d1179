import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, EVENT_STORE, type EventStore, type Outcome, RefusedError } from '#event-store';
import { CloseDemonstration, DEMONSTRATION_STREAM, OpenDemonstration } from './demonstration.commands.ts';
import { demonstrationDecider, type DemonstrationFacts } from './demonstration.decider.ts';

/** What no route reaches still asks who sends it: only a rule of the system opens or closes a demonstration. */
function requireRule({ actor }: CommandContext): void {
  if (actor.role !== 'rule') throw new RefusedError('forbidden', 'access.forbidden', { operation: 'demonstration' });
}

async function facts(store: Pick<EventStore, 'head'>, context: CommandContext): Promise<DemonstrationFacts> {
  requireRule(context);
  return { head: (await store.head()).position };
}

@CommandHandler(OpenDemonstration)
export class OpenDemonstrationHandler implements ICommandHandler<OpenDemonstration, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner, @Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute({ input, context }: OpenDemonstration): Promise<Outcome> {
    return this.runner.handle({ stream: DEMONSTRATION_STREAM, decider: demonstrationDecider, command: { type: 'OpenDemonstration', input }, facts: () => facts(this.store, context), context });
  }
}

@CommandHandler(CloseDemonstration)
export class CloseDemonstrationHandler implements ICommandHandler<CloseDemonstration, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner, @Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute({ context }: CloseDemonstration): Promise<Outcome> {
    return this.runner.handle({ stream: DEMONSTRATION_STREAM, decider: demonstrationDecider, command: { type: 'CloseDemonstration' }, facts: () => facts(this.store, context), context });
  }
}
