import type { EventOf, EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';

/** How the investor was met: 走访, 来访 (hosted), 电话, 会谈. */
export const followUpKind = z.enum(['visit', 'hosted-visit', 'call', 'meeting']);

/** What is added to a case (a lead and its deals) without changing what others decide on. */
export const contactsEvents = {
  FollowUpRecorded: {
    schema: 1,
    data: z.strictObject({
      kind: followUpKind,
      /** The investor answered or took part; a letter sent into silence is not two-way. */
      twoWay: z.boolean(),
      participants: z.int().min(1).max(1000),
      unit: z.string().nullable(),
      summary: SecretText,
      nextStep: SecretText.optional(),
      lateReason: SecretText.optional(),
    }),
  },
  CommentAdded: { schema: 1, data: z.strictObject({ text: SecretText, unit: z.string().nullable(), lateReason: SecretText.optional() }) },
} satisfies EventTypes;

export type ContactsEvent = EventOf<typeof contactsEvents>;
