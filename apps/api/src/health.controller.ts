import { Controller, Get, Header, HttpStatus, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '#access';
import { QueryAnswer } from '#wire';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { READINESS, type Readiness } from './readiness.ts';

const status = z.enum(['ok', 'degraded', 'unavailable']);
const check = z.object({ status }).catchall(z.union([z.string(), z.number()]));
const ready = z.strictObject({ status, log: z.int().nullable(), read: z.int().nullable(), checks: z.record(z.string(), check) });
const live = z.strictObject({ status: z.literal('ok') });

/** Whether the process runs, and whether it can do its work. */
@Public()
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS) private readonly readiness: () => Promise<Readiness>) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  @QueryAnswer(live, { summary: 'The process runs' })
  live(): z.infer<typeof live> {
    return { status: 'ok' };
  }

  /** The position of the log, the one the read side has reached, and what each check found; 503 when one says `unavailable`. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  @QueryAnswer(ready, { summary: 'Log, accounts and read side can be reached, and keep up' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.readiness();
    if (readiness.status === 'unavailable') reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return readiness;
  }
}
