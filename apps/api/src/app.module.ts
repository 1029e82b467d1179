import { type DynamicModule, Module } from '@nestjs/common';
import { join } from 'node:path';
import { AccessModule } from '#access';
import { CalendarModule } from '#calendar';
import { ChainQueriesModule, ChainsModule } from '#chains';
import { CommitmentsModule } from '#commitments';
import { CorrectionsModule } from '#corrections';
import { ConfidentialityModule } from '#confidentiality';
import { ConductModule } from '#conduct';
import { DealRoomModule } from '#deal-room';
import { DealsModule } from '#deals';
import { DeliveryModule } from '#delivery';
import { DemonstrationModule } from '#demonstration';
import { documentsModule } from '#documents';
import { EnterprisesModule } from '#enterprises';
import { FiguresModule, reportedFigures } from '#figures';
import { LeadsModule } from '#leads';
import { noticesModule } from '#notices';
import { OrganisationModule, UnitQueriesModule } from '#organisation';
import { periodsModule } from '#periods';
import { PipelineModule } from '#pipeline';
import { ReviewsModule } from '#reviews';
import type { Config } from './config.ts';
import type { Core } from './core.ts';
import { CoreModule } from './core.module.ts';
import { AboutController } from './about.controller.ts';
import { HealthController } from './health.controller.ts';
import { READINESS, readinessOf } from './readiness.ts';

const slices = [OrganisationModule, UnitQueriesModule, EnterprisesModule, LeadsModule, DealsModule, ReviewsModule, DeliveryModule, CommitmentsModule, CalendarModule, DealRoomModule, ChainsModule, ChainQueriesModule, FiguresModule, CorrectionsModule, DemonstrationModule, ConductModule];

/** The whole API over an opened core. */
@Module({})
export class AppModule {
  static of(core: Core, config: Pick<Config, 'publicUrl' | 'dataDir' | 'keysDir' | 'databaseUrl' | 'mail' | 'signIn' | 'oidc'>): DynamicModule {
    const { dataDir, keysDir, databaseUrl, mail } = config;
    return {
      module: AppModule,
      imports: [CoreModule.of(core, config), AccessModule, ConfidentialityModule, documentsModule({ directory: join(dataDir, 'documents') }), PipelineModule, periodsModule(reportedFigures()), ...slices, noticesModule({ connectionString: databaseUrl, mail })],
      controllers: [AboutController, HealthController],
      providers: [{ provide: READINESS, useValue: readinessOf(core, { dataDir, keysDir }) }],
    };
  }
}
