import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { dealEvents, DealsModule, OpenDeal } from '#deals';
import { deliveryEvents, DeliveryModule } from '#delivery';
import { documentsModule } from '#documents';
import { type Actor, CLOCK, COMMAND_RUNNER, CommandRunner, eventCatalogue, type EventStore, openPostgresEventStore, systemClock } from '#event-store';
import { cny } from '#measures';
import { memoryVault, VAULT } from '#vault';
import { type ApiRequest, etagOf, ProblemFilter } from '#wire';
import { v4 } from 'uuid';
import type { z } from 'zod';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import { commentEvents } from './comments.decider.ts';
import { DealRoomModule } from './deal-room.module.ts';
import { roomSchema } from './deal-room.schema.ts';

const people: Readonly<Record<string, Actor>> = {
  'nm.member': { account: 'nm.member', unit: 'nm', role: 'member' },
  'nm.lead': { account: 'nm.lead', unit: 'nm', role: 'team-lead' },
  'yy.lead': { account: 'yy.lead', unit: 'yy', role: 'team-lead' },
  office: { account: 'office', unit: null, role: 'office' },
  leader: { account: 'leader', unit: null, role: 'leader' },
  service: { account: 'service', unit: null, role: 'service-owner' },
  verifier: { account: 'verifier', unit: null, role: 'verifier' },
  auditor: { account: 'auditor', unit: null, role: 'auditor' },
};
const dossier = {
  totalInvestment: cny(500_000_000_00), fixedInvestment: cny(400_000_000_00), land: 12_000, outputPerYear: cny(600_000_000_00), taxPerYear: cny(30_000_000_00),
  jobs: 300, energyTce: 8_000, environmentClass: 'form', timetable: [{ milestone: 'construction-started', plannedOn: '2027-09-01' }],
};

type Reply = { readonly status: number; readonly etag: string | null; readonly body: Record<string, never> & { readonly [key: string]: unknown } };

describe('a deal over HTTP', () => {
  let database: FreshDatabase;
  let store: EventStore;
  let directory: string;
  let app: NestFastifyApplication;
  let address: string;
  const id = v4();
  const vault = memoryVault();

  beforeAll(async () => {
    database = await freshDatabase('deals');
    store = await openPostgresEventStore({ connectionString: database.url });
    directory = await mkdtemp(join(tmpdir(), 'deal-room-'));
    const runner = new CommandRunner(store, eventCatalogue(dealEvents, commentEvents, deliveryEvents), vault);
    @Global()
    @Module({
      providers: [{ provide: COMMAND_RUNNER, useValue: runner }, { provide: VAULT, useValue: vault }, { provide: CLOCK, useValue: systemClock }],
      exports: [COMMAND_RUNNER, VAULT, CLOCK],
    })
    class Ground {}
    const built = await Test.createTestingModule({ imports: [Ground, documentsModule({ directory }), DealsModule, DeliveryModule, DealRoomModule] }).compile();
    app = built.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useGlobalFilters(new ProblemFilter({ failed: (error) => console.error(error) }));
    const server = app.getHttpAdapter().getInstance();
    server.addHook('onRequest', async (request) => {
      const actor = people[String(request.headers['x-account'])];
      if (actor) (request as unknown as ApiRequest).signedIn = { account: actor.account, actor, by: 'bearer' };
    });
    server.addHook('preSerialization', async (_request, reply, payload) => {
      const etag = etagOf(payload);
      if (etag) reply.header('etag', etag);
      return payload;
    });
    await app.listen(0, '127.0.0.1');
    address = await app.getUrl();
    await open();
  });
  afterAll(async () => {
    await app?.close();
    await store?.close();
    await database?.drop();
    await rm(directory, { recursive: true, force: true });
  });

  /** What the reaction to the lead's `NegotiationOpened` sends. */
  async function open(): Promise<void> {
    const context = { actor: { account: 'rule', unit: null, role: 'rule' }, key: { id: v4(), digest: 'd' }, correlationId: v4(), causationId: v4(), via: 'rule', occurredOn: today, today } as const;
    await app.get(CommandBus, { strict: false }).execute(new OpenDeal(id, { leadId: id, enterpriseId: v4(), unit: 'nm', title: '电池材料项目', kind: 'capital' }, context));
  }
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

  async function send(account: string, path: string, body: object, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(`${address}/deals/${id}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-account': account, 'idempotency-key': v4(), ...headers }, body: JSON.stringify(body) });
    return { status: response.status, etag: response.headers.get('etag'), body: (await response.json()) as Reply['body'] };
  }
  async function read(account: string): Promise<{ status: number; etag: string; room: z.infer<typeof roomSchema> }> {
    const response = await fetch(`${address}/deals/${id}`, { headers: { 'x-account': account } });
    const body = (await response.json()) as z.infer<typeof roomSchema>;
    return { status: response.status, etag: response.headers.get('etag') ?? '', room: body };
  }
  const upload = (account: string, bytes: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${address}/documents`, { method: 'POST', headers: { 'content-type': 'application/pdf', 'x-account': account, 'idempotency-key': v4(), 'x-file-name': encodeURIComponent('投资协议.pdf'), ...headers }, body: bytes });
  /** Sends at the revision that the deal is at. */
  const sendNow = async (account: string, path: string, body: object): Promise<Reply> => send(account, path, body, { 'if-match': (await read(account)).etag });

  it('is shown to its team with what it may do and what blocks the next column, and to no other team', async () => {
    const { status, etag, room } = await read('nm.lead');
    expect(status).toBe(200);
    expect(etag).toBe('"0"');
    expect(room).toMatchObject({ id, title: '电池材料项目', column: 'negotiating' });
    expect(room.allowed).toEqual(expect.arrayContaining(['RecordRound', 'SubmitDossier', 'OfferTransfer', 'ProposeCommitment', 'AddComment']));
    expect(room.allowed).not.toContain('MakeDecision');
    expect(room.missing).toContainEqual({ column: 'in-review', field: 'dossier.land' });
    expect((await read('yy.lead')).status).toBe(403);
    expect((await read('auditor')).room.allowed).toEqual([]);
  });

  it('is refused by what is missing, in the reader\'s language, and without If-Match', async () => {
    expect(await send('nm.lead', 'dossier', dossier)).toMatchObject({ status: 428, body: { code: 'wire.if-match-missing' } });
    const refusal = await sendNow('nm.lead', 'dossier', { ...dossier, land: undefined });
    expect(refusal).toMatchObject({ status: 422, body: { code: 'deal.requirements-missing', facts: { fields: ['dossier.land'] } } });
    expect(refusal.body['title']).toContain('须补齐');
    expect(await sendNow('leader', 'agreements', { kind: 'formal', documentId: v4(), sha256: 'a'.repeat(64) })).toMatchObject({ status: 422, body: { code: 'deal.review-not-passed' } });
    expect(await sendNow('nm.member', 'dossier', dossier)).toMatchObject({ status: 403 });
  });

  it('a remark or a round does not make a signer\'s revision stale, or needs none', async () => {
    const before = await read('nm.lead');
    expect(await send('nm.member', 'comments', { text: '王总来电，下周来访' })).toMatchObject({ status: 201 });
    const after = await read('nm.lead');
    expect(after.etag).toBe(before.etag);
    expect(after.room.comments).toMatchObject([{ type: 'DealCommentAdded', by: { account: 'nm.member' }, data: { text: { text: '王总来电，下周来访' } } }]);
    expect(await send('nm.member', 'rounds', { topics: [{ code: 'land', text: '一百二十亩' }], agreed: '先看地块' })).toMatchObject({ status: 201 });
    expect(await send('yy.lead', 'comments', { text: '旁观' })).toMatchObject({ status: 403 });
  });

  it('holds its texts sealed in the log and opens them to the reader', async () => {
    const stored = JSON.stringify([await store.readStream(`deal-${id}`), await store.readStream(`comments-${id}`)]);
    expect(stored).not.toContain('先看地块');
    expect(stored).not.toContain('王总');
    expect((await read('nm.lead')).room.rounds).toMatchObject([{ data: { agreed: { text: '先看地块' } } }]);
  });

  it('goes from talks to a delivered milestone, each step by whom it belongs to', async () => {
    const text = '甲方：示例产业园';
    const document = (await (await upload('nm.member', text)).json()) as { documentId: string; sha256: string };
    expect(document).toMatchObject({ sha256: createHash('sha256').update(text).digest('hex'), size: Buffer.byteLength(text), name: '投资协议.pdf' });
    expect(await send('nm.member', 'documents', { documentId: document.documentId })).toMatchObject({ status: 201 });
    const draft = { kind: 'formal', documentId: document.documentId, title: '投资协议' };
    expect(await sendNow('nm.member', 'drafts', { ...draft, sha256: 'c'.repeat(64) })).toMatchObject({ status: 422, body: { code: 'deal.draft-differs-from-document' } });
    expect(await sendNow('nm.member', 'drafts', { ...draft, sha256: document.sha256 })).toMatchObject({ status: 201 });
    expect(await sendNow('nm.lead', 'dossier', dossier)).toMatchObject({ status: 201 });
    expect(await sendNow('office', 'review', { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 9, against: 0 }, recused: [], minutes: '同意' })).toMatchObject({ status: 201 });
    const cleared = { by: 'legal', on: today };
    expect(await sendNow('leader', 'decision', { decision: 'approve', sha256: document.sha256, legal: cleared, fairCompetition: cleared })).toMatchObject({ status: 201 });
    expect(await sendNow('leader', 'agreements', { kind: 'formal', documentId: document.documentId, sha256: document.sha256 })).toMatchObject({ status: 201 });
    expect(await sendNow('nm.lead', 'revaluation', { amount: cny(1), reason: '调整' })).toMatchObject({ status: 422, body: { code: 'deal.amount-fixed-after-signing' } });

    expect(await send('service', 'comments', { text: '尚未指派' })).toMatchObject({ status: 403 });
    expect(await send('nm.lead', 'service-owner', { account: 'service', leadingOfficial: 'leader' })).toMatchObject({ status: 201 });
    const site = { particulars: { kind: 'site-secured', site: 'standard-workshop', reference: '厂房3号' }, evidence: [document.documentId] };
    expect(await send('service', 'milestones', site)).toMatchObject({ status: 201 });
    const company = { particulars: { kind: 'company-registered', creditCode: '91350100M000100Y43' }, evidence: [document.documentId] };
    expect(await send('service', 'milestones', company)).toMatchObject({ status: 201 });
    expect(await send('service', 'milestones/site-secured/verification', { verdict: 'verify' })).toMatchObject({ status: 403 });
    expect(await send('verifier', 'milestones/site-secured/verification', { verdict: 'verify' })).toMatchObject({ status: 201 });
    expect((await read('service')).room).toMatchObject({ column: 'signed', missing: [{ column: 'landed', field: 'company-registered' }] });
    expect(await send('verifier', 'milestones/company-registered/verification', { verdict: 'verify' })).toMatchObject({ status: 201 });
    expect(await send('verifier', 'milestones/moon-reached/verification', { verdict: 'verify' })).toMatchObject({ status: 404, body: { code: 'delivery.milestone-unknown' } });

    expect(await send('service', 'comments', { text: '厂房已交付' })).toMatchObject({ status: 201 });
    const paid = await send('service', 'paid-in', { amount: cny(100_000_000_00), evidence: [document.documentId] });
    expect(paid.status).toBe(201);
    const { paidIn } = (await read('verifier')).room.delivery;
    const reportId = (paidIn[0]?.data as { reportId: string }).reportId;
    expect(await send('verifier', `paid-in/${reportId}/verification`, { verdict: 'verify' })).toMatchObject({ status: 201 });
    const { room } = await read('nm.lead');
    expect(room).toMatchObject({ column: 'landed', stage: 'signed', delivery: { paidInFen: 100_000_000_00, paidIn: [{ verdict: 'verified' }], serviceOwner: { data: { account: 'service' } } } });
    expect(roomSchema.parse(room)).toEqual(room);
  });

  it('downloads its papers as attachments, to those who may read it', async () => {
    const { room } = await read('nm.lead');
    const attached = room.comments.find(({ type }) => type === 'DocumentAttached')?.data as { documentId: string };
    const get = (account: string): Promise<Response> => fetch(`${address}/deals/${id}/documents/${attached.documentId}`, { headers: { 'x-account': account } });
    const response = await get('auditor');
    expect(await response.text()).toBe('甲方：示例产业园');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${encodeURIComponent('投资协议.pdf')}`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get('yy.lead')).status).toBe(403);
    const direct = (account: string): Promise<Response> => fetch(`${address}/documents/${attached.documentId}`, { headers: { 'x-account': account } });
    expect((await direct('nm.lead')).status).toBe(200);
    expect((await direct('yy.lead')).status).toBe(404);
  });

  it('takes no upload of another type, without a name, without content, or too large', async () => {
    expect((await upload('nm.member', '<script>', { 'content-type': 'text/html' })).status).toBe(415);
    expect((await upload('nm.member', 'x', { 'x-file-name': '' })).status).toBe(400);
    expect((await upload('nm.member', '')).status).toBe(400);
    expect((await upload('nm.member', 'x'.repeat(20 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await upload('auditor', 'x')).status).toBe(403);
  });

  it('answers a repeated upload or command as the first time, and refuses another body under the same key', async () => {
    const key = { 'idempotency-key': v4() };
    const first = await (await upload('nm.member', '附件', key)).json();
    expect(await (await upload('nm.member', '附件', key)).json()).toEqual(first);
    expect((await upload('nm.member', '另一附件', key)).status).toBe(422);
    const remark = { 'idempotency-key': v4() };
    const answered = await send('nm.member', 'comments', { text: '一' }, remark);
    expect((await send('nm.member', 'comments', { text: '一' }, remark)).body).toEqual(answered.body);
    expect((await send('nm.member', 'comments', { text: '二' }, remark)).status).toBe(422);
  });
});
