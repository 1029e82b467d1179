import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AsOfReader } from '#pipeline';
import { openReadDataSource, ReadPosition } from '#read-side';
import pg from 'pg';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import type { Fault } from './compare.ts';
import { emptySchema, project } from './feed.ts';
import { figureFaults } from './figure-compare.ts';
import { type Played, playHistories } from './random-history.ts';
import { randomOf } from './random.ts';
import { catalogue } from './world.ts';
import { yardsticks } from './yardsticks.ts';

jest.setTimeout(60_000);

// Of cases that count: an alias counts with its survivor.
const STILL = `known_to = 9007199254740991 and happened_to = '9999-12-31' and state->>'mergedInto' is null`;
const one = (where: string): string => `ctid = (select ctid from tracks where ${STILL} and ${where} order by entity limit 1)`;
const set = (path: string, value: string, where: string): string => `update tracks set state = jsonb_set(state, '{${path}}', ${value}) where ${one(where)}`;

/** One fact made wrong in what figures are computed from. */
const damages: readonly { readonly what: string; readonly sql: string }[] = [
  { what: 'a track is gone', sql: `delete from tracks where ${one('true')}` },
  { what: 'a case was registered in another year', sql: set('entered,registered,on', `'"2024-05-05"'`, `state->'entered' ? 'registered'`) },
  { what: 'a case was registered by another unit', sql: set('entered,registered,unit', `'"squad10"'`, `state->'entered' ? 'registered'`) },
  { what: 'a case never reached its signing', sql: `update tracks set state = state #- '{entered,signed}' where ${one(`state->'entered' ? 'signed'`)}` },
  { what: 'a signing counts twice', sql: `update tracks set state = jsonb_set(state, '{signed}', state->'signed' || (state->'signed'->0)) where ${one(`jsonb_array_length(state->'signed') > 0 and (state->'signed'->0->>'amount')::bigint > 0`)}` },
  { what: 'money came in that did not', sql: set('paidIn', `state->'paidIn' || '[{"on": "2026-04-04", "at": 3, "unit": "nm", "amount": 1, "credit": null}]'`, 'true') },
  // A median does not see one stay among many.
  { what: 'the last stays were a hundred days longer', sql: `update tracks set state = jsonb_set(state, '{stays,-1,days}', to_jsonb((state->'stays'->-1->>'days')::int + 100)) where ${STILL} and jsonb_array_length(state->'stays') > 0` },
  { what: 'an amount is off by one 分', sql: set('amount', `to_jsonb((state->>'amount')::bigint + 1)`, `state->>'stage' in ('registered', 'triaged', 'protected', 'negotiating', 'in-review', 'approved')`) },
  { what: 'a case stands in another link', sql: set('link', `'"NM1.03"'`, `state->>'link' = 'NM1.01' and state->>'stage' <> 'closed'`) },
  { what: 'a target is forgotten', sql: `delete from reference_entries where type in ('TargetSet', 'TargetRevised')` },
  { what: 'a unit was never established', sql: `delete from reference_entries where type = 'UnitEstablished' and data->>'code' = 'nm'` },
];

describe('the judge of figures', () => {
  let database: FreshDatabase;
  let played: Played;
  let client: pg.Client;
  let reader: AsOfReader;
  let close: () => Promise<void>;

  beforeAll(async () => {
    database = await freshDatabase('brokenfigures');
    played = await playHistories(Array.from({ length: 10 }, (_, index) => 20_261_500 + index), yardsticks(randomOf(5)));
    await emptySchema(database.url, 'judged');
    await project(database.url, played.world.store, catalogue, 'judged', { sizes: () => 500 });
    client = new pg.Client({ connectionString: database.url, options: '-c search_path=judged' });
    await client.connect();
    await client.query('create schema kept; create table kept.tracks as table tracks; create table kept.reference_entries as table reference_entries');
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

  // Units, periods and kinds are asked about at random: a few rounds come to every question.
  const faults = async (): Promise<readonly Fault[]> => {
    const random = randomOf(99);
    const found: Fault[] = [];
    for (let round = 0; round < 8; round++) found.push(...(await figureFaults(reader, played.events, {}, random, new Map())));
    return found;
  };

  /** A damage may leave a track that contradicts itself; a figure that stumbles over it has noticed. */
  const uncomputable = (error: unknown): readonly unknown[] => {
    if (!(error instanceof TypeError)) throw error;
    return [error];
  };

  it('finds no fault with what is undamaged', async () => {
    expect(await faults()).toEqual([]);
  });

  it.each(damages)('finds that $what', async ({ sql }) => {
    const { rowCount } = await client.query(sql);
    expect(rowCount).toBeGreaterThan(0);
    try {
      expect(await faults().catch(uncomputable)).not.toEqual([]);
    } finally {
      for (const table of ['tracks', 'reference_entries']) await client.query(`truncate ${table}; insert into ${table} select * from kept.${table}`);
    }
  });
});
