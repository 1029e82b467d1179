import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EventStore, openPostgresEventStore } from '#event-store';
import { daysAgo, filing } from '../journeys/script.ts';
import { eventually } from '../support/embedded-program.ts';
import { readLog } from '../support/log.ts';
import { freshKey } from '../support/client.ts';
import { type Installation, type Member, startInstallation } from './installation.ts';
import { settled, violations } from './invariants.ts';
import type { Journal } from './journal.ts';
import { answers, type Load, openJournal, randomOf, startLoad, TEAMS } from './load.ts';
import { Mirror } from './mirror.ts';
import { type Proxy, startProxy } from './proxy.ts';

/** The long form says how long the network is bad (`npm run faults -- --minutes 30`); the short form has each kind of fault once. */
const MINUTES = Number(process.env['FAULT_MINUTES'] ?? 0);
/** A sleeping leader is followed within 5 s. What is measured from outside has the polling of a busy machine in it: 5 s more. */
const TAKEOVER_MS = 5_000 + 5_000;
/** A leader notices within 15 s that its connection is dead without having been told so; then another one is made, or another worker leads. */
const UNHEARD_MS = 15_000 + 10_000;
const DAY_MS = 86_400_000;
const clock = new URL('clock.mjs', import.meta.url).href;

jest.setTimeout(120_000);

let installation: Installation;
let database: Proxy;
const doors: Proxy[] = [];
let journal: Journal;
let store: EventStore;
let mirror: Mirror;
let load: Load | undefined;

const clockOf = (directory: string, member: Member): string => join(directory, `${member}.clock`);

// Two apis and two workers that reach PostgreSQL through a proxy only, clients that reach the apis through proxies only,
// and a wall clock for each process. The load goes on from the first fault to the last.
beforeAll(async () => {
  installation = await startInstallation({
    reach: async (url) => (database = await startProxy(url, 'postgres')).through(url),
    reachApi: async (url, api) => {
      const door = await startProxy(url, 'http');
      doors[api] = door;
      return door.through(url);
    },
    env: (member, directory) => ({ NODE_OPTIONS: `--import ${clock}`, CLOCK_FILE: clockOf(directory, member) }),
    patienceMs: 4_000,
  });
  journal = await openJournal(installation);
  store = await openPostgresEventStore({ connectionString: installation.databaseUrl });
  mirror = await Mirror.open(installation.databaseUrl, store, 'mirror');
  load = startLoad(journal, installation.as, 4);
  await answers(journal, 10);
});

// After each fault the house answers again, and everything that must hold from outside does.
afterEach(async () => {
  for (const proxy of [database, ...doors]) proxy.set('clear');
  if (load) await answers(journal, 10);
  expect(await look(false)).toEqual([]);
});

afterAll(async () => {
  await load?.stop().catch(() => undefined);
  await store?.close();
  await journal?.close();
  await installation?.stop();
  for (const proxy of [database, ...doors]) await proxy?.stop();
});

function look(over: boolean): ReturnType<typeof violations> {
  const { databaseUrl, as } = installation;
  return violations({ databaseUrl, entries: () => journal.entries(), mirror, boards: { client: as('office').at(0), units: over ? [...TEAMS, 'pool'] : [] }, settled: over });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

/** How long a command takes from its answer to the board, at most. */
async function visibleAfter(): Promise<number> {
  const { body } = await journal.send(installation.as('nm.member'), '/leads', filing({ investor: `示例企业${freshKey()}`, title: '示例项目' }), { permitted: true });
  const from = Date.now();
  await eventually(async () => expect((await installation.as('office').at(0).get(`/units/nm/pipeline?after=${String(body['position'])}`)).status).toBe(200), 60_000);
  return Date.now() - from;
}

describe('between the product and PostgreSQL', () => {
  it('every piece is late', async () => {
    database.set({ lateMs: 30 });
    await answers(journal, 10);
  });

  it('connections are reset again and again', async () => {
    for (let times = 0; times < 5; times++) {
      database.reset();
      await pause(150);
    }
  });

  it('the answer to an append is lost after it was committed', async () => {
    const before = database.dropped;
    database.dropReplies('append', 8);
    await eventually(async () => expect(database.dropped).toBe(before + 8), 60_000);
  });

  it('the answer to a COMMIT of the read side is lost', async () => {
    const before = database.dropped;
    database.dropReplies('commit', 4);
    await eventually(async () => expect(database.dropped).toBe(before + 4), 60_000);
  });

  it('whoever connects is accepted and hears nothing, and what was open falls silent for good', async () => {
    database.set('silent');
    await pause(3_000);
    database.set('clear');
    expect(await visibleAfter()).toBeLessThan(UNHEARD_MS);
  });
});

describe('between clients and apis', () => {
  const both = (what: (door: Proxy) => void): void => doors.forEach(what);

  it('every piece is late, connections are reset, and answers are lost', async () => {
    both((door) => door.set({ lateMs: 30 }));
    await answers(journal, 5);
    both((door) => door.reset());
    both((door) => door.set('clear'));
    const before = doors.map(({ dropped }) => dropped);
    both((door) => door.dropReplies('any request', 8));
    await eventually(async () => expect(doors.map(({ dropped }) => dropped)).toEqual(before.map((count) => count + 8)), 60_000);
  });

  it('one api is accepted and silent: its clients go to the other', async () => {
    doors[0]?.set('silent');
    await answers(journal, 10);
  });
});

describe('commands of one key', () => {
  const lead = (name: string): object => filing({ investor: `示例并发企业${name}`, title: `示例并发项目${name}` });

  it('sent to both apis at once, are one command with one answer', async () => {
    const member = installation.as('nm.member');
    for (let n = 0; n < 8; n++) {
      const name = freshKey();
      const send = (): ReturnType<Journal['send']> => journal.send(member, '/leads', lead(name), { key: name, correlation: `at-once-${name}`, permitted: true });
      const [one, other] = await Promise.all([send(), send()]);
      expect([one.status, other.body]).toEqual([201, one.body]);
    }
  });

  it('with two bodies, are one command and a refusal', async () => {
    const member = installation.as('nm.member');
    for (let n = 0; n < 8; n++) {
      const name = freshKey();
      const replies = await Promise.all(['一', '二'].map((body) => journal.send(member, '/leads', lead(name + body), { key: name })));
      expect(replies.map(({ status, code }) => `${status} ${code ?? ''}`).sort()).toEqual(['201 ', '422 command.key-reused']);
    }
  });

  it('refused because they come too early, may come again', async () => {
    const [member, office] = [installation.as('he.member'), installation.as('office')];
    const { body } = await journal.send(member, '/leads', lead(freshKey()), { permitted: true });
    const path = `/leads/${String(body['id'])}`;
    const protect = (key: string, permitted: boolean): ReturnType<Journal['send']> => journal.send(office, `${path}/protection`, {}, { key, permitted });
    const key = freshKey();
    expect((await protect(key, false)).status).toBe(422);
    await journal.send(office, `${path}/triage`, { outcome: 'accept' }, { ifMatch: '"0"', permitted: true });
    expect((await journal.send(office, `${path}/triage`, { outcome: 'accept' }, { ifMatch: '"0"' })).status).toBe(412);
    expect((await protect(key, true)).status).toBe(201);
  });
});

describe('a process that sleeps', () => {
  it.each(['worker1', 'worker2'] as const)('%s: the other one takes over within 5 s, and what it wakes up with is not written', async (worker) => {
    installation.signal(worker, 'SIGSTOP');
    const waited = await visibleAfter();
    installation.signal(worker, 'SIGCONT');
    expect(waited).toBeLessThan(TAKEOVER_MS);
    await pause(500);
  });

  it('an api: its clients go to the other, and what it wakes up with is done once', async () => {
    installation.signal('api1', 'SIGSTOP');
    await answers(journal, 20);
    installation.signal('api1', 'SIGCONT');
  });
});

describe('a wall clock that steps', () => {
  const step = (member: Member, days: number): Promise<void> => {
    writeFileSync(clockOf(installation.directory, member), String(days * DAY_MS));
    return pause(200);
  };
  const registerBy = (api: number, occurredOn?: string): ReturnType<Journal['send']> => {
    const only = installation.as('yy.member').at(api);
    return journal.send({ account: 'yy.member', at: () => only }, '/leads', { ...filing({ investor: `示例企业${freshKey()}`, title: '示例项目' }), ...(occurredOn && { occurredOn }) });
  };

  // While clocks differ by days, rules about days may say no: the load pauses.
  beforeAll(async () => {
    await load?.stop();
    load = undefined;
  });
  afterEach(() => Promise.all(installation.members.map((member) => step(member, 0))));
  afterAll(() => { load = startLoad(journal, installation.as, 4, 'after-clocks-'); });

  it('back by three days, at an api and a worker: the order of recording stands, and days that are in the future by its clock are refused', async () => {
    await Promise.all([step('api1', -3), step('worker1', -3)]);
    const { status, code } = await registerBy(0, daysAgo(0));
    expect({ status, code }).toEqual({ status: 422, code: 'wire.future-date' });
    expect((await registerBy(0)).status).toBe(201);
  });

  it('tomorrow is refused by an api whose clock is right, whatever the clocks of the others say', async () => {
    await Promise.all([step('api1', 3), step('worker1', 3)]);
    const { status, code } = await registerBy(1, daysAgo(-1));
    expect({ status, code }).toEqual({ status: 422, code: 'wire.future-date' });
    expect((await registerBy(1)).status).toBe(201);
    const events = await readLog(installation.databaseUrl);
    expect(events.filter(({ recordedAt }) => Math.abs(Date.parse(recordedAt) - Date.now()) > DAY_MS)).toEqual([]);
  });
});

describe('when it is over', () => {
  it('random faults have gone on for as long as was asked', async () => {
    const random = randomOf(Date.now());
    const faults: readonly (() => Promise<void> | void)[] = [
      () => database.reset(), () => database.set({ lateMs: random() * 80 }), () => database.dropReplies('append', 3), () => database.dropReplies('commit', 2),
      () => database.set('silent'), () => doors[0]?.set('silent'), () => doors[1]?.reset(), () => doors.forEach((door) => door.dropReplies('any request', 3)),
      ...(['worker1', 'worker2', 'api1', 'api2'] as const).map((member) => async () => {
        installation.signal(member, 'SIGSTOP');
        await pause(random() * 6_000);
        installation.signal(member, 'SIGCONT');
      }),
    ];
    const end = Date.now() + MINUTES * 60_000;
    while (Date.now() < end) {
      await faults[Math.floor(random() * faults.length)]?.();
      await pause(random() * 2_000);
      for (const proxy of [database, ...doors]) proxy.set('clear');
      await answers(journal, 10);
      expect(await look(false)).toEqual([]);
    }
  }, MINUTES * 60_000 + 120_000);

  it('nothing was lost or doubled, all that follows has followed, and everything agrees', async () => {
    await load?.stop();
    load = undefined;
    await settled(installation.databaseUrl);
    expect(await look(true)).toEqual([]);
  });
});
