import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AsOfReader } from '#pipeline';
import { openReadDataSource, ReadPosition } from '#read-side';
import pg from 'pg';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { type Place, standings } from './brute-force.ts';
import { BOARDS, boardFaults, changeFaults, type Fault, historyFaults } from './compare.ts';
import { dump } from './dump.ts';
import { emptySchema, project } from './feed.ts';
import { type Played, playHistories } from './random-history.ts';
import { catalogue } from './world.ts';

jest.setTimeout(60_000);

const TABLES = ['cards', 'cards_deltas', 'cards_days', 'cards_months', 'history'];
const STILL = `known_to = 9007199254740991 and happened_to = '9999-12-31'`;
const LAST_DAY = `(select max((recorded_at at time zone 'Asia/Shanghai')::date) from moments)`;
const one = (table: string, where: string): string => `ctid = (select ctid from ${table} where ${where} limit 1)`;

/** One row made wrong, and where the judge is then asked: the statement answers which row it was. */
type Damage = { readonly what: string; readonly sql: string; readonly at?: (row: { known: number; day: string }) => Place };

const damages: readonly Damage[] = [
  { what: 'a delta is lost', sql: `delete from cards_deltas where ${one('cards_deltas', `unit <> '*' and count <> 0`)} returning known::int`, at: ({ known }) => ({ knownPosition: known }) },
  { what: 'a delta of all units is counted twice', sql: `update cards_deltas set count = count * 2 where ${one('cards_deltas', `unit = '*' and count <> 0`)} returning known::int`, at: ({ known }) => ({ knownPosition: known }) },
  { what: 'the total of a day is lost', sql: `delete from cards_days where ${one('cards_days', `count <> 0 and known_on < ${LAST_DAY} and known_on >= date_trunc('month', ${LAST_DAY})`)} returning 0 as known` },
  { what: 'the total of a month is off by one 分', sql: `update cards_months set amount = amount + 1 where ${one('cards_months', `known_on < date_trunc('month', ${LAST_DAY})`)} returning 0 as known` },
  { what: 'the total of a month stands under another unit', sql: `update cards_months set unit = 'squad10' where ${one('cards_months', `unit = 'nm' and count <> 0 and known_on < date_trunc('month', ${LAST_DAY})`)} returning 0 as known` },
  { what: 'a card happened a day later', sql: `update cards set happened_from = happened_from + 1 where ${one('cards', STILL)} returning (happened_from - 1)::text as day`, at: ({ day }) => ({ happened: day }) },
  { what: 'a card was known one event later', sql: `update cards set known_from = known_from + 1 where ${one('cards', `stage = 'registered' and known_to > known_from + 1`)} returning (known_from - 1)::int as known`, at: ({ known }) => ({ knownPosition: known }) },
  { what: 'a card says another amount', sql: `update cards set state = jsonb_set(state::jsonb, '{amount}', to_jsonb(amount + 1))::json where ${one('cards', STILL)} returning 0 as known` },
  { what: 'a card stands in another unit', sql: `update cards set unit = 'squad10' where ${one('cards', `${STILL} and unit <> 'squad10'`)} returning 0 as known` },
  { what: 'a card stands in another column', sql: `update cards set stage = 'closed' where ${one('cards', `${STILL} and stage <> 'closed'`)} returning 0 as known` },
  { what: 'a card is there twice', sql: `insert into cards select entity, known_from - 1, known_to, happened_from, happened_to, unit, stage, amount, state from cards where ${one('cards', STILL)} returning 0 as known` },
  { what: 'a card is gone', sql: `delete from cards where ${one('cards', STILL)} returning 0 as known` },
  {
    what: 'two rectangles of a card have swapped when they ceased to be known',
    sql: `with pair as (
            select a.entity, a.known_from as old_from, a.happened_from as old_day, a.known_to as old_to, b.known_from as new_from, b.happened_from as new_day, b.known_to as new_to
            from cards a join cards b on b.entity = a.entity and b.known_from = a.known_to and b.known_to = 9007199254740991 and b.happened_to = '9999-12-31' where a.happened_to = '9999-12-31' and a.stage <> b.stage limit 1)
          update cards c set known_to = case when c.known_from = pair.old_from then pair.new_to else pair.old_to end from pair
          where c.entity = pair.entity and ((c.known_from, c.happened_from) = (pair.old_from, pair.old_day) or (c.known_from, c.happened_from) = (pair.new_from, pair.new_day)) returning 0 as known`,
  },
  { what: 'an event is gone from a history', sql: `delete from history where ${one('history', `type = 'LeadTriaged'`)} returning 0 as known` },
];

describe('the judge', () => {
  let database: FreshDatabase;
  let played: Played;
  let client: pg.Client;
  let close: () => Promise<void>;
  let reader: AsOfReader;

  beforeAll(async () => {
    database = await freshDatabase('broken');
    played = await playHistories([61, 62, 63]);
    await emptySchema(database.url, 'judged');
    await project(database.url, played.world.store, catalogue, 'judged', { sizes: () => 500 });
    client = new pg.Client({ connectionString: database.url, options: '-c search_path=judged' });
    await client.connect();
    await client.query('create schema kept');
    for (const table of TABLES) await client.query(`create table kept.${table} as table ${table}`);
    const read = await openReadDataSource(database.url, 'judged', 2);
    const position = new ReadPosition(database.url, 'judged', played.world.store);
    await position.open();
    reader = new AsOfReader(read, position, played.world.store);
    close = async () => {
      await position.close();
      await read.destroy();
      await client.end();
      await played.world.close();
      await database.drop();
    };
  });
  afterAll(() => close());

  const faultsAt = async (place: Place): Promise<readonly Fault[]> => {
    const { events } = played;
    const histories = await Promise.all([...standings(events, {}).keys()].map((id) => historyFaults(reader, events, id, place)));
    return [...(await boardFaults(reader, events, place, BOARDS)), ...(await changeFaults(reader, events, 'all', { knownPosition: 1 }, place)), ...histories.flat()];
  };
  const restore = async (): Promise<void> => {
    for (const table of TABLES) await client.query(`truncate ${table}; insert into ${table} select * from kept.${table}`);
  };

  it('finds no fault with an undamaged read side', async () => {
    expect(await faultsAt({})).toEqual([]);
  });

  it.each(damages)('finds that $what, and the dump differs', async ({ sql, at }) => {
    const whole = await dump(client, 'judged');
    const { rows, rowCount } = await client.query<{ known: number; day: string }>(sql);
    expect(rowCount).toBeGreaterThan(0);
    const place = at?.(rows[0]!) ?? {};
    const damaged = await dump(client, 'judged');
    const found = await faultsAt(place);
    await restore();
    expect(found).not.toEqual([]);
    expect(damaged).not.toEqual(whole);
    expect(await dump(client, 'judged')).toEqual(whole);
    expect(await faultsAt(place)).toEqual([]);
  });
});
