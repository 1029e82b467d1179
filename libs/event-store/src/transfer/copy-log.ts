import { createHash } from 'node:crypto';
import type { Position } from '../envelope.ts';
import { LogsDiffer, type RawEvent, type RawLog } from './raw-log.ts';

/** What two logs have in common from the beginning: how many events, up to where, and the SHA-256 over their canonical bytes, each followed by a line feed. */
export type Common = {
  readonly events: number;
  readonly sha256: { readonly from: string; readonly to: string };
  readonly reached: { readonly from: Position; readonly to: Position };
  /** For each asked position of the source the target's position of the same event, or of the last one before it. */
  readonly translated: ReadonlyMap<Position, Position>;
};

/** Where a copy is; `part` of 1 by the source's positions. */
export type CopyProgress = { readonly step: 'compare' | 'copy' | 'verify'; readonly events: number; readonly part: number };

const PAGE = 500;

/**
 * Copies a log event by event, canonical bytes unchanged, and reads both again to the end. What the target has of it
 * already stays, so a copy that was killed goes on; a target that holds anything else is refused with `LogsDiffer`. The
 * source may grow meanwhile: the copy ends when both were read to the same event. `marks`: positions to translate.
 */
export async function copyLog(from: RawLog, to: RawLog, marks: readonly Position[] = [], onProgress: (progress: CopyProgress) => void = () => {}): Promise<Common> {
  const head = await from.head();
  const progress = (step: CopyProgress['step']) => (events: number, position: Position) => onProgress({ step, events, part: head === 0 ? 1 : Math.min(1, position / head) });
  for (let step: CopyProgress['step'] = 'compare'; ; step = 'verify') {
    const common = await compareLogs(from, to, marks, progress(step));
    const missing = await from.read(common.reached.from, PAGE);
    if (missing.length === 0) return common;
    await copyRest(from, to, common, missing, progress('copy'));
  }
}

async function copyRest(from: RawLog, to: RawLog, { events, reached }: Common, first: readonly RawEvent[], onEvents: (events: number, position: Position) => void): Promise<void> {
  let count = events;
  let after = reached.to;
  for (let page = first; page.length > 0; page = await from.read(page.at(-1)!.position, PAGE)) {
    await to.write(after, page);
    after = await to.head();
    onEvents((count += page.length), page.at(-1)!.position);
  }
}

/** Reads two logs side by side up to the end of the target. Throws `LogsDiffer` at the first event that is not the same, or that only the target has. */
export async function compareLogs(from: RawLog, to: RawLog, marks: readonly Position[] = [], onEvents: (events: number, position: Position) => void = () => {}): Promise<Common> {
  const [ours, theirs] = [createHash('sha256'), createHash('sha256')];
  const waiting = [...new Set(marks)].sort((a, b) => a - b);
  const translated = new Map<Position, Position>();
  let [events, reached] = [0, { from: 0, to: 0 }];
  for (;;) {
    const copied = await to.read(reached.to, PAGE);
    const originals = copied.length === 0 ? [] : await from.read(reached.from, copied.length);
    copied.forEach((copy, index) => {
      const original = originals[index];
      assertSame(original, copy, events + 1);
      while (waiting.length > 0 && waiting[0]! < original.position) translated.set(waiting.shift()!, reached.to);
      ours.update(original.canonical).update('\n');
      theirs.update(copy.canonical).update('\n');
      events++;
      reached = { from: original.position, to: copy.position };
    });
    if (copied.length === 0) break;
    onEvents(events, reached.from);
  }
  for (const mark of waiting) translated.set(mark, reached.to);
  return { events, sha256: { from: ours.digest('hex'), to: theirs.digest('hex') }, reached, translated };
}

function assertSame(original: RawEvent | undefined, copy: RawEvent, ordinal: number): asserts original is RawEvent {
  const place = `event ${ordinal} of the target (${copy.stream}@${copy.revision}, ${copy.id})`;
  if (!original) throw new LogsDiffer(`${place} is not in the source: the target holds more than the source, or another log`);
  if (Buffer.compare(original.canonical, copy.canonical) !== 0) throw new LogsDiffer(`${place} is not that of the source (${original.stream}@${original.revision}, ${original.id}): the target holds another log`);
}
