import { DataSource } from 'typeorm';
import { AccessLogRow, Account, ApiToken, Appointment, Session } from './entities.ts';
import { Access1795478400000 } from './migrations/1795478400000-access.ts';
import { AccessInFull1795564800000 } from './migrations/1795564800000-access-in-full.ts';

/** The injection token of the `DataSource` over the schema `access`. */
export const ACCESS_DATA_SOURCE = Symbol('AccessDataSource');

const MIGRATION_LOCK = 4_711_012;

/** Opens the schema `access` and brings it up to date; several processes may start at once. */
export async function openAccessDataSource(options: { connectionString: string; poolSize?: number }): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: options.connectionString,
    schema: 'access',
    entities: [Account, Appointment, Session, ApiToken, AccessLogRow],
    migrations: [Access1795478400000, AccessInFull1795564800000],
    migrationsTableName: 'migrations',
    synchronize: false,
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    poolSize: options.poolSize ?? 4,
    // A network may swallow a connection without a word; whoever waits on it would wait for good.
    extra: { connectionTimeoutMillis: 5_000, query_timeout: 10_000 },
  });
  await source.initialize();
  try {
    await migrate(source);
  } catch (error) {
    await source.destroy();
    throw error;
  }
  return source;
}

/** The lock is held by a connection of its own, because the migrations run on another. */
async function migrate(source: DataSource): Promise<void> {
  const guard = source.createQueryRunner();
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await guard.query('create schema if not exists access');
    await source.runMigrations({ transaction: 'all' });
  } finally {
    await guard.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).finally(() => guard.release());
  }
}
