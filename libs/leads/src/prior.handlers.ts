import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DOCUMENTS, type DocumentStore } from '#documents';
import type { Outcome } from '#event-store';
import { LeadStreams } from './lead.streams.ts';
import { RecognisePriorFiling } from './prior.commands.ts';

@CommandHandler(RecognisePriorFiling)
export class RecognisePriorFilingHandler implements ICommandHandler<RecognisePriorFiling, Outcome> {
  constructor(
    private readonly streams: LeadStreams,
    @Inject(DOCUMENTS) private readonly documents: DocumentStore,
  ) {}

  execute({ id, input, context }: RecognisePriorFiling): Promise<Outcome> {
    const { lateReason, ...rest } = input;
    const command = { type: 'RecognisePriorFiling', leadId: id, ...rest, ...(lateReason !== undefined && { lateReason }) } as const;
    // Only the office recognises, and the office may read every document.
    return this.streams.onLeadsClaim(id, command, 'lead.recognise-prior', context, async () => ({
      evidence: await Promise.all(input.evidence.map(async (documentId) => ({ documentId, sha256: (await this.documents.find(documentId))?.sha256 ?? null }))),
    }));
  }
}
