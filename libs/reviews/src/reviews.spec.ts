import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConcludeReview, dealDecider, dealEvents, DealsModule, DraftAgreement, LoseDeal, MakeDecision, OpenDeal, Revalue, settingsOn, SubmitDossier } from '#deals';
import { DOCUMENTS } from '#documents';
import { type Actor, CLOCK, COMMAND_RUNNER, type CommandContext, CommandRunner, EVENT_STORE, eventCatalogue, memoryEventStore, type Outcome, reactionTo, type RecordedEvent, systemClock } from '#event-store';
import { cny } from '#measures';
import { memoryVault, VAULT } from '#vault';
import { v5 as uuid } from 'uuid';
import { AddAgendaItem, CastVote, ConcludeItem, DecideItem, DeclareInterest, GiveScore, OpenDossier, RecordAttendance, ScheduleMeeting } from './meeting.commands.ts';
import { meetingDecider } from './meeting.decider.ts';
import { meetingEvents } from './meeting.events.ts';
import { dealPast, flat, panel, people, points, sha, documentId } from './meeting.fixtures.ts';
import { reviewSettingsOn, schemeOn } from './meeting.settings.ts';
import { meetingStream, readMeeting } from './meeting.streams.ts';
import { meetingView } from './meeting.view.ts';
import { GiveOpinion, opinionEvents, RequestOpinions } from './opinion.decider.ts';
import { ReviewReactions } from './review.reactions.ts';
import { ReviewsModule } from './reviews.module.ts';

const DAY = '2026-03-10';
const keys = '7b0e5ad1-6d0c-5b8f-9b55-1f4f5d2a0c02';
const store = memoryEventStore();
const vault = memoryVault();
const runner = new CommandRunner(store, eventCatalogue(dealEvents, meetingEvents, opinionEvents), vault);

@Global()
@Module({
  providers: [
    { provide: EVENT_STORE, useValue: store },
    { provide: COMMAND_RUNNER, useValue: runner },
    { provide: CLOCK, useValue: systemClock },
    { provide: VAULT, useValue: vault },
    { provide: DOCUMENTS, useValue: { find: async () => undefined } },
  ],
  exports: [EVENT_STORE, COMMAND_RUNNER, CLOCK, VAULT, DOCUMENTS],
})
class Around {}

let app: TestingModule;
beforeAll(async () => {
  app = await Test.createTestingModule({ imports: [Around, DealsModule, ReviewsModule] }).compile();
  await app.init();
});
afterAll(() => app.close());

let sent = 0;
const by = (actor: Actor, more: Partial<CommandContext> = {}): CommandContext => {
  const id = uuid(String(sent++), keys);
  return { actor, key: { id, digest: 'd' }, correlationId: id, causationId: id, via: 'api', occurredOn: DAY, today: DAY, ...more };
};
const send = (command: object): Promise<Outcome> => app.get(CommandBus, { strict: false }).execute(command) as unknown as Promise<Outcome>;
const reactions = (): ReviewReactions => app.get(ReviewReactions, { strict: false });
const typesOf = async (stream: string): Promise<string[]> => (await store.readStream(stream)).map(({ type }) => type);
const last = async (stream: string): Promise<RecordedEvent> => (await store.readStream(stream)).at(-1)!;
const { office, leaders, submitter, reviewers } = people;
const rule: Actor = { account: 'rule', unit: null, role: 'rule' };
const environs = ['finance', 'legal', 'land', 'environment', 'safety', 'energy'].map((code): Actor => ({ account: code, unit: code, role: code === 'finance' || code === 'legal' ? code : 'department' }));

/** A deal in review with every opinion there. */
async function dealInReview(): Promise<string> {
  const id = uuid(`deal-${sent}`, keys);
  const { data: opened } = dealPast[0] as { data: OpenDeal['input'] };
  const { data: { dossier } } = dealPast[2] as { data: { dossier: SubmitDossier['input'] } };
  await send(new OpenDeal(id, opened, by(rule)));
  await send(new DraftAgreement(id, { kind: 'formal', documentId, sha256: sha, title: '投资协议', fixesLandPrice: false }, by(submitter)));
  await send(new SubmitDossier(id, dossier, by(submitter)));
  await send(new RequestOpinions(id, {}, by(office)));
  for (const actor of environs) await send(new GiveOpinion(id, { outcome: 'agree', text: '同意' }, by(actor)));
  return id;
}

type Called = { readonly id: string; readonly stream: string; readonly itemId: string };

/** A meeting with this deal before it, every member declared and the dossier open to them, attendance on record. */
async function meetingOn(dealId: string, kind: 'review' | 'decision', members: readonly Actor[]): Promise<Called> {
  const id = uuid(`meeting-${sent}`, keys);
  await send(new ScheduleMeeting(id, { kind, on: DAY, members: members.map(({ account }) => account), ...(kind === 'decision' && { body: 'directors-meeting' }) }, by(office)));
  const context = by(office);
  await send(new AddAgendaItem(id, { dealId }, context));
  const itemId = context.key.id;
  for (const actor of members) {
    await send(new DeclareInterest(id, itemId, { interest: false }, by(actor)));
    await send(new OpenDossier(id, itemId, {}, by(actor)));
  }
  await send(new RecordAttendance(id, { present: members.map(({ account }) => account) }, by(office)));
  return { id, itemId, stream: meetingStream(id) };
}

async function scoredReview(dealId: string, each: readonly number[] = [80, 70, 60]): Promise<Called> {
  const called = await meetingOn(dealId, 'review', panel);
  for (const [index, actor] of panel.entries()) await send(new GiveScore(called.id, called.itemId, { scores: points(each[index]!) }, by(actor)));
  return called;
}

/** Appends a conclusion as a process does that dies right after. */
async function concludeAndDie({ stream, itemId }: Called, dealId: string): Promise<RecordedEvent> {
  const context = by(office);
  const { state, revision } = await runner.stateOf(`deal-${dealId}`, dealDecider);
  const facts = () => ({
    actor: office, on: DAY, today: DAY, newId: context.key.id, settings: reviewSettingsOn(DAY), scheme: schemeOn(DAY), deal: { id: dealId, state: state!, revision },
    opinions: { given: environs.map(({ account }) => account), stream: 'opinions', revision: 0 }, ballots: { reviewer1: flat(80), reviewer2: flat(70), reviewer3: flat(60) },
  });
  await runner.handle({ stream, decider: meetingDecider, command: { type: 'ConcludeItem', itemId, input: { outcome: 'pass', conditions: [] } }, facts, context });
  return last(stream);
}

describe('a meeting held in the system', () => {
  it('gives the deal its review and its decision, each naming the meeting and its revision', async () => {
    const dealId = await dealInReview();
    const review = await scoredReview(dealId);
    const { revision } = await send(new ConcludeItem(review.id, review.itemId, { outcome: 'pass-with-conditions', conditions: [{ text: '补充能评', unit: 'nm', dueOn: '2026-06-01' }], minutes: '同意' }, by(office)));
    expect(await last(`deal-${dealId}`)).toMatchObject({ type: 'ReviewConcluded', via: 'rule', data: { outcome: 'pass-with-conditions', conditions: [], meeting: { stream: review.stream, revision, people: ['reviewer1', 'reviewer2', 'reviewer3'] } } });
    const decision = await meetingOn(dealId, 'decision', leaders);
    for (const leader of leaders) await send(new CastVote(decision.id, decision.itemId, { vote: 'for' }, by(leader)));
    const cleared = { by: 'legal', on: DAY };
    await send(new DecideItem(decision.id, decision.itemId, { decision: 'approve', sha256: sha, legal: cleared, fairCompetition: cleared }, by(office)));
    expect(await last(`deal-${dealId}`)).toMatchObject({ type: 'DecisionMade', data: { decision: 'approve', meeting: { stream: decision.stream } } });
    expect((await runner.stateOf(`deal-${dealId}`, dealDecider)).state).toMatchObject({ stage: 'approved' });
    expect((await typesOf(decision.stream)).slice(-2)).toEqual(['ItemDecided', 'OutcomeAdopted']);
  });

  it('whose process died after the conclusion is made up for, once however often', async () => {
    const dealId = await dealInReview();
    const review = await scoredReview(dealId);
    const event = await concludeAndDie(review, dealId);
    expect((await typesOf(`deal-${dealId}`)).at(-1)).toBe('DossierSubmitted');
    for (let time = 1; time <= 3; time++) await reactions().react(event);
    expect((await typesOf(`deal-${dealId}`)).filter((type) => type === 'ReviewConcluded')).toHaveLength(1);
    expect((await typesOf(review.stream)).filter((type) => type === 'OutcomeAdopted')).toHaveLength(1);
    expect(await last(`deal-${dealId}`)).toMatchObject({ causationId: event.id, commandKey: reactionTo(event, 'deal.conclude-review', DAY).key, occurredOn: DAY });
  });

  it('whose process died between the deal’s answer and telling the meeting is made up for as well', async () => {
    const dealId = await dealInReview();
    const review = await scoredReview(dealId);
    const event = await concludeAndDie(review, dealId);
    const { command: { input, meeting } } = (await import('./review.reactions.ts')).reviewReactions(event)[0] as { command: { input: ConcludeReview['input']; meeting: ConcludeReview['meeting'] } };
    await send(new ConcludeReview(dealId, input, reactionTo(event, 'deal.conclude-review', DAY), meeting));
    const { revision } = await last(`deal-${dealId}`);
    await reactions().react(event);
    await reactions().react(event);
    expect((await typesOf(`deal-${dealId}`)).filter((type) => type === 'ReviewConcluded')).toHaveLength(1);
    expect(await last(review.stream)).toMatchObject({ type: 'OutcomeAdopted', data: { deal: { stream: `deal-${dealId}`, revision } } });
  });

  it('that the deal says no to, because it was closed meanwhile, shows it and is settled', async () => {
    const dealId = await dealInReview();
    const review = await scoredReview(dealId);
    const event = await concludeAndDie(review, dealId);
    await send(new LoseDeal(dealId, { code: 'competitor' }, by(submitter)));
    for (let time = 1; time <= 2; time++) await reactions().react(event);
    expect((await store.readStream(review.stream)).slice(-2)).toMatchObject([{ type: 'ItemConcluded' }, { type: 'OutcomeNotAdopted', data: { code: 'deal.not-at-this-stage' } }]);
    const { state, revision } = await readMeeting(runner, review.id);
    expect(await meetingView(vault, review.id, state, revision, office)).toMatchObject({ items: [{ adoption: { adopted: false, code: 'deal.not-at-this-stage' } }] });
  });

  it('is not taken over when the dossier was replaced meanwhile', async () => {
    const dealId = await dealInReview();
    const review = await scoredReview(dealId);
    const event = await concludeAndDie(review, dealId);
    const { data: { dossier } } = dealPast[2] as { data: { dossier: SubmitDossier['input'] } };
    await send(new SubmitDossier(dealId, { ...dossier, jobs: 301 }, by(submitter)));
    await reactions().react(event);
    expect(await last(review.stream)).toMatchObject({ type: 'OutcomeNotAdopted', data: { code: 'deal.dossier-replaced' } });
    expect((await runner.stateOf(`deal-${dealId}`, dealDecider)).state).toMatchObject({ stage: 'in-review', review: null });
  });

  it('is refused to who may not: roles that do not score, members of other meetings, the office for a reviewer', async () => {
    const dealId = await dealInReview();
    const { id, itemId } = await meetingOn(dealId, 'review', panel);
    const score = (actor: Actor): Promise<Outcome> => send(new GiveScore(id, itemId, { scores: points(80) }, by(actor)));
    for (const actor of [office, leaders[0]!, submitter, reviewers[3]!, { ...office, onBehalfOf: 'reviewer1' }]) await expect(score(actor)).rejects.toMatchObject({ kind: 'forbidden', code: 'access.forbidden' });
    await expect(send(new ConcludeItem(id, itemId, { outcome: 'defer', conditions: [] }, by(panel[0]!)))).rejects.toMatchObject({ code: 'access.forbidden' });
  });
});

describe('an open score', () => {
  it('is told neither by the log nor by the length of what is in it', async () => {
    const review = await scoredReview(await dealInReview(), [0, 7, 100]);
    const given = (await store.readStream(review.stream)).filter(({ type }) => type === 'ScoreGiven');
    const sealed = given.map(({ data }) => (data as { scores: { sealed: number; text: string } }).scores);
    expect(sealed.map((score) => Object.keys(score).sort())).toEqual(given.map(() => ['key', 'sealed', 'subject', 'text']));
    expect(new Set(sealed.map(({ text }) => text.length)).size).toBe(1);
    expect(new Set(given.map(({ data }) => JSON.stringify(data).length)).size).toBe(1);
  });

  it('is told to nobody before the conclusion, and to every reader of the meeting after it', async () => {
    const dealId = await dealInReview();
    const review = await scoredReview(dealId, [91, 72, 63]);
    const view = async (actor: Actor): Promise<string> => {
      const { state, revision } = await readMeeting(runner, review.id);
      return JSON.stringify(await meetingView(vault, review.id, state, revision, actor));
    };
    const readers = [office, ...panel, leaders[0]!, { account: 'auditor', unit: null, role: 'auditor' }];
    for (const reader of readers) expect(await view(reader)).toContain('"ballots":3,"voters":3,');
    for (const reader of readers) expect(await view(reader)).not.toMatch(/"points":\d|"total":\d|091|072|063/);
    await send(new ConcludeItem(review.id, review.itemId, { outcome: 'pass', conditions: [] }, by(office)));
    for (const reader of readers) expect(await view(reader)).toMatch(/"account":"reviewer1","total":9100/);
  });
});

describe('a decision', () => {
  const approve = async (): Promise<string> => {
    const dealId = await dealInReview();
    await send(new ConcludeReview(dealId, { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: [], conditions: [] }, by(office)));
    const cleared = { by: 'legal', on: DAY };
    await send(new MakeDecision(dealId, { decision: 'approve', sha256: sha, legal: cleared, fairCompetition: cleared }, by(leaders[0]!)));
    return dealId;
  };
  const revalue = async (dealId: string, fen: number): Promise<RecordedEvent> => {
    await send(new Revalue(dealId, { amount: cny(fen), reason: '重新测算' }, by(submitter)));
    return last(`deal-${dealId}`);
  };

  it('lapses once when the amount moves by more than a tenth, and not when it moves by less', async () => {
    const dealId = await approve();
    await reactions().react(await revalue(dealId, 550_000_000_00));
    expect((await typesOf(`deal-${dealId}`)).at(-1)).toBe('DealRevalued');
    const event = await revalue(dealId, 550_000_000_01);
    for (let time = 1; time <= 3; time++) await reactions().react(event);
    expect((await store.readStream(`deal-${dealId}`)).slice(-2)).toMatchObject([{ type: 'DealRevalued' }, { type: 'DecisionLapsed', via: 'rule', data: { because: 'amount', settings: settingsOn(DAY).from } }]);
    expect((await runner.stateOf(`deal-${dealId}`, dealDecider)).state).toMatchObject({ stage: 'negotiating', decision: null, review: null });
  });
});
