import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Needs, requireAccess } from '#access';
import type { Actor } from '#event-store';
import { AsOfReader } from '#pipeline';
import { CurrentActor, query, QueryAnswer } from '#wire';
import { z } from 'zod';
import { referencesAt } from './figure.reader.ts';

const scheme = z.strictObject({ from: z.iso.date(), basis: z.enum(['target', 'best']), weights: z.array(z.strictObject({ measure: z.string(), points: z.int() })), capPercent: z.int() });
const standard = z.strictObject({ from: z.iso.date(), reference: z.string(), intensity: z.enum(['total', 'fixed']), investmentPerMu: z.int(), outputPerMu: z.int(), taxPerMu: z.int() });
const yardsticksAnswer = z.strictObject({ position: z.int(), schemes: z.array(scheme), standards: z.array(standard) });
const asked = z.strictObject({ after: z.coerce.number().int().min(0).optional() });

/** The dated rules that figures go by: every scoring scheme and entry standard that was adopted, also those of days to come. */
@ApiTags('figures')
@Controller('yardsticks')
export class YardstickQueries {
  constructor(@Inject(AsOfReader) private readonly reader: AsOfReader) {}

  @Get()
  @Needs('figure.read')
  @QueryAnswer(yardsticksAnswer, { summary: 'The scoring schemes and entry standards that were adopted, in the order of their first days', query: asked })
  yardsticks(@CurrentActor() actor: Actor, @Query(query(asked)) { after }: z.infer<typeof asked>): Promise<z.infer<typeof yardsticksAnswer>> {
    requireAccess(actor, 'figure.read');
    return this.reader.ask({ after }, async (snapshot, at) => {
      const { schemes, standards } = await referencesAt(snapshot, at);
      return {
        position: at.position,
        schemes: byDay(schemes).map(({ from, basis, weights, capPercent }) => ({ from, basis, weights: weights.map(({ measure, points }) => ({ measure, points })), capPercent })),
        standards: byDay(standards).map(({ from, reference, intensity, investmentPerMu, outputPerMu, taxPerMu }) => ({ from, reference, intensity, investmentPerMu, outputPerMu, taxPerMu })),
      };
    });
  }
}

const byDay = <R extends { readonly from: string }>(rules: readonly R[]): readonly R[] => [...rules].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
