import { Controller, Get, Inject, Module, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Needs, requireAccess } from '#access';
import type { Actor } from '#event-store';
import { READ_DATA_SOURCE } from '#read-side';
import { CurrentActor, pageFields, query, QueryAnswer, readCursor, writeCursor } from '#wire';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { anchors, chainCode, linkShape, segmentCode } from './chain.events.ts';
import { libraryBatch, libraryId, libraryShape } from './library.events.ts';

const linkAnswer = z.strictObject({ ...linkShape, gb4754Suggested: z.string().nullable(), statusSince: z.iso.date() });
const chainsAnswer = z.strictObject({
  position: z.int(),
  chains: z.array(z.strictObject({
    code: chainCode,
    name: z.string(),
    segments: z.array(z.strictObject({ code: segmentCode, name: z.string(), anchors, links: z.array(linkAnswer) })),
  })),
});
const libraryItem = z.strictObject({ id: libraryId, ...libraryShape, enterpriseId: z.uuid().nullable(), enteredOn: z.iso.date() });
const libraryAnswer = z.strictObject({ position: z.int(), items: z.array(libraryItem), cursor: z.string().nullable() });
const libraryQuery = z.strictObject({ chain: chainCode.optional(), batch: libraryBatch.optional(), ...pageFields });

// Statements of one snapshot each: what is answered and the position it was computed at belong together.
const CHAINS_SQL = `
select (select position::int8 from checkpoint)::text as position,
  (select coalesce(json_agg(json_build_object('code', c.code, 'name', c.name, 'segments', (
    select coalesce(json_agg(json_build_object('code', s.code, 'name', s.name, 'anchors', s.anchors, 'links', (
      select coalesce(json_agg(json_build_object(
        'code', l.code, 'segment', l.segment, 'name', l.name, 'stage', l.stage, 'stageSource', l.stage_source, 'status', l.status,
        'gb4754Suggested', l.gb4754_suggested, 'anchors', l.anchors, 'statusSince', l.status_since) order by l.code), '[]')
      from chain_links l where l.segment = s.code)) order by s.code), '[]')
    from chain_segments s where s.chain = c.code)) order by c.code), '[]') from chains c) as chains`;

const LIBRARY_SQL = `
select (select position::int8 from checkpoint)::text as position, (select coalesce(json_agg(p order by p.id), '[]') from (
  select id, chain, sector_text as "sectorText", number, raw, investor, enterprise_id as "enterpriseId", project, capacities, batch, source, entered_on as "enteredOn"
  from library_projects
  where ($1::text is null or chain = $1) and ($2::text is null or batch = $2) and ($3::text is null or id > $3)
  order by id limit $4) p) as items`;

/** The chain map: every chain with its segments and links, for all who see deals. */
@ApiTags('chains')
@Controller('chains')
export class ChainQueries {
  constructor(@Inject(READ_DATA_SOURCE) private readonly source: DataSource) {}

  @Get()
  @Needs('deal.read')
  @QueryAnswer(chainsAnswer, { summary: 'industry chains with segments and links' })
  async chains(@CurrentActor() actor: Actor): Promise<z.infer<typeof chainsAnswer>> {
    requireAccess(actor, 'deal.read');
    const [row] = await this.source.query<{ position: string; chains: z.infer<typeof chainsAnswer>['chains'] }[]>(CHAINS_SQL);
    return { position: Number(row?.position ?? 0), chains: row?.chains ?? [] };
  }
}

/** The project library, page by page in the order of ids, for all who see deals. */
@ApiTags('library')
@Controller('library')
export class LibraryQueries {
  constructor(@Inject(READ_DATA_SOURCE) private readonly source: DataSource) {}

  @Get()
  @Needs('deal.read')
  @QueryAnswer(libraryAnswer, { summary: 'the project library', query: libraryQuery })
  async library(@CurrentActor() actor: Actor, @Query(query(libraryQuery)) { chain, batch, cursor, limit }: z.infer<typeof libraryQuery>): Promise<z.infer<typeof libraryAnswer>> {
    requireAccess(actor, 'deal.read');
    const [after] = cursor === undefined ? [null] : readCursor(cursor, z.tuple([libraryId]));
    const [row] = await this.source.query<{ position: string; items: z.infer<typeof libraryItem>[] }[]>(LIBRARY_SQL, [chain ?? null, batch ?? null, after, limit + 1]);
    const found = row?.items ?? [];
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { position: Number(row?.position ?? 0), items, cursor: last ? writeCursor([last.id]) : null };
  }
}

/** The read side of chains and library; needs a global provider of `READ_DATA_SOURCE`. */
@Module({ controllers: [ChainQueries, LibraryQueries] })
export class ChainQueriesModule {}
