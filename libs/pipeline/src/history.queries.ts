import type { EventCatalogue, RecordedEvent } from '#event-store';
import type { Vault } from '#vault';
import type { AsOf, Snapshot } from './as-of.ts';

/** An event of a case's history with its texts opened (`{ text }`, or `{ erased: true }` after an erasure). */
export type HistoryEntry = RecordedEvent & { /** The how-manieth event of the log, the same in every store. */ readonly ordinal: number; /** Days between happening and recording, when more than one. */ readonly lateDays: number };

/** Where histories are read: texts are opened, and events of older schemas brought to today's; `UnknownEvent` for what this build cannot read. */
export type HistoryReader = { readonly vault: Pick<Vault, 'openData'>; readonly catalogue: Pick<EventCatalogue, 'upcast'> };

/** Every event of a case up to a position, in the order of the log. */
export async function historyOf(snapshot: Snapshot, { vault, catalogue }: HistoryReader, id: string, { position }: AsOf): Promise<readonly HistoryEntry[]> {
  const rows = await snapshot.query<{ position: string; ordinal: string; event: Omit<RecordedEvent, 'position'>; late: number }[]>(
    `select position, ordinal, event, ((h.recorded_at at time zone 'Asia/Shanghai')::date - occurred_on) as late from history h join moments using (position)
     where entity = $1 and position <= $2 order by position`,
    [id, position],
  );
  return Promise.all(
    rows.map(async ({ position: at, ordinal, event: stored, late }) => {
      const event = catalogue.upcast({ ...stored, position: Number(at) });
      return { ...event, data: await vault.openData(event.id, event.data), ordinal: Number(ordinal), lateDays: late };
    }),
  );
}
