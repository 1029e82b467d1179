import type { CommandContext } from '#event-store';
import { z } from 'zod';

/** The one stream of a demonstration. */
export const DEMONSTRATION_STREAM = 'demonstration-1';

/** Opens a demonstration as the first event of the log; seeds and operators send it, no route does. */
export class OpenDemonstration {
  static readonly input = z.strictObject({ seed: z.string().min(1).max(100), startsAt: z.iso.datetime(), today: z.iso.date(), notice: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }) });
  constructor(readonly input: z.infer<typeof OpenDemonstration.input>, readonly context: CommandContext) {}
}

/** Ends the simulated clock; what follows is stamped by the real one. */
export class CloseDemonstration {
  constructor(readonly context: CommandContext) {}
}
