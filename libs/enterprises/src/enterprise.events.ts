import type { EventOf, EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';

/** Why a firm is on the blacklist (DOMAIN 5, rule 7): land left idle, dishonesty on the court's list, or another ground. */
export const blacklistGround = z.enum(['idle-land', 'dishonesty', 'other']);

/** What can happen to a firm as such. */
export const enterpriseEvents = {
  EnterpriseRegistered: {
    schema: 1,
    data: z.strictObject({
      name: z.string(),
      creditCode: z.string().optional(),
      /** A person confirmed a credit code whose check digit fails. */
      checkDigitConfirmed: z.literal(true).optional(),
    }),
  },
  EnterpriseBlacklisted: { schema: 1, data: z.strictObject({ ground: blacklistGround, reason: SecretText, lateReason: SecretText.optional() }) },
  EnterpriseCleared: { schema: 1, data: z.strictObject({ reason: SecretText, lateReason: SecretText.optional() }) },
} satisfies EventTypes;

export type EnterpriseEvent = EventOf<typeof enterpriseEvents>;
