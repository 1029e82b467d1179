import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { EnterprisesModule } from '#enterprises';
import { OrganisationModule } from '#organisation';
import { PipelineModule } from '#pipeline';
import type { Core } from './core.ts';
import { CoreModule } from './core.module.ts';
import { HealthController } from './health.controller.ts';

/** The whole API over an opened core. */
@Module({})
export class AppModule {
  static of(core: Core, publicUrl?: string): DynamicModule {
    return {
      module: AppModule,
      imports: [CoreModule.of(core, publicUrl), AccessModule, OrganisationModule, EnterprisesModule, PipelineModule],
      controllers: [HealthController],
    };
  }
}
