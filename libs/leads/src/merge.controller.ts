import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import type { CommandContext, Outcome } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, idParam } from '#wire';
import type { z } from 'zod';
import { MergeLead, RevertMerge } from './merge.commands.ts';

const id = idParam('lead.unknown');

/** Two filings that are one: the alias is named by the path, the survivor in the body. */
@ApiTags('leads')
@Controller('leads')
export class MergeController {
  constructor(private readonly bus: CommandBus) {}

  @Post(':id/merge')
  @Needs('lead.merge')
  @CommandBody(MergeLead.input, { summary: 'Make this lead an alias of another', ifMatch: true })
  async merge(@Param('id', id) lead: string, @Body(body(MergeLead.input)) input: z.infer<typeof MergeLead.input>, @Context({ command: 'MergeLead', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<MergeLead, Outcome>(new MergeLead(lead, input, context)));
  }

  @Post(':id/merge/reversion')
  @Needs('lead.merge')
  @CommandBody(RevertMerge.input, { summary: 'Undo the merge of this alias', ifMatch: true })
  async revert(@Param('id', id) lead: string, @Body(body(RevertMerge.input)) input: z.infer<typeof RevertMerge.input>, @Context({ command: 'RevertMerge', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<RevertMerge, Outcome>(new RevertMerge(lead, input, context)));
  }
}
