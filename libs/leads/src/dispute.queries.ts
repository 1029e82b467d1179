import { Controller, Get, Header, Inject, Param, type StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { mayAccess, Needs } from '#access';
import { DOCUMENTS, type DocumentStore, download } from '#documents';
import { type Actor, type CommandRunner, EVENT_STORE, type EventStore, type RecordedEvent, RefusedError } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { CurrentActor, idParam, QueryAnswer } from '#wire';
import { z } from 'zod';
import { claimDecider } from './claim.decider.ts';
import { type Dispute, openDispute } from './dispute.rules.ts';
import { LeadStreams, mayRead } from './lead.streams.ts';

const id = idParam('lead.unknown');
const disputeId = idParam('dispute.unknown');
const entry = z.looseObject({});
const side = z.enum(['holder', 'claimant']);
const replayed = z.strictObject({ side, position: z.int(), revision: z.int(), stream: z.string(), recordedAt: z.string(), occurredOn: z.string(), type: z.string(), unit: z.string().nullable() });
const replayAnswer = z.strictObject({ dispute: z.string(), sides: z.record(side, z.strictObject({ unit: z.string(), filedAt: z.string().nullable() })), first: side.nullable(), events: z.array(replayed) });

/** An event of either side as the other may know it: that it happened and when, and nothing of what it says. */
export type Replayed = z.infer<typeof replayed>;

/** A dispute, with the firm in whose claim it stands. */
type Found = { readonly dispute: Dispute; readonly enterpriseId: string; readonly claimantsFirm: string };

/** Tells deals whether their lead is disputed, read from the log. */
export function disputesOf(runner: Pick<CommandRunner, 'stateOf'>): (leadId: string, enterpriseId: string) => Promise<boolean> {
  return async (leadId, enterpriseId) => openDispute((await runner.stateOf(`claim-${enterpriseId}`, claimDecider)).state, leadId) !== undefined;
}

/** Disputes as both sides read them, from either lead: grounds, evidence, the replay of both filings, the ruling and its reasons. */
@ApiTags('leads')
@Controller('leads')
export class DisputeQueries {
  constructor(
    private readonly streams: LeadStreams,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(DOCUMENTS) private readonly documents: DocumentStore,
  ) {}

  @Get(':id/disputes')
  @Needs('lead.read')
  @QueryAnswer(z.strictObject({ disputes: z.array(entry) }), { summary: 'The disputes over a lead and those raised on it, with grounds, ruling and reasons' })
  async list(@Param('id', id) lead: string, @CurrentActor() actor: Actor): Promise<{ disputes: readonly object[] }> {
    return { disputes: await Promise.all((await this.visible(lead, actor)).map((found) => this.shown(found, lead, actor))) };
  }

  @Get(':id/disputes/:dispute/replay')
  @Needs('lead.read')
  @QueryAnswer(replayAnswer, { summary: 'What both sides did, side by side in the order of the log' })
  async replay(@Param('id', id) lead: string, @Param('dispute', disputeId) asked: string, @CurrentActor() actor: Actor): Promise<z.infer<typeof replayAnswer>> {
    const { dispute, enterpriseId, claimantsFirm } = await this.one(lead, asked, actor);
    const { leadId, holder, claimant } = dispute.opened.data;
    const [held, claimed] = await Promise.all([this.eventsOf(leadId, enterpriseId), this.eventsOf(claimant.leadId, claimantsFirm)]);
    const events = [...told('holder', held), ...told('claimant', claimed)].sort((one, other) => one.position - other.position);
    const filing = events.find(({ type }) => type === 'FilingLodged');
    const filedAt = (of: Replayed['side']): string | null => events.find((event) => event.side === of && event.type === 'FilingLodged')?.recordedAt ?? null;
    return { dispute: asked, sides: { holder: { unit: holder, filedAt: filedAt('holder') }, claimant: { unit: claimant.unit, filedAt: filedAt('claimant') } }, first: filing?.side ?? null, events };
  }

  @Get(':id/disputes/:dispute/documents/:documentId')
  @Needs('lead.read')
  @ApiProduces('application/octet-stream')
  @QueryAnswer(z.string(), { summary: 'Download a document shown as evidence; both sides and the arbiter may' })
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'private, no-store')
  async evidence(@Param('id', id) lead: string, @Param('dispute', disputeId) asked: string, @Param('documentId', idParam('document.unknown')) documentId: string, @CurrentActor() actor: Actor): Promise<StreamableFile> {
    const { dispute } = await this.one(lead, asked, actor);
    if (!dispute.opened.data.evidence.some((each) => each.documentId === documentId)) throw new RefusedError('not-found', 'document.unknown', { id: documentId });
    const { info, bytes } = await this.documents.read(documentId);
    return download(info, bytes);
  }

  private async one(lead: string, asked: string, actor: Actor): Promise<Found> {
    const found = (await this.visible(lead, actor)).find(({ dispute }) => dispute.opened.id === asked);
    if (!found) throw new RefusedError('not-found', 'dispute.unknown', { id: asked });
    return found;
  }

  // A side keeps reading a dispute when the lead has gone to the other: the reasons are published to both (DOMAIN 4).
  private async visible(lead: string, actor: Actor): Promise<readonly Found[]> {
    const { state } = await this.streams.lead(lead);
    if (!state.registered) throw new RefusedError('not-found', 'lead.unknown', { id: lead });
    const firm = state.registered.data.enterpriseId;
    const own = (await this.streams.claim(firm)).state.disputes.filter(({ opened }) => opened.data.leadId === lead).map((dispute) => ({ dispute, enterpriseId: firm }));
    const raised = await Promise.all([...new Set(state.raised.map(({ enterpriseId }) => enterpriseId))].map(async (enterpriseId) => {
      const { disputes } = (await this.streams.claim(enterpriseId)).state;
      return disputes.filter(({ opened }) => opened.data.claimant.leadId === lead).map((dispute) => ({ dispute, enterpriseId }));
    }));
    const all = [...own, ...raised.flat()].filter(({ dispute }) => mayRead(actor, state) || takesPart(actor, dispute));
    if (all.length === 0 && !mayRead(actor, state)) throw new RefusedError('not-found', 'lead.unknown', { id: lead });
    return Promise.all(all.map(async (each) => {
      const { registered } = (await this.streams.lead(each.dispute.opened.data.claimant.leadId)).state;
      return { ...each, claimantsFirm: registered?.data.enterpriseId ?? firm };
    }));
  }

  private async shown({ dispute: { opened, ruling } }: Found, lead: string, actor: Actor): Promise<object> {
    const { leadId, holder, claimant, evidence, content, ...rest } = opened.data;
    const names = await Promise.all(evidence.map(async ({ documentId }) => (await this.documents.find(documentId))?.name ?? null));
    const data = await this.vault.openData(opened.id, rest);
    const ruled = ruling && (await this.vault.openData(ruling.id, ruling.data));
    const everything = mayAccess(actor, 'lead.read', { unit: null, accounts: [] });
    return {
      id: opened.id, open: ruling === null, side: leadId === lead ? 'holder' : 'claimant',
      // The other side's lead is named by its unit alone: neither its id nor what it is about.
      ...((leadId === lead || everything) && { content }),
      leadId: leadId === lead || everything ? leadId : null, holder, claimant: { unit: claimant.unit, ...((claimant.leadId === lead || everything) && { leadId: claimant.leadId }) },
      ...data, evidence: evidence.map((document, index) => ({ ...document, name: names[index] })),
      on: opened.on, recordedAt: opened.recordedAt, account: opened.account,
      ruling: ruling && ruled && { outcome: ruled.outcome, credit: ruled.credit, reasons: ruled.reasons, ...(ruled.lateReason && { lateReason: ruled.lateReason }), on: ruling.on, recordedAt: ruling.recordedAt, account: ruling.account },
    };
  }

  /** What a side did with its lead: filed, followed up, was granted. */
  private async eventsOf(leadId: string, enterpriseId: string): Promise<readonly RecordedEvent[]> {
    const [lead, contacts, claim] = await Promise.all([`lead-${leadId}`, `contacts-${leadId}`, `claim-${enterpriseId}`].map((stream) => this.store.readStream(stream)));
    const inClaim = claim!.filter(({ data }) => (data as { leadId?: string }).leadId === leadId);
    return [...lead!, ...contacts!, ...inClaim];
  }
}

function takesPart(actor: Actor, { opened: { data: { holder, claimant } } }: Dispute): boolean {
  return [holder, claimant.unit].some((unit) => mayAccess(actor, 'lead.read', { unit, accounts: [] }));
}

function told(of: Replayed['side'], events: readonly RecordedEvent[]): readonly Replayed[] {
  return events.map(({ position, revision, stream, recordedAt, occurredOn, type, actor }) => ({ side: of, position, revision, stream: stream.slice(0, stream.indexOf('-')), recordedAt, occurredOn, type, unit: actor.unit }));
}
