import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import type { CommandContext, Outcome } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, idParam } from '#wire';
import type { z } from 'zod';
import { ArbitrateDispute, DisputeLead } from './dispute.commands.ts';

const id = idParam('lead.unknown');

/** Who was first, or holds rightfully, is argued here: by the claimant on its own lead, decided on the lead that is claimed. */
@ApiTags('leads')
@Controller('leads')
export class DisputeController {
  constructor(private readonly bus: CommandBus) {}

  @Post(':id/dispute')
  @Needs('lead.dispute')
  @CommandBody(DisputeLead.input, { summary: 'Claim another’s lead on the strength of this filing' })
  async dispute(@Param('id', id) lead: string, @Body(body(DisputeLead.input)) input: z.infer<typeof DisputeLead.input>, @Context({ command: 'DisputeLead' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<DisputeLead, Outcome>(new DisputeLead(lead, input, context)), lead);
  }

  @Post(':id/arbitration')
  @Needs('lead.arbitrate')
  @CommandBody(ArbitrateDispute.input, { summary: 'Decide the dispute over this lead; both sides read the reasons' })
  async arbitrate(@Param('id', id) lead: string, @Body(body(ArbitrateDispute.input)) input: z.infer<typeof ArbitrateDispute.input>, @Context({ command: 'ArbitrateDispute' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<ArbitrateDispute, Outcome>(new ArbitrateDispute(lead, input, context)), lead);
  }
}
