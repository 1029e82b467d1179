import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Outcome } from '#event-store';
import { CommentOnLead, RecordFollowUp } from './lead.commands.ts';
import { LeadStreams } from './lead.streams.ts';

@CommandHandler(RecordFollowUp)
export class RecordFollowUpHandler implements ICommandHandler<RecordFollowUp, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: RecordFollowUp): Promise<Outcome> {
    return this.streams.onContacts(id, { type: 'RecordFollowUp', ...input }, 'lead.follow-up', context);
  }
}

@CommandHandler(CommentOnLead)
export class CommentOnLeadHandler implements ICommandHandler<CommentOnLead, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: CommentOnLead): Promise<Outcome> {
    return this.streams.onContacts(id, { type: 'CommentOnLead', ...input }, 'deal.comment', context);
  }
}
