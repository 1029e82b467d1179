import type { EventOf, EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';

const account = z.string();
const reason = { reason: SecretText, lateReason: SecretText.optional() };

/** Who may know of a case (保密项目), by the order of `confidential-<case>`; reasons are sealed like any text. */
export const confidentialEvents = {
  DealMadeConfidential: { schema: 1, data: z.strictObject({ people: z.array(account).min(1), ...reason }) },
  ConfidantAdded: { schema: 1, data: z.strictObject({ account, ...reason }) },
  ConfidantRemoved: { schema: 1, data: z.strictObject({ account, ...reason }) },
  ConfidentialityLifted: { schema: 1, data: z.strictObject(reason) },
} satisfies EventTypes;

export type ConfidentialEvent = EventOf<typeof confidentialEvents>;
