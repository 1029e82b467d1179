import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConcludeReview, DraftAgreement, MakeDecision, OpenDeal, SignAgreement, SubmitDossier } from '#deals';
import { type Actor, type Clock, type CommandContext, type RecordedEvent, reactionTo } from '#event-store';
import { addDays, cny, type Day } from '#measures';
import { openReadDataSource } from '#read-side';
import type { DataSource } from 'typeorm';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import { emptySchema, project } from '../../../test/judge/feed.ts';
import { catalogue, idOf, openWorld, type World } from '../../../test/judge/world.ts';
import { decisionLapses } from './decision-lapses.ts';

const SCHEMA = 'lapses';
const DECIDED = '2025-06-02';
const LAST = addDays(DECIDED, 365);
const sha256 = 'a'.repeat(64);
const actor = (account: string, role: string, unit: string | null = null): Actor => ({ account, role, unit });
const [lead, office, leader] = [actor('nm.lead', 'team-lead', 'nm'), actor('office', 'office'), actor('leader', 'leader')];

let database: FreshDatabase;
let world: World;
let read: DataSource;
beforeAll(async () => {
  database = await freshDatabase('lapses');
  world = await openWorld(1, '2025-06-01T01:00:00Z');
  await emptySchema(database.url, SCHEMA);
  read = await openReadDataSource(database.url, SCHEMA, 2);
});
afterAll(async () => {
  await read?.destroy();
  await world?.close();
  await database?.drop();
});

let sent = 0;
const by = (who: Actor, on: Day): CommandContext => ({ ...reactionTo({ id: idOf('sent', sent++), correlationId: 'lapses', occurredOn: on }, 'step', on), actor: who, via: 'api' });

/** A deal decided on a day, with its formal draft; the meetings were held on paper. */
async function decidedDeal(name: string): Promise<string> {
  const [id, documentId] = [idOf('deal', name), idOf('paper', name)];
  const cleared = { by: 'legal', on: DECIDED };
  const dossier = { totalInvestment: cny(500_000_000_00), jobs: 30, timetable: [{ milestone: 'arrived' as const, plannedOn: '2026-09-01' }] };
  for (const command of [
    new OpenDeal(id, { leadId: id, enterpriseId: id, unit: 'nm', title: name, kind: 'talent' }, by(actor('rule', 'rule'), DECIDED)),
    new DraftAgreement(id, { kind: 'formal', documentId, sha256, title: '协议', fixesLandPrice: false }, by(lead, DECIDED)),
    new SubmitDossier(id, dossier, by(lead, DECIDED)),
    new ConcludeReview(id, { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: [], conditions: [] }, by(office, DECIDED)),
    new MakeDecision(id, { decision: 'approve', sha256, legal: cleared, fairCompetition: cleared }, by(leader, DECIDED)),
  ]) await world.bus.execute(command);
  return id;
}

/** Runs the due work on a day, so often, over the read side as it is. */
async function watchOn(day: Day, times = 1): Promise<void> {
  const clock: Clock = { now: () => `${day}T04:00:00.000Z`, stamp: () => undefined };
  for (let time = 0; time < times; time++) await decisionLapses(world.bus, read, clock).run();
}

const ended = async (id: string): Promise<readonly RecordedEvent[]> => (await world.store.readStream(`deal-${id}`)).filter(({ type }) => type === 'DecisionLapsed');
const catchUp = (): Promise<void> => project(database.url, world.store, catalogue, SCHEMA, { sizes: () => 50 });

describe('a decision that nobody signed upon', () => {
  it('lapses once on the day after its last, however often one looks and however late', async () => {
    const [waiting, signed] = [await decidedDeal('无人签约'), await decidedDeal('按期签约')];
    await world.bus.execute(new SignAgreement(signed, { kind: 'formal', documentId: idOf('paper', '按期签约'), sha256 }, by(leader, LAST)));
    await catchUp();
    await watchOn(LAST, 2);
    expect(await ended(waiting)).toEqual([]);
    // A worker that was away for a month, and one that sees the same old read side again.
    await watchOn(addDays(LAST, 30), 3);
    await watchOn(addDays(LAST, 31), 2);
    expect(await ended(waiting)).toMatchObject([{ occurredOn: addDays(LAST, 1), actor: { role: 'rule' }, data: { because: 'time' } }]);
    expect(await ended(signed)).toEqual([]);
    await catchUp();
    const [card] = await read.query<{ stage: string }[]>(`select stage from cards where entity = $1 and known_to = 9007199254740991 and happened_to = '9999-12-31'`, [waiting]);
    expect(card?.stage).toBe('negotiating');
    await watchOn(addDays(LAST, 40));
    expect(await ended(waiting)).toHaveLength(1);
  });
});
