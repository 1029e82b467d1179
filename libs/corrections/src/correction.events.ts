import type { EventOf, EventTypes, Json } from '#event-store';
import { day } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';

/** A dotted path into an entry's data. */
export const path = z.string().regex(/^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*){0,3}$/, 'a dotted path into the entry');

/** Any JSON value, as entries hold them. */
export const value = z.json() as z.ZodType<Json>;

/**
 * What corrects another entry of the same stream, whatever kind of stream it is (更正). The wrong entry stays as it is;
 * from here on the right day and values are believed for the whole time it happened in. Texts stay sealed under this
 * event's own key and are told beside the entry.
 */
export const correctionEvents = {
  EntryCorrected: {
    schema: 1,
    data: z.strictObject({
      /** `schema`: of the entry as it was read, which the paths go by. */
      entry: z.strictObject({ eventId: z.uuid(), type: z.string(), schema: z.int().min(1), revision: z.int().min(0) }),
      /** The ids by which the entry names what it is about. */
      about: z.strictObject({ leadId: z.string().optional(), dealId: z.string().optional(), sameAs: z.string().optional() }),
      day: z.strictObject({ was: day, is: day }).optional(),
      /** Without `was` nothing stood there, without `is` nothing should have. */
      values: z.array(z.strictObject({ path, was: value.optional(), is: value.optional() })),
      texts: z.array(z.strictObject({ path, is: SecretText })),
      reason: SecretText,
    }),
  },
} satisfies EventTypes;
export type CorrectionEvent = EventOf<typeof correctionEvents>;
