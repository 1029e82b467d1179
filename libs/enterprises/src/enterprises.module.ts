import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EnterpriseController } from './enterprise.controller.ts';
import { BlacklistEnterpriseHandler, ClearEnterpriseHandler, RegisterEnterpriseHandler } from './enterprise.handlers.ts';

/** Firms and their blacklist; needs a global provider of `COMMAND_RUNNER`. */
@Module({
  imports: [CqrsModule],
  controllers: [EnterpriseController],
  providers: [RegisterEnterpriseHandler, BlacklistEnterpriseHandler, ClearEnterpriseHandler],
})
export class EnterprisesModule {}
