import { Module } from '@nestjs/common';
import { UnitController } from './unit.controller.ts';
import { unitHandlers } from './unit.handlers.ts';
import { YardstickController } from './yardstick.controller.ts';
import { yardstickHandlers } from './yardstick.handlers.ts';

/** Units and memberships, targets and dated rules over HTTP. Needs `CommandBus` and `COMMAND_RUNNER` from global modules. */
@Module({ controllers: [UnitController, YardstickController], providers: [...unitHandlers, ...yardstickHandlers] })
export class OrganisationModule {}
