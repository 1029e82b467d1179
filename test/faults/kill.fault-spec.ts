import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type pg from 'pg';
import { openPostgresEventStore } from '#event-store';
import { catalogue } from '../../apps/api/src/event-catalogue.ts';
import { dump } from '../judge/dump.ts';
import { emptySchema, project, withClient } from '../judge/feed.ts';
import { differingBoards } from '../support/boards.ts';
import type { Client } from '../support/client.ts';
import { eventsPerRequest, faultsOfLog, type LoggedEvent, readLog } from '../support/log.ts';
import { clientsOf } from '../support/product.ts';
import { eventually } from '../support/embedded-program.ts';
import { type Installation, startInstallation, type Victim, victims } from './installation.ts';
import { Journal } from './journal.ts';
import { randomOf, TEAMS, walk } from './load.ts';

/** `FAULT_KILLS=200` for the long form. */
const KILLS = Number(process.env['FAULT_KILLS'] ?? 20);
const WALKERS = 8;
const ANSWERS_BETWEEN_KILLS = 40;
const HOUR = 3_600_000;

jest.setTimeout(120_000);

let installation: Installation;
let as: (account: string) => Client;
let events: readonly LoggedEvent[];
const journal = new Journal();
const killed: Victim[] = [];

beforeAll(async () => {
  installation = await startInstallation();
  as = clientsOf(() => installation.url);
  for (const account of ['office', 'auditor', ...TEAMS.flatMap((team) => [`${team}.member`, `${team}.lead`])]) await as(account).cookie();
  const stop = new AbortController();
  const walkers = Promise.all(Array.from({ length: WALKERS }, (_, walker) => walk(walker, journal, as, stop.signal)));
  await Promise.race([walkers, killAgainAndAgain()]);
  stop.abort();
  await walkers;
  events = await settled();
}, HOUR);

afterAll(() => installation?.stop());

/** Kills at random moments of running load, each kind of victim as often as the others. */
async function killAgainAndAgain(): Promise<void> {
  const random = randomOf(Date.now());
  while (killed.length < KILLS) {
    const before = journal.answered;
    await eventually(async () => {
      if (journal.answered < before + ANSWERS_BETWEEN_KILLS) throw new Error(`${journal.answered - before} answers since the last kill`);
    }, 120_000);
    await new Promise((resolve) => setTimeout(resolve, random() * 500));
    const victim = victims[killed.length % victims.length] ?? 'api';
    killed.push(victim);
    await installation.kill(victim);
  }
}

/** The log once nothing follows from it any more: every process manager and the read side have come to its end. */
async function settled(): Promise<readonly LoggedEvent[]> {
  return eventually(async () => {
    const log = await readLog(installation.databaseUrl);
    const head = log.length;
    const { rows } = await query<{ name: string; position: string }>(`select name, position from processes.cursors union all select schema_name, (select position from ${await liveSchema()}.checkpoint) from read_side.pointer`);
    const behind = rows.filter(({ position }) => Number(position) < head);
    if (behind.length > 0 || rows.length < 2) throw new Error(`the log has ${head} events and ${JSON.stringify(rows)} are not there yet`);
    if ((await readLog(installation.databaseUrl)).length > head) throw new Error('the log is still growing');
    return log;
  }, 60_000);
}

async function query<Row>(sql: string): Promise<{ rows: Row[] }> {
  return withClient(installation.databaseUrl, async (client: pg.Client) => ({ rows: (await client.query(sql)).rows as Row[] }));
}

async function liveSchema(): Promise<string> {
  return (await query<{ schema_name: string }>('select schema_name from read_side.pointer')).rows[0]?.schema_name ?? '';
}

describe(`after ${KILLS} kills of api, worker and PostgreSQL under load`, () => {
  it('every kind of process was killed, and requests were lost to it', () => {
    expect(killed).toHaveLength(KILLS);
    expect(new Set(killed)).toEqual(new Set(victims.slice(0, KILLS)));
    expect(journal.entries.length).toBeGreaterThan(KILLS * ANSWERS_BETWEEN_KILLS);
    expect(journal.entries.filter(({ unknown }) => unknown > 0).length).toBeGreaterThan(KILLS / 4);
  });

  it('whoever asked while PostgreSQL was away was told to come back, and of no error of ours', () => {
    const failures = journal.entries.flatMap(({ path, failures }) => failures.map((failure) => ({ path, ...failure })));
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.filter(({ status }) => status !== 503)).toEqual([]);
  });

  it('the log has no gap, and neither has any stream', () => {
    expect(faultsOfLog(events)).toEqual([]);
  });

  it('what was answered with 2xx is in the log exactly once; what was refused is not; what nobody knew, once after the retry', () => {
    const counts = eventsPerRequest(events);
    const wrong = journal.entries.filter(({ reply, correlation }) => (counts.get(correlation) ?? 0) !== (reply?.status === 201 ? 1 : 0));
    expect(wrong.map(({ correlation, path, unknown, reply }) => ({ path, unknown, status: reply?.status, code: reply?.code, inLog: counts.get(correlation) ?? 0 }))).toEqual([]);
    expect(journal.entries.filter(({ reply }) => reply === undefined)).toEqual([]);
    const refused = journal.entries.filter(({ reply }) => reply?.status !== 201);
    expect(refused.filter(({ reply }) => ![403, 409, 422].includes(reply?.status ?? 0)).map(({ path, reply }) => ({ path, status: reply?.status, text: reply?.text }))).toEqual([]);
  });

  it('every event stands where its answer said', () => {
    const elsewhere = journal.entries.filter(({ reply, correlation }) => reply?.status === 201 && events[Number(reply.body['position']) - 1]?.correlationId !== correlation);
    expect(elsewhere).toEqual([]);
  });

  it('everything that follows from an event followed once', () => {
    const streams = (type: string, of: (event: LoggedEvent) => string): readonly string[] => events.filter((event) => event.type === type).map(of).sort();
    const leadOf = ({ stream }: LoggedEvent): string => stream.replace(/^[a-z]+-/, '');
    expect(streams('FilingLodged', ({ data }) => String(data['leadId']))).toEqual(streams('LeadRegistered', leadOf));
    expect(streams('DealOpened', leadOf)).toEqual(streams('NegotiationOpened', leadOf));
    expect(streams('LeadTransferAccepted', leadOf)).toEqual(streams('DealTransferAccepted', leadOf));
  });

  it('every board is what a plain fold of the log says, now and in the past', async () => {
    const half = Math.floor(events.length / 2);
    for (const place of [{}, { knownPosition: half }]) expect(await differingBoards(as('office'), events, [...TEAMS, 'pool'], place)).toEqual([]);
  });

  it('the read side is the same, byte for byte, as one rebuilt from the log, and nothing is parked', async () => {
    const live = await liveSchema();
    const store = await openPostgresEventStore({ connectionString: installation.databaseUrl });
    await emptySchema(installation.databaseUrl, 'rebuilt');
    await project(installation.databaseUrl, store, catalogue, 'rebuilt', { sizes: () => 1_000 });
    await store.close();
    const [kept, rebuilt] = await withClient(installation.databaseUrl, async (client) => [await dump(client, live), await dump(client, 'rebuilt')] as const);
    expect(kept.find(({ table }) => table === 'cards')?.rows).toBeGreaterThan(0);
    expect(kept).toEqual(rebuilt);
    expect((await query(`select * from ${live}.parked`)).rows).toEqual([]);
  });

  it('the access log is sound, and sessions have outlived it all', async () => {
    expect((await as('auditor').get('/audit/access/verification')).body).toMatchObject({ sound: true });
  });
});
