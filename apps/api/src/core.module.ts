import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ACCESS_DATA_SOURCE, ACCESS_LOG, OIDC_SETTINGS, type OidcSettings, PUBLIC_URL, SESSION_LIMITS, type SessionLimits, SIGN_IN_LIMITS, type SignInLimits } from '#access';
import { promisesOf } from '#commitments';
import { DISPUTES, OpenDeal, PROMISES } from '#deals';
import { CLOCK, COMMAND_RUNNER, EVENT_CATALOGUE, EVENT_STORE } from '#event-store';
import { claimSettings, disputesOf, OPEN_DEAL, type OpenDealFactory } from '#leads';
import { READ_DATA_SOURCE, READ_POSITION } from '#read-side';
import { VAULT } from '#vault';
import { WIRE_OPTIONS, type WireOptions } from '#wire';
import type { Config } from './config.ts';
import type { Core } from './core.ts';
import { catalogue } from './event-catalogue.ts';

const openDeal: OpenDealFactory = (id, input, context) => new OpenDeal(id, input, context);

const wireOptions: WireOptions = { backdating: claimSettings.map(({ effectiveFrom, backdatingDays }) => ({ from: effectiveFrom, days: backdatingDays })) };

/** Gives every module what `openCore` opened, and the buses. Whoever opened the core closes it. */
@Module({})
export class CoreModule {
  static of(core: Core, { publicUrl, signIn, oidc }: Pick<Config, 'publicUrl' | 'signIn' | 'oidc'>): DynamicModule {
    const { idleMinutes, absoluteHours, ...lockOuts } = signIn;
    const providers = [
      { provide: EVENT_STORE, useValue: core.store },
      { provide: EVENT_CATALOGUE, useValue: catalogue },
      { provide: COMMAND_RUNNER, useValue: core.runner },
      { provide: VAULT, useValue: core.vault },
      { provide: CLOCK, useValue: core.clock },
      { provide: ACCESS_DATA_SOURCE, useValue: core.access },
      { provide: ACCESS_LOG, useValue: core.accessLog },
      { provide: READ_DATA_SOURCE, useValue: core.read },
      { provide: READ_POSITION, useValue: core.reached },
      { provide: OPEN_DEAL, useValue: openDeal },
      { provide: PROMISES, useValue: promisesOf(core.runner) },
      { provide: DISPUTES, useValue: disputesOf(core.runner) },
      { provide: WIRE_OPTIONS, useValue: wireOptions },
      { provide: PUBLIC_URL, useValue: publicUrl },
      { provide: OIDC_SETTINGS, useValue: oidc satisfies OidcSettings | undefined },
      { provide: SESSION_LIMITS, useValue: { idleMinutes, absoluteHours, freshMs: 1000 } satisfies SessionLimits },
      { provide: SIGN_IN_LIMITS, useValue: { burst: 60, perMinute: 60, ...lockOuts } satisfies SignInLimits },
    ];
    return { module: CoreModule, global: true, imports: [CqrsModule.forRoot()], providers, exports: providers.map(({ provide }) => provide) };
  }
}
