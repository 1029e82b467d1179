import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventStore, memoryEventStore, type RecordedEvent } from '#event-store';
import { AsOfReader } from '#pipeline';
import { openReadDataSource, ReadPosition } from '#read-side';
import { catalogue } from '../../apps/api/src/event-catalogue.ts';
import { playDemonstration, tellStory } from '../../seeds/index.ts';
import { startApplication } from '../../seeds/spec-support/application.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { type Fault, placesOf } from './compare.ts';
import { emptySchema, project } from './feed.ts';
import { figureFaults } from './figure-compare.ts';
import { randomOf } from './random.ts';

const now = new Date().toISOString();

let database: FreshDatabase;
let directory: string;
let store: EventStore;
let events: readonly RecordedEvent[];

beforeAll(async () => {
  database = await freshDatabase('demofigures');
  directory = await mkdtemp(join(tmpdir(), 'liuhen-demo-figures-'));
  store = memoryEventStore();
  const app = await startApplication(store, directory, tellStory({ seed: 'liuhen-1', now }).startsAt);
  await playDemonstration({ ...app, store }, app.clock, { now });
  await app.close();
  events = await store.readAll({ after: 0, limit: 1_000_000 });
  await emptySchema(database.url, 'demonstration');
  await project(database.url, store, catalogue, 'demonstration', { sizes: () => 500 });
}, 300_000);
afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

describe('every figure of the demonstration', () => {
  it('equals the brute-force fold, on both clocks', async () => {
    const random = randomOf(20_261_124);
    const read = await openReadDataSource(database.url, 'demonstration', 2);
    const position = new ReadPosition(database.url, 'demonstration', store);
    await position.open();
    const reader = new AsOfReader(read, position, store);
    const faults: Fault[] = [];
    const said = new Map<string, number>();
    for (const place of placesOf(events, random, 2, 2, 2)) faults.push(...(await figureFaults(reader, events, place, random, said)));
    await position.close();
    await read.destroy();
    expect(faults).toEqual([]);
    expect([...said.keys()]).toEqual(expect.arrayContaining(['conversion@2', 'time-in-stage@2', 'stale@1', 'fulfilment-rate@1', 'paid-in-rate@1', 'forecast@1', 'per-mu@1', 'chain-coverage@1']));
  });
});
