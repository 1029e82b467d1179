import type { CommandContext } from '#event-store';
import { z } from 'zod';

/** Enters a take in the stream of the unit (`id`), which alone says whether it stands; a reaction to the take. */
export class EnterPoolTake {
  static readonly input = z.strictObject({ leadId: z.uuid(), assigned: z.boolean() });
  constructor(readonly id: string, readonly input: z.infer<typeof EnterPoolTake.input>, readonly context: CommandContext) {}
}
