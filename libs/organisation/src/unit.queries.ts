import { Controller, Get, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import { READ_DATA_SOURCE } from '#read-side';
import { QueryAnswer } from '#wire';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { unitCode, unitKinds } from './unit.events.ts';

const unitAnswer = z.strictObject({ code: unitCode, name: z.string(), kind: z.enum(unitKinds), establishedOn: z.iso.date(), closedOn: z.iso.date().nullable() });
const unitsAnswer = z.strictObject({ units: z.array(unitAnswer) });

/** The names behind unit codes, for everyone who is signed in. */
@ApiTags('organisation')
@Controller('units')
export class UnitQueries {
  constructor(@Inject(READ_DATA_SOURCE) private readonly read: DataSource) {}

  @Get()
  @Needs('organisation.read')
  @QueryAnswer(unitsAnswer, { summary: 'All units: code, name and kind' })
  async units(): Promise<z.infer<typeof unitsAnswer>> {
    const units = await this.read.query<z.infer<typeof unitAnswer>[]>(
      `select code, name, kind, established_on::text as "establishedOn", closed_on::text as "closedOn" from units order by established_on, code`,
    );
    return { units };
  }
}

/** The list of units; needs the read side. */
@Module({ controllers: [UnitQueries] })
export class UnitQueriesModule {}
