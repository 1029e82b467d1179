import { Controller, Get, Inject, Module, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mayAccess, mayKnow, Needs, requireAccess } from '#access';
import { direction } from '#commitments';
import { type Actor, RefusedError } from '#event-store';
import { daysBetween } from '#measures';
import { FOREVER, READ_DATA_SOURCE, READ_POSITION, type ReadPosition, STILL_KNOWN } from '#read-side';
import { CurrentActor, pageFields, query, QueryAnswer, readCursor, writeCursor } from '#wire';
import type { DataSource } from 'typeorm';
import { z } from 'zod';

const LONGEST_DAYS = 3_700;

const calendarQuery = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  unit: z.string().max(32).optional(),
  /** A position to wait for. */
  after: z.coerce.number().int().min(0).optional(),
  ...pageFields,
});
const entry = z.strictObject({
  on: z.iso.date(),
  what: z.enum(['commitment', 'clawback', 'decision']),
  id: z.string(),
  dealId: z.uuid(),
  deal: z.string(),
  unit: z.string().nullable(),
  title: z.string().nullable(),
  direction: direction.nullable(),
  kind: z.string().nullable(),
  status: z.string(),
  overdue: z.boolean(),
  /** What is still open of a clawback, in 分 of CNY. */
  openFen: z.int().nullable(),
});
const calendarAnswer = z.strictObject({ position: z.int(), items: z.array(entry), cursor: z.string().nullable() });
type Entry = z.infer<typeof entry>;

// One statement, so of one position. A deal's card of today says whose it is.
const CALENDAR_SQL = `
select (select position::int8 from checkpoint)::text as position, (select coalesce(json_agg(p order by p."on", p.id), '[]') from (
  select d."on", d.what, d.id, d.deal as "dealId", coalesce(c.state->>'title', '') as deal, c.unit, d.title, d.direction, d.kind, d.status, d.overdue, d.open_fen as "openFen"
  from (
    select due_on as "on", 'commitment' as what, id, deal, title, direction, kind, status, overdue, null::bigint as open_fen from commitments where due_on between $1 and $2 and status <> 'ended'
    union all
    select deadline, 'clawback', deal, deal, null, null, null, coalesce(closed, 'open'), overdue, greatest(amount_fen - paid_fen, 0) from clawbacks where deadline between $1 and $2
    union all
    select lapses_on, 'decision', deal, deal, null, null, null, 'open', false, null from open_decisions where lapses_on between $1 and $2
  ) d
  left join cards c on c.entity = d.deal and c.known_to = ${STILL_KNOWN} and c.happened_to = '${FOREVER}'
  where ($3::text is null or c.unit = $3)
    and ($4::text is null or $4 = (select h.event->'data'->>'account' from history h where h.entity = d.deal and h.type = 'ServiceOwnerAssigned' order by h.position desc limit 1)
         or exists (select from history h where h.entity = d.deal and h.type = 'LeadRegistered' and h.event->'actor'->>'account' = $4))
    and ($5::date is null or (d."on", d.id) > ($5::date, $6::text))
    and not exists (select from confidential_cases k where k.id = d.deal and $8::text is not null and not k.people ? $8)
  order by d."on", d.id limit $7) p) as items`;

/** What falls due between two days: promises, money claimed back, decisions about to lapse. */
@ApiTags('commitments')
@Controller('commitments')
export class CalendarQueries {
  constructor(
    @Inject(READ_DATA_SOURCE) private readonly source: DataSource,
    @Inject(READ_POSITION) private readonly reached: ReadPosition,
  ) {}

  @Get('calendar')
  @Needs('calendar.read')
  @QueryAnswer(calendarAnswer, { summary: 'What falls due between two days, of the deals one may see', query: calendarQuery })
  async calendar(@CurrentActor() actor: Actor, @Query(query(calendarQuery)) { from, to, unit, after, cursor, limit }: z.infer<typeof calendarQuery>): Promise<z.infer<typeof calendarAnswer>> {
    const seen = visibleTo(actor, unit);
    if (to < from || daysBetween(from, to) > LONGEST_DAYS) throw new RefusedError('malformed', 'calendar.span-unsound', { from, to, days: LONGEST_DAYS });
    if (after !== undefined) await this.reached.waitFor(after);
    const [on, id] = cursor === undefined ? [null, null] : readCursor(cursor, z.tuple([z.iso.date(), z.string()]));
    const [row] = await this.source.query<{ position: string; items: Entry[] }[]>(CALENDAR_SQL, [from, to, seen.unit ?? null, seen.account ?? null, on, id, limit + 1, mayKnow(actor, []) ? null : actor.account]);
    const found = row?.items ?? [];
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { position: Number(row?.position ?? 0), items, cursor: last ? writeCursor([last.on, last.id]) : null };
  }
}

/** Another unit's calendar is refused; without a unit one sees what one may. */
function visibleTo(actor: Actor, unit: string | undefined): { readonly unit?: string; readonly account?: string } {
  requireAccess(actor, 'calendar.read', unit === undefined ? undefined : { unit, accounts: [actor.account] });
  if (mayAccess(actor, 'calendar.read', { unit: '\u0000', accounts: [] })) return { unit };
  if (actor.unit !== null && mayAccess(actor, 'calendar.read', { unit: actor.unit, accounts: [] })) return { unit: actor.unit };
  return { unit, account: actor.account };
}

/** The calendar over HTTP; needs global providers of `READ_DATA_SOURCE` and `READ_POSITION`. */
@Module({ controllers: [CalendarQueries] })
export class CalendarModule {}
