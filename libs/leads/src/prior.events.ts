import type { EventTypes } from '#event-store';
import { day } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';

/** A claim older than the system, which the log alone cannot know of: it goes before others by this act, and shows. */
export const priorEvents = {
  PriorFilingRecognised: {
    schema: 1,
    data: z.strictObject({
      leadId: z.uuid(),
      unit: z.string(),
      content: z.string(),
      /** The day of the older filing, outside the system. */
      filedOn: day,
      evidence: z.array(z.strictObject({ documentId: z.uuid(), sha256: z.string() })),
      /** Which units were heard, and when. */
      heard: z.array(z.strictObject({ unit: z.string(), on: day })),
      precedes: z.array(z.strictObject({ leadId: z.uuid(), unit: z.string() })),
      grounds: SecretText,
      lateReason: SecretText.optional(),
    }),
  },
} satisfies EventTypes;
