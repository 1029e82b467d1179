import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DealController } from './deal.controller.ts';
import { dealHandlers } from './deal.handlers.ts';

/** Deals until they are signed; needs global providers of `COMMAND_RUNNER`, `VAULT`, `CLOCK` and `DOCUMENTS`. */
@Module({
  imports: [CqrsModule],
  controllers: [DealController],
  providers: dealHandlers,
})
export class DealsModule {}
