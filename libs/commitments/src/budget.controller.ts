import { Body, Controller, Get, Param, type PipeTransform, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs, requireAccess } from '#access';
import { type Actor, type CommandContext, type Outcome, RefusedError } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, CurrentActor, QueryAnswer, tagged } from '#wire';
import { z } from 'zod';
import { authorityCode, budgetYear } from './budget.events.ts';
import { SetAuthorityLimit, SetBudgetLine } from './commitment.commands.ts';
import { CommitmentStreams } from './commitment.streams.ts';
import { budgetSchema, budgetView } from './commitment.view.ts';

/** A part of a path that could not be one names nothing. */
const part = <S extends z.ZodType>(schema: S): PipeTransform<unknown, z.infer<S>> => ({
  transform(value) {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new RefusedError('not-found', 'budget.unknown', {});
    return parsed.data;
  },
});
const Authority = (): ParameterDecorator => Param('authority', part(authorityCode));
const Year = (): ParameterDecorator => Param('year', part(z.coerce.number().pipe(budgetYear)));

/** What authorities may promise of each year, set by finance. Reservations come from promises alone. */
@ApiTags('budgets')
@Controller('budgets')
export class BudgetController {
  constructor(
    private readonly bus: CommandBus,
    private readonly streams: CommitmentStreams,
  ) {}

  @Get(':authority/:year')
  @Needs('budget.read')
  @QueryAnswer(budgetSchema, { summary: 'What an authority may promise of a year, what is reserved, confirmed and released, and what is free' })
  async one(@Authority() authority: string, @Year() year: number, @CurrentActor() actor: Actor): Promise<object> {
    requireAccess(actor, 'budget.read');
    const read = await this.streams.budget(authority, year);
    if (read.revision < 0) throw new RefusedError('not-found', 'budget.unknown', { authority, year });
    return tagged(budgetView(authority, year, read), read.revision);
  }

  @Post(':authority/:year/limit')
  @Needs('budget.set')
  @CommandBody(SetAuthorityLimit.input, { summary: 'set what an authority may promise of a year' })
  limit(@Authority() authority: string, @Year() year: number, @Body(body(SetAuthorityLimit.input)) input: z.infer<typeof SetAuthorityLimit.input>, @Context({ command: 'SetAuthorityLimit' }) context: CommandContext): Promise<Answer> {
    return this.send(new SetAuthorityLimit(authority, year, input, context));
  }

  @Post(':authority/:year/lines')
  @Needs('budget.set')
  @CommandBody(SetBudgetLine.input, { summary: 'set a line of a year’s budget' })
  line(@Authority() authority: string, @Year() year: number, @Body(body(SetBudgetLine.input)) input: z.infer<typeof SetBudgetLine.input>, @Context({ command: 'SetBudgetLine' }) context: CommandContext): Promise<Answer> {
    return this.send(new SetBudgetLine(authority, year, input, context));
  }

  private async send<C extends object>(command: C): Promise<Answer> {
    return answer(await this.bus.execute<C, Outcome>(command));
  }
}
