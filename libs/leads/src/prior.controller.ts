import { Body, Controller, Get, Header, Inject, Param, Post, type StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import { DOCUMENTS, type DocumentStore, download } from '#documents';
import { type Actor, type CommandContext, type Outcome, RefusedError } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { type Answer, answer, body, CommandBody, Context, CurrentActor, idParam, QueryAnswer } from '#wire';
import { z } from 'zod';
import { LeadStreams, requireReadable } from './lead.streams.ts';
import { RecognisePriorFiling } from './prior.commands.ts';
import type { PriorFiling } from './prior.rules.ts';

const id = idParam('lead.unknown');

/** Filings older than the system: recognised by the office, read by the side that goes first and by those that go after it. */
@ApiTags('leads')
@Controller('leads')
export class PriorFilingController {
  constructor(
    private readonly bus: CommandBus,
    private readonly streams: LeadStreams,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(DOCUMENTS) private readonly documents: DocumentStore,
  ) {}

  @Post(':id/prior-filing')
  @Needs('lead.recognise-prior')
  @CommandBody(RecognisePriorFiling.input, { summary: 'Recognise that this filing is older than the system' })
  async recognise(@Param('id', id) lead: string, @Body(body(RecognisePriorFiling.input)) input: z.infer<typeof RecognisePriorFiling.input>, @Context({ command: 'RecognisePriorFiling' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<RecognisePriorFiling, Outcome>(new RecognisePriorFiling(lead, input, context)), lead);
  }

  @Get(':id/prior-filings')
  @Needs('lead.read')
  @QueryAnswer(z.strictObject({ recognised: z.array(z.looseObject({})) }), { summary: 'Prior filings that put this lead first, or others before it, with grounds, evidence and who was heard' })
  async list(@Param('id', id) lead: string, @CurrentActor() actor: Actor): Promise<{ recognised: readonly object[] }> {
    return { recognised: await Promise.all((await this.about(lead, actor)).map((prior) => this.shown(prior, lead))) };
  }

  @Get(':id/prior-filings/documents/:documentId')
  @Needs('lead.read')
  @ApiProduces('application/octet-stream')
  @QueryAnswer(z.string(), { summary: 'Download a document that a recognition rests on' })
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'private, no-store')
  async evidence(@Param('id', id) lead: string, @Param('documentId', idParam('document.unknown')) documentId: string, @CurrentActor() actor: Actor): Promise<StreamableFile> {
    const shown = (await this.about(lead, actor)).some(({ data }) => data.evidence.some((each) => each.documentId === documentId));
    if (!shown) throw new RefusedError('not-found', 'document.unknown', { id: documentId });
    const { info, bytes } = await this.documents.read(documentId);
    return download(info, bytes);
  }

  private async about(lead: string, actor: Actor): Promise<readonly PriorFiling[]> {
    const { state } = await this.streams.lead(lead);
    requireReadable(actor, lead, state);
    if (!state.registered) return [];
    const { state: claim } = await this.streams.claim(state.registered.data.enterpriseId);
    return claim.priors.filter(({ data }) => data.leadId === lead || data.precedes.some(({ leadId }) => leadId === lead));
  }

  private async shown({ id: eventId, on, recordedAt, account, data }: PriorFiling, lead: string): Promise<object> {
    const { leadId, precedes, ...rest } = await this.vault.openData(eventId, data);
    return { id: eventId, side: leadId === lead ? 'first' : 'after', ...rest, precedes: precedes.map(({ unit }) => unit), on, recordedAt, account };
  }
}
