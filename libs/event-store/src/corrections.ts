import type { Json } from './canonical-json.ts';
import type { EventEnvelope } from './envelope.ts';

/** What an entry said in one place and what is right, by dotted path into its data; without `is` the place should have been empty. */
export type CorrectedValue = { readonly path: string; readonly was?: Json; readonly is?: Json };

/** The data of an `EntryCorrected`, as far as folding depends on them: which entry of the same stream, its right day and values. */
export type Correction = {
  readonly entry: { readonly eventId: string; readonly type: string; readonly schema: number; readonly revision: number };
  /** The ids by which the entry names what it is about, where its stream alone does not tell. */
  readonly about: { readonly leadId?: string; readonly dealId?: string; readonly sameAs?: string };
  readonly day?: { readonly was: string; readonly is: string };
  readonly values: readonly CorrectedValue[];
};

/** The type of the event that corrects another event of its stream. */
export const ENTRY_CORRECTED = 'EntryCorrected';

type Corrects<E extends EventEnvelope> = Omit<E, 'type' | 'data'> & { readonly type: typeof ENTRY_CORRECTED; readonly data: Correction };

/** Whether an event corrects another one: whoever has folded that one must fold anew. */
export function isCorrection<E extends EventEnvelope>(event: E): event is E & Corrects<E> {
  return event.type === ENTRY_CORRECTED;
}

/**
 * Events as they are believed once the corrections among them are known: each corrected entry with its right day and
 * values, in its own place of the log; the corrections themselves are no news of their own. Whatever folds events from
 * the first one folds these. Texts are not replaced: the vault binds a sealed text to its entry.
 */
export function corrected<E extends EventEnvelope>(events: readonly E[]): readonly E[] {
  const corrections = events.filter(isCorrection);
  if (corrections.length === 0) return events;
  const right = new Map<string, E>();
  const entries = new Map(events.map((event) => [event.id, event]));
  for (const { data } of corrections) {
    const { eventId } = data.entry;
    const entry = right.get(eventId) ?? entries.get(eventId);
    if (entry) right.set(eventId, righted(entry, data));
  }
  return events.filter((event) => !isCorrection(event)).map((event) => right.get(event.id) ?? event);
}

/** One entry with the day and the values that a correction says are right. */
export function righted<E extends EventEnvelope>(entry: E, { day, values }: Pick<Correction, 'day' | 'values'>): E {
  const data = values.reduce<unknown>((before, { path, is }) => placed(before, path.split('.'), is), entry.data);
  return { ...entry, data, occurredOn: day?.is ?? entry.occurredOn };
}

/** What stands at a dotted path of an entry's data; undefined where nothing does. */
export function valueAt(data: unknown, path: string): Json | undefined {
  return path.split('.').reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), data) as Json | undefined;
}

function placed(data: unknown, [key, ...rest]: readonly string[], is: Json | undefined): unknown {
  const object = isObject(data) ? data : {};
  const value = rest.length > 0 ? placed(object[key!], rest, is) : is;
  const { [key!]: _, ...others } = object;
  return value === undefined ? others : { ...others, [key!]: value };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
