import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommandBus } from '@nestjs/cqrs';
import { Needs } from '#access';
import type { CommandContext, Outcome } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, idParam } from '#wire';
import type { z } from 'zod';
import { BlacklistEnterprise, ClearEnterprise } from './enterprise.commands.ts';

/** The blacklist, kept by the office; firms themselves are registered with their first lead. */
@ApiTags('enterprises')
@Controller('enterprises')
export class EnterpriseController {
  constructor(private readonly bus: CommandBus) {}

  @Post(':id/blacklisting')
  @Needs('lead.triage')
  @CommandBody(BlacklistEnterprise.input, { summary: 'Put a firm on the blacklist' })
  async blacklist(@Param('id', idParam('enterprise.unknown')) id: string, @Body(body(BlacklistEnterprise.input)) input: z.infer<typeof BlacklistEnterprise.input>, @Context({ command: 'BlacklistEnterprise' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<BlacklistEnterprise, Outcome>(new BlacklistEnterprise(id, input, context)));
  }

  @Post(':id/clearing')
  @Needs('lead.triage')
  @CommandBody(ClearEnterprise.input, { summary: 'Take a firm off the blacklist' })
  async clear(@Param('id', idParam('enterprise.unknown')) id: string, @Body(body(ClearEnterprise.input)) input: z.infer<typeof ClearEnterprise.input>, @Context({ command: 'ClearEnterprise' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<ClearEnterprise, Outcome>(new ClearEnterprise(id, input, context)));
  }
}
