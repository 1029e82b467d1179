import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AsOfReader } from '#pipeline';
import { openReadDataSource, ReadPosition } from '#read-side';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { type Fault, placesOf } from './compare.ts';
import { corrections } from './corrections.ts';
import { emptySchema, project } from './feed.ts';
import { figureFaults, unjudged } from './figure-compare.ts';
import { type Played, playHistories } from './random-history.ts';
import { randomOf } from './random.ts';
import { catalogue } from './world.ts';
import { yardsticks } from './yardsticks.ts';

jest.setTimeout(120_000);

const FIRST_SEED = 20_261_200;
const HISTORIES = 200;
const A_LOG = 10;
const logs = Array.from({ length: HISTORIES / A_LOG }, (_, log) => ({ first: FIRST_SEED + log * A_LOG, last: FIRST_SEED + log * A_LOG + A_LOG - 1 }));

describe('every figure, judged by a brute-force fold over the log', () => {
  let database: FreshDatabase;
  const said = new Map<string, number>();
  beforeAll(async () => { database = await freshDatabase('figures'); });
  afterAll(() => database.drop());

  it.each(logs)('answers the same over the histories of seeds $first to $last, on both clocks', async ({ first, last }) => {
    const random = randomOf(first);
    const played = await playHistories(Array.from({ length: last - first + 1 }, (_, index) => first + index), both(yardsticks(randomOf(first + 7)), corrections(randomOf(first + 3))));
    const schema = `figures_${first}`;
    await emptySchema(database.url, schema);
    await project(database.url, played.world.store, catalogue, schema, { sizes: () => 1 + random.upTo(300) });
    expect(await faultsOf(database.url, played, schema, random, said)).toEqual([]);
    await played.world.close();
  });

  // Without these the comparisons above would hold for little.
  it('was judged for every definition there is, each of which had numbers to compare', () => {
    expect(unjudged).toEqual([]);
    expect([...said].filter(([, times]) => times < 20)).toEqual([]);
    expect(said.size).toBe(16);
  });
});

type Between = NonNullable<Parameters<typeof playHistories>[1]>;
const both = (first: Between, second: Between): Between => async (world, step) => {
  await first(world, step);
  await second(world, step);
};

async function faultsOf(url: string, { world, events }: Played, schema: string, random: ReturnType<typeof randomOf>, said: Map<string, number>): Promise<readonly Fault[]> {
  const read = await openReadDataSource(url, schema, 2);
  const position = new ReadPosition(url, schema, world.store);
  await position.open();
  try {
    const reader = new AsOfReader(read, position, world.store);
    const faults: Fault[] = [];
    for (const place of placesOf(events, random, 1, 1, 2)) faults.push(...(await figureFaults(reader, events, place, random, said)));
    return faults;
  } finally {
    await position.close();
    await read.destroy();
  }
}
