import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CorrectionController } from './correction.controller.ts';
import { CorrectEntryHandler } from './correction.handlers.ts';

/** Corrections of entries in any stream; needs global providers of `COMMAND_RUNNER`, `EVENT_CATALOGUE`, `VAULT` and `CLOCK`. */
@Module({ imports: [CqrsModule], controllers: [CorrectionController], providers: [CorrectEntryHandler] })
export class CorrectionsModule {}
