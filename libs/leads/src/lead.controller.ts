import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import type { CommandContext, Outcome } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, idParam } from '#wire';
import { v5 as uuid } from 'uuid';
import type { z } from 'zod';
import { AcceptTransfer, CommentOnLead, DeclineTransfer, GrantProtection, LoseLead, MarkSameContent, OfferTransfer, OpenFurtherDeal, OpenNegotiation, RecordFollowUp, RegisterLead, ReleaseProtection, RenewProtection, ReopenLead, TakeLead, TriageLead, WithdrawLead } from './lead.commands.ts';

type Input<C extends { readonly input: z.ZodType }> = z.infer<C['input']>;
const id = idParam('lead.unknown');

/**
 * One path per command. `If-Match` is the revision of the lead; protection, which is decided among all filings of the
 * firm in the order of the log, and what only adds go without.
 */
@ApiTags('leads')
@Controller('leads')
export class LeadController {
  constructor(private readonly bus: CommandBus) {}

  @Post()
  @Needs('lead.register')
  @CommandBody(RegisterLead.input, { summary: 'File an investor’s intention' })
  async register(@Body(body(RegisterLead.input)) input: Input<typeof RegisterLead>, @Context({ command: 'RegisterLead' }) context: CommandContext): Promise<Answer> {
    return this.send(new RegisterLead(uuid('lead', context.key.id), input, context));
  }

  @Post(':id/triage')
  @Needs('lead.triage')
  @CommandBody(TriageLead.input, { summary: 'Accept, reject or refer', ifMatch: true })
  async triage(@Param('id', id) lead: string, @Body(body(TriageLead.input)) input: Input<typeof TriageLead>, @Context({ command: 'TriageLead', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new TriageLead(lead, input, context));
  }

  @Post(':id/protection')
  @Needs('lead.protect')
  @CommandBody(GrantProtection.input, { summary: 'Grant the first-filing protection' })
  async grant(@Param('id', id) lead: string, @Body(body(GrantProtection.input)) input: Input<typeof GrantProtection>, @Context({ command: 'GrantProtection' }) context: CommandContext): Promise<Answer> {
    return this.send(new GrantProtection(lead, input, context), lead);
  }

  @Post(':id/protection/renewal')
  @Needs('lead.protect')
  @CommandBody(RenewProtection.input, { summary: 'Renew on evidence of a two-way contact' })
  async renew(@Param('id', id) lead: string, @Body(body(RenewProtection.input)) input: Input<typeof RenewProtection>, @Context({ command: 'RenewProtection' }) context: CommandContext): Promise<Answer> {
    return this.send(new RenewProtection(lead, input, context), lead);
  }

  @Post(':id/protection/release')
  @Needs('lead.protect')
  @CommandBody(ReleaseProtection.input, { summary: 'Give the protection up; the lead returns to the pool' })
  async release(@Param('id', id) lead: string, @Body(body(ReleaseProtection.input)) input: Input<typeof ReleaseProtection>, @Context({ command: 'ReleaseProtection' }) context: CommandContext): Promise<Answer> {
    return this.send(new ReleaseProtection(lead, input, context), lead);
  }

  @Post(':id/same-content')
  @Needs('lead.triage')
  @CommandBody(MarkSameContent.input, { summary: 'Two filings of the firm claim the same content' })
  async markSame(@Param('id', id) lead: string, @Body(body(MarkSameContent.input)) input: Input<typeof MarkSameContent>, @Context({ command: 'MarkSameContent' }) context: CommandContext): Promise<Answer> {
    return this.send(new MarkSameContent(lead, input, context), lead);
  }

  @Post(':id/follow-ups')
  @Needs('lead.follow-up')
  @CommandBody(RecordFollowUp.input, { summary: 'Record a visit, call or meeting' })
  async followUp(@Param('id', id) lead: string, @Body(body(RecordFollowUp.input)) input: Input<typeof RecordFollowUp>, @Context({ command: 'RecordFollowUp' }) context: CommandContext): Promise<Answer> {
    return this.send(new RecordFollowUp(lead, input, context));
  }

  @Post(':id/comments')
  @Needs('deal.comment')
  @CommandBody(CommentOnLead.input, { summary: 'Add a remark' })
  async comment(@Param('id', id) lead: string, @Body(body(CommentOnLead.input)) input: Input<typeof CommentOnLead>, @Context({ command: 'CommentOnLead' }) context: CommandContext): Promise<Answer> {
    return this.send(new CommentOnLead(lead, input, context));
  }

  @Post(':id/transfer')
  @Needs('lead.transfer')
  @CommandBody(OfferTransfer.input, { summary: 'Offer the lead to another unit', ifMatch: true })
  async offer(@Param('id', id) lead: string, @Body(body(OfferTransfer.input)) input: Input<typeof OfferTransfer>, @Context({ command: 'OfferTransfer', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new OfferTransfer(lead, input, context));
  }

  @Post(':id/transfer/accept')
  @Needs('lead.transfer-accept')
  @CommandBody(AcceptTransfer.input, { summary: 'Take the offered lead over', ifMatch: true })
  async accept(@Param('id', id) lead: string, @Body(body(AcceptTransfer.input)) input: Input<typeof AcceptTransfer>, @Context({ command: 'AcceptTransfer', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new AcceptTransfer(lead, input, context));
  }

  @Post(':id/transfer/decline')
  @Needs('lead.transfer-accept')
  @CommandBody(DeclineTransfer.input, { summary: 'Decline the offered lead', ifMatch: true })
  async decline(@Param('id', id) lead: string, @Body(body(DeclineTransfer.input)) input: Input<typeof DeclineTransfer>, @Context({ command: 'DeclineTransfer', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new DeclineTransfer(lead, input, context));
  }

  @Post(':id/taking')
  @Needs('lead.register')
  @CommandBody(TakeLead.input, { summary: 'Take a lead out of the pool', ifMatch: true })
  async take(@Param('id', id) lead: string, @Body(body(TakeLead.input)) input: Input<typeof TakeLead>, @Context({ command: 'TakeLead', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new TakeLead(lead, input, context));
  }

  @Post(':id/withdrawal')
  @Needs('lead.withdraw')
  @CommandBody(WithdrawLead.input, { summary: 'Withdraw the lead', ifMatch: true })
  async withdraw(@Param('id', id) lead: string, @Body(body(WithdrawLead.input)) input: Input<typeof WithdrawLead>, @Context({ command: 'WithdrawLead', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new WithdrawLead(lead, input, context));
  }

  @Post(':id/loss')
  @Needs('lead.withdraw')
  @CommandBody(LoseLead.input, { summary: 'The investor will not come', ifMatch: true })
  async lose(@Param('id', id) lead: string, @Body(body(LoseLead.input)) input: Input<typeof LoseLead>, @Context({ command: 'LoseLead', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new LoseLead(lead, input, context));
  }

  @Post(':id/reopening')
  @Needs('lead.reopen')
  @CommandBody(ReopenLead.input, { summary: 'Take a rejected, withdrawn or lost lead up again', ifMatch: true })
  async reopen(@Param('id', id) lead: string, @Body(body(ReopenLead.input)) input: Input<typeof ReopenLead>, @Context({ command: 'ReopenLead', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new ReopenLead(lead, input, context));
  }

  @Post(':id/deals')
  @Needs('lead.open-negotiation')
  @CommandBody(OpenFurtherDeal.input, { summary: 'Open a further deal of the lead, with an id of its own', ifMatch: true })
  async further(@Param('id', id) lead: string, @Body(body(OpenFurtherDeal.input)) input: Input<typeof OpenFurtherDeal>, @Context({ command: 'OpenFurtherDeal', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new OpenFurtherDeal(lead, input, context));
  }

  @Post(':id/negotiation')
  @Needs('lead.open-negotiation')
  @CommandBody(OpenNegotiation.input, { summary: 'Open talks, and with them the deal', ifMatch: true })
  async negotiate(@Param('id', id) lead: string, @Body(body(OpenNegotiation.input)) input: Input<typeof OpenNegotiation>, @Context({ command: 'OpenNegotiation', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new OpenNegotiation(lead, input, context));
  }

  private async send(command: object, lead?: string): Promise<Answer> {
    return answer((await this.bus.execute(command)) as unknown as Outcome, lead);
  }
}
