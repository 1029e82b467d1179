import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { mayAccess, type Operation, requireAccess } from '#access';
import { DOCUMENTS, documentSubject, type DocumentStore } from '#documents';
import { type Actor, COMMAND_RUNNER, type CommandRunner, type Outcome, RefusedError } from '#event-store';
import { AddComment, AttachDocument, type AttachedFacts, commentsDecider, commentsStream } from './comments.decider.ts';
import { readRoom, relationOf } from './deal-room.view.ts';

async function authorise(runner: CommandRunner, id: string, actor: Actor, operation: Operation): Promise<void> {
  requireAccess(actor, operation, relationOf(await readRoom(runner, id)));
}

@CommandHandler(AddComment)
export class AddCommentHandler implements ICommandHandler<AddComment, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: AddComment): Promise<Outcome> {
    const facts = async (): Promise<null> => {
      await authorise(this.runner, id, context.actor, 'deal.comment');
      return null;
    };
    return this.runner.handle({ stream: commentsStream(id), decider: commentsDecider, command: { type: 'AddComment', input }, facts, context });
  }
}

@CommandHandler(AttachDocument)
export class AttachDocumentHandler implements ICommandHandler<AttachDocument, Outcome> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(DOCUMENTS) private readonly documents: DocumentStore,
  ) {}

  execute({ id, input, context }: AttachDocument): Promise<Outcome> {
    const facts = async (): Promise<AttachedFacts> => {
      await authorise(this.runner, id, context.actor, 'deal.attach');
      return this.uploaded(input.documentId, context.actor);
    };
    return this.runner.handle({ stream: commentsStream(id), decider: commentsDecider, command: { type: 'AttachDocument', input }, facts, context });
  }

  /** Only what one may read oneself can be shown to those who may read the deal. */
  private async uploaded(documentId: string, actor: Actor): Promise<AttachedFacts> {
    const { sha256, size, name, unit, account } = await this.documents.describe(documentId);
    const readable = account === actor.account || mayAccess(actor, 'deal.read', { unit, accounts: [account] });
    if (!readable || name === null) throw new RefusedError('not-found', 'document.unknown', { id: documentId });
    return { sha256, size, name, subject: documentSubject(documentId) };
  }
}

/** Every handler, for the module. */
export const commentHandlers = [AddCommentHandler, AttachDocumentHandler];
