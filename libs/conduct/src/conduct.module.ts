import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { AccessModule } from '#access';
import { CommitmentsModule } from '#commitments';
import { ConductController } from './conduct.controller.ts';
import { conductHandlers } from './conduct.handlers.ts';
import { Recusal } from './recusal.ts';

/** The conduct list, and what it takes people off; needs global providers of `COMMAND_RUNNER`, `VAULT` and `ACCESS_LOG`. */
@Module({ imports: [CqrsModule, AccessModule, CommitmentsModule], controllers: [ConductController], providers: [...conductHandlers, { provide: APP_INTERCEPTOR, useClass: Recusal }] })
export class ConductModule {}
