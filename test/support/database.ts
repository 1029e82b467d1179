import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** An empty database of its own for one spec; `drop` closes whatever is still connected to it. */
export type FreshDatabase = { url: string; drop(): Promise<void> };

/** Creates a database on the PostgreSQL of the test run; `name` helps to recognise it, it is made unique. */
export const freshDatabase = async (name = 'spec'): Promise<FreshDatabase> => {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) throw new Error('TEST_DATABASE_URL is not set: only *.int-spec.ts, *.e2e-spec.ts and *.fault-spec.ts have a database');
  const database = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '_').slice(0, 40)}_${randomBytes(5).toString('hex')}`;
  await once(server, `CREATE DATABASE "${database}" TEMPLATE template0`);
  const url = new URL(server);
  url.pathname = `/${database}`;
  return { url: url.href, drop: () => once(server, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`) };
};

const once = async (connectionString: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};
