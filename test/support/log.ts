import pg from 'pg';
import { openRawLog } from '#event-store';

/** An event as it stands in the table of the log: what its canonical bytes say, and its position. */
export type LoggedEvent = {
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly recordedAt: string;
  readonly occurredOn: string;
  readonly schema: number;
  readonly via: 'web' | 'api' | 'import' | 'rule' | 'demonstration';
  readonly actor: { readonly account: string; readonly unit: string | null; readonly role: string; readonly onBehalfOf?: string };
  readonly correlationId: string;
  readonly causationId: string;
  readonly commandKey: { readonly id: string; readonly digest: string };
  readonly data: Readonly<Record<string, unknown>>;
};

/** Reads the whole log straight from its table, or as bytes from the EventStoreDB that holds it. */
export async function readLog(databaseUrl: string): Promise<readonly LoggedEvent[]> {
  if (!databaseUrl.startsWith('postgres')) return readElsewhere(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ position: string; canonical: string }>(`select position, convert_from(canonical, 'UTF8') as canonical from log.events order by position`);
    return rows.map(({ position, canonical }) => ({ ...(JSON.parse(canonical) as Omit<LoggedEvent, 'position'>), position: Number(position) }));
  } finally {
    await client.end();
  }
}

async function readElsewhere(url: string): Promise<readonly LoggedEvent[]> {
  const log = await openRawLog(url);
  try {
    const events = await log.read(0, 1_000_000);
    return events.map(({ position, canonical }) => ({ ...(JSON.parse(Buffer.from(canonical).toString('utf8')) as Omit<LoggedEvent, 'position'>), position }));
  } finally {
    await log.close();
  }
}

/** What is wrong with a log of one PostgreSQL as a log: gaps in positions, gaps in a stream's revisions, an id twice, time going back. Nothing when it is sound. */
export function faultsOfLog(events: readonly LoggedEvent[]): readonly string[] {
  const faults: string[] = [];
  const next = new Map<string, number>();
  const ids = new Set<string>();
  events.forEach(({ position, stream, revision, id, recordedAt }, index) => {
    if (position !== index + 1) faults.push(`position ${position} stands in place ${index + 1}`);
    if (revision !== (next.get(stream) ?? 0)) faults.push(`${stream} has revision ${revision} where ${next.get(stream) ?? 0} is due`);
    if (ids.has(id)) faults.push(`the id ${id} stands twice`);
    if (recordedAt <= (events[index - 1]?.recordedAt ?? '')) faults.push(`position ${position} was recorded at ${recordedAt}, not after the one before it`);
    next.set(stream, revision + 1);
    ids.add(id);
  });
  return faults;
}

/** How many events of each request, by its correlation id, somebody sent; what the system sent in turn is left out. */
export function eventsPerRequest(events: readonly LoggedEvent[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { correlationId, via } of events) if (via !== 'rule') counts.set(correlationId, (counts.get(correlationId) ?? 0) + 1);
  return counts;
}
