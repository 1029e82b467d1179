import { afterAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freshDatabase, type FreshDatabase } from './database.ts';

const opened: FreshDatabase[] = [];
const open = async (name: string): Promise<string> => {
  const database = await freshDatabase(name);
  opened.push(database);
  return database.url;
};

const query = async <Row>(connectionString: string, sql: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
};

describe('a fresh database', () => {
  afterAll(async () => { for (const database of opened) await database.drop(); });

  it('is apart from every other', async () => {
    const [one, two] = [await open('特'), await open('same name'), await open('same name')].slice(1);
    await query(one ?? '', 'CREATE TABLE here (id int)');
    expect(await query(two ?? '', `SELECT to_regclass('here') AS found`)).toEqual([{ found: null }]);
  });

  it('stores Chinese text, sorts by code point and keeps every commit', async () => {
    const url = await open('text');
    expect(await query(url, `SELECT '聊城高新区' AS text, 'b' < 'é' AS sorted, lower('É') AS lower`)).toEqual([{ text: '聊城高新区', sorted: true, lower: 'é' }]);
    const settings = await query<{ name: string; setting: string }>(url, `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'server_encoding')`);
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', server_encoding: 'UTF8' });
  });

  it('goes away although a client is still connected', async () => {
    const database = await freshDatabase('busy');
    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    await expect(query(database.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
    await client.end().catch(() => undefined);
  });
});
