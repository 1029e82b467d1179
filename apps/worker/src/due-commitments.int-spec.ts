import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AmendCommitment, CommitmentReactions, CommitmentStreams, ProposeCommitment } from '#commitments';
import { AmendAgreement, ConcludeReview, DraftAgreement, MakeDecision, OpenDeal, SignAgreement, SubmitDossier, TerminateAgreement } from '#deals';
import { type Actor, type Clock, type CommandContext, type RecordedEvent, reactionTo } from '#event-store';
import { addDays, cny, type Day } from '#measures';
import { openReadDataSource } from '#read-side';
import type { DataSource } from 'typeorm';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import { emptySchema, project } from '../../../test/judge/feed.ts';
import { catalogue, idOf, openWorld, type World } from '../../../test/judge/world.ts';
import { dueCommitments } from './due-commitments.ts';

const SCHEMA = 'due';
const SIGNED: Day = '2025-06-02';
const DUE: Day = '2025-07-01';
const sha256 = 'a'.repeat(64);
const supplementary = 'b'.repeat(64);
const actor = (account: string, role: string, unit: string | null = null): Actor => ({ account, role, unit });
const [member, lead, office, leader] = [actor('nm.member', 'member', 'nm'), actor('nm.lead', 'team-lead', 'nm'), actor('office', 'office'), actor('leader', 'leader')];

let database: FreshDatabase;
let world: World;
let read: DataSource;
beforeAll(async () => {
  database = await freshDatabase('due');
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
const by = (who: Actor, on: Day): CommandContext => ({ ...reactionTo({ id: idOf('sent', sent++), correlationId: 'due', occurredOn: on }, 'step', on), actor: who, via: 'api' });
const [deal, promise, paper] = [idOf('deal', 'due'), idOf('promise', 'due'), idOf('paper', 'due')];

/** What the process manager does with everything there is; what it has done before it does not do again. */
async function react(): Promise<void> {
  const reactions = new CommitmentReactions(new CommitmentStreams(world.runner), world.runner, world.clock);
  for (const event of await world.store.readAll({ after: 0, limit: 1000 })) await reactions.react(event);
}

const catchUp = (): Promise<void> => project(database.url, world.store, catalogue, SCHEMA, { sizes: () => 50 });

/** Runs the due work on a day, so often, over the read side as it is: a queue that was wiped asks again. */
async function watchOn(day: Day, times = 1): Promise<void> {
  const clock: Clock = { now: () => `${day}T04:00:00.000Z`, stamp: () => undefined };
  for (let time = 0; time < times; time++) await dueCommitments(world.bus, read, clock).run();
}

const marks = async (stream: string, ...types: readonly string[]): Promise<readonly (readonly [string, Day])[]> =>
  (await world.store.readStream(stream)).filter(({ type }: RecordedEvent) => types.includes(type)).map(({ type, occurredOn }) => [type, occurredOn] as const);
const onPromise = (): ReturnType<typeof marks> => marks(`commitment-${promise}`, 'CommitmentFellDue', 'CommitmentOverdue');

describe('a promise in force', () => {
  it('falls due and is overdue once, on its days, however often and however late one looks, and again when another day is set', async () => {
    const cleared = { by: 'legal', on: SIGNED };
    const dossier = { totalInvestment: cny(500_000_000_00), jobs: 30, timetable: [{ milestone: 'arrived' as const, plannedOn: '2026-09-01' }] };
    for (const command of [
      new OpenDeal(deal, { leadId: deal, enterpriseId: deal, unit: 'nm', title: '到期', kind: 'talent' }, by(actor('rule', 'rule'), SIGNED)),
      new ProposeCommitment(promise, deal, { direction: 'investor-to-zone', kind: 'jobs', title: '用工', measure: { of: 'jobs', count: 30 }, due: { on: DUE }, conditions: [], policy: 'published' }, by(member, SIGNED)),
      new DraftAgreement(deal, { kind: 'formal', documentId: paper, sha256, title: '协议', fixesLandPrice: false }, by(lead, SIGNED)),
      new SubmitDossier(deal, dossier, by(lead, SIGNED)),
      new ConcludeReview(deal, { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: [], conditions: [] }, by(office, SIGNED)),
      new MakeDecision(deal, { decision: 'approve', sha256, legal: cleared, fairCompetition: cleared }, by(leader, SIGNED)),
      new SignAgreement(deal, { kind: 'formal', documentId: paper, sha256 }, by(leader, SIGNED)),
    ]) await world.bus.execute(command);
    await react();
    await catchUp();
    await watchOn(addDays(DUE, -1), 2);
    expect(await onPromise()).toEqual([]);
    await watchOn(DUE, 2);
    expect(await onPromise()).toEqual([['CommitmentFellDue', DUE]]);
    // A worker that was away, and one that sees the same old read side again.
    await watchOn(addDays(DUE, 20), 3);
    const once = [['CommitmentFellDue', DUE], ['CommitmentOverdue', addDays(DUE, 1)]];
    expect(await onPromise()).toEqual(once);
    await catchUp();
    await watchOn(addDays(DUE, 40), 2);
    expect(await onPromise()).toEqual(once);

    await world.bus.execute(new DraftAgreement(deal, { kind: 'supplementary', documentId: paper, sha256: supplementary, title: '补充', fixesLandPrice: false }, by(lead, '2025-08-01')));
    await world.bus.execute(new AmendAgreement(deal, { documentId: paper, sha256: supplementary, amount: cny(500_000_000_00), approvalReference: '八号' }, by(leader, '2025-08-01')));
    await world.bus.execute(new AmendCommitment(promise, { sha256: supplementary, approvalReference: '八号', due: { on: '2025-09-01' }, years: [] }, by(leader, '2025-08-02')));
    await catchUp();
    await watchOn('2025-08-31');
    expect(await onPromise()).toEqual(once);
    await watchOn('2025-09-02', 2);
    expect(await onPromise()).toEqual([...once, ['CommitmentFellDue', '2025-09-01'], ['CommitmentOverdue', '2025-09-02']]);
  });

  it('ends with its agreement, whose claim for money back is marked once when its time has passed', async () => {
    await world.bus.execute(new TerminateAgreement(deal, { code: 'breach', clawback: cny(100) }, by(lead, '2025-10-01')));
    await react();
    await catchUp();
    await watchOn(addDays('2025-10-01', 90));
    expect(await marks(`clawback-${deal}`, 'ClawbackOverdue')).toEqual([]);
    await watchOn(addDays('2025-10-01', 95), 3);
    await catchUp();
    await watchOn(addDays('2025-10-01', 99));
    expect(await marks(`clawback-${deal}`, 'ClawbackOverdue')).toEqual([['ClawbackOverdue', addDays('2025-10-01', 91)]]);
    expect(await onPromise()).toHaveLength(4);
    expect(await marks(`commitment-${promise}`, 'CommitmentEnded')).toHaveLength(1);
  });
});
