import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireAccess } from '#access';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome } from '#event-store';
import { ClosePeriod, type PeriodCommand, RestatePeriod } from './period.commands.ts';
import { periodDecider } from './period.decider.ts';

/** The injection token of the figures a report holds: name and published version, in the order they are shown. */
export const REPORTED_FIGURES = Symbol('ReportedFigures');
export type ReportedFigures = readonly { readonly name: string; readonly version: number }[];

/** The stream of a month. */
export const periodStream = (period: string): string => `period-${period}`;

function onPeriod(runner: CommandRunner, definitions: ReportedFigures, period: string, command: PeriodCommand, context: CommandContext): Promise<Outcome> {
  requireAccess(context.actor, 'period.close');
  return runner.handle({ stream: periodStream(period), decider: periodDecider, command, facts: () => ({ period, today: context.today, definitions }), context: { ...context, occurredOn: context.today } });
}

@CommandHandler(ClosePeriod)
export class ClosePeriodHandler implements ICommandHandler<ClosePeriod, Outcome> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(REPORTED_FIGURES) private readonly figures: ReportedFigures,
  ) {}

  execute({ period, input, context }: ClosePeriod): Promise<Outcome> {
    return onPeriod(this.runner, this.figures, period, { type: 'ClosePeriod', input }, context);
  }
}

@CommandHandler(RestatePeriod)
export class RestatePeriodHandler implements ICommandHandler<RestatePeriod, Outcome> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(REPORTED_FIGURES) private readonly figures: ReportedFigures,
  ) {}

  execute({ period, input, context }: RestatePeriod): Promise<Outcome> {
    return onPeriod(this.runner, this.figures, period, { type: 'RestatePeriod', input }, context);
  }
}
