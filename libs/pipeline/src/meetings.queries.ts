import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mayAccess, Needs, requireAccess } from '#access';
import type { Actor } from '#event-store';
import { meetingKind } from '#reviews';
import { CurrentActor, pageFields, query, QueryAnswer, readCursor, writeCursor } from '#wire';
import { z } from 'zod';
import { asOfFields, AsOfReader } from './as-of.ts';

const meetingsQuery = z.strictObject({
  kind: meetingKind.optional(),
  /** Only meetings of this day and later, soonest first; without it all, latest first. */
  from: z.iso.date().optional(),
  after: asOfFields.after,
  ...pageFields,
});
const row = z.strictObject({
  id: z.uuid(), kind: meetingKind, body: z.string().nullable(), on: z.iso.date(), members: z.array(z.string()), items: z.int(), concluded: z.int(), status: z.enum(['scheduled', 'held', 'cancelled']),
});
const meetingsAnswer = z.strictObject({ position: z.int(), items: z.array(row), cursor: z.string().nullable() });
type MeetingRow = z.infer<typeof row>;

const statement = (upcoming: boolean): string => `
  select id, kind, body, held_on::text as "on", members, items, concluded,
    case when cancelled then 'cancelled' when items > 0 and items = concluded then 'held' else 'scheduled' end as status
  from meetings
  where ($1::text is null or kind = $1) and ($2::date is null or held_on >= $2) and ($3::text is null or members ? $3)
    and ($4::date is null or (held_on, id collate "C") ${upcoming ? '>' : '<'} ($4::date, $5::text collate "C"))
  order by held_on ${upcoming ? '' : 'desc'}, id ${upcoming ? '' : 'desc'} limit $6`;

/** The list of meetings: everybody's for the office, leaders and the auditor, one's own for a reviewer. */
@ApiTags('meetings')
@Controller('meetings')
export class MeetingQueries {
  constructor(@Inject(AsOfReader) private readonly reader: AsOfReader) {}

  @Get()
  @Needs('meeting.read')
  @QueryAnswer(meetingsAnswer, { summary: 'Meetings one may see: latest first, or from a day on', query: meetingsQuery })
  async meetings(@CurrentActor() actor: Actor, @Query(query(meetingsQuery)) { kind, from, after, cursor, limit }: z.infer<typeof meetingsQuery>): Promise<z.infer<typeof meetingsAnswer>> {
    requireAccess(actor, 'meeting.read');
    const member = mayAccess(actor, 'meeting.read', { accounts: [] }) ? null : actor.account;
    const [on, id] = cursor === undefined ? [null, null] : readCursor(cursor, z.tuple([z.iso.date(), z.uuid()]));
    return this.reader.ask({ after }, async (snapshot, { position }) => {
      const found = await snapshot.query<MeetingRow[]>(statement(from !== undefined), [kind ?? null, from ?? null, member, on, id, limit + 1]);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { position, items, cursor: last ? writeCursor([last.on, last.id]) : null };
    });
  }
}
