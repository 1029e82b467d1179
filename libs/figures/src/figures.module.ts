import { Module } from '@nestjs/common';
import { FiguresController } from './figures.controller.ts';

/** Figures over HTTP; needs a global provider of `AsOfReader`. */
@Module({ controllers: [FiguresController] })
export class FiguresModule {}
