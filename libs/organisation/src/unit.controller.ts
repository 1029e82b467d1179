import { Body, Controller, Get, Inject, Param, type PipeTransform, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Needs } from '#access';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome, RefusedError } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, QueryAnswer, tagged } from '#wire';
import { z } from 'zod';
import { AddMember, CloseUnit, EstablishUnit, RemoveMember, RenameUnit } from './unit.commands.ts';
import { unitDecider } from './unit.decider.ts';
import { unitCode } from './unit.events.ts';
import { unitStream } from './unit.handlers.ts';

/** A code that could not be one is as unknown as one nobody has. */
const codeParam: PipeTransform<string, string> = {
  transform: (code) => {
    if (!unitCode.safeParse(code).success) throw new RefusedError('not-found', 'organisation.unit-unknown', { code: '' });
    return code;
  },
};

const unitAnswer = z.looseObject({ id: z.string(), revision: z.int(), code: z.string(), kind: z.string(), from: z.string() });

/** Units and who belongs to them. */
@Controller('units')
export class UnitController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
  ) {}

  @Get(':code')
  @Needs('organisation.read')
  @QueryAnswer(unitAnswer, { summary: 'A unit with its names and members, each with its days' })
  async one(@Param('code', codeParam) code: string): Promise<object> {
    const { state, revision } = await this.runner.stateOf(unitStream(code), unitDecider);
    if (state.is === 'none') throw new RefusedError('not-found', 'organisation.unit-unknown', { code });
    const { is: _, ...unit } = state;
    return tagged({ id: code, revision, ...unit }, revision);
  }

  @Post()
  @Needs('organisation.edit')
  @CommandBody(EstablishUnit.input, { summary: 'Establish a unit' })
  establish(@Body(body(EstablishUnit.input)) input: z.infer<typeof EstablishUnit.input>, @Context({ command: 'EstablishUnit' }) context: CommandContext): Promise<Answer> {
    return this.send(new EstablishUnit(input.code, input, context));
  }

  @Post(':code/rename')
  @Needs('organisation.edit')
  @CommandBody(RenameUnit.input, { summary: 'Rename a unit', ifMatch: true })
  rename(@Param('code', codeParam) code: string, @Body(body(RenameUnit.input)) input: z.infer<typeof RenameUnit.input>, @Context({ command: 'RenameUnit', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new RenameUnit(code, input, context));
  }

  @Post(':code/closure')
  @Needs('organisation.edit')
  @CommandBody(CloseUnit.input, { summary: 'Close a unit', ifMatch: true })
  close(@Param('code', codeParam) code: string, @Body(body(CloseUnit.input)) input: z.infer<typeof CloseUnit.input>, @Context({ command: 'CloseUnit', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new CloseUnit(code, input, context));
  }

  @Post(':code/members')
  @Needs('organisation.edit')
  @CommandBody(AddMember.input, { summary: 'Put somebody in a unit' })
  add(@Param('code', codeParam) code: string, @Body(body(AddMember.input)) input: z.infer<typeof AddMember.input>, @Context({ command: 'AddMember' }) context: CommandContext): Promise<Answer> {
    return this.send(new AddMember(code, input, context));
  }

  @Post(':code/departures')
  @Needs('organisation.edit')
  @CommandBody(RemoveMember.input, { summary: 'Take somebody out of a unit' })
  remove(@Param('code', codeParam) code: string, @Body(body(RemoveMember.input)) input: z.infer<typeof RemoveMember.input>, @Context({ command: 'RemoveMember' }) context: CommandContext): Promise<Answer> {
    return this.send(new RemoveMember(code, input, context));
  }

  private async send(command: object): Promise<Answer> {
    const outcome = await this.commands.execute<object, Outcome>(command);
    return answer(outcome);
  }
}
