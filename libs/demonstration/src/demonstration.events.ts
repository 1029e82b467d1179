import type { EventOf, EventTypes } from '#event-store';
import { z } from 'zod';

/**
 * A log whose first event is `DemonstrationOpened` is fiction, and says so on every screen and report; until
 * `DemonstrationClosed` a simulated clock stamps its events. Such a log never becomes production.
 */
export const demonstrationEvents = {
  DemonstrationOpened: {
    schema: 1,
    data: z.strictObject({
      /** The seed from which the fiction was generated; the same seed and day give the same story. */
      seed: z.string().min(1).max(100),
      /** The day before which the story ends: an interrupted one goes on with it. */
      today: z.iso.date(),
      /** Where the simulated clock starts, ISO 8601 in UTC. */
      startsAt: z.iso.datetime(),
      notice: z.strictObject({ zh: z.string(), en: z.string() }),
    }),
  },
  DemonstrationClosed: { schema: 1, data: z.strictObject({}) },
} satisfies EventTypes;

export type DemonstrationEvent = EventOf<typeof demonstrationEvents>;
