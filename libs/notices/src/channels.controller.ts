import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import { type Actor, CLOCK, type Clock, RefusedError } from '#event-store';
import { body, CurrentActor, idParam, query, QueryAnswer } from '#wire';
import type pg from 'pg';
import { v5 as uuid } from 'uuid';
import { z } from 'zod';
import { channelKinds } from './channel-messages.ts';
import { ChannelStore, newChannel } from './channel.store.ts';
import { NOTICES_POOL } from './notice.tables.ts';
import { deliveriesIn, deliveryStates, retryDelivery } from './outbox.ts';
import { channelSettings } from './preferences.ts';

const IDS = '0b9f4f0e-5e2c-5f0c-8b6a-2d3f6c1e9a57';

const channelsQuery = z.strictObject({ unit: z.string().max(32).optional() });
const channel = z.strictObject({ id: z.uuid(), unit: z.string(), kind: z.enum(channelKinds), name: z.string(), host: z.string(), settings: channelSettings, createdBy: z.string(), createdAt: z.iso.datetime() });
const channels = z.strictObject({ channels: z.array(channel) });
const added = z.strictObject({ id: z.uuid() });

const deliveriesQuery = z.strictObject({ state: z.enum(deliveryStates).default('dead'), limit: z.coerce.number().int().min(1).max(200).default(50) });
const delivery = z.strictObject({
  id: z.uuid(), account: z.string().nullable(), channel: z.uuid().nullable(), unit: z.string().nullable(), kind: z.string(), state: z.enum(deliveryStates),
  attempts: z.int(), notBefore: z.iso.datetime(), createdAt: z.iso.datetime(), error: z.string().nullable(),
});
const deliveries = z.strictObject({ deliveries: z.array(delivery) });

/** The channels of a unit, set by its lead or the office, and how messages fare that go out. */
@ApiTags('notices')
@Controller('notices')
export class ChannelsController {
  constructor(
    @Inject(ChannelStore) private readonly store: ChannelStore,
    @Inject(NOTICES_POOL) private readonly pool: pg.Pool,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('channels')
  @Needs('channel.edit')
  @QueryAnswer(channels, { summary: 'The channels of a unit; of where they lead only the host', query: channelsQuery })
  async list(@CurrentActor() actor: Actor, @Query(query(channelsQuery)) { unit }: z.infer<typeof channelsQuery>): Promise<object> {
    return { channels: await this.store.list(actor, unit) };
  }

  @Post('channels')
  @Needs('channel.edit')
  @QueryAnswer(added, { summary: 'Add a robot or a signed webhook; its URL and secret are never shown again', body: newChannel, status: 201 })
  async add(@CurrentActor() actor: Actor, @Body(body(newChannel)) input: z.infer<typeof newChannel>, @Headers('idempotency-key') key: string | undefined): Promise<z.infer<typeof added>> {
    if (key === undefined) throw new RefusedError('malformed', 'wire.idempotency-key-missing');
    const id = uuid(`${actor.account}/${key}`, IDS);
    await this.store.add(actor, id, input);
    return { id };
  }

  @Delete('channels/:id')
  @Needs('channel.edit')
  @HttpCode(204)
  async remove(@CurrentActor() actor: Actor, @Param('id', idParam('notice.channel-unknown')) id: string): Promise<void> {
    await this.store.remove(actor, id);
  }

  @Get('deliveries')
  @Needs('channel.edit')
  @QueryAnswer(deliveries, { summary: 'Messages by how they fare, without what they say', query: deliveriesQuery })
  async deliveries(@CurrentActor() actor: Actor, @Query(query(deliveriesQuery)) { state, limit }: z.infer<typeof deliveriesQuery>): Promise<object> {
    return { deliveries: await deliveriesIn(this.pool, state, limit, actor) };
  }

  @Post('deliveries/:id/retry')
  @Needs('channel.edit')
  @HttpCode(200)
  @QueryAnswer(added, { summary: 'Have a dead message tried again' })
  async retry(@CurrentActor() actor: Actor, @Param('id', idParam('notice.delivery-unknown')) id: string): Promise<z.infer<typeof added>> {
    await retryDelivery(this.pool, id, this.clock.now(), actor);
    return { id };
  }
}
