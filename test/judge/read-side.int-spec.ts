import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AsOfReader, pipelineReadModel } from '#pipeline';
import { fill, openReadDataSource, ReadPosition } from '#read-side';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { standings } from './brute-force.ts';
import { BOARDS, boardFaults, changeFaults, type Fault, historyFaults, placesOf } from './compare.ts';
import { fingerprint } from './dump.ts';
import { corrections } from './corrections.ts';
import { emptySchema, project, withClient } from './feed.ts';
import { type Played, playHistories } from './random-history.ts';
import { randomOf } from './random.ts';
import { catalogue } from './world.ts';

jest.setTimeout(120_000);

const FIRST_SEED = 20_261_124;
const HISTORIES = 200;
const A_LOG = 10;
const logs = Array.from({ length: HISTORIES / A_LOG }, (_, log) => ({ first: FIRST_SEED + log * A_LOG, last: FIRST_SEED + log * A_LOG + A_LOG - 1 }));

describe('the read side, judged by a brute-force fold', () => {
  let database: FreshDatabase;
  const reached = new Map<string, number>();
  beforeAll(async () => { database = await freshDatabase('judge'); });
  afterAll(() => database.drop());

  it.each(logs)('answers every board, change and history of the histories of seeds $first to $last, on both clocks', async ({ first, last }) => {
    const random = randomOf(first);
    const { world, events } = await playHistories(Array.from({ length: last - first + 1 }, (_, index) => first + index), corrections(randomOf(first + 3)));
    const schema = `judge_${first}`;
    await emptySchema(database.url, schema);
    await project(database.url, world.store, catalogue, schema, feeding(random, events.length));
    await expectRebuildToEqual(database.url, world, schema, random.pick([1, 30, 200, 5_000, 5_000]));
    expect(await faultsOf(database.url, world, events, schema, random)).toEqual([]);
    for (const { type } of events) reached.set(type, (reached.get(type) ?? 0) + 1);
    for (const { column } of standings(events, {}).values()) reached.set(column ?? '', (reached.get(column ?? '') ?? 0) + 1);
    const uncorrected = standings(events.filter(({ type }) => type !== 'EntryCorrected'), {});
    for (const [id, card] of standings(events, {})) if (JSON.stringify(uncorrected.get(id)) !== JSON.stringify(card)) reached.set('stands otherwise since a correction', (reached.get('stands otherwise since a correction') ?? 0) + 1);
    await world.close();
  });

  // Without these the comparisons above would hold for little.
  it('was judged over histories that reach every column and take every turn', () => {
    const wanted = [
      'triaged', 'protected', 'negotiating', 'in-review', 'approved', 'signed', 'landed', 'started', 'producing', 'at-capacity', 'arrived', 'performing', 'closed',
      'LeadTransferAccepted', 'LeadTransferDeclined', 'DealTransferAccepted', 'DealTransferDeclined', 'LeadReturnedToPool', 'LeadTaken', 'ProtectionExpired', 'ProtectionReleased', 'ProtectionRenewed',
      'ContentsMarkedSame', 'DealRevalued', 'AgreementAmended', 'DealPutOnHold', 'DealResumed', 'DealReopened', 'NegotiationEnded', 'NegotiationResumed', 'DealLost', 'DealWithdrawn', 'AgreementTerminated', 'LeadLost', 'LeadWithdrawn', 'MilestoneRefused', 'PaidInVerified', 'LeadDisputed', 'DisputeArbitrated', 'LeadReassigned', 'DealReassigned', 'LeadReopened', 'FurtherDealOpened', 'LeadMerged', 'MergeReverted', 'AliasJoined', 'AliasLeft', 'FilingSetAside', 'FilingRestored', 'EntryCorrected', 'stands otherwise since a correction',
    ];
    expect(wanted.filter((each) => (reached.get(each) ?? 0) < 3)).toEqual([]);
  });
});

function feeding(random: ReturnType<typeof randomOf>, length: number): Parameters<typeof project>[4] {
  const most = random.pick([2, 9, 60, 400]);
  const restarts = random.chance(0.7) ? [1 + random.upTo(length - 1)] : [];
  return { sizes: () => 1 + random.upTo(most), restarts };
}

async function expectRebuildToEqual(url: string, { store }: Played['world'], schema: string, size: number): Promise<void> {
  const rebuilt = `${schema}_again`;
  await emptySchema(url, rebuilt);
  await project(url, store, catalogue, rebuilt, { sizes: () => size });
  const bulk = `${schema}_bulk`;
  await emptySchema(url, bulk);
  await fill({ connectionString: url, store, catalogue, model: pipelineReadModel, schema: bulk, signal: new AbortController().signal });
  const [live, again, filled] = await withClient(url, async (client) => [await fingerprint(client, schema), await fingerprint(client, rebuilt), await fingerprint(client, bulk)]);
  expect([again, filled]).toEqual([live, live]);
}

async function faultsOf(url: string, { store }: Played['world'], events: Played['events'], schema: string, random: ReturnType<typeof randomOf>): Promise<readonly Fault[]> {
  const read = await openReadDataSource(url, schema, 2);
  const position = new ReadPosition(url, schema, store);
  await position.open();
  try {
    const reader = new AsOfReader(read, position, store);
    const places = placesOf(events, random);
    const cases = [...standings(events, {}).keys()];
    const faults: Fault[] = [];
    for (const [index, place] of places.entries()) faults.push(...(await boardFaults(reader, events, place, index % 6 === 0 ? BOARDS : ['all', random.pick(BOARDS)])));
    for (let pair = 0; pair < 20; pair++) faults.push(...(await changeFaults(reader, events, random.pick(BOARDS), random.pick(places), random.pick(places))));
    for (let one = 0; one < 10; one++) faults.push(...(await historyFaults(reader, events, random.pick(cases), random.pick(places))));
    return faults;
  } finally {
    await position.close();
    await read.destroy();
  }
}
