import type { CommandContext } from '#event-store';
import { day } from '#measures';
import { z } from 'zod';
import { path, value } from './correction.events.ts';

/** Corrects one entry of a stream (更正): its right day, its right values and texts, and why. */
export class CorrectEntry {
  static readonly input = z.strictObject({
    /** The day it really happened. */
    day: day.optional(),
    /** The right values by path; without `is` nothing should stand there. */
    values: z.array(z.strictObject({ path, is: value.optional() })).max(40).default([]),
    /** The right texts by path. */
    texts: z.array(z.strictObject({ path, is: z.string().trim().min(1).max(10_000) })).max(20).default([]),
    reason: z.string().trim().min(1).max(2000),
  });
  constructor(readonly stream: string, readonly revision: number, readonly input: z.infer<typeof CorrectEntry.input>, readonly context: CommandContext) {}
}
