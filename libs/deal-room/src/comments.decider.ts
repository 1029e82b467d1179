import { type CommandContext, type Decider, type EventOf, type EventTypes, type Happened, refuse } from '#event-store';
import { sha256 } from '#deals';
import { clear, SecretText } from '#vault';
import { z } from 'zod';

const late = { lateReason: z.string().trim().min(1).max(500).optional() };

/**
 * Remarks and papers of a deal; the stream `comments-<deal id>`. They live apart from the deal so that a remark
 * never makes a signer's `If-Match` stale.
 */
export const commentEvents = {
  DealCommentAdded: { schema: 1, data: z.strictObject({ text: SecretText, lateReason: SecretText.optional() }) },
  /** The name is sealed under the document's own key: erasing the document erases its name. */
  DocumentAttached: { schema: 1, data: z.strictObject({ documentId: z.uuid(), sha256, size: z.int().min(0), name: SecretText, lateReason: SecretText.optional() }) },
} satisfies EventTypes;
export type CommentEvent = EventOf<typeof commentEvents>;

/** A remark on a deal. */
export class AddComment {
  static readonly input = z.strictObject({ text: z.string().trim().min(1).max(4000), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof AddComment.input>, readonly context: CommandContext) {}
}

/** An uploaded document becomes part of a deal. */
export class AttachDocument {
  static readonly input = z.strictObject({ documentId: z.uuid(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof AttachDocument.input>, readonly context: CommandContext) {}
}

/** The stream of a deal's remarks and papers. */
export const commentsStream = (dealId: string): string => `comments-${dealId}`;

/** What the store of documents knows of the one to attach. */
export type AttachedFacts = { readonly sha256: string; readonly size: number; readonly name: string; readonly subject: string };
export type CommentCommand = { readonly type: 'AddComment'; readonly input: AddComment['input'] } | { readonly type: 'AttachDocument'; readonly input: AttachDocument['input'] };
export type CommentsState = readonly Happened<CommentEvent>[];

/** Remarks only add up; the one rule is that a document is attached once. */
export const commentsDecider: Decider<CommentsState, CommentCommand, AttachedFacts | null, CommentEvent> = {
  initial: [],
  decide(command, said, document) {
    const { lateReason } = command.input;
    const reason = lateReason === undefined ? undefined : clear(lateReason);
    if (command.type === 'AddComment') return [{ type: 'DealCommentAdded', data: { text: clear(command.input.text), lateReason: reason } }];
    const { documentId } = command.input;
    if (!document) return refuse('document.unknown', { id: documentId });
    if (attachedTo(said, documentId)) return refuse('deal.document-attached-already', { id: documentId });
    const { sha256: hash, size, name, subject } = document;
    return [{ type: 'DocumentAttached', data: { documentId, sha256: hash, size, name: clear(name, subject), lateReason: reason } }];
  },
  evolve: (said, event) => [...said, event],
};

/** Whether a document is part of the deal that these remarks belong to. */
export function attachedTo(said: CommentsState, documentId: string): boolean {
  return said.some((event) => event.type === 'DocumentAttached' && event.data.documentId === documentId);
}
