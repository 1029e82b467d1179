import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freshDatabase, type FreshDatabase } from '../../../../test/support/database.ts';
import { Proxy } from '../../../../test/support/stand-in/proxy.ts';
import { anEvent, eventStoreContract } from '../event-store.contract.ts';
import { eventStoreInterleavings } from '../event-store.interleavings.contract.ts';
import type { EventStore } from '../event-store.ts';
import { openPostgresEventStore } from './postgres-event-store.ts';
import { assertSafeServer, UnsafeServer } from './safe-server.ts';

const open = async () => {
  const database = await freshDatabase('log');
  const network = new Proxy(Number(new URL(database.url).port), new URL(database.url).hostname);
  const url = new URL(database.url);
  [url.hostname, url.port] = ['127.0.0.1', String(await network.listen())];
  const another = () => openPostgresEventStore({ connectionString: url.href });
  const drop = async () => {
    await network.close();
    await database.drop();
  };
  return { store: await another(), another, drop, network };
};
eventStoreContract('PostgreSQL', open);
eventStoreInterleavings('PostgreSQL', open, { runs: Number(process.env['PROPERTY_RUNS'] ?? 40), shrink: false });

describe('the PostgreSQL log', () => {
  let database: FreshDatabase;
  let store: EventStore;
  let owner: pg.Client;
  beforeAll(async () => {
    database = await freshDatabase('log');
    store = await openPostgresEventStore({ connectionString: database.url });
    owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    await store.append('note-1', 'none', [anEvent(), anEvent()]);
  });
  afterAll(async () => {
    await owner.end();
    await store.close();
    await database.drop();
  });

  it.each(['update log.events set revision = 9', 'delete from log.events', 'truncate log.events'])('refuses "%s" even to its owner', async (sql) => {
    await expect(owner.query(sql)).rejects.toThrow(/append-only/);
    expect(await store.readStream('note-1')).toHaveLength(2);
  });

  it.each(['update log.events set revision = 9', 'delete from log.events', 'truncate log.events'])('grants nobody who writes or reads "%s"', async (sql) => {
    for (const role of ['liuhen_log_writer', 'liuhen_log_reader']) {
      const client = new pg.Client({ connectionString: database.url, options: `-c role=${role}` });
      await client.connect();
      await expect(client.query(sql)).rejects.toThrow(/permission denied/);
      await client.end();
    }
  });

  it.each([['fsync', 'off'], ['synchronous_commit', 'off'], ['full_page_writes', 'off']])('refuses to open on a server with %s = %s', async (setting, value) => {
    const unsafe = { query: async (_: string, [name]: [string]) => ({ rows: [{ value: name === setting ? value : name === 'server_encoding' ? 'UTF8' : 'on' }] }) };
    await expect(assertSafeServer(unsafe as unknown as pg.ClientBase)).rejects.toBeInstanceOf(UnsafeServer);
  });

  it('refuses to open with synchronous_commit off in the database itself', async () => {
    const other = await freshDatabase('unsafe');
    await owner.query(`alter database "${new URL(other.url).pathname.slice(1)}" set synchronous_commit = off`);
    await expect(openPostgresEventStore({ connectionString: other.url })).rejects.toThrow(/synchronous_commit = off/);
    await other.drop();
  });

  it('answers every append once, also when PostgreSQL drops the connection in the middle', async () => {
    const before = (await store.head()).position;
    const appends = Promise.all(Array.from({ length: 300 }, (_, n) => store.append(`dropped-${n}`, 'none', [anEvent()])));
    for (let round = 0; round < 5; round++) {
      await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const answers = await appends;
    const log = await store.readAll({ after: before, limit: 1000 });
    expect(log).toHaveLength(300);
    expect(new Set(answers.map(({ position }) => position)).size).toBe(300);
    expect(log.map(({ position }) => position)).toEqual(Array.from({ length: 300 }, (_, n) => before + n + 1));
  });

  it('says at once when the server has no room, and goes on when there is', async () => {
    await owner.query(`create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
    await owner.query('create trigger full_disk before insert on log.events for each statement execute function full_disk()');
    const events = [anEvent()];
    await expect(store.append('full-1', 'none', events)).rejects.toMatchObject({ code: '53100' });
    await expect(Promise.all([store.append('full-2', 'none', [anEvent()]), store.append('full-3', 'none', [anEvent()])])).rejects.toMatchObject({ code: '53100' });
    await owner.query('drop trigger full_disk on log.events');
    expect(await store.readStream('full-1')).toEqual([]);
    expect(await store.append('full-1', 'none', events)).toMatchObject({ revision: 0, repeated: false });
  });

  it('creates its schema once when several processes start together', async () => {
    const other = await freshDatabase('together');
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresEventStore({ connectionString: other.url })));
    await Promise.all(stores.map((each, n) => each.append(`note-${n}`, 'none', [anEvent()])));
    expect((await stores[0]!.head()).position).toBe(4);
    await Promise.all(stores.map((each) => each.close()));
    await other.drop();
  });
});
