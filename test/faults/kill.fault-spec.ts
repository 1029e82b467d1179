import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type EventStore, openPostgresEventStore } from '#event-store';
import { eventually } from '../support/embedded-program.ts';
import { notRun } from '../support/not-run.ts';
import { type Installation, startInstallation, type Victim } from './installation.ts';
import { settled, type Violation, violations } from './invariants.ts';
import type { Journal } from './journal.ts';
import { answers, openJournal, PEOPLE, randomOf, startLoad, TEAMS } from './load.ts';
import { Mirror } from './mirror.ts';
import { hasRedis } from './redis.ts';

/** The long form says how many (`npm run faults -- --kills 500`). */
const KILLS = Number(process.env['FAULT_KILLS'] ?? 60);
const ANSWERS_BETWEEN_KILLS = 10;
const HOUR = 3_600_000;

// How often each dies among twenty. Redis only where it is, and the queue is in it for the second half of the run.
const DECK: readonly Victim[] = ['api1', 'api2', 'worker1', 'worker2', 'postgres', 'postgres', 'api1', 'api2', 'worker1', 'worker2', 'postgres', 'redis', 'api1', 'worker1', 'postgres', 'redis', 'api2', 'worker2', 'postgres', 'everything'];

jest.setTimeout(120_000);
if (!hasRedis) notRun('kills of Redis, and workers with their queue in it', 'there is no redis-server');

let installation: Installation;
let journal: Journal;
let store: EventStore;
let mirror: Mirror;
const killed: Victim[] = [];
const broken: { readonly kill: number; readonly victim: Victim; readonly found: readonly Violation[] }[] = [];

beforeAll(async () => {
  installation = await startInstallation({ ownServer: true, withRedis: hasRedis });
  journal = await openJournal(installation, [...PEOPLE, 'auditor']);
  store = await openPostgresEventStore({ connectionString: installation.databaseUrl });
  mirror = await Mirror.open(installation.databaseUrl, store, 'mirror');
  const load = startLoad(journal, installation.as);
  try {
    await killAgainAndAgain();
  } finally {
    await load.stop();
  }
  await settled(installation.databaseUrl);
}, HOUR);

afterAll(async () => {
  await store?.close();
  await journal?.close();
  await installation?.stop();
});

/** Kills at random moments of running load, in a shuffled order; after each the house must answer again, and the invariants hold. */
async function killAgainAndAgain(): Promise<void> {
  const random = randomOf(Date.now());
  let deck: Victim[] = [];
  while (killed.length < KILLS) {
    if (killed.length >= KILLS / 2) installation.queueOnRedis();
    if (deck.length === 0) deck = shuffled(DECK.filter((victim) => victim !== 'redis' || (hasRedis && killed.length >= KILLS / 2)), random);
    const victim = deck.pop() ?? 'api1';
    await new Promise((resolve) => setTimeout(resolve, random() * 300));
    killed.push(victim);
    await installation.kill(victim);
    await answers(journal, ANSWERS_BETWEEN_KILLS);
    const found = await eventually(() => look(false), 60_000);
    if (found.length > 0) broken.push({ kill: killed.length, victim, found });
  }
  await installation.recovered();
}

/** Everything that must hold now; throws while the database or the asked api is away. */
function look(over: boolean): Promise<readonly Violation[]> {
  const { databaseUrl, as } = installation;
  const up = installation.members.includes('api1') && killed.at(-1) === 'api1' ? 1 : 0;
  return violations({ databaseUrl, entries: () => journal.entries(), mirror, boards: { client: as('office').at(up), units: over ? [...TEAMS, 'pool'] : [] }, settled: over });
}

function shuffled<T>(cards: readonly T[], random: () => number): T[] {
  return cards.map((card) => ({ card, at: random() })).sort((a, b) => a.at - b.at).map(({ card }) => card);
}

describe(`${KILLS} kills of apis, workers, PostgreSQL${hasRedis ? ', Redis' : ''} and everything, under load`, () => {
  it('every kind of process was killed, and requests were lost to it', async () => {
    expect(killed).toHaveLength(KILLS);
    expect(new Set(killed)).toEqual(new Set(DECK.filter((victim) => hasRedis || victim !== 'redis')));
    const entries = await journal.entries();
    expect(entries.length).toBeGreaterThan(KILLS * ANSWERS_BETWEEN_KILLS);
    expect(entries.filter(({ failures }) => failures.length > 0).length).toBeGreaterThan(KILLS / 4);
    expect(entries.filter(({ outcome }) => outcome === undefined)).toEqual([]);
    process.stderr.write(`${KILLS} kills: ${entries.length} requests, ${entries.filter(({ failures }) => failures.length > 0).length} of them answered only after a retry\n`);
  });

  it('after each kill nothing acknowledged was lost or doubled, and log, boards and read side agreed', () => {
    expect(broken).toEqual([]);
  });

  it('when all is over as well, and everything that follows from an event has followed once', async () => {
    expect(await look(true)).toEqual([]);
  });

  it('the read side is the same, byte for byte, as one rebuilt from nothing', async () => {
    const rebuilt = await Mirror.open(installation.databaseUrl, store, 'rebuilt');
    const { live, other } = await rebuilt.compare();
    expect(live.find(({ table }) => table === 'cards')?.rows).toBeGreaterThan(0);
    expect(live).toEqual(other);
  });

  it('the access log is sound, and sessions have outlived it all', async () => {
    expect((await installation.as('auditor').at(0).get('/audit/access/verification')).body).toMatchObject({ sound: true });
  });
});
