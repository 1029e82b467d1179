import { Module } from '@nestjs/common';
import { FiguresController } from './figures.controller.ts';
import { PeriodQueries } from './period.queries.ts';
import { YardstickQueries } from './yardstick.queries.ts';

/** Figures over HTTP; needs a global provider of `AsOfReader`. */
@Module({ controllers: [FiguresController, PeriodQueries, YardstickQueries] })
export class FiguresModule {}
