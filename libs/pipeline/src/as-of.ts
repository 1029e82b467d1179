import { dayOf, type EventStore, type Position, RefusedError } from '#event-store';
import type { Day } from '#measures';
import { FOREVER, type ReadPosition, STILL_KNOWN } from '#read-side';
import { readCursor, writeCursor } from '#wire';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';

/** The two clocks of a question: `known` a position or an instant, `happened` a day, `after` a position to wait for. */
export const asOfFields = {
  known: z.union([z.coerce.number().int().min(0), z.iso.datetime({ offset: true }), z.iso.date()]).optional(),
  happened: z.iso.date().optional(),
  after: z.coerce.number().int().min(0).optional(),
};
export type AsOfQuery = z.infer<z.ZodObject<typeof asOfFields>>;

/**
 * A question's place on both clocks, resolved. `ordinal` counts the events of the log up to there; `position` is what an answer carries: asked again with it as `known`,
 * the same question has the same answer for ever. `live` when nothing is left out on either clock.
 */
export type AsOf = { readonly position: Position; readonly ordinal: number; readonly knownOn: Day; readonly recordedAt: string | null; readonly happened: Day; readonly live: boolean; /** The read schema that answers. */ readonly schema: string };

/** What a query reads through: one snapshot of the read side. */
export type Snapshot = Pick<EntityManager, 'query'>;

/** Answers questions on both clocks, each from one snapshot of the read side, so that an answer is of one position throughout. */
export class AsOfReader {
  constructor(
    private readonly read: DataSource,
    private readonly reached: ReadPosition,
    private readonly store: EventStore,
  ) {}

  /**
   * Waits for `after`, and for whatever could still change a past answer; then asks within one snapshot. Refuses
   * `read.position-beyond-log` and `read.known-in-future` (400), `read.behind` after 2 s (503).
   */
  ask<T>(query: AsOfQuery, question: (snapshot: Snapshot, at: AsOf) => Promise<T>): Promise<T> {
    return this.askOf([query], (snapshot, [at]) => question(snapshot, at!));
  }

  /** The same for a question about several places on the clocks, all from one snapshot. */
  async askOf<T>(queries: readonly AsOfQuery[], question: (snapshot: Snapshot, places: readonly AsOf[]) => Promise<T>): Promise<T> {
    for (const { after, known } of queries) {
      if (after !== undefined) await this.reached.waitFor(after);
      await this.settle(known);
    }
    await this.reached.waitForSeen();
    return this.read.transaction('REPEATABLE READ', async (snapshot) => {
      const places: AsOf[] = [];
      for (const query of queries) places.push(await placeIn(snapshot, query));
      for (const { position } of places) this.reached.answered(position);
      return question(snapshot, places);
    });
  }

  private async settle(known: AsOfQuery['known']): Promise<void> {
    if (known === undefined) return;
    if (typeof known === 'number') return this.reached.waitFor(known);
    if (Date.parse(known) > Date.now()) throw new RefusedError('malformed', 'read.known-in-future', { known });
    await this.reached.waitForHead();
  }
}

async function placeIn(snapshot: Snapshot, { known, happened }: AsOfQuery): Promise<AsOf> {
  const moment = await lastMoment(snapshot, known);
  return {
    position: moment?.position ?? 0,
    ordinal: moment?.ordinal ?? 0,
    knownOn: moment ? dayOf(moment.recordedAt) : '0001-01-01',
    recordedAt: moment?.recordedAt ?? null,
    happened: happened ?? lastDay,
    live: known === undefined && happened === undefined,
    schema: moment?.schema ?? '',
  };
}

async function lastMoment(snapshot: Snapshot, known: AsOfQuery['known']): Promise<{ position: Position; ordinal: number; recordedAt: string; schema: string } | undefined> {
  const [condition, order, value] =
    typeof known === 'string'
      ? ['recorded_at <= $1', 'recorded_at desc, position desc', known.length === 10 ? endOfDay(known) : known]
      : ['position <= $1', 'position desc', known ?? STILL_KNOWN];
  const rows = await snapshot.query<{ position: string; ordinal: string; stamped: string; schema: string }[]>(
    `select position, ordinal, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as stamped, current_schema() as schema from moments where ${condition} order by ${order} limit 1`,
    [value],
  );
  return rows[0] && { position: Number(rows[0].position), ordinal: Number(rows[0].ordinal), recordedAt: rows[0].stamped, schema: rows[0].schema };
}

/** The last day there is: a question about it leaves out nothing. */
const lastDay: Day = new Date(Date.parse(`${FOREVER}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** Whether a question leaves out nothing of what happened. */
export const allHappened = ({ happened }: Pick<AsOf, 'happened'>): boolean => happened === lastDay;

/** The end of a calendar day in Asia/Shanghai (UTC+8, no daylight saving). */
const endOfDay = (day: Day): string => `${day}T23:59:59.999999+08:00`;

/** Where the next page starts, and in which read schema that was said. */
export function writePageCursor({ schema }: Pick<AsOf, 'schema'>, place: readonly (string | number)[]): string {
  return writeCursor([schema, ...place]);
}

/**
 * Reads a page's cursor back. One of another copy of the same version is as good: copies are equal. One of another
 * version, as when processes of two builds answer side by side, is refused with `read.cursor-of-another-version` (400).
 */
export function readPageCursor<T extends [z.ZodType, ...z.ZodType[]]>({ schema }: Pick<AsOf, 'schema'>, cursor: string, parts: z.ZodTuple<T>): z.infer<z.ZodTuple<T>> {
  const [from, ...place] = readCursor(cursor, z.tuple([z.string()]).rest(z.unknown()));
  const parsed = parts.safeParse(place);
  if (!parsed.success) throw new RefusedError('malformed', 'wire.cursor-malformed');
  if (versionIn(from) !== versionIn(schema)) throw new RefusedError('malformed', 'read.cursor-of-another-version');
  return parsed.data;
}

const versionIn = (schema: string): string => schema.replace(/_\d{1,6}$/, '');
