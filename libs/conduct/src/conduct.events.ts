import type { EventOf, EventTypes } from '#event-store';
import { day } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';

/** What an interest, a contact or a gift is about: a deal (or the lead it was), or a firm with all its deals. */
export const about = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('deal'), id: z.uuid() }), z.strictObject({ kind: z.literal('enterprise'), id: z.uuid() })]);
export type About = z.infer<typeof about>;

/** Whose interest it is. */
export const relation = z.enum(['own', 'spouse', 'child', 'other-relative', 'former-employer', 'other']);
/** What became of a gift. */
export const handling = z.enum(['returned', 'handed-in', 'kept']);

const lateReason = SecretText.optional();

/**
 * 亲清清单: what a person declares of themselves; the stream `conduct-<account>`. A declaration is known by the id of its
 * command. A meeting has its own `InterestDeclared`, of a member about one item of its agenda.
 */
export const conductEvents = {
  ConductInterestDeclared: { schema: 1, data: z.strictObject({ declarationId: z.uuid(), about, relation, text: SecretText, lateReason }) },
  ContactDeclared: { schema: 1, data: z.strictObject({ declarationId: z.uuid(), about: about.optional(), contactedOn: day, text: SecretText, lateReason }) },
  GiftDeclared: { schema: 1, data: z.strictObject({ declarationId: z.uuid(), about: about.optional(), receivedOn: day, valueFen: z.int().min(0).optional(), handling, text: SecretText, lateReason }) },
  DeclarationWithdrawn: { schema: 1, data: z.strictObject({ declarationId: z.uuid(), text: SecretText, lateReason }) },
} satisfies EventTypes;
export type ConductEvent = EventOf<typeof conductEvents>;
