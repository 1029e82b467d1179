import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PeriodController } from './period.controller.ts';
import { ClosePeriodHandler, REPORTED_FIGURES, type ReportedFigures, RestatePeriodHandler } from './period.handlers.ts';

@Module({})
class PeriodsModule {}

/** Closed months, the write side, with the figures their reports hold; needs a global provider of `COMMAND_RUNNER`. */
export function periodsModule(figures: ReportedFigures): DynamicModule {
  return { module: PeriodsModule, imports: [CqrsModule], controllers: [PeriodController], providers: [{ provide: REPORTED_FIGURES, useValue: figures }, ClosePeriodHandler, RestatePeriodHandler] };
}
