import { Body, Controller, Get, Inject, Param, type PipeTransform, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs, requireAccess } from '#access';
import { type Actor, COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome, RefusedError } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, CurrentActor, QueryAnswer, tagged } from '#wire';
import { z } from 'zod';
import { unitCode } from './unit.events.ts';
import { AdoptEntryStandard, AdoptScoringScheme, ReviseTarget, SetTarget } from './yardstick.commands.ts';
import { targetDecider } from './yardstick.decider.ts';
import { targetYear } from './yardstick.events.ts';
import { targetStream } from './yardstick.handlers.ts';

/** What could not name a unit or a year names nothing. */
const named = <T>(form: z.ZodType<T>, code: string): PipeTransform<unknown, T> => ({
  transform: (value) => {
    const read = form.safeParse(value);
    if (!read.success) throw new RefusedError('not-found', code, { code: '' });
    return read.data;
  },
});
const unitParam = named(unitCode, 'organisation.unit-unknown');
const yearParam = named(targetYear, 'target.no-such-year');

const targetsAnswer = z.strictObject({
  unit: z.string(),
  year: z.int(),
  /** −1 when none was ever set. */
  revision: z.int(),
  targets: z.array(z.strictObject({ period: z.string(), measure: z.string(), value: z.int() })),
});

/** Targets by unit, period and measure, and the dated rules that figures apply; kept by the office. */
@ApiTags('organisation')
@Controller()
export class YardstickController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
  ) {}

  @Get('targets/:unit/:year')
  @Needs('figure.read')
  @QueryAnswer(targetsAnswer, { summary: 'The targets of a unit, or of the zone (all), for a year' })
  async targets(@CurrentActor() actor: Actor, @Param('unit', unitParam) unit: string, @Param('year', yearParam) year: number): Promise<z.infer<typeof targetsAnswer>> {
    requireAccess(actor, 'figure.read', { unit });
    const { state, revision } = await this.runner.stateOf(targetStream(unit, year), targetDecider);
    const targets = Object.entries(state).map(([key, value]) => ({ period: key.slice(0, key.indexOf(' ')), measure: key.slice(key.indexOf(' ') + 1), value }));
    return tagged({ unit, year, revision, targets }, revision);
  }

  @Post('targets/:unit/:year')
  @Needs('target.edit')
  @CommandBody(SetTarget.input, { summary: 'Set a target' })
  set(@Param('unit', unitParam) unit: string, @Param('year', yearParam) year: number, @Body(body(SetTarget.input)) input: z.infer<typeof SetTarget.input>, @Context({ command: 'SetTarget' }) context: CommandContext): Promise<Answer> {
    return this.send(new SetTarget(unit, year, input, context));
  }

  @Post('targets/:unit/:year/revisions')
  @Needs('target.edit')
  @CommandBody(ReviseTarget.input, { summary: 'Revise a target, with the reason', ifMatch: true })
  revise(@Param('unit', unitParam) unit: string, @Param('year', yearParam) year: number, @Body(body(ReviseTarget.input)) input: z.infer<typeof ReviseTarget.input>, @Context({ command: 'ReviseTarget', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new ReviseTarget(unit, year, input, context));
  }

  @Post('scoring-schemes')
  @Needs('target.edit')
  @CommandBody(AdoptScoringScheme.input, { summary: 'Adopt a scoring scheme from a day on' })
  scheme(@Body(body(AdoptScoringScheme.input)) input: z.infer<typeof AdoptScoringScheme.input>, @Context({ command: 'AdoptScoringScheme' }) context: CommandContext): Promise<Answer> {
    return this.send(new AdoptScoringScheme(input, context));
  }

  @Post('entry-standards')
  @Needs('target.edit')
  @CommandBody(AdoptEntryStandard.input, { summary: 'Adopt an entry standard from a day on' })
  standard(@Body(body(AdoptEntryStandard.input)) input: z.infer<typeof AdoptEntryStandard.input>, @Context({ command: 'AdoptEntryStandard' }) context: CommandContext): Promise<Answer> {
    return this.send(new AdoptEntryStandard(input, context));
  }

  private async send(command: object): Promise<Answer> {
    return answer(await this.commands.execute<object, Outcome>(command));
  }
}
