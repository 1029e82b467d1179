import { openAccessDataSource, PostgresAccessLog } from '#access';
import { type Clock, CommandRunner, type EventStore, type PoolUse, systemClock } from '#event-store';
import { type ReadPosition, ReadSide } from '#read-side';
import { openVault, type Vault } from '#vault';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { catalogue } from './event-catalogue.ts';
import { openLog, readModelOver } from './open-log.ts';
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
    const side = await ReadSide.open({ connectionString, model: readModelOver(store), store, onError });
    opened.push(() => side.close());
    const { dataSource: read, reached } = side;
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

/** TypeORM keeps the pool of node-postgres to itself, under this name; the read side's changes with its schema. */
function poolOf(source: DataSource): PoolUse {
  const pool = (): PoolUse => (source.driver as unknown as { readonly master: PoolUse }).master;
  return {
    get totalCount() { return pool().totalCount; },
    get idleCount() { return pool().idleCount; },
    get waitingCount() { return pool().waitingCount; },
  };
}
