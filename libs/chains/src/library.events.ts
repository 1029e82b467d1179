import type { EventOf, EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';
import { chainCode } from './chain.events.ts';

/** The id of a library project: its chain and its number there (NM-01). */
export const libraryId = z.string().regex(/^[A-Z]{2,4}-\d{2,4}$/, 'the code of the chain and a number');

/** The five batches (项目库五批): 谋划, 引进, 储备, 成熟, 实施. */
export const libraryBatch = z.enum(['plan', 'introduce', 'reserve', 'mature', 'implement']);

const line = z.string().min(1).max(200);
/** A capacity as the source words it, and the figure and unit read from it. */
export const capacity = z.strictObject({ text: line, value: z.int().min(0), unit: z.string().min(1).max(20) });

export const libraryShape = {
  chain: chainCode,
  /** The sector under which the source lists it, in the source's words. */
  sectorText: line,
  number: z.int().min(1).max(9999),
  /** The entry as the source has it. */
  raw: z.string().min(1).max(2000),
  /** The firm the source names; null when it names none. */
  investor: line.nullable(),
  enterpriseId: z.uuid().optional(),
  project: line,
  capacities: z.array(capacity).max(20),
  batch: libraryBatch,
  /** The document that lists it, and where in it. */
  source: line,
};

/** What can happen to a project of the library; the stream `library-<id>`. */
export const libraryEvents = {
  LibraryProjectEntered: { schema: 1, data: z.strictObject({ id: libraryId, ...libraryShape, lateReason: SecretText.optional() }) },
} satisfies EventTypes;

export type LibraryEvent = EventOf<typeof libraryEvents>;
