import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ChainController, LibraryController } from './chain.controller.ts';
import { AddLinkHandler, AddSegmentHandler, ChangeLinkStatusHandler, EnterLibraryProjectHandler, EstablishChainHandler } from './chain.handlers.ts';

/** Industry chains and the project library, the write side; needs a global provider of `COMMAND_RUNNER`. */
@Module({
  imports: [CqrsModule],
  controllers: [ChainController, LibraryController],
  providers: [EstablishChainHandler, AddSegmentHandler, AddLinkHandler, ChangeLinkStatusHandler, EnterLibraryProjectHandler],
})
export class ChainsModule {}
