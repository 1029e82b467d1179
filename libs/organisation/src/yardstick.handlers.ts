import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireAccess } from '#access';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome } from '#event-store';
import { unitDecider } from './unit.decider.ts';
import { unitStream } from './unit.handlers.ts';
import { AdoptEntryStandard, AdoptScoringScheme, ReviseTarget, SetTarget, type TargetCommand, type YardstickCommand } from './yardstick.commands.ts';
import { targetDecider, type TargetFacts, yardstickDecider } from './yardstick.decider.ts';
import { WHOLE_ZONE } from './yardstick.events.ts';

/** The stream of a unit's targets for a year. */
export const targetStream = (unit: string, year: number): string => `target-${unit}-${year}`;

async function onTargets(runner: CommandRunner, code: string, year: number, command: TargetCommand, context: CommandContext): Promise<Outcome> {
  requireAccess(context.actor, 'target.edit');
  const facts = async (): Promise<TargetFacts> => ({ code, year, unit: code === WHOLE_ZONE ? null : await runner.stateOf(unitStream(code), unitDecider) });
  return runner.handle({ stream: targetStream(code, year), decider: targetDecider, command, facts, context });
}

function onYardstick(runner: CommandRunner, stream: 'scheme-league' | 'standard-entry', command: YardstickCommand, context: CommandContext): Promise<Outcome> {
  requireAccess(context.actor, 'target.edit');
  return runner.handle({ stream, decider: yardstickDecider, command, facts: () => undefined, context });
}

@CommandHandler(SetTarget)
export class SetTargetHandler implements ICommandHandler<SetTarget, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}
  execute({ unit, year, input, context }: SetTarget): Promise<Outcome> {
    return onTargets(this.runner, unit, year, { type: 'SetTarget', input }, context);
  }
}

@CommandHandler(ReviseTarget)
export class ReviseTargetHandler implements ICommandHandler<ReviseTarget, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}
  execute({ unit, year, input, context }: ReviseTarget): Promise<Outcome> {
    return onTargets(this.runner, unit, year, { type: 'ReviseTarget', input }, context);
  }
}

@CommandHandler(AdoptScoringScheme)
export class AdoptScoringSchemeHandler implements ICommandHandler<AdoptScoringScheme, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}
  execute({ input, context }: AdoptScoringScheme): Promise<Outcome> {
    return onYardstick(this.runner, 'scheme-league', { type: 'AdoptScoringScheme', input }, context);
  }
}

@CommandHandler(AdoptEntryStandard)
export class AdoptEntryStandardHandler implements ICommandHandler<AdoptEntryStandard, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}
  execute({ input, context }: AdoptEntryStandard): Promise<Outcome> {
    return onYardstick(this.runner, 'standard-entry', { type: 'AdoptEntryStandard', input }, context);
  }
}

/** The handlers of targets and of dated rules. */
export const yardstickHandlers = [SetTargetHandler, ReviseTargetHandler, AdoptScoringSchemeHandler, AdoptEntryStandardHandler];
