import { Module } from '@nestjs/common';
import { UnitController } from './unit.controller.ts';
import { unitHandlers } from './unit.handlers.ts';

/** Units and memberships over HTTP. Needs `CommandBus` and `COMMAND_RUNNER` from global modules. */
@Module({ controllers: [UnitController], providers: unitHandlers })
export class OrganisationModule {}
