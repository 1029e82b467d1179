import type { CommandContext } from '#event-store';
import { z } from 'zod';
import { anchors, linkCode, linkShape, linkStatus, segmentCode } from './chain.events.ts';
import { libraryShape } from './library.events.ts';

const line = z.string().trim().min(1).max(200);
const late = { lateReason: z.string().trim().min(1).max(500).optional() };

/** Names a chain; `id` is its code. */
export class EstablishChain {
  static readonly input = z.strictObject({ name: line, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof EstablishChain.input>, readonly context: CommandContext) {}
}

/** Adds a segment to a chain. */
export class AddSegment {
  static readonly input = z.strictObject({ code: segmentCode, name: line, anchors: anchors.default([]), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof AddSegment.input>, readonly context: CommandContext) {}
}

/** Adds a link to a segment of a chain. */
export class AddLink {
  static readonly input = z.strictObject({ ...linkShape, anchors: anchors.default([]), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof AddLink.input>, readonly context: CommandContext) {}
}

/** Changes where a link stands. `from` is the status the sender has seen, so that nobody overwrites what moved meanwhile. */
export class ChangeLinkStatus {
  static readonly input = z.strictObject({ code: linkCode, from: linkStatus, to: linkStatus, reason: z.string().trim().min(1).max(2000), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof ChangeLinkStatus.input>, readonly context: CommandContext) {}
}

/** Enters a project in the library (项目库) under its id. */
export class EnterLibraryProject {
  static readonly input = z.strictObject({ ...libraryShape, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof EnterLibraryProject.input>, readonly context: CommandContext) {}
}
