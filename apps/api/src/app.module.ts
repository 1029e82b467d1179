import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { DealsModule, OpenDeal } from '#deals';
import { DeliveryModule } from '#delivery';
import { documentsModule } from '#documents';
import { EnterprisesModule } from '#enterprises';
import { LeadsModule, OPEN_DEAL, type OpenDealFactory } from '#leads';
import { OrganisationModule } from '#organisation';
import { PipelineModule } from '#pipeline';
import type { Core } from './core.ts';
import { CoreModule } from './core.module.ts';
import { HealthController } from './health.controller.ts';

const openDeal: OpenDealFactory = (id, input, context) => new OpenDeal(id, input, context);

/** What one slice needs of another without knowing it; bound here alone, and global. */
@Module({})
export class SliceBindings {
  static of(): DynamicModule {
    return { module: SliceBindings, global: true, imports: [PipelineModule], providers: [{ provide: OPEN_DEAL, useValue: openDeal }], exports: [OPEN_DEAL, PipelineModule] };
  }
}

/** The whole API over an opened core. */
@Module({})
export class AppModule {
  static of(core: Core, options: { readonly publicUrl?: string; readonly documentsDir: string }): DynamicModule {
    const slices = [OrganisationModule, EnterprisesModule, LeadsModule, DealsModule, DeliveryModule, documentsModule({ directory: options.documentsDir })];
    return { module: AppModule, imports: [CoreModule.of(core, options.publicUrl), SliceBindings.of(), AccessModule, ...slices], controllers: [HealthController] };
  }
}
