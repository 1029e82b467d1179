import type { Day, HistoryEvent } from '../../api/answers.ts';
import type { OpenText } from '../case-view.ts';

/** What a correction says: the wrong and the right day and values, the right texts, and why. */
export type CorrectionData = {
  readonly entry: { readonly eventId: string; readonly type: string };
  readonly day?: { readonly was: Day; readonly is: Day };
  readonly values: readonly { readonly path: string; readonly was?: unknown; readonly is?: unknown }[];
  readonly texts: readonly { readonly path: string; readonly is: OpenText }[];
  readonly reason: OpenText;
};
export type Correction = Omit<HistoryEvent, 'data'> & { readonly data: CorrectionData };

/** Whether an event corrects another one. */
export const isCorrection = (event: HistoryEvent): boolean => event.type === 'EntryCorrected';
const correctionIn = (event: HistoryEvent): Correction => event as unknown as Correction;

/** An entry as it is now believed, the corrections that made it so, and how it was entered. */
export type Told = { readonly event: HistoryEvent; readonly entered: HistoryEvent; readonly corrections: readonly Correction[] };

/** Every entry with its corrections; a correction whose entry is not among them stands for itself. */
export function told(events: readonly HistoryEvent[]): readonly Told[] {
  const ids = new Set(events.map(({ id }) => id));
  const corrections = new Map<string, Correction[]>();
  for (const event of events.filter(isCorrection)) {
    const { eventId } = correctionIn(event).data.entry;
    corrections.set(eventId, [...(corrections.get(eventId) ?? []), correctionIn(event)]);
  }
  return events.filter((event) => !isCorrection(event) || !ids.has(correctionIn(event).data.entry.eventId)).map((entered) => {
    const own = corrections.get(entered.id) ?? [];
    return { entered, corrections: own, event: own.reduce(righted, entered) };
  });
}

/** The events of a case as they are now believed, corrections themselves left out. */
export const believed = (events: readonly HistoryEvent[]): readonly HistoryEvent[] => told(events).map(({ event }) => event).filter((event) => !isCorrection(event));

function righted(event: HistoryEvent, { data: { day, values, texts } }: Correction): HistoryEvent {
  const data = [...values, ...texts].reduce((before, { path, is }) => placed(before, path.split('.'), is), event.data);
  return { ...event, data, ...(day && { occurredOn: day.is }) };
}

type Data = Readonly<Record<string, unknown>>;

function placed(data: Data, [first = '', ...rest]: readonly string[], value: unknown): Data {
  if (rest.length > 0) return { ...data, [first]: placed((data[first] ?? {}) as Data, rest, value) };
  const { [first]: _, ...others } = data;
  return value === undefined ? others : { ...others, [first]: value };
}
