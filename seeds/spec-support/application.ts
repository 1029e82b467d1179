import { join } from 'node:path';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { ACCESS_LOG, type AccessLog } from '#access';
import { chainEvents, ChainsModule, libraryEvents } from '#chains';
import { dealEvents, DealsModule, OpenDeal } from '#deals';
import { deliveryEvents, DeliveryModule } from '#delivery';
import { demonstrationEvents, DemonstrationModule } from '#demonstration';
import { DOCUMENTS, openDocumentStore } from '#documents';
import { enterpriseEvents, EnterprisesModule } from '#enterprises';
import { CLOCK, COMMAND_RUNNER, CommandRunner, EVENT_STORE, eventCatalogue, type EventStore, simulatedClock } from '#event-store';
import { claimEvents, contactsEvents, DUPLICATE_INDEX, type DuplicateIndexPort, leadEvents, LeadReactions, LeadsModule, OPEN_DEAL, type OpenDealFactory, poolEvents } from '#leads';
import { OrganisationModule, unitEvents } from '#organisation';
import { openVault, VAULT, type Vault } from '#vault';
import { FiledLeads } from './filed-leads.ts';

/** The write side over a log, without HTTP and read side. */
export type Application = { readonly bus: CommandBus; readonly clock: ReturnType<typeof simulatedClock>; readonly vault: Vault; readonly reactions: LeadReactions; close(): Promise<void> };

@Module({})
class Foundations {}

/** Starts the real slices over a log, with keys and documents in a directory, and a clock that has not run yet. */
export async function startApplication(store: EventStore, directory: string, startsAt: string): Promise<Application> {
  const vault = await openVault({ keysDir: join(directory, 'keys') });
  const documents = await openDocumentStore(join(directory, 'documents'), vault);
  const catalogue = eventCatalogue(leadEvents, claimEvents, contactsEvents, poolEvents, dealEvents, deliveryEvents, enterpriseEvents, unitEvents, chainEvents, libraryEvents, demonstrationEvents);
  const clock = simulatedClock(startsAt);
  const openDeal: OpenDealFactory = (id, input, context) => new OpenDeal(id, input, context);
  const provided = new Map<symbol, unknown>([
    [EVENT_STORE, store], [COMMAND_RUNNER, new CommandRunner(store, catalogue, vault)], [CLOCK, clock], [VAULT, vault], [DOCUMENTS, documents],
    [DUPLICATE_INDEX, new FiledLeads(store) satisfies DuplicateIndexPort], [OPEN_DEAL, openDeal],
    // No route is called, so nothing is revealed, exported or refused over the wire: an entry would be a mistake.
    [ACCESS_LOG, { record: () => Promise.reject(new Error('seeds enter nothing in the access log')) } as unknown as AccessLog],
  ]);
  const providers = [...provided].map(([provide, useValue]) => ({ provide, useValue }));
  const foundations: DynamicModule = { module: Foundations, global: true, providers, exports: [...provided.keys()] };
  const root: DynamicModule = { module: Root, imports: [foundations, CqrsModule.forRoot(), ChainsModule, DealsModule, DeliveryModule, DemonstrationModule, EnterprisesModule, LeadsModule, OrganisationModule] };
  const app = await NestFactory.createApplicationContext(root, { logger: ['error', 'warn'] });
  return { bus: app.get(CommandBus), clock, vault, reactions: app.get(LeadReactions), close: () => app.close() };
}

@Global()
@Module({})
class Root {}
