import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { ACCESS_LOG, type AccessLog } from '#access';
import { ChainsModule, chainEvents } from '#chains';
import { budgetEvents, clawbackEvents, commitmentEvents, CommitmentsModule, promisesEvents, promisesOf } from '#commitments';
import { correctionEvents, CorrectionsModule } from '#corrections';
import { dealEvents, DealsModule, DISPUTES, OpenDeal, PROMISES } from '#deals';
import { deliveryEvents, DeliveryModule } from '#delivery';
import { DOCUMENTS, openDocumentStore } from '#documents';
import { enterpriseEvents, EnterprisesModule } from '#enterprises';
import { CLOCK, COMMAND_RUNNER, CommandRunner, EVENT_CATALOGUE, EVENT_STORE, eventCatalogue, type EventStore, memoryEventStore, simulatedClock } from '#event-store';
import { claimEvents, contactsEvents, disputesOf, DUPLICATE_INDEX, type DuplicateIndexPort, leadEvents, LeadReactions, LeadsModule, OPEN_DEAL, type OpenDealFactory, poolEvents, type Suggestion } from '#leads';
import { OrganisationModule, targetEvents, unitEvents, yardstickEvents } from '#organisation';
import { memoryVault, VAULT } from '#vault';
import { v5 as uuid } from 'uuid';
import { z } from 'zod';

/** The events of the histories, and the one that opens a demonstration. */
export const catalogue = eventCatalogue(enterpriseEvents, leadEvents, claimEvents, contactsEvents, poolEvents, dealEvents, deliveryEvents, unitEvents, targetEvents, yardstickEvents, chainEvents, commitmentEvents, promisesEvents, budgetEvents, clawbackEvents, correctionEvents, {
  DemonstrationOpened: { schema: 1, data: z.strictObject({ seed: z.int() }) },
});

/** The write side as it is shipped, over a log in memory under a simulated clock. */
export type World = {
  readonly store: EventStore;
  readonly bus: CommandBus;
  readonly runner: CommandRunner;
  readonly clock: ReturnType<typeof simulatedClock>;
  /** Does what the process manager of leads does about deals: reacts to every event of theirs since the last time. */
  react(): Promise<void>;
  close(): Promise<void>;
};

@Module({})
class Core {}

const NAMES = '3b0b6a5e-3b0f-5c55-9e0a-6f1d0d4c7a11';

/** An id that is the same in every run. */
export const idOf = (...parts: readonly (string | number)[]): string => uuid(parts.join('/'), NAMES);

/** Opens an empty demonstration on a day in the past. */
export async function openWorld(seed: number, start = '2026-02-20T01:00:00Z'): Promise<World> {
  const store = memoryEventStore();
  const clock = simulatedClock(start);
  const vault = memoryVault();
  const runner = new CommandRunner(store, catalogue, vault);
  const directory = await mkdtemp(join(tmpdir(), 'liuhen-judge-'));
  // Whether a lead has duplicates is not what is judged: every other one is suggested, so that any two may be merged.
  const openDeal: OpenDealFactory = (id, input, context) => new OpenDeal(id, input, context);
  const duplicates: DuplicateIndexPort = { suggest: async ({ leadId }) => ({ position: 0, ordinal: 0, suggestions: await othersThan(store, leadId) }) };
  const accessLog: AccessLog = { record: async () => {} };
  const providers = [
    { provide: EVENT_STORE, useValue: store },
    { provide: EVENT_CATALOGUE, useValue: catalogue },
    { provide: COMMAND_RUNNER, useValue: runner },
    { provide: VAULT, useValue: vault },
    { provide: CLOCK, useValue: clock },
    { provide: ACCESS_LOG, useValue: accessLog },
    { provide: DOCUMENTS, useValue: await openDocumentStore(directory, vault) },
    { provide: DUPLICATE_INDEX, useValue: duplicates },
    { provide: OPEN_DEAL, useValue: openDeal },
    { provide: PROMISES, useValue: promisesOf(runner) },
    { provide: DISPUTES, useValue: disputesOf(runner) },
  ];
  const core = { module: Core, global: true, imports: [CqrsModule.forRoot()], providers, exports: providers.map(({ provide }) => provide) };
  const app = await Test.createTestingModule({ imports: [core, EnterprisesModule, LeadsModule, DealsModule, DeliveryModule, OrganisationModule, ChainsModule, CommitmentsModule, CorrectionsModule] }).compile();
  await app.init();
  await openDemonstration(store, clock, seed);
  const close = async (): Promise<void> => {
    await app.close();
    await rm(directory, { recursive: true });
  };
  return { store, bus: app.get(CommandBus), runner, clock, react: reacting(store, app.get(LeadReactions)), close };
}

async function othersThan(store: EventStore, leadId: string): Promise<readonly Suggestion[]> {
  const filed = (await store.readAll({ after: 0, limit: 100_000 })).filter(({ type, stream }) => type === 'LeadRegistered' && stream !== `lead-${leadId}`);
  return filed.map(({ stream, data }) => {
    const { enterpriseId, investor, title, unit } = data as { enterpriseId: string; investor: { name: string }; title: string; unit: string };
    return { leadId: stream.slice('lead-'.length), enterpriseId, investor: investor.name, title, unit, until: null, score: 90, reasons: [] };
  });
}

function reacting(store: EventStore, reactions: LeadReactions): World['react'] {
  let position = 0;
  return async () => {
    const events = await store.readAll({ after: position, limit: 1000 });
    for (const event of events) if (event.stream.startsWith('deal-')) await reactions.react(event);
    position = events.at(-1)?.position ?? position;
  };
}

async function openDemonstration(store: EventStore, clock: World['clock'], seed: number): Promise<void> {
  const id = idOf('opened', seed);
  const opened = { id, type: 'DemonstrationOpened', schema: 1, occurredOn: '2026-02-20', correlationId: id, causationId: id, commandKey: { id, digest: '' }, via: 'demonstration', data: { seed } } as const;
  await store.append('demonstration-1', 'none', [{ ...opened, actor: { account: 'office', unit: null, role: 'office' } }], { at: clock.now() });
}
