import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import { type CommandContext, type Outcome, RefusedError } from '#event-store';
import { type Answer, answer, body, CommandBody, Context } from '#wire';
import type { z } from 'zod';
import { ClosePeriod, RestatePeriod } from './period.commands.ts';
import { month } from './period.events.ts';

/** What names no month names nothing. */
export const periodParam = {
  transform: (value: string): string => {
    if (!month.safeParse(value).success) throw new RefusedError('not-found', 'period.unknown', { period: value.slice(0, 20) });
    return value;
  },
};

/** Closing a month and restating it, by the office. */
@ApiTags('periods')
@Controller('periods')
export class PeriodController {
  constructor(private readonly bus: CommandBus) {}

  @Post(':period/closing')
  @Needs('period.close')
  @CommandBody(ClosePeriod.input, { summary: 'Recognise the figures of a month that is over, and close it' })
  async close(@Param('period', periodParam) period: string, @Body(body(ClosePeriod.input)) input: z.infer<typeof ClosePeriod.input>, @Context({ command: 'ClosePeriod' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<ClosePeriod, Outcome>(new ClosePeriod(period, input, context)));
  }

  @Post(':period/restatements')
  @Needs('period.close')
  @CommandBody(RestatePeriod.input, { summary: 'Recognise a closed month anew, with the reason; the older report stays', ifMatch: true })
  async restate(@Param('period', periodParam) period: string, @Body(body(RestatePeriod.input)) input: z.infer<typeof RestatePeriod.input>, @Context({ command: 'RestatePeriod', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<RestatePeriod, Outcome>(new RestatePeriod(period, input, context)));
  }
}
