import type { CommandContext } from '#event-store';
import { day } from '#measures';
import { z } from 'zod';

/** The office recognises that the filing of a lead (`id`) is older than the system, with evidence and after hearing both sides. */
export class RecognisePriorFiling {
  static readonly input = z.strictObject({
    filedOn: day,
    evidence: z.array(z.uuid()).min(1).max(20),
    heard: z.array(z.strictObject({ unit: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), on: day })).min(1).max(20),
    /** The leads whose filings stand first in the log and come after this one from now on. */
    precedes: z.array(z.uuid()).min(1).max(20),
    grounds: z.string().trim().min(1).max(4000),
    lateReason: z.string().trim().min(1).max(500).optional(),
  });
  constructor(readonly id: string, readonly input: z.infer<typeof RecognisePriorFiling.input>, readonly context: CommandContext) {}
}
