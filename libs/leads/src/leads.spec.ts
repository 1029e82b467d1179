import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCESS_LOG, type AccessEntry } from '#access';
import { dealDecider, dealEvents, DealsModule, LoseDeal, OpenDeal } from '#deals';
import { DOCUMENTS } from '#documents';
import { type Actor, CLOCK, COMMAND_RUNNER, type CommandContext, CommandRunner, EVENT_STORE, eventCatalogue, memoryEventStore, type Outcome, reactionTo, systemClock } from '#event-store';
import { enterpriseEvents, enterpriseIdOf, EnterprisesModule } from '#enterprises';
import { memoryVault, VAULT } from '#vault';
import { v5 as uuid } from 'uuid';
import { claimDecider, filingOf } from './claim.decider.ts';
import { claimEvents } from './claim.events.ts';
import { claimSettingsOn } from './claim.settings.ts';
import { contactsEvents } from './contacts.events.ts';
import { DUPLICATE_INDEX, type Suggestion } from './duplicate-index.port.ts';
import { AcceptTransfer, ExpireProtection, GrantProtection, OfferTransfer, OpenNegotiation, RecordFollowUp, RegisterLead, ReleaseProtection, TakeLead, TriageLead, WithdrawLead } from './lead.commands.ts';
import { leadDecider } from './lead.decider.ts';
import { leadEvents } from './lead.events.ts';
import { LeadQueries } from './lead.queries.ts';
import { LeadReactions, leadReactions, OPEN_DEAL, type OpenDealInput } from './lead.reactions.ts';
import { LeadsModule } from './leads.module.ts';
import { EnterPoolTake } from './pool.commands.ts';
import { poolEvents } from './pool.events.ts';

const DAY = '2026-03-10';
const keys = '0b7e5ad1-6d0c-5b8f-9b55-1f4f5d2a0c01';
const actors: Record<string, Actor> = {
  'team1.member': { account: 'team1.member', unit: 'team1', role: 'member' },
  'team1.lead': { account: 'team1.lead', unit: 'team1', role: 'team-lead' },
  'team2.member': { account: 'team2.member', unit: 'team2', role: 'member' },
  'team2.lead': { account: 'team2.lead', unit: 'team2', role: 'team-lead' },
  office: { account: 'office', unit: null, role: 'office' },
  agent1: { account: 'agent1', unit: 'agent1', role: 'agent' },
  auditor: { account: 'auditor', unit: null, role: 'auditor' },
  rule: { account: 'rule', unit: null, role: 'rule' },
};
const investor = { name: '示例新材料有限公司', creditCode: '91350100M000100Y43' };
const enterpriseId = enterpriseIdOf(investor);
const form = { investor, title: '年产一万吨示例材料项目', content: '建设两条生产线', kind: 'capital', source: 'park', origin: '园区推荐', contact: { name: '张三丰', phone: '13800001234', email: 'zhang@example.com' } } as const;

const store = memoryEventStore();
const vault = memoryVault();
const runner = new CommandRunner(store, eventCatalogue(leadEvents, claimEvents, contactsEvents, poolEvents, enterpriseEvents, dealEvents), vault);
const looked: AccessEntry[] = [];
let suggestions: readonly Suggestion[] = [];

@Global()
@Module({
  providers: [
    { provide: EVENT_STORE, useValue: store },
    { provide: COMMAND_RUNNER, useValue: runner },
    { provide: CLOCK, useValue: systemClock },
    { provide: VAULT, useValue: vault },
    { provide: ACCESS_LOG, useValue: { record: async (entry: AccessEntry) => void looked.push(entry) } },
    { provide: DUPLICATE_INDEX, useValue: { suggest: async () => ({ position: 1, ordinal: 1, suggestions }) } },
    { provide: DOCUMENTS, useValue: { find: async () => undefined } },
    { provide: OPEN_DEAL, useValue: (id: string, input: OpenDealInput, context: CommandContext) => new OpenDeal(id, input, context) },
  ],
  exports: [EVENT_STORE, COMMAND_RUNNER, CLOCK, VAULT, ACCESS_LOG, DUPLICATE_INDEX, DOCUMENTS, OPEN_DEAL],
})
class Around {}

let app: TestingModule;
let queries: LeadQueries;

beforeAll(async () => {
  app = await Test.createTestingModule({ imports: [Around, EnterprisesModule, LeadsModule, DealsModule] }).compile();
  await app.init();
  queries = app.get(LeadQueries, { strict: false });
});
afterAll(() => app.close());

let sent = 0;
const by = (account: keyof typeof actors, more: Partial<CommandContext> = {}): CommandContext => {
  const id = uuid(String(sent++), keys);
  return { actor: actors[account]!, key: { id, digest: 'd' }, correlationId: id, causationId: id, via: 'api', occurredOn: DAY, today: DAY, ...more };
};
const send = (command: object): Promise<Outcome> => app.get(CommandBus, { strict: false }).execute(command) as unknown as Promise<Outcome>;
const register = async (account: keyof typeof actors, more: object = {}, context = by(account)): Promise<string> => {
  const id = uuid('lead', context.key.id);
  await send(new RegisterLead(id, { ...form, ...more }, context));
  return id;
};
const refusal = (code: string): object => expect.objectContaining({ name: 'RefusedError', code }) as object;
const typesOf = async (stream: string): Promise<string[]> => (await store.readStream(stream)).map(({ type }) => type);
const view = async (id: string, account: keyof typeof actors): Promise<Record<string, unknown>> => (await queries.one(id, actors[account]!)) as Record<string, unknown>;
/** A title no other sentence uses, so that its claims stand alone. */
const title = (name: string): { title: string } => ({ title: `${name}项目` });

describe('a registration', () => {
  it('registers the firm once, and lodges each filing in its claim in the order of the log', async () => {
    const first = await register('team1.member', title('甲'));
    const second = await register('team2.member', title('甲'));
    expect(await typesOf(`enterprise-${enterpriseId}`)).toEqual(['EnterpriseRegistered']);
    const { state } = await runner.stateOf(`claim-${enterpriseId}`, claimDecider);
    expect(state.filings.slice(0, 2)).toMatchObject([{ leadId: first, unit: 'team1' }, { leadId: second, unit: 'team2' }]);
  });

  it('answers a repeat as the first time, and leaves one event in each stream', async () => {
    const context = by('team1.member');
    const id = await register('team1.member', title('乙'), context);
    const again = await send(new RegisterLead(id, { ...form, ...title('乙') }, context));
    expect(again).toMatchObject({ repeated: true, revision: 0 });
    expect((await store.readStream(`claim-${enterpriseId}`)).filter(({ data }) => (data as { leadId?: string }).leadId === id)).toHaveLength(1);
  });

  it('is made up for by the process manager with the very command that the crash cut off', async () => {
    const context = by('team1.member');
    const id = uuid('lead', context.key.id);
    const decided = { stream: `lead-${id}`, decider: leadDecider, command: { type: 'RegisterLead', input: { ...form, ...title('丙') }, contactSubject: 'person-1' } as const, context };
    await runner.handle({ ...decided, facts: () => ({ on: DAY, actorUnit: 'team1', enterprise: { known: true, blacklisted: null, revision: 1 } }) });
    const [event] = await store.readStream(`lead-${id}`);
    await app.get(LeadReactions, { strict: false }).react(event!);
    await app.get(LeadReactions, { strict: false }).react(event!);
    const lodged = (await store.readStream(`claim-${enterpriseId}`)).filter(({ causationId }) => causationId === event!.id);
    expect(lodged).toMatchObject([{ type: 'FilingLodged', via: 'rule', actor: { role: 'rule' }, commandKey: reactionTo(event!, 'claim.lodge-filing', DAY).key }]);
  });

  it('that is refused leaves no event anywhere', async () => {
    const before = await store.head();
    const context = by('team1.member');
    await expect(register('team1.member', { investor: { name: '乙丙', creditCode: '1' } }, context)).rejects.toEqual(refusal('lead.credit-code-shape'));
    await expect(register('auditor')).rejects.toEqual(refusal('access.forbidden'));
    expect(await store.head()).toEqual(before);
  });

  it('seals the contact and the origin', async () => {
    const id = await register('team1.member', title('丁'));
    const stored = JSON.stringify(await store.readStream(`lead-${id}`));
    for (const secret of ['张三丰', '13800001234', '园区推荐', 'zhang@example.com']) expect(stored).not.toContain(secret);
    expect(stored).toContain('"subject":"person-');
  });
});

describe('a lead on its way to a negotiation', () => {
  it('is triaged, protected, met and opened as a deal, each gate refusing before its time', async () => {
    const id = await register('team1.member', title('戊'));
    const needs = { needs: { landCentiMu: 3000 } };
    expect(await view(id, 'team1.member')).toMatchObject({ column: 'registered', missing: [{ field: 'triage' }, { field: 'protection' }, { field: 'twoWayContact' }, { field: 'needs' }], revision: 0 });
    await expect(send(new GrantProtection(id, {}, by('office')))).rejects.toEqual(refusal('claim.not-accepted'));
    await send(new TriageLead(id, { outcome: 'accept' }, by('office')));
    await expect(send(new OpenNegotiation(id, needs, by('team1.member')))).rejects.toEqual(refusal('lead.not-protected'));
    await send(new GrantProtection(id, {}, by('office')));
    await expect(send(new OpenNegotiation(id, needs, by('team1.member')))).rejects.toEqual(refusal('lead.no-two-way-contact'));
    await send(new RecordFollowUp(id, { kind: 'visit', twoWay: true, participants: 2, summary: '面谈' }, by('team1.member')));
    expect(await view(id, 'team1.member')).toMatchObject({ column: 'protected', missing: [{ field: 'needs' }], protection: { from: DAY, until: '2026-06-08', renewals: 0 } });
    await expect(send(new OpenNegotiation(id, needs, by('office', { ifMatch: 0 })))).rejects.toEqual(refusal('command.revision-moved'));
    await send(new OpenNegotiation(id, needs, by('team1.member', { ifMatch: 1 })));
    expect(await view(id, 'team1.member')).toMatchObject({ column: 'negotiating', missing: [] });
    const { state: deal } = await runner.stateOf(`deal-${id}`, dealDecider);
    expect(deal).toMatchObject({ unit: 'team1' });
    await expect(send(new ExpireProtection(id, {}, by('rule', { today: '2027-01-01' })))).rejects.toEqual(refusal('claim.negotiation-open'));
  });

  it('frees its content when its deal is lost', async () => {
    const id = await register('team1.member', title('未'));
    await send(new TriageLead(id, { outcome: 'accept' }, by('office')));
    await send(new GrantProtection(id, {}, by('office')));
    await send(new RecordFollowUp(id, { kind: 'visit', twoWay: true, participants: 2, summary: '面谈' }, by('team1.member')));
    await send(new OpenNegotiation(id, { needs: { workers: 8 } }, by('team1.member')));
    const lost = await send(new LoseDeal(id, { code: 'land', destination: '示例市' }, by('team1.lead')));
    const [event] = await store.readStream(lost.stream, { from: lost.revision });
    await app.get(LeadReactions, { strict: false }).react(event!);
    expect(await view(id, 'team1.member')).toMatchObject({ status: 'ended', column: 'closed', protection: null });
    const next = await register('team2.member', title('未'));
    await send(new TriageLead(next, { outcome: 'accept' }, by('office')));
    await send(new GrantProtection(next, {}, by('office')));
  });

  it('returns to the pool when its protection expires, and is filed anew by whoever takes it', async () => {
    const id = await register('team1.member', title('己'));
    await send(new TriageLead(id, { outcome: 'accept' }, by('office')));
    await send(new GrantProtection(id, {}, by('office')));
    await expect(send(new ExpireProtection(id, {}, by('rule', { today: '2026-06-08' })))).rejects.toEqual(refusal('claim.not-yet-expired'));
    await send(new ExpireProtection(id, {}, by('rule', { today: '2026-06-09', occurredOn: '2026-06-09' })));
    expect(await view(id, 'team2.member')).toMatchObject({ column: 'pool', unit: null, allowed: ['TakeLead'] });
    await send(new TakeLead(id, {}, by('team2.member', { occurredOn: '2026-06-10', today: '2026-06-10' })));
    const { state } = await runner.stateOf(`claim-${enterpriseId}`, claimDecider);
    expect(state.filings.filter(({ leadId }) => leadId === id)).toMatchObject([{ unit: 'team1', status: 'closed' }, { unit: 'team2', status: 'open' }]);
    await expect(view(id, 'team1.lead')).rejects.toEqual(refusal('lead.unknown'));
  });

  it('frees its content when it is withdrawn', async () => {
    const [first, second] = [await register('team1.member', title('庚')), await register('team2.member', title('庚'))];
    await send(new TriageLead(second, { outcome: 'accept' }, by('office')));
    await expect(send(new GrantProtection(second, {}, by('office')))).rejects.toEqual(refusal('claim.earlier-filing-open'));
    await send(new WithdrawLead(first, { code: 'duplicate' }, by('team1.member')));
    await send(new GrantProtection(second, {}, by('office')));
    expect(await view(second, 'office')).toMatchObject({ column: 'protected', unit: 'team2' });
  });

  it('tells the overtaken team who overtook it and why', async () => {
    const [first, second] = [await register('team1.member', title('辛')), await register('team2.member', title('辛'))];
    await send(new TriageLead(second, { outcome: 'accept' }, by('office')));
    await send(new GrantProtection(second, { overtakeReason: '投资方指定' }, by('office')));
    expect(await view(first, 'team1.member')).toMatchObject({ overtakenBy: { unit: 'team2', until: '2026-06-08', reason: { text: '投资方指定' } } });
  });

  it('moves to the team that accepts it, with stage, protection and follow-ups', async () => {
    const id = await register('team1.member', title('壬'));
    await send(new TriageLead(id, { outcome: 'accept' }, by('office')));
    await send(new GrantProtection(id, {}, by('office')));
    await send(new RecordFollowUp(id, { kind: 'call', twoWay: true, participants: 2, summary: '电话' }, by('team1.member')));
    await expect(send(new OfferTransfer(id, { to: 'team2', credit: { from: 30, to: 70 } }, by('team1.member')))).rejects.toEqual(refusal('access.forbidden'));
    await send(new OfferTransfer(id, { to: 'team2', credit: { from: 30, to: 70 } }, by('team1.lead')));
    await expect(send(new AcceptTransfer(id, {}, by('team2.member')))).rejects.toEqual(refusal('access.forbidden'));
    await expect(send(new AcceptTransfer(id, {}, by('team1.lead')))).rejects.toEqual(refusal('access.forbidden'));
    await send(new AcceptTransfer(id, {}, by('team2.lead')));
    expect(await view(id, 'team2.member')).toMatchObject({ column: 'protected', unit: 'team2', missing: [{ field: 'needs' }], transfers: [{ from: 'team1', to: 'team2', credit: { from: 30, to: 70 } }] });
    const { state } = await runner.stateOf(`claim-${enterpriseId}`, claimDecider);
    expect(filingOf(state, id)).toMatchObject({ unit: 'team2', status: 'protected' });
    await send(new OpenNegotiation(id, { needs: { workers: 5 } }, by('team2.member')));
  });
});

describe('who sees a lead', () => {
  it('is its team, the office, leaders and auditors; to others it does not exist', async () => {
    const id = await register('team1.member', title('癸'));
    for (const account of ['team1.lead', 'office', 'auditor'] as const) expect(await view(id, account)).toMatchObject({ id });
    await expect(view(id, 'team2.member')).rejects.toEqual(refusal('lead.unknown'));
    await expect(view(id, 'agent1')).rejects.toEqual(refusal('lead.unknown'));
    await expect(send(new TriageLead(id, { outcome: 'accept' }, by('team2.member')))).rejects.toEqual(refusal('lead.unknown'));
    await expect(send(new GrantProtection(id, {}, by('team1.member')))).rejects.toEqual(refusal('access.forbidden'));
    expect(await view(id, 'auditor')).toMatchObject({ allowed: [] });
    expect(await view(id, 'team1.member')).toMatchObject({ allowed: ['WithdrawLead', 'LoseLead', 'RecordFollowUp', 'CommentOnLead'] });
    expect(await view(id, 'office')).toMatchObject({ allowed: ['TriageLead', 'OfferTransfer', 'WithdrawLead', 'LoseLead', 'MergeLead', 'GrantProtection', 'MarkSameContent', 'RecordFollowUp', 'CommentOnLead', 'MakeConfidential'] });
  });

  it('sees the contact masked, and in full only once the access log says so', async () => {
    const id = await register('team1.member', title('子'));
    expect(await view(id, 'team1.member')).toMatchObject({ contact: { name: { text: '张**' }, phone: { text: '138****1234' }, email: { text: 'z***@example.com' } } });
    await expect(queries.reveal(id, actors['auditor']!)).rejects.toEqual(refusal('access.forbidden'));
    expect(looked.filter(({ action }) => action === 'reveal')).toEqual([]);
    expect(await queries.reveal(id, actors['team1.member']!)).toEqual({ contact: { name: { text: '张三丰' }, phone: { text: '13800001234' }, email: { text: 'zhang@example.com' } } });
    expect(looked.filter(({ action }) => action === 'reveal')).toEqual([{ action: 'reveal', outcome: 'done', account: 'team1.member', subject: `lead-${id}`, detail: { what: 'contact' } }]);
  });

  it('shows an erased contact as erased, and the rest of the lead as it was', async () => {
    const id = await register('team1.member', title('丑'));
    const [event] = await store.readStream(`lead-${id}`);
    const { contact } = event!.data as { contact: { name: { subject: string } } };
    await vault.eraseSubject(contact.name.subject);
    expect(await view(id, 'team1.member')).toMatchObject({ origin: { text: '园区推荐' }, contact: { name: { erased: true }, phone: { erased: true } } });
  });

  it('learns of others’ filings only who holds them until when; an agent only that there is one; each look is logged', async () => {
    const own = { leadId: keys, enterpriseId, investor: investor.name, title: '甲', unit: 'team1', until: null, score: 90, reasons: [] };
    const others = { ...own, unit: 'team2', until: '2026-06-08' };
    suggestions = [own, others];
    const id = await register('team1.member', title('寅'));
    expect((await queries.suggestions(id, actors['team1.member']!, {})).suggestions).toEqual([own, { heldBy: 'team2', until: '2026-06-08' }]);
    expect((await queries.suggestions(id, actors['office']!, {})).suggestions).toEqual([own, others]);
    const agents = await register('agent1', title('卯'));
    expect((await queries.suggestions(agents, actors['agent1']!, {})).suggestions).toEqual([{ alreadyFiled: true }]);
    await expect(queries.suggestions(id, actors['team2.member']!, {})).rejects.toEqual(refusal('lead.unknown'));
    expect(looked.filter(({ action }) => action === 'duplicate-look-up').map(({ account }) => account)).toEqual(['team1.member', 'office', 'agent1']);
    await send(new TriageLead(id, { outcome: 'accept' }, by('office')));
    const [, triaged] = await store.readStream(`lead-${id}`);
    expect(triaged?.data).toMatchObject({ checks: { duplicates: { found: 2, ordinal: 1 }, blacklist: { listed: false } } });
  });
});

describe('the pool of a unit', () => {
  it('gives back what a race took beyond its limit, and closes the filing again', async () => {
    const id = await register('team1.member', title('辰'));
    await send(new TriageLead(id, { outcome: 'accept' }, by('office')));
    await send(new GrantProtection(id, {}, by('office')));
    await send(new ReleaseProtection(id, { code: 'no-progress' }, by('office')));
    for (let n = 0; n < claimSettingsOn(DAY).poolMonthly; n++) await send(new EnterPoolTake('team2', { leadId: uuid(`taken/${n}`, keys), assigned: false }, by('rule')));
    await expect(send(new TakeLead(id, {}, by('team2.member')))).rejects.toEqual(refusal('pool.took-too-many'));
    // As if the limit had not yet been reached when it was asked.
    const taken = await runner.handle({ stream: `lead-${id}`, decider: leadDecider, command: { type: 'TakeLead', input: {} }, facts: () => ({ on: DAY, actorUnit: 'team2' }), context: by('team2.member') });
    const [event] = await store.readStream(taken.stream, { from: taken.revision });
    await app.get(LeadReactions, { strict: false }).react(event!);
    expect((await typesOf('pool-team2')).at(-1)).toBe('PoolTakeDeclined');
    expect(await view(id, 'team2.member')).toMatchObject({ column: 'pool', unit: null });
    const { state } = await runner.stateOf(`claim-${enterpriseId}`, claimDecider);
    expect(filingOf(state, id)).toMatchObject({ unit: 'team2', status: 'closed' });
    await send(new TakeLead(id, { unit: 'team2' }, by('office')));
    expect(await view(id, 'team2.member')).toMatchObject({ column: 'triaged', unit: 'team2' });
  });
});

describe('the log of all this', () => {
  it('causes commands for these events alone', async () => {
    const caused = (await store.readAll({ after: 0, limit: 1000 })).filter((event) => leadReactions(event).length > 0).map(({ type }) => type);
    expect([...new Set(caused)].sort()).toEqual(['DealLost', 'LeadRegistered', 'LeadTaken', 'LeadTransferAccepted', 'LeadWithdrawn', 'LeadReturnedToPool', 'NegotiationEnded', 'NegotiationOpened', 'PoolTakeDeclined', 'ProtectionExpired', 'ProtectionReleased'].toSorted());
  });
});
