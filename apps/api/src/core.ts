import { openAccessDataSource, PostgresAccessLog } from '#access';
import { type Clock, CommandRunner, type EventStore, openEventStoreDB, openPostgresEventStore, type PoolUse, systemClock } from '#event-store';
import { pipelineReadModel } from '#pipeline';
import { ensureReadSchema, modelOver, openReadDataSource, ReadPosition } from '#read-side';
import { openVault, type Vault } from '#vault';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { catalogue } from './event-catalogue.ts';
import { measured, probeFollowers, type Telemetry } from './telemetry.ts';

/** What a process opens once and everything in it shares. */
export type Core = {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly runner: CommandRunner;
  readonly access: DataSource;
  readonly accessLog: PostgresAccessLog;
  readonly read: DataSource;
  readonly reached: ReadPosition;
  readonly telemetry: Telemetry | undefined;
  /** Closes all of it, in the reverse order. */
  close(): Promise<void>;
};

/** What a process may have instead of what it would open itself, where errors of idle connections go, and who measures. */
export type CoreOptions = { readonly clock?: Clock; readonly onError: (error: Error) => void; readonly telemetry?: Telemetry };

/** Opens log, vault, access and read side, and closes what is open when one of them fails. */
export async function openCore(config: Pick<Config, 'databaseUrl' | 'eventStoreUrl' | 'keysDir'>, { clock = systemClock, onError, telemetry }: CoreOptions): Promise<Core> {
  const connectionString = config.databaseUrl;
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one();
  };
  try {
    const vault = await openVault({ keysDir: config.keysDir });
    const opening = await openLog(config, onError, telemetry);
    opened.push(() => opening.close());
    const store = telemetry ? measured(opening, telemetry) : opening;
    const access = await openAccessDataSource({ connectionString });
    opened.push(() => access.destroy());
    const accessLog = new PostgresAccessLog({ connectionString, digest: (text) => vault.requestDigest(text), onError });
    opened.push(() => accessLog.close());
    const schema = await readSchema(connectionString, store.log);
    const read = await openReadDataSource(connectionString, schema);
    opened.push(() => read.destroy());
    const reached = new ReadPosition(connectionString, schema, store, onError);
    await reached.open();
    opened.push(() => reached.close());
    const metrics = telemetry?.metrics;
    if (metrics) {
      for (const [name, source] of Object.entries({ access, read })) metrics.pool(name, poolOf(source));
      probeFollowers(metrics, { store, read, access });
    }
    return { store, vault, clock, runner: new CommandRunner(store, catalogue, vault), access, accessLog, read, reached, telemetry, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** TypeORM keeps the pool of node-postgres to itself, under this name. */
const poolOf = (source: DataSource): PoolUse => (source.driver as unknown as { readonly master: PoolUse }).master;

/** The log in EventStoreDB where one is named, else beside everything else in PostgreSQL. */
function openLog({ databaseUrl, eventStoreUrl }: Pick<Config, 'databaseUrl' | 'eventStoreUrl'>, onError: (error: Error) => void, telemetry: Telemetry | undefined): Promise<EventStore> {
  if (eventStoreUrl !== undefined) return openEventStoreDB({ url: eventStoreUrl, onError });
  const { metrics } = telemetry ?? {};
  return openPostgresEventStore({ connectionString: databaseUrl, onError, ...(metrics && { onBatch: (batch) => metrics.batch(batch), onPool: (name, use) => metrics.pool(name, use) }) });
}

async function readSchema(connectionString: string, log: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await ensureReadSchema(client, modelOver(pipelineReadModel, log));
  } finally {
    await client.end();
  }
}
