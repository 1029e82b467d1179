import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CloseDemonstrationHandler, OpenDemonstrationHandler } from './demonstration.handlers.ts';

/** Opening and closing a demonstration; needs global providers of `COMMAND_RUNNER` and `EVENT_STORE`. */
@Module({ imports: [CqrsModule], providers: [OpenDemonstrationHandler, CloseDemonstrationHandler] })
export class DemonstrationModule {}
