import type { EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';

/** What an arbiter finds: the holder keeps the lead, it moves to who claims it, or both share the credit. */
export const disputeOutcome = z.enum(['upheld', 'moved', 'shared']);

const lateReason = SecretText.optional();
/** Who claims another's lead, and the filing of theirs on which they claim it. */
const claimant = z.strictObject({ leadId: z.uuid(), unit: z.string() });
const percent = z.int().min(0).max(100);

/** A quarrel over who holds a lead, in the claim of the firm of the lead that is claimed: no protection is granted around it. */
export const disputeEvents = {
  LeadDisputed: {
    schema: 1,
    data: z.strictObject({
      leadId: z.uuid(),
      holder: z.string(),
      content: z.string(),
      claimant,
      grounds: SecretText,
      evidence: z.array(z.strictObject({ documentId: z.uuid(), sha256: z.string() })),
      lateReason,
    }),
  },
  /** `dispute` is the id of the event that opened it; `credit` is what each side has from here on, in whole per cent of the holder's part. */
  DisputeArbitrated: {
    schema: 1,
    data: z.strictObject({
      leadId: z.uuid(),
      dispute: z.uuid(),
      outcome: disputeOutcome,
      holder: z.string(),
      claimant,
      credit: z.strictObject({ holder: percent, claimant: percent }),
      reasons: SecretText,
      lateReason,
    }),
  },
} satisfies EventTypes;
