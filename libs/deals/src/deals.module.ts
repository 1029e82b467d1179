import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AddCommentHandler, AttachDocumentHandler } from './comments.handlers.ts';
import { DealController } from './deal.controller.ts';
import { dealHandlers } from './deal.handlers.ts';

/** Deals and the remarks on them; needs global providers of `COMMAND_RUNNER`, `VAULT`, `CLOCK` and `DOCUMENTS`. */
@Module({
  imports: [CqrsModule],
  controllers: [DealController],
  providers: [...dealHandlers, AddCommentHandler, AttachDocumentHandler],
})
export class DealsModule {}
