import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayOf, type EventStore, openPostgresEventStore, type RecordedEvent } from '#event-store';
import { type FreshDatabase, freshDatabase } from '../test/support/database.ts';
import { demonstrationMembers, type Played, playDemonstration, seedPlan, tellStory } from './index.ts';
import { type Application, startApplication } from './spec-support/application.ts';
import { columnsOf } from './spec-support/columns.ts';

const now = new Date().toISOString();
const story = tellStory({ seed: 'liuhen-1', now });
const INTERRUPTED_AFTER = 900;

let database: FreshDatabase;
let directory: string;
let store: EventStore;
let app: Application;
let played: Played;
let log: readonly RecordedEvent[];

/** A bus that is gone after so many commands, as when the process is stopped. */
function interrupted(bus: Application['bus'], after: number): Pick<Application['bus'], 'execute'> {
  let left = after;
  return { execute: (async (command: never) => {
    if (left-- <= 0) throw new Error('interrupted');
    return bus.execute(command);
  }) as Application['bus']['execute'] };
}

beforeAll(async () => {
  database = await freshDatabase('seeds');
  store = await openPostgresEventStore({ connectionString: database.url, poolSize: 8 });
  directory = await mkdtemp(join(tmpdir(), 'liuhen-seeds-'));
  const stopped = await startApplication(store, directory, story.startsAt);
  await expect(playDemonstration({ ...stopped, store, bus: interrupted(stopped.bus, INTERRUPTED_AFTER) }, stopped.clock, { now })).rejects.toThrow('interrupted');
  await stopped.close();
  app = await startApplication(store, directory, story.startsAt);
  played = await playDemonstration({ ...app, store }, app.clock, { now });
  log = await store.readAll({ after: 0, limit: 1_000_000 });
}, 300_000);

afterAll(async () => {
  await app.close();
  await store.close();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

describe('the demonstration, played into a log in PostgreSQL', () => {
  it('is accepted by every rule, also after an interruption', () => {
    expect(played.refused).toEqual([]);
    expect(played.plan.refused).toEqual([]);
    expect(played.steps).toBe(story.steps.length);
    // What the first attempt had done was met again, not done twice.
    expect(played.repeated).toBeGreaterThan(INTERRUPTED_AFTER / 3);
  });

  it('opens the log, closes behind itself, and is stamped by the story, never going back', () => {
    expect([log[0]?.type, log.at(-1)?.type]).toEqual(['DemonstrationOpened', 'DemonstrationClosed']);
    const stamps = log.map(({ recordedAt }) => recordedAt);
    expect(stamps).toEqual([...stamps].sort());
    expect(new Set(stamps).size).toBe(log.length);
    expect([dayOf(stamps[0]!), dayOf(stamps.at(-1)!)]).toEqual([story.from, dayOf(story.endsAt)]);
    const told = new Map(story.steps.map(({ at }) => [at.slice(0, 16), true]));
    expect(log.filter(({ type, recordedAt }) => type === 'LeadRegistered' && !told.has(recordedAt.slice(0, 16)))).toEqual([]);
  });

  it('has every card in the column that its plot leads to', () => {
    const { columns, pool } = columnsOf(log);
    const { protected: held = 0, closed = 0, ...others } = columns;
    expect(others).toEqual({
      registered: 16, triaged: 16 + 34 + 8, negotiating: 12 + 4 + 2 + 4 + 3 + 3 + 3, 'in-review': 8 + 2, approved: 8, signed: 8 + 2 + 2 + 2,
      landed: 8, started: 9, producing: 8, 'at-capacity': 6, arrived: 6, performing: 6,
    });
    expect(held).toBeGreaterThan(70);
    expect(closed).toBeGreaterThan(90);
    expect(pool).toBe(34 + 8);
    expect(Object.values(columns).reduce((sum, count) => sum + count, 0)).toBe(log.filter(({ type }) => type === 'LeadRegistered').length);
  });

  it('lets the lead follow its deal to another unit, and closes the filing of a deal that ended', () => {
    const accepted = log.filter(({ type }) => type === 'DealTransferAccepted');
    const followed = log.filter(({ type, via }) => type === 'LeadTransferAccepted' && via === 'rule');
    expect(accepted.length).toBeGreaterThan(5);
    expect(new Set(followed.map(({ causationId }) => causationId))).toEqual(new Set(accepted.map(({ id }) => id)));
    const ended = log.filter(({ type }) => type === 'DealLost' || type === 'DealWithdrawn' || type === 'AgreementTerminated');
    const told = log.filter(({ type }) => type === 'NegotiationEnded');
    expect(new Set(told.map(({ causationId }) => causationId))).toEqual(new Set(ended.map(({ id }) => id)));
    const closed = new Set(log.filter(({ type }) => type === 'ProtectionReleased' || type === 'FilingClosed').map(({ causationId }) => causationId));
    expect(told.filter(({ id }) => !closed.has(id))).toEqual([]);
  });

  it('keeps people and phones out of the log', () => {
    const text = JSON.stringify(log);
    expect([text.includes('示例'), /000-\d{4}-\d{4}/.test(text), text.includes('（虚构）')]).toEqual([false, false, true]);
  });

  it('says of each event whether it came from the plan, the fiction or a rule', () => {
    expect(new Set(log.map(({ via }) => via))).toEqual(new Set(['demonstration', 'import', 'rule']));
    const plan = log.filter(({ via }) => via === 'import');
    const count = (type: string): number => plan.filter((event) => event.type === type).length;
    expect(['UnitEstablished', 'MemberJoined', 'ChainEstablished', 'SegmentAdded', 'LinkAdded', 'EnterpriseRegistered', 'LibraryProjectEntered'].map(count)).toEqual([22, 44, 5, 15, 80, 35, 69]);
  });

  it('changes nothing when it, or the plan, is played again', async () => {
    const again = await playDemonstration({ ...app, store }, app.clock, { now });
    expect(again.repeated).toBe(story.steps.length);
    const plan = await seedPlan(app.bus, { now, members: demonstrationMembers(story.from) });
    expect(plan).toEqual({ done: 0, repeated: 270, refused: [] });
    expect((await store.head()).position).toBe(log.length);
  });
});
