import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Needs, requireAccess } from '#access';
import { type Actor, RefusedError } from '#event-store';
import { type AsOf, AsOfReader, hiddenFrom, type Snapshot } from '#pipeline';
import { month, periodParam } from '#periods';
import { CurrentActor, pageFields, query, QueryAnswer, readCursor, tagged, writeCursor } from '#wire';
import { z } from 'zod';
import { figureAnswer } from './figures.answers.ts';
import { figureAt, questionFields, requireDefinition } from './figure.reader.ts';
import { scopedTo } from './figures.scope.ts';
import { periodOf } from './period.ts';

const closing = z.strictObject({ number: z.int(), position: z.int(), ordinal: z.int(), recordedAt: z.string(), by: z.string(), definitions: z.array(z.strictObject({ name: z.string(), version: z.int() })) });
type Closing = z.infer<typeof closing>;
const listAnswer = z.strictObject({ position: z.int(), periods: z.array(z.strictObject({ period: month, /** For `If-Match` of a restatement. */ revision: z.int(), closings: z.array(closing), /** Entries of the month that came after it was last recognised. */ since: z.int() })) });
const reportQuery = z.strictObject({ unit: questionFields.unit, /** Which recognition, from 1; left out, the month as it is known now. */ closing: z.coerce.number().int().min(1).optional(), after: z.coerce.number().int().min(0).optional() });
const reportAnswer = z.strictObject({ period: month, unit: z.string(), closing: closing.nullable(), figures: z.array(figureAnswer) });
const entriesQuery = z.strictObject({ ...pageFields, after: z.coerce.number().int().min(0).optional() });
const entriesAnswer = z.strictObject({
  position: z.int(), period: month,
  items: z.array(z.strictObject({ id: z.uuid(), case: z.string(), type: z.string(), position: z.int(), ordinal: z.int(), occurredOn: z.iso.date(), recordedAt: z.string(), corrects: z.string().nullable() })),
  cursor: z.string().nullable(),
});
const afterOnly = z.strictObject({ after: z.coerce.number().int().min(0).optional() });

// An entry belongs to the month it happened in; a correction to that of its entry, and to the one it moves it to.
const IN_MONTH = `
  (h.type <> 'EntryCorrected' and h.occurred_on between $2::date and $3::date)
  or (h.type = 'EntryCorrected' and (
    exists (select from history e where e.entity = h.entity and e.event->>'id' = h.event->'data'->'entry'->>'eventId' and e.occurred_on between $2::date and $3::date)
    or (h.event->'data'->'day'->>'is')::date between $2::date and $3::date or (h.event->'data'->'day'->>'was')::date between $2::date and $3::date))`;

/** Closed months: their reports as they were recognised, what was entered since, and the same figures as known now. */
@ApiTags('periods')
@Controller('periods')
export class PeriodQueries {
  constructor(@Inject(AsOfReader) private readonly reader: AsOfReader) {}

  @Get()
  @Needs('period.read')
  @QueryAnswer(listAnswer, { summary: 'Every month that was closed, its recognitions, and how many entries came for it since', query: afterOnly })
  periods(@CurrentActor() actor: Actor, @Query(query(afterOnly)) asked: z.infer<typeof afterOnly>): Promise<z.infer<typeof listAnswer>> {
    requireAccess(actor, 'period.read');
    return this.reader.ask(asked, async (snapshot, at) => {
      const all = await closingsAt(snapshot, at);
      const periods = [];
      for (const [period, closings] of all) periods.push({ period, revision: closings.length - 1, closings, since: await countSince(snapshot, period, closings.at(-1)!.position, at) });
      return { position: at.position, periods };
    });
  }

  @Get(':period/report')
  @Needs('figure.read')
  @QueryAnswer(reportAnswer, { summary: 'The figures of a month as they were recognised, or as they are known now', query: reportQuery })
  async report(@CurrentActor() actor: Actor, @Param('period', periodParam) period: string, @Query(query(reportQuery)) { unit, closing: number, after }: z.infer<typeof reportQuery>): Promise<object> {
    const asked = scopedTo(actor, { unit, period });
    const closings = await this.reader.ask({ after }, async (snapshot, at) => (await closingsAt(snapshot, at)).get(period) ?? []);
    const recognised = number === undefined ? undefined : closings[number - 1];
    if (number !== undefined && !recognised) throw new RefusedError('not-found', 'period.no-such-closing', { period, closing: number, closings: closings.length });
    const shown = recognised ?? closings.at(-1);
    if (!shown) throw new RefusedError('not-found', 'period.not-closed', { period });
    return this.reader.ask(recognised ? { known: recognised.position } : { after }, async (snapshot, at) => {
      const figures = [];
      for (const { name, version } of shown.definitions) {
        const definition = requireDefinition(name, version);
        const { basis, lines } = await figureAt(snapshot, definition, asked, at);
        figures.push({ ...basis, columns: [...definition.columns], lines: [...lines] });
      }
      return tagged({ period, unit: asked.unit, closing: recognised ?? null, figures }, closings.length - 1);
    });
  }

  @Get(':period/restatements')
  @Needs('period.read')
  @QueryAnswer(entriesAnswer, { summary: 'What was entered or corrected for a month after it was first closed', query: entriesQuery })
  restatements(@CurrentActor() actor: Actor, @Param('period', periodParam) period: string, @Query(query(entriesQuery)) { cursor, limit, after }: z.infer<typeof entriesQuery>): Promise<object> {
    requireAccess(actor, 'period.read');
    return this.reader.ask({ after }, async (snapshot, at) => {
      const first = (await closingsAt(snapshot, at)).get(period)?.[0];
      if (!first) throw new RefusedError('not-found', 'period.not-closed', { period });
      const [start] = cursor === undefined ? [first.position] : readCursor(cursor, z.tuple([z.int().min(0)]));
      const rows = await entriesAfter(snapshot, period, start, at, limit + 1, [...(await hiddenFrom(snapshot, actor))]);
      return { position: at.position, period, items: rows.slice(0, limit), cursor: rows.length > limit ? writeCursor([rows[limit - 1]!.position]) : null };
    });
  }
}

/** The recognitions of every closed month known at a place, oldest month first. */
async function closingsAt(snapshot: Snapshot, { position }: AsOf): Promise<ReadonlyMap<string, Closing[]>> {
  const rows = await snapshot.query<{ position: string; ordinal: string; recorded_at: string; by: string; data: { period: string; definitions: Closing['definitions'] } }[]>(
    `select r.position, m.ordinal, to_char(m.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at, r.actor->>'account' as by, r.data
     from reference_entries r join moments m using (position) where r.type in ('PeriodClosed', 'PeriodRestated') and r.position <= $1 order by r.data->>'period', r.position`,
    [position],
  );
  const closings = new Map<string, Closing[]>();
  for (const { position: at, ordinal, recorded_at: recordedAt, by, data } of rows) {
    const known = closings.get(data.period) ?? [];
    closings.set(data.period, known);
    known.push({ number: known.length + 1, position: Number(at), ordinal: Number(ordinal), recordedAt, by, definitions: data.definitions });
  }
  return closings;
}

const daysOf = (period: string): readonly [string, string] => {
  const { from, to } = periodOf(period, period);
  return [from, to];
};

async function countSince(snapshot: Snapshot, period: string, position: number, at: AsOf): Promise<number> {
  const [row] = await snapshot.query<{ count: string }[]>(`select count(distinct h.position) as count from history h where h.position > $1 and h.position <= $4 and (${IN_MONTH})`, [position, ...daysOf(period), at.position]);
  return Number(row?.count ?? 0);
}

type EntryRow = z.infer<typeof entriesAnswer>['items'][number];

async function entriesAfter(snapshot: Snapshot, period: string, position: number, at: AsOf, limit: number, hidden: readonly string[]): Promise<readonly EntryRow[]> {
  const rows = await snapshot.query<(Omit<EntryRow, 'position' | 'ordinal'> & { position: string; ordinal: string })[]>(
    `select distinct on (h.position) h.event->>'id' as id, h.entity as case, h.type, h.position, m.ordinal, h.occurred_on::text as "occurredOn", h.event->>'recordedAt' as "recordedAt", h.event->'data'->'entry'->>'type' as corrects
     from history h join moments m using (position) where h.position > $1 and h.position <= $4 and h.entity <> all($6) and (${IN_MONTH}) order by h.position, h.entity limit $5`,
    [position, ...daysOf(period), at.position, limit, hidden],
  );
  return rows.map((row) => ({ ...row, position: Number(row.position), ordinal: Number(row.ordinal) }));
}
