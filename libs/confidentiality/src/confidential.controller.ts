import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import type { CommandContext, Outcome } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, idParam } from '#wire';
import type { z } from 'zod';
import { AddConfidant, LiftConfidentiality, MakeConfidential, RemoveConfidant } from './confidential.decider.ts';

const id = idParam('deal.unknown');
type Input<C extends { readonly input: z.ZodType }> = z.infer<C['input']>;

/** Decides who may know of a case; the id is that of a lead or a deal. Who does know is read with the case (`#pipeline`). */
@ApiTags('deals')
@Controller('deals')
export class ConfidentialityController {
  constructor(private readonly bus: CommandBus) {}

  @Post(':id/confidentiality')
  @Needs('deal.keep-confidential')
  @CommandBody(MakeConfidential.input, { summary: 'Make a case confidential to the people named' })
  async make(@Param('id', id) caseId: string, @Body(body(MakeConfidential.input)) input: Input<typeof MakeConfidential>, @Context({ command: 'MakeConfidential' }) context: CommandContext): Promise<Answer> {
    return this.send(new MakeConfidential(caseId, input, context));
  }

  @Post(':id/confidentiality/people')
  @Needs('deal.keep-confidential')
  @CommandBody(AddConfidant.input, { summary: 'Name one more person' })
  async add(@Param('id', id) caseId: string, @Body(body(AddConfidant.input)) input: Input<typeof AddConfidant>, @Context({ command: 'AddConfidant' }) context: CommandContext): Promise<Answer> {
    return this.send(new AddConfidant(caseId, input, context));
  }

  @Post(':id/confidentiality/people/removal')
  @Needs('deal.keep-confidential')
  @CommandBody(RemoveConfidant.input, { summary: 'Take a person off' })
  async remove(@Param('id', id) caseId: string, @Body(body(RemoveConfidant.input)) input: Input<typeof RemoveConfidant>, @Context({ command: 'RemoveConfidant' }) context: CommandContext): Promise<Answer> {
    return this.send(new RemoveConfidant(caseId, input, context));
  }

  @Post(':id/confidentiality/lifting')
  @Needs('deal.keep-confidential')
  @CommandBody(LiftConfidentiality.input, { summary: 'Open the case again' })
  async lift(@Param('id', id) caseId: string, @Body(body(LiftConfidentiality.input)) input: Input<typeof LiftConfidentiality>, @Context({ command: 'LiftConfidentiality' }) context: CommandContext): Promise<Answer> {
    return this.send(new LiftConfidentiality(caseId, input, context));
  }

  private async send<C extends object>(command: C): Promise<Answer> {
    return answer(await this.bus.execute<C, Outcome>(command));
  }
}
