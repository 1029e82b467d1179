import type { EventOf, EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';

/** The code of a chain (NM), of one of its segments (NM1), and of a link in it (NM1.01); each begins with the one before. */
export const chainCode = z.string().regex(/^[A-Z]{2,4}$/, 'two to four capital letters');
export const segmentCode = z.string().regex(/^[A-Z]{2,4}\d{1,2}$/, 'the code of the chain and a number');
export const linkCode = z.string().regex(/^[A-Z]{2,4}\d{1,2}\.\d{2}$/, 'the code of the segment, a point and two digits');

/** Where a link stands: 已有, 延链, 培育, 储备, 缺失. A missing one is what to attract. */
export const linkStatus = z.enum(['HAVE', 'EXTEND', 'DEVELOP', 'RESERVE', 'MISSING']);
export type LinkStatus = z.infer<typeof linkStatus>;

/** 上游, 中游, 下游, 配套. */
export const linkStage = z.enum(['upstream', 'midstream', 'downstream', 'supporting']);

/** Whether the stage stands in a published document, or was suggested by whoever read it. */
export const stageSource = z.enum(['plan', 'researcher']);

const line = z.string().min(1).max(200);
/** Firms of the zone that anchor a segment or link, by the names the document gives them. */
export const anchors = z.array(line).max(50);
/** Classes of GB/T 4754 that fit a link, several parted by "/"; a suggestion. */
export const industryClass = z.string().regex(/^\d{2,4}(\/\d{2,4})*$/, 'classes of GB/T 4754');

export const linkShape = {
  code: linkCode,
  segment: segmentCode,
  name: line,
  stage: linkStage,
  stageSource,
  status: linkStatus,
  gb4754Suggested: industryClass.optional(),
  anchors,
};

const lateReason = SecretText.optional();

/** What can happen to an industry chain; the stream `chain-<code>`. */
export const chainEvents = {
  ChainEstablished: { schema: 1, data: z.strictObject({ code: chainCode, name: line, lateReason }) },
  SegmentAdded: { schema: 1, data: z.strictObject({ code: segmentCode, chain: chainCode, name: line, anchors, lateReason }) },
  LinkAdded: { schema: 1, data: z.strictObject({ chain: chainCode, ...linkShape, lateReason }) },
  LinkStatusChanged: { schema: 1, data: z.strictObject({ code: linkCode, from: linkStatus, to: linkStatus, reason: SecretText, lateReason }) },
} satisfies EventTypes;

export type ChainEvent = EventOf<typeof chainEvents>;
