import type { Client } from '../support/client.ts';
import { differingBoards } from '../support/boards.ts';
import { eventually } from '../support/embedded-program.ts';
import { eventsPerRequest, faultsOfLog, type LoggedEvent, readLog } from '../support/log.ts';
import { withClient } from '../judge/feed.ts';
import type { Entry } from './journal.ts';
import { type Mirror, schemaInUse } from './mirror.ts';

/** What must hold from outside, whatever was done to the processes. */
export type Invariant =
  | 'log-without-gap'
  | 'acknowledged-once'
  | 'refused-leaves-nothing'
  | 'unknown-at-most-once'
  | 'stands-where-answered'
  | 'permitted-not-refused'
  | 'away-says-come-back'
  | 'follows-once'
  | 'read-side-reaches-head'
  | 'nothing-parked'
  | 'rebuild-equals-live'
  | 'board-equals-fold';

/** An invariant that does not hold, and what was found instead. */
export type Violation = { readonly invariant: Invariant; readonly what: unknown };

/** What is looked at. Parts left out are not judged. */
export type Evidence = {
  readonly databaseUrl: string;
  /** The read schema; the one in use when it is left out. */
  readonly schema?: string;
  /** The client's record: read before the log, so that whatever it knows must be there. */
  readonly entries?: () => Promise<readonly Entry[]>;
  /** A read side that nothing disturbed, to be compared with the one in use. */
  readonly mirror?: Mirror;
  /** Whose boards are compared with a plain fold of the log, and of which units. */
  readonly boards?: { readonly client: Client; readonly units: readonly string[] };
  /** Whether nothing goes on any more, so that what must follow has followed. */
  readonly settled?: boolean;
};

/** Every invariant that does not hold. Requests may go on meanwhile. */
export async function violations(evidence: Evidence): Promise<readonly Violation[]> {
  const { databaseUrl, entries, mirror, boards, settled: over = false } = evidence;
  const schema = evidence.schema ?? (await schemaInUse(databaseUrl));
  const known = (await entries?.()) ?? [];
  const events = await readLog(databaseUrl);
  return [
    ...of('log-without-gap', faultsOfLog(events)),
    ...requestsAgainstLog(known, events),
    ...follows(events, over),
    ...of('nothing-parked', await parked(databaseUrl, schema)),
    ...(over ? of('read-side-reaches-head', await behind(databaseUrl, schema, events.length)) : []),
    ...(mirror ? await differingTables(mirror, schema) : []),
    ...(boards ? await wrongBoards(boards, events, (await followers(databaseUrl, schema)).find(({ name }) => name === READ_SIDE)?.position ?? 0, over) : []),
  ];
}

function of(invariant: Invariant, found: readonly unknown[]): readonly Violation[] {
  return found.map((what) => ({ invariant, what }));
}

/** What the client was told against what the log holds: 2xx once, 4xx never, unknown at most once. */
export function requestsAgainstLog(entries: readonly Entry[], events: readonly LoggedEvent[]): readonly Violation[] {
  const counts = eventsPerRequest(events);
  const shown = ({ correlation, path, failures, outcome }: Entry): object => ({ correlation, path, outcome, unknown: failures.length, inLog: counts.get(correlation) ?? 0 });
  const wrong = (invariant: Invariant, breaks: (entry: Entry, inLog: number) => boolean): readonly Violation[] =>
    of(invariant, entries.filter((entry) => breaks(entry, counts.get(entry.correlation) ?? 0)).map(shown));
  return [
    ...wrong('acknowledged-once', ({ outcome }, inLog) => isDone(outcome) && inLog !== 1),
    ...wrong('refused-leaves-nothing', ({ outcome }, inLog) => outcome !== undefined && !isDone(outcome) && inLog !== 0),
    ...wrong('unknown-at-most-once', ({ outcome }, inLog) => outcome === undefined && inLog > 1),
    ...wrong('stands-where-answered', ({ outcome, correlation }) => isDone(outcome) && events[(outcome?.position ?? 0) - 1]?.correlationId !== correlation),
    ...wrong('permitted-not-refused', ({ outcome, permitted }) => permitted && outcome !== undefined && !isDone(outcome)),
    ...of('away-says-come-back', entries.flatMap(({ path, failures }) => failures.filter(({ status }) => status !== undefined && ![429, 503, 507].includes(status)).map((failure) => ({ path, ...failure })))),
  ];
}

const isDone = (outcome: Entry['outcome']): boolean => outcome !== undefined && outcome.status < 300;
const leadOf = ({ stream }: LoggedEvent): string => stream.slice(stream.indexOf('-') + 1);

/** What the system itself makes of an event: once when it has had its time, at most once before. */
function follows(events: readonly LoggedEvent[], settled: boolean): readonly Violation[] {
  const leads = (type: string, lead: (event: LoggedEvent) => string): readonly string[] => events.filter((event) => event.type === type).map(lead).sort();
  const pairs = [
    ['LeadRegistered', 'FilingLodged', ({ data }: LoggedEvent) => String(data['leadId'])],
    ['NegotiationOpened', 'DealOpened', leadOf],
    ['DealTransferAccepted', 'LeadTransferAccepted', leadOf],
  ] as const;
  return pairs.flatMap(([cause, effect, leadOfEffect]) => {
    const [causes, effects] = [leads(cause, leadOf), leads(effect, leadOfEffect)];
    const open = [...causes];
    const spare = effects.filter((lead) => {
      const at = open.indexOf(lead);
      if (at >= 0) open.splice(at, 1);
      return at < 0;
    });
    return of('follows-once', [...spare.map((lead) => `${effect} of ${lead} without a cause of its own`), ...(settled ? open.map((lead) => `${cause} of ${lead} without ${effect}`) : [])]);
  });
}

async function parked(databaseUrl: string, schema: string): Promise<readonly unknown[]> {
  return withClient(databaseUrl, async (client) => (await client.query(`select * from ${schema}.parked`)).rows as unknown[]);
}

const READ_SIDE = 'read side';

/** How far whoever follows the log has come: the read side and every process manager. */
export async function followers(databaseUrl: string, schema: string): Promise<readonly { readonly name: string; readonly position: number }[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows: managers } = await client.query<{ there: boolean }>(`select to_regclass('processes.cursors') is not null as there`);
    const cursors = managers[0]?.there ? 'union all select name, position from processes.cursors' : '';
    const { rows } = await client.query<{ name: string; position: string }>(`select '${READ_SIDE}' as name, position from ${schema}.checkpoint ${cursors}`);
    return rows.map(({ name, position }) => ({ name, position: Number(position) }));
  });
}

/** Waits until nothing follows from the log any more: the read side and every process manager have come to its end. */
export async function settled(databaseUrl: string, milliseconds = 60_000): Promise<void> {
  const head = async (): Promise<number> => (await readLog(databaseUrl)).length;
  await eventually(async () => {
    const length = await head();
    const late = await behind(databaseUrl, await schemaInUse(databaseUrl), length);
    if (late.length > 0) throw new Error(`not at the end of the log yet: ${JSON.stringify(late)}`);
    if ((await head()) > length) throw new Error('the log is still growing');
  }, milliseconds);
}

async function behind(databaseUrl: string, schema: string, head: number): Promise<readonly unknown[]> {
  return (await followers(databaseUrl, schema)).filter(({ position }) => position !== head).map((follower) => ({ ...follower, head }));
}

async function differingTables(mirror: Mirror, schema: string): Promise<readonly Violation[]> {
  const { position, live, other } = await mirror.compare(schema);
  const rebuilt = new Map(other.map((table) => [table.table, table]));
  const differing = live.filter(({ table, sha256 }) => rebuilt.get(table)?.sha256 !== sha256);
  return of('rebuild-equals-live', differing.map(({ table, rows }) => ({ table, position, rows, rebuilt: rebuilt.get(table)?.rows })));
}

/** Boards at the position that the read side has reached; when all is over also half-way into the past. */
async function wrongBoards({ client, units }: NonNullable<Evidence['boards']>, events: readonly LoggedEvent[], reached: number, over: boolean): Promise<readonly Violation[]> {
  const last = Math.min(reached, events.length);
  const places = (over ? [last, Math.floor(last / 2)] : [last]).filter((position) => position > 0);
  const wrong: unknown[] = [];
  for (const knownPosition of places) wrong.push(...(await differingBoards(client, events.slice(0, last), units, { knownPosition })));
  return of('board-equals-fold', wrong);
}
