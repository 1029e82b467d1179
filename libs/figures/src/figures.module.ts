import { Module } from '@nestjs/common';
import { FiguresController } from './figures.controller.ts';
import { PeriodQueries } from './period.queries.ts';

/** Figures over HTTP; needs a global provider of `AsOfReader`. */
@Module({ controllers: [FiguresController, PeriodQueries] })
export class FiguresModule {}
