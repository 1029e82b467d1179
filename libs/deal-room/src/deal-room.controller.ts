import { Body, Controller, Get, Header, Inject, Param, Post, type StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Needs, requireAccess } from '#access';
import { DOCUMENTS, type DocumentStore, download } from '#documents';
import { blacklistOf } from '#enterprises';
import { type Actor, CLOCK, type Clock, COMMAND_RUNNER, type CommandContext, type CommandRunner, dayOf, type Outcome, RefusedError } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { type Answer, answer, body, CommandBody, Context, CurrentActor, idParam, QueryAnswer, tagged } from '#wire';
import { z } from 'zod';
import { AddComment, AttachDocument } from './comments.decider.ts';
import { roomSchema } from './deal-room.schema.ts';
import { holds, mayEnter, readRoom, relationOf, type Room, roomView } from './deal-room.view.ts';

/** One deal with everything that belongs to it, read from the log and so always fresh; and what is added to it from the side. */
@ApiTags('deals')
@Controller('deals')
export class DealRoomController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(DOCUMENTS) private readonly documents: DocumentStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id')
  @Needs('deal.read')
  @QueryAnswer(roomSchema, { summary: 'One deal: its state, its delivery, what blocks the next column, and what one may do' })
  async room(@Param('id', idParam('deal.unknown')) id: string, @CurrentActor() actor: Actor): Promise<object> {
    const room = await this.enter(id, actor);
    const { blacklisted } = await blacklistOf(this.runner, room.deal.opened.data.enterpriseId);
    return tagged(await roomView(this.vault, room, actor, dayOf(this.clock.now()), blacklisted), room.revision);
  }

  @Get(':id/documents/:documentId')
  @Needs('deal.read')
  @ApiProduces('application/octet-stream')
  @QueryAnswer(z.string(), { summary: 'Download a document that is attached to a deal' })
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'private, no-store')
  async document(@Param('id', idParam('deal.unknown')) id: string, @Param('documentId', idParam('document.unknown')) documentId: string, @CurrentActor() actor: Actor): Promise<StreamableFile> {
    const room = await this.enter(id, actor);
    if (!holds(room, documentId)) throw new RefusedError('not-found', 'document.unknown', { id: documentId });
    const { info, bytes } = await this.documents.read(documentId);
    return download(info, bytes);
  }

  @Post(':id/comments')
  @Needs('deal.comment')
  @CommandBody(AddComment.input, { summary: 'add a remark' })
  comment(@Param('id', idParam('deal.unknown')) id: string, @Body(body(AddComment.input)) input: z.infer<typeof AddComment.input>, @Context({ command: 'AddComment' }) context: CommandContext): Promise<Answer> {
    return this.send(new AddComment(id, input, context));
  }

  @Post(':id/documents')
  @Needs('deal.attach')
  @CommandBody(AttachDocument.input, { summary: 'attach an uploaded document' })
  attach(@Param('id', idParam('deal.unknown')) id: string, @Body(body(AttachDocument.input)) input: z.infer<typeof AttachDocument.input>, @Context({ command: 'AttachDocument' }) context: CommandContext): Promise<Answer> {
    return this.send(new AttachDocument(id, input, context));
  }

  private async send<C extends object>(command: C): Promise<Answer> {
    return answer(await this.bus.execute<C, Outcome>(command));
  }

  private async enter(id: string, actor: Actor): Promise<Room> {
    const room = await readRoom(this.runner, id);
    if (!mayEnter(room, actor)) requireAccess(actor, 'deal.read', relationOf(room));
    return room;
  }
}
