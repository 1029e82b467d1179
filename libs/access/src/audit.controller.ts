import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Actor } from '#event-store';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { CurrentActor, type Page, pageFields, query, QueryAnswer, readCursor, writeCursor } from '#wire';
import { ACCESS_DATA_SOURCE } from './data-source.ts';
import { Needs } from './needs.ts';
import { requireAccess } from './policy.ts';
import type { ChainedEntry } from './postgres-access-log.ts';
import { entryColumns, verifyAccessLog } from './verify-access-log.ts';

const filter = z.strictObject({
  ...pageFields,
  account: z.string().max(64).optional(),
  action: z.string().max(32).optional(),
  outcome: z.enum(['begun', 'done', 'refused']).optional(),
});
const entry = z.strictObject({
  position: z.int(),
  at: z.iso.datetime(),
  account: z.string().nullable(),
  action: z.string(),
  outcome: z.string(),
  subject: z.string(),
  address: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  hash: z.string(),
});
const verdict = z.object({ sound: z.boolean(), head: z.object({ position: z.int(), hash: z.string() }).optional(), position: z.int().optional(), broken: z.string().optional() });

/** Who looked at what, for the auditor alone. */
@Controller('audit/access')
export class AuditController {
  constructor(@Inject(ACCESS_DATA_SOURCE) private readonly source: DataSource) {}

  @Get()
  @Needs('audit.read')
  @QueryAnswer(z.strictObject({ items: z.array(entry), cursor: z.string().nullable() }), { summary: 'The access log, latest first', query: filter })
  async list(@CurrentActor() actor: Actor, @Query(query(filter)) { cursor, limit, account, action, outcome }: z.infer<typeof filter>): Promise<Page<ChainedEntry>> {
    requireAccess(actor, 'audit.read');
    const before = cursor === undefined ? null : readCursor(cursor, z.tuple([z.int()]))[0];
    const rows = await this.source.query<ChainedEntry[]>(
      `select ${entryColumns} from access.log l
       where ($1::bigint is null or l.position < $1) and ($2::text is null or account = $2) and ($3::text is null or action = $3) and ($4::text is null or outcome = $4)
       order by l.position desc limit $5`,
      [before, account ?? null, action ?? null, outcome ?? null, limit + 1],
    );
    const items = rows.slice(0, limit);
    return { items, cursor: rows.length > limit ? writeCursor([items.at(-1)?.position ?? 0]) : null };
  }

  @Get('verification')
  @Needs('audit.read')
  @QueryAnswer(verdict, { summary: 'Recompute the chain of the access log' })
  async verify(@CurrentActor() actor: Actor): Promise<z.infer<typeof verdict>> {
    requireAccess(actor, 'audit.read');
    return verifyAccessLog(this.source);
  }
}
