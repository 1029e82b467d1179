import type { EventOf, EventTypes } from '#event-store';
import { day } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';
import { disputeEvents } from './dispute.events.ts';
import { priorEvents } from './prior.events.ts';

/** Why a protection is given up before its time. */
export const releaseCode = z.enum(['no-progress', 'investor-declined', 'unit-request', 'arbitrated', 'other']);

/** Why a filing no longer stands. */
export const closingCode = z.enum(['rejected', 'withdrawn', 'lost', 'terminated']);

const lateReason = SecretText.optional();
const held = { leadId: z.uuid(), unit: z.string(), content: z.string() };

/** What can happen among the filings of one firm. The order of this stream says who was first. */
export const claimEvents = {
  FilingLodged: { schema: 1, data: z.strictObject({ ...held, title: z.string() }) },
  FilingTransferred: { schema: 1, data: z.strictObject({ leadId: z.uuid(), from: z.string(), to: z.string() }) },
  FilingClosed: { schema: 1, data: z.strictObject({ leadId: z.uuid(), code: closingCode }) },
  /** From here on `was` is the same content as `content`, for filings past and to come. */
  ContentsMarkedSame: { schema: 1, data: z.strictObject({ leadId: z.uuid(), sameAs: z.uuid(), content: z.string(), was: z.string(), reason: SecretText, lateReason }) },
  ProtectionGranted: {
    schema: 1,
    data: z.strictObject({
      ...held,
      from: day,
      /** The last protected day. */
      until: day,
      /** The settings applied, by the day they took effect. */
      settings: day,
      triage: z.strictObject({ outcome: z.literal('accept'), on: day, revision: z.int() }),
      overtook: z.strictObject({ leadIds: z.array(z.uuid()).min(1), reason: SecretText }).optional(),
      lateReason,
    }),
  },
  ProtectionRenewed: {
    schema: 1,
    data: z.strictObject({ ...held, until: day, settings: day, contact: z.strictObject({ on: day, kind: z.string(), revision: z.int() }), lateReason }),
  },
  ProtectionExpired: { schema: 1, data: z.strictObject({ ...held, until: day }) },
  ProtectionReleased: { schema: 1, data: z.strictObject({ ...held, code: z.enum([...releaseCode.options, ...closingCode.options]), text: SecretText.optional(), lateReason }) },
  /** The lead was merged into another: its filing stands in nobody's way, and its protection rests. */
  FilingSetAside: { schema: 1, data: z.strictObject({ leadId: z.uuid(), into: z.uuid() }) },
  /** The merge was reverted; `standing` is `open` for a protection that somebody else's has meanwhile taken the place of. */
  FilingRestored: { schema: 1, data: z.strictObject({ leadId: z.uuid(), standing: z.enum(['open', 'protected']) }) },
  ...disputeEvents,
  ...priorEvents,
} satisfies EventTypes;

export type ClaimEvent = EventOf<typeof claimEvents>;
