import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type EventStore, openPostgresEventStore } from '#event-store';
import { emptySchema } from '../judge/feed.ts';
import { filing } from '../journeys/script.ts';
import { type Compiled, compileSources, patched } from '../support/compiled.ts';
import { readLog } from '../support/log.ts';
import type { Caller } from './callers.ts';
import { controls, everybodyLeads } from './controls.ts';
import { type Installation, startInstallation } from './installation.ts';
import { type Invariant, type Violation, violations } from './invariants.ts';
import type { Journal } from './journal.ts';
import { answers, openJournal, startLoad } from './load.ts';
import { Mirror } from './mirror.ts';
import { FAILING_WORKER, PLACES, reaches, type Runner, startRunner, type Task } from './runners.ts';

jest.setTimeout(120_000);

const broken = (found: readonly Violation[]): readonly Invariant[] => [...new Set(found.map(({ invariant }) => invariant))].sort();
const programs = [FAILING_WORKER];

describe('a patch that makes a broken build', () => {
  it('is refused when its text stands nowhere, or twice', () => {
    expect(patched('a b', [{ file: 'x.ts', find: 'b', replace: 'c' }])).toBe('a c');
    expect(() => patched('a b b', [{ file: 'x.ts', find: 'b', replace: 'c' }])).toThrow('x.ts holds 2 times what a patch replaces');
    expect(() => patched('a', [{ file: 'x.ts', find: 'b', replace: 'c' }])).toThrow('x.ts holds 0 times what a patch replaces');
  });

  it('is refused when its file is not there', async () => {
    await expect(compileSources({ patches: [{ file: 'libs/nowhere.ts', find: 'b', replace: 'c' }] })).rejects.toThrow('no source is called libs/nowhere.ts');
  });
});

describe('the harness', () => {
  let sound: Compiled;
  let installation: Installation;
  let store: EventStore;
  let mirror: Mirror;
  let journal: Journal;
  let head: number;

  // A log that two sound apis have written, and no worker: each spec below feeds a read schema of its own from it.
  beforeAll(async () => {
    sound = await compileSources({ programs });
    installation = await startInstallation({ members: ['api1', 'api2'], compiled: sound });
    journal = await openJournal(installation);
    store = await openPostgresEventStore({ connectionString: installation.databaseUrl });
  });
  afterAll(async () => {
    await store?.close();
    await journal?.close();
    await installation?.stop();
    await sound?.remove();
  });

  /** Commands that are sent again because their answer was lost. */
  async function sendAgain(where: Installation, record: Journal): Promise<void> {
    for (let n = 0; n < 3; n++) {
      const [key, body] = [`sent-again-${n}`, filing({ investor: `示例重发企业${n}`, title: `示例重发项目${n}` })];
      for (let times = 0; times < 3; times++) await record.send(where.as('nm.member'), '/leads', body, { key, correlation: key, permitted: true });
    }
  }

  /** A load on both apis at once, so that their batches wait for each other. */
  async function crowd(where: Installation, record: Journal): Promise<void> {
    const load = startLoad(record, where.as, 12);
    await answers(record, 120);
    await load.stop();
  }

  /** A case that one api begins, the other one carries on, and the first one is asked about again. */
  async function handOver(where: Installation, record: Journal): Promise<void> {
    const by = (account: string, api: number): Caller => ({ account, at: () => where.as(account).at(api) });
    const { body } = await record.send(by('nm.member', 0), '/leads', filing({ investor: '示例交接企业', title: '示例交接项目' }), { permitted: true });
    const path = `/leads/${String(body['id'])}`;
    await record.send(by('office', 1), `${path}/triage`, { outcome: 'accept' }, { ifMatch: '"0"', permitted: true });
    await record.send(by('office', 1), `${path}/protection`, {}, { permitted: true });
    await record.send(by('nm.member', 1), `${path}/follow-ups`, { kind: 'visit', twoWay: true, participants: 3, summary: '上门走访' }, { permitted: true });
    const { etag } = await record.read(by('nm.member', 1), path);
    await record.send(by('nm.member', 0), `${path}/negotiation`, { needs: { landCentiMu: 5_000 } }, { ifMatch: etag, permitted: true });
  }

  const scenarios = { 'no idempotency check': sendAgain, 'head read under an old snapshot': crowd, 'state cache trusted for refusals': handOver } as const;

  it('finds nothing wrong with the sound build under the loads that the broken ones get', async () => {
    for (const scenario of Object.values(scenarios)) await scenario(installation, journal);
    const found = await violations({ databaseUrl: installation.databaseUrl, entries: () => journal.entries() });
    head = (await readLog(installation.databaseUrl)).length;
    mirror = await Mirror.open(installation.databaseUrl, store, 'mirror');
    expect(found).toEqual([]);
  });

  it.each(Object.keys(scenarios) as (keyof typeof scenarios)[])('catches a build with: %s', async (weakness) => {
    const { patches, breaks } = controls[weakness];
    const compiled = await compileSources({ patches });
    try {
      const weak = await startInstallation({ members: ['api1', 'api2'], compiled });
      try {
        const record = await openJournal(weak);
        await scenarios[weakness](weak, record);
        const found = await violations({ databaseUrl: weak.databaseUrl, entries: () => record.entries() });
        expect(broken(found)).toEqual(expect.arrayContaining([...breaks]));
        await record.close();
      } finally {
        await weak.stop();
      }
    } finally {
      await compiled.remove();
    }
  });

  /** Feeds a new schema by a worker that dies at a place and by the one after it; answers what is wrong then. */
  async function dieAndGoOn(compiled: Compiled, schema: string, place: Task['place']): Promise<readonly Violation[]> {
    const { databaseUrl } = installation;
    await emptySchema(databaseUrl, schema);
    const first = startRunner(compiled, { databaseUrl, schema, place });
    expect({ ended: await first.ended, said: first.said.filter((line) => line.includes('error')) }).toEqual({ ended: 'SIGKILL', said: [] });
    const second = startRunner(compiled, { databaseUrl, schema });
    await reaches(databaseUrl, schema, head, 15_000);
    await second.stop();
    return violations({ databaseUrl, schema, mirror, settled: true });
  }

  it.each(PLACES)('finds nothing wrong when a worker of the sound build dies %s', async (place) => {
    expect(readSide(await dieAndGoOn(sound, `died_${place.replace('-', '_')}`, place))).toEqual([]);
  });

  it('catches a build with: checkpoint in its own transaction', async () => {
    const { patches, breaks } = controls['checkpoint in its own transaction'];
    const compiled = await compileSources({ patches, programs });
    try {
      expect(broken(readSide(await dieAndGoOn(compiled, 'unsound', 'before-checkpoint')))).toEqual(expect.arrayContaining([...breaks]));
    } finally {
      await compiled.remove();
    }
  });

  /** A worker falls asleep with a batch in hand, another goes on to the end, and the first wakes up. */
  async function sleepAndWake(compiled: Compiled, schema: string): Promise<readonly Violation[]> {
    const { databaseUrl } = installation;
    await emptySchema(databaseUrl, schema);
    const runners: Runner[] = [];
    try {
      const sleeper = startRunner(compiled, { databaseUrl, schema, place: 'before-write', signal: 'SIGSTOP' });
      runners.push(sleeper);
      await sleeper.asleep();
      runners.push(startRunner(compiled, { databaseUrl, schema }));
      expect(await reaches(databaseUrl, schema, head, 15_000)).toBe(true);
      sleeper.wake();
      // Long enough for the batch in hand: it is written at once, or it never is.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return await violations({ databaseUrl, schema, mirror, settled: true });
    } finally {
      for (const runner of runners) await runner.stop();
    }
  }

  it('finds nothing wrong when a worker of the sound build wakes up and believes that it still leads', async () => {
    const compiled = await compileSources({ patches: everybodyLeads, programs });
    try {
      expect(readSide(await sleepAndWake(compiled, 'woken'))).toEqual([]);
    } finally {
      await compiled.remove();
    }
  });

  it('catches a build with: no fencing', async () => {
    const { patches, breaks } = controls['no fencing'];
    const compiled = await compileSources({ patches: [...patches, ...everybodyLeads], programs });
    try {
      expect(broken(readSide(await sleepAndWake(compiled, 'unfenced')))).toEqual(expect.arrayContaining([...breaks]));
    } finally {
      await compiled.remove();
    }
  });

  /** No process manager runs here, so what follows from an event need not have followed. */
  const readSide = (found: readonly Violation[]): readonly Violation[] => found.filter(({ invariant }) => invariant !== 'follows-once');
});
