import { type EventCatalogue, isCorrection, type RecordedEvent } from '#event-store';
import type { Vault } from '#vault';
import type { AsOf, Snapshot } from './as-of.ts';
import { FOREVER } from '#read-side';

/** An event of a case's history with its texts opened (`{ text }`, or `{ erased: true }` after an erasure). */
export type HistoryEntry = RecordedEvent & { /** The how-manieth event of the log, the same in every store. */ readonly ordinal: number; /** Days between happening and recording, when more than one. */ readonly lateDays: number; /** The months it was entered for after they had been closed: it restates them. */ readonly restates: readonly string[] };

/** Where histories are read: texts are opened, and events of older schemas brought to today's; `UnknownEvent` for what this build cannot read. */
export type HistoryReader = { readonly vault: Pick<Vault, 'openData'>; readonly catalogue: Pick<EventCatalogue, 'upcast'> };

/** The filings that were merged into a lead by a position, and not yet taken out again. */
export async function aliasesOf(snapshot: Snapshot, id: string, { position }: Pick<AsOf, 'position'>): Promise<readonly string[]> {
  const rows = await snapshot.query<{ entity: string }[]>(
    `select entity from cards where state->>'mergedInto' = $1 and known_from <= $2 and known_to > $2 and happened_to = '${FOREVER}' order by entity`,
    [id, position],
  );
  return rows.map(({ entity }) => entity);
}

/** Who registered a case: what names an agent as its own. */
export async function registrantsOf(snapshot: Snapshot, id: string): Promise<readonly string[]> {
  const rows = await snapshot.query<{ account: string }[]>(`select event->'actor'->>'account' as account from history where entity = $1 and type = 'LeadRegistered' and event->>'stream' = 'lead-' || $1`, [id]);
  return rows.map(({ account }) => account);
}

/** Every event of a case, and of the filings merged into it, up to a position in the order of the log; of `hidden` filings nothing. */
export async function historyOf(snapshot: Snapshot, { vault, catalogue }: HistoryReader, id: string, at: AsOf, hidden: ReadonlySet<string> = new Set()): Promise<readonly HistoryEntry[]> {
  const { position } = at;
  const aliases = (await aliasesOf(snapshot, id, at)).filter((alias) => !hidden.has(alias));
  const rows = await snapshot.query<{ position: string; ordinal: string; event: Omit<RecordedEvent, 'position'>; late: number }[]>(
    `select distinct on (position) position, ordinal, event, ((h.recorded_at at time zone 'Asia/Shanghai')::date - occurred_on) as late from history h join moments using (position)
     where entity = any($1) and position <= $2 order by position`,
    [[id, ...aliases], position],
  );
  const closed = await closedMonths(snapshot);
  const days = new Map(rows.map(({ event }) => [event.id, event.occurredOn]));
  return Promise.all(
    rows.map(async ({ position: at, ordinal, event: stored, late }) => {
      const event = catalogue.upcast({ ...stored, position: Number(at) });
      return { ...event, data: await vault.openData(event.id, event.data), ordinal: Number(ordinal), lateDays: late, restates: monthsOf(event, days).filter((month) => (closed.get(month) ?? Infinity) < event.position) };
    }),
  );
}

/** Where in the log each month was first closed. */
async function closedMonths(snapshot: Snapshot): Promise<ReadonlyMap<string, number>> {
  const rows = await snapshot.query<{ period: string; position: string }[]>(`select data->>'period' as period, position from reference_entries where type = 'PeriodClosed'`);
  return new Map(rows.map(({ period, position }) => [period, Number(position)]));
}

/** The months an entry is about: the one it happened in; a correction, those of its entry before and after. */
function monthsOf(event: RecordedEvent, days: ReadonlyMap<string, string>): readonly string[] {
  const about = isCorrection(event) ? [days.get(event.data.entry.eventId), event.data.day?.was, event.data.day?.is] : [event.occurredOn];
  return [...new Set(about.filter((day) => day !== undefined).map((day) => day.slice(0, 7)))];
}
