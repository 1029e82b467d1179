import { Controller, Get, Header, HttpStatus, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ACCESS_DATA_SOURCE, Public } from '#access';
import { EVENT_STORE, type EventStore } from '#event-store';
import { READ_POSITION, type ReadPosition } from '#read-side';
import { QueryAnswer } from '#wire';
import type { FastifyReply } from 'fastify';
import type { DataSource } from 'typeorm';
import { z } from 'zod';

const ready = z.strictObject({ status: z.enum(['ok', 'unavailable']), log: z.int().nullable(), read: z.int().nullable() });
const live = z.strictObject({ status: z.literal('ok') });

/** Whether the process runs, and whether it can do its work. */
@Public()
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ACCESS_DATA_SOURCE) private readonly access: DataSource,
    @Inject(READ_POSITION) private readonly reached: ReadPosition,
  ) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  @QueryAnswer(live, { summary: 'The process runs' })
  live(): z.infer<typeof live> {
    return { status: 'ok' };
  }

  /** The position of the log and the one the read side has reached; 503 when log or accounts cannot be reached. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  @QueryAnswer(ready, { summary: 'Log, accounts and read side can be reached' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof ready>> {
    try {
      const [head] = await Promise.all([this.store.head(), this.access.query('select 1')]);
      return { status: 'ok', log: head.position, read: this.reached.position };
    } catch {
      reply.status(HttpStatus.SERVICE_UNAVAILABLE);
      return { status: 'unavailable', log: null, read: null };
    }
  }
}
