import { type EventStore, openEventStoreDB, openPostgresEventStore } from '#event-store';
import { pipelineReadModel } from '#pipeline';
import { modelOver, type ReadModel } from '#read-side';
import type { Config } from './config.ts';
import type { Telemetry } from './telemetry.ts';

/** The log of a configuration: in EventStoreDB where one is named, else beside everything else in PostgreSQL. */
export function openLog({ databaseUrl, eventStoreUrl }: Pick<Config, 'databaseUrl' | 'eventStoreUrl'>, onError: (error: Error) => void, telemetry?: Telemetry): Promise<EventStore> {
  if (eventStoreUrl !== undefined) return openEventStoreDB({ url: eventStoreUrl, onError });
  const { metrics } = telemetry ?? {};
  return openPostgresEventStore({ connectionString: databaseUrl, onError, ...(metrics && { onBatch: (batch) => metrics.batch(batch), onPool: (name, use) => metrics.pool(name, use) }) });
}

/** This build's read side, as it is kept over a log. */
export const readModelOver = ({ log }: Pick<EventStore, 'log'>): ReadModel => modelOver(pipelineReadModel, log);
