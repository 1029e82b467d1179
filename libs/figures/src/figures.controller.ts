import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Needs, requireAccess } from '#access';
import type { Actor } from '#event-store';
import { asOfFields, AsOfReader } from '#pipeline';
import { catalogue, CurrentActor, pageFields, query, QueryAnswer, readCursor, type Text, writeCursor } from '#wire';
import { z } from 'zod';
import { inOrder, openEvidence } from './evidence.queries.ts';
import { eventsAnswer, figureAnswer, figuresAnswer } from './figures.answers.ts';
import { figureAt, questionFields, requireDefinition } from './figure.reader.ts';
import { scopedTo } from './figures.scope.ts';
import { figureNames, versionsOf } from './registry.ts';

const figureQuery = z.strictObject({ ...questionFields, ...asOfFields });
const eventsQuery = z.strictObject({ ...figureQuery.shape, line: z.string().max(80).optional(), ...pageFields });
const place = z.tuple([z.int().min(0)]);

/** Figures with their versioned definitions, and the cases and events behind every number. */
@ApiTags('figures')
@Controller('figures')
export class FiguresController {
  constructor(@Inject(AsOfReader) private readonly reader: AsOfReader) {}

  @Get()
  @Needs('figure.read')
  @QueryAnswer(figuresAnswer, { summary: 'Every figure there is, with its definitions in words' })
  figures(@CurrentActor() actor: Actor): z.infer<typeof figuresAnswer> {
    requireAccess(actor, 'figure.read');
    return { figures: figureNames.map(described) };
  }

  @Get(':name')
  @Needs('figure.read')
  @QueryAnswer(figureAnswer, { summary: 'A figure, now or as known and as happened by a date, under any version of its definition', query: figureQuery })
  async figure(@CurrentActor() actor: Actor, @Param('name') name: string, @Query(query(figureQuery)) asked: z.infer<typeof figureQuery>): Promise<z.infer<typeof figureAnswer>> {
    const scoped = scopedTo(actor, asked);
    const definition = requireDefinition(name, asked.definition);
    return this.reader.ask(asked, async (snapshot, at) => {
      const { basis, lines } = await figureAt(snapshot, definition, scoped, at);
      return { ...basis, columns: [...definition.columns], lines: [...lines] } as z.infer<typeof figureAnswer>;
    });
  }

  @Get(':name/events')
  @Needs('figure.read')
  @QueryAnswer(eventsAnswer, { summary: 'The cases and events behind a figure, or behind one line of it', query: eventsQuery })
  async events(@CurrentActor() actor: Actor, @Param('name') name: string, @Query(query(eventsQuery)) { line, cursor, limit, ...asked }: z.infer<typeof eventsQuery>): Promise<z.infer<typeof eventsAnswer>> {
    const scoped = scopedTo(actor, asked);
    const definition = requireDefinition(name, asked.definition);
    const [start] = cursor === undefined ? [0] : readCursor(cursor, place);
    return this.reader.ask(asked, async (snapshot, at) => {
      const { basis, evidence } = await figureAt(snapshot, definition, scoped, at);
      const all = inOrder(evidence().filter((one) => line === undefined || one.line === line));
      const items = await openEvidence(snapshot, actor, all.slice(start, start + limit), at);
      return { ...basis, line: line ?? null, total: all.length, items: [...items], cursor: start + limit < all.length ? writeCursor([start + limit]) : null } as z.infer<typeof eventsAnswer>;
    });
  }
}

function described(name: string): z.infer<typeof figuresAnswer>['figures'][number] {
  const text = (key: string): Text => catalogue[`figure.${name}.${key}`] ?? { zh: name, en: name };
  const versions = versionsOf(name).map(({ version, columns, options }) => ({ version, formula: { ...text(`${version}.formula`) }, columns: [...columns], options: [...options] }));
  return { name, title: { ...text('title') }, versions };
}
