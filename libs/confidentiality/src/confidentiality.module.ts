import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfidentialityController } from './confidential.controller.ts';
import { ConfidentialityGuard } from './confidential.guard.ts';
import { confidentialHandlers } from './confidential.handlers.ts';

/** Confidential cases, and the guard before every route of a case; imported after the access module, whose guard says who asks. */
@Module({ imports: [CqrsModule], controllers: [ConfidentialityController], providers: [...confidentialHandlers, { provide: APP_GUARD, useClass: ConfidentialityGuard }] })
export class ConfidentialityModule {}
