import type pg from 'pg';
import { DataSource } from 'typeorm';

/** The injection token of the TypeORM `DataSource` that reads this process's version of the read schema. */
export const READ_DATA_SOURCE = Symbol('ReadDataSource');

/** The injection token of the `ReadPosition` of this process's version. */
export const READ_POSITION = Symbol('ReadPosition');

/** Opens a read-only `DataSource` whose tables are those of one read schema; sorting and hashing stay within `work_mem`. */
export async function openReadDataSource(connectionString: string, schema: string, poolSize = 8): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: connectionString,
    poolSize,
    synchronize: false,
    // A network may swallow a connection without a word; whoever waits on it would wait for good.
    extra: { connectionTimeoutMillis: 5_000, query_timeout: 30_000, options: `-c search_path=${schema},public -c default_transaction_read_only=on -c role=liuhen_reader -c jit=off` },
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
  });
  return dataSource.initialize();
}

/** Whether nobody has or waits for a connection of a `DataSource`. */
export function isIdle(dataSource: DataSource): boolean {
  const { master } = dataSource.driver as unknown as { master: pg.Pool };
  return master.waitingCount === 0 && master.idleCount === master.totalCount;
}
